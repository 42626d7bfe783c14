"""Draws, their closed lists, and who was given which place. Triggers (migration 0002) keep what was committed to as it was."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.randomness import Randomness
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations.models import Organisation
from jiangong.selection.draws.states import DrawState, Leaving


class Draw(models.Model):
    """The one draw that a programme ever has 抽签. `subject_type` ("room.model") and `subject_id` name the programme.

    `announcement` is the text of formulas.Rules, `terms` that of formulas.Plan; `moment` is when the randomness comes into
    being (drand's round, or until when a ceremony's secrets are disclosed). `commitment` fixes the list of `listed` lines.
    `closing_by` asked for that at `closing_at`; the background has read `progress` lines so far; while it draws, it has
    written the ranks of so many.
    `value` is the randomness as it was given, `checkpoint` the note, cosigned in time, that covered the commitment.
    `steps` counts how often places moved on after the draw. `chances` are rows of formulas.Chance by kind of application,
    from `trials` other draws.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    title = models.CharField(_("名称"), max_length=120)
    state = models.CharField(max_length=9, choices=DrawState.choices, default=DrawState.ANNOUNCED)
    announcement = models.TextField(blank=True, default="")
    terms = models.TextField(blank=True, default="")
    closes_at = models.DateTimeField(_("报名截止"))
    randomness = models.CharField(max_length=8, choices=Randomness.choices)
    moment = models.DateTimeField(_("随机数产生的时间"))
    announced = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    announced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    announced_at = models.DateTimeField(auto_now_add=True)
    postponed = models.PositiveSmallIntegerField(default=0)
    closing_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closing_at = models.DateTimeField(null=True)
    progress = models.PositiveIntegerField(default=0)
    commitment = models.TextField(blank=True, default="")
    listed = models.PositiveIntegerField(default=0)
    closing = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    value = models.TextField(blank=True, default="")
    checkpoint = models.TextField(blank=True, default="")
    drawing = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    drawn_at = models.DateTimeField(null=True)
    steps = models.PositiveIntegerField(default=0)
    chances = models.JSONField(default=list)
    trials = models.PositiveIntegerField(default=0)
    why = models.CharField(_("原因"), max_length=200, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_type", "subject_id"], name="one_draw_a_programme_ever"),
            models.CheckConstraint(
                condition=Q(moment__gt=F("closes_at")), name="randomness_comes_after_the_list"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "drawing", "drawn"]) | ~Q(commitment=""),
                name="a_closed_list_is_committed_to",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["drawing", "drawn"]) | ~Q(value="") & ~Q(checkpoint=""),
                name="drawn_by_a_value_that_was_covered",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Line(models.Model):
    """An application on the closed list 名单的一行; the fields mean what they mean in formulas.Application.

    `rank` is filled in by the draw. `passed` says for whoever waits which pools gave them nothing in the draw, and why:
    pairs of pool and formulas.Why; it can be computed from the rest again.
    """

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="lines")
    ticket = models.CharField(_("签号"), max_length=32)
    people = models.PositiveSmallIntegerField(_("人数"))
    lots = models.PositiveSmallIntegerField(_("签数"))
    pools = ArrayField(models.CharField(max_length=32), default=list)
    wants = ArrayField(models.CharField(max_length=32))
    rank = models.PositiveIntegerField(_("签序"), null=True)
    passed = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "ticket"], name="one_line_a_ticket"),
            models.UniqueConstraint(fields=["draw", "rank"], name="one_line_a_rank"),
        ]


class Place(models.Model):
    """Places given to a line 名额: by the draw (`step` 0), or when places came back for the `step`th time. Only ever added."""

    line = models.OneToOneField(Line, models.PROTECT, related_name="place")
    pool = models.CharField(max_length=32)
    batch = models.CharField(max_length=32)
    step = models.PositiveIntegerField(default=0)
    given_at = models.DateTimeField(auto_now_add=True)


class Departure(models.Model):
    """A line that gives its place back, or waits no more 退出, in the `step`th move. Only ever added: there is no return."""

    line = models.OneToOneField(Line, models.PROTECT, related_name="departure")
    step = models.PositiveIntegerField()
    kind = models.CharField(max_length=9, choices=Leaving.choices)
    left_at = models.DateTimeField(auto_now_add=True)
