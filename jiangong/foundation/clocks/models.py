"""Calendars' special days, clocks, and what happened to them. The trigger that keeps events is in migration 0002."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.clocks.states import OPEN, Event, State, Unit
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.rulebook.queries import SILENCES


class SpecialDay(models.Model):
    """A day that an organisation rules to be off or worked, unlike the national calendar 特殊日; it holds below it too.

    Never changed: a wrong one is withdrawn, with a reason, and stays to be seen.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="special_days")
    day = models.DateField(_("日期"))
    worked = models.BooleanField(_("上班"))
    title = models.CharField(_("名称"), max_length=80)
    document_number = models.CharField(_("文号"), max_length=80)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "day"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_special_day_a_day",
            ),
        ]


class EnteredYear(models.Model):
    """A year whose State Council notice an officer entered, because the library did not have it yet 补录年度."""

    year = models.PositiveSmallIntegerField(unique=True)
    document_number = models.CharField(_("文号"), max_length=80)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")


class Clock(models.Model):
    """One time limit on one thing 期限. The row is what its events add up to; only they make it move.

    `silence` (rulebook.SILENCES) is what follows in law when nobody answers in time.
    `amount` `unit` is the value of the parameter `rule` that was in force at the start, `source` where it is written.
    `total` is the whole time: counted days, or seconds of HOURS. `due_at` is the last moment in time (23:59:59 of the
    last day); while paused it is empty and `left` says how much of `total` remains. `ends_on` is the last day as
    counted, before it moves on from a day off. `warn_at` is when 70 % have passed. `calendar` names the calendar by which
    days were counted; `provisional`: into a year of which none is published yet.
    """

    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    rule = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="clocks")
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=12, choices=Unit.choices)
    total = models.BigIntegerField()
    source = models.CharField(max_length=300)
    confirmed = models.BooleanField(default=False)
    silence = models.CharField(max_length=20, blank=True, default="")
    silence_source = models.CharField(max_length=300, blank=True, default="")
    started_at = models.DateTimeField()
    ends_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    left = models.BigIntegerField(null=True)
    provisional = models.BooleanField(default=False)
    warned_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    calendar = models.CharField(max_length=80, blank=True, default="")
    events_so_far = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="clock_subject"),
            models.Index(
                fields=["organisation", "due_at"], name="clock_due", condition=Q(state__in=sorted(OPEN))
            ),
            models.Index(
                fields=["warn_at"],
                name="clock_to_warn",
                condition=Q(state=State.RUNNING, warned_at__isnull=True, warn_at__isnull=False),
            ),
            models.Index(
                fields=["due_at"],
                name="clock_to_end",
                condition=Q(state=State.RUNNING, overdue_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "rule"],
                condition=Q(state__in=sorted(OPEN)),
                name="one_open_clock_a_rule",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RUNNING) | Q(due_at__isnull=False), name="running_towards_a_due_time"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PAUSED) | Q(due_at__isnull=True, left__isnull=False),
                name="paused_with_what_is_left",
            ),
        ]

    @property
    def silence_words(self) -> str:
        """What the law says of silence here, in words; empty where it says nothing."""
        return str(SILENCES.get(self.silence, ""))


class ClockEvent(models.Model):
    """Something that happened to a clock 期限记录. Append-only; only a reason that names somebody may be emptied.

    `at` is the moment that counts, `recorded_at` when it was written. `changes` are the fields of the clock that the
    event set, as text; `calendar` says by which calendar days were counted. `by` is empty for the platform itself.
    """

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Event.choices)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    reason = models.CharField(max_length=200, blank=True, default="")
    changes = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clock", "number"], name="one_event_a_number")]
        indexes = [models.Index(fields=["kind", "id"], name="clock_event_kind")]
