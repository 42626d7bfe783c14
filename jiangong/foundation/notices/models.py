"""Notices, their lines, objections and answers; and what the database itself knows of the rules.

Triggers guard these tables (migration 0002): a notice ends only after its days without an open objection, a struck line
stays struck, an answer stays. No full name of a person is kept here: a line's name is masked before it is written.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.notices.states import LineState, NoticeState, ObjectionState, Outcome
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import Person


class Notice(models.Model):
    """A list shown for its legal days 公示. `round` counts how often the days began: a corrected list begins again.

    `days` `unit` is the value of the rule in force at publication, `source` where it is written. `ends_at` is the last
    moment of the last day. Until `awaits_correction` is over nothing is cleared.
    """

    kind = models.CharField(max_length=60)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="notices")
    about_type = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    title = models.CharField(_("标题"), max_length=80)
    words = models.TextField(_("正文"), max_length=2000, blank=True, default="")
    contact = models.CharField(_("联系方式"), max_length=200, blank=True, default="")
    state = models.CharField(max_length=10, choices=NoticeState.choices, default=NoticeState.DRAFT)
    round = models.PositiveSmallIntegerField(default=1)
    days = models.PositiveSmallIntegerField(null=True)
    unit = models.CharField(max_length=12, blank=True, default="")
    source = models.CharField(max_length=300, blank=True, default="")
    published_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    awaits_correction = models.BooleanField(default=False)
    why = models.CharField(_("撤回的理由"), max_length=200, blank=True, default="")
    prepared_at = models.DateTimeField(auto_now_add=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "state", "id"], name="notice_where"),
            models.Index(fields=["about_type", "about_id"], name="notice_about"),
            models.Index(fields=["ends_at"], name="notice_to_end", condition=Q(state=NoticeState.RUNNING)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about_type", "about_id"],
                condition=Q(state__in=[NoticeState.DRAFT, NoticeState.RUNNING]),
                name="one_notice_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state=NoticeState.DRAFT)
                | Q(published_at__isnull=False, ends_at__isnull=False, days__isnull=False),
                name="published_with_its_days",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Line(models.Model):
    """One person or organisation on the list 公示对象, as shown: masked name, unit, words. Nothing else is kept.

    `subject` is the guarded thing (an enrolment, an award). `round` says in which of the notice's lists it stands.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="lines")
    round = models.PositiveSmallIntegerField(default=1)
    number = models.PositiveIntegerField()
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=120, blank=True, default="")
    words = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField(max_length=10, choices=LineState.choices, default=LineState.STANDING)
    struck_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id", "notice"], name="notice_line_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "round", "subject_type", "subject_id"], name="one_line_a_subject"
            ),
            models.UniqueConstraint(fields=["notice", "round", "number"], name="one_line_a_number"),
        ]


class Objection(models.Model):
    """Somebody says that the list, or one line, is wrong 异议. `receipt` is the hash of the code that reads the answer.

    Without `by` it is anonymous: nothing is kept that leads to who wrote it. `words` are for those who look into it.
    """

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="objections")
    number = models.PositiveIntegerField()
    line = models.ForeignKey(Line, models.PROTECT, null=True, related_name="objections")
    words = models.TextField(_("异议的内容"), max_length=2000)
    state = models.CharField(max_length=10, choices=ObjectionState.choices, default=ObjectionState.OPEN)
    receipt = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    investigator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["notice"], name="objection_open", condition=Q(state=ObjectionState.OPEN)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["notice", "number"], name="one_objection_a_number"),
        ]


class Answer(models.Model):
    """What was found, and what follows 答复. `words` are public; `finding`, how it was looked into, is not."""

    objection = models.OneToOneField(Objection, models.PROTECT, related_name="answer")
    outcome = models.CharField(_("结论"), max_length=10, choices=Outcome.choices)
    words = models.TextField(_("答复"), max_length=1000)
    finding = models.TextField(_("核查经过"), max_length=2000)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(auto_now_add=True)


# --- what the database knows of the rules; written when the database is set up, by its owner (setting_up.py) ---


class Minimum(models.Model):
    """The least days of a kind of notice that the database lets pass. `unit`: days or working_days."""

    kind = models.CharField(max_length=60, primary_key=True)
    days = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=12)


class CalendarDay(models.Model):
    """A day that is no weekend and yet off, or a weekend and yet worked (放假 and 调休)."""

    day = models.DateField(primary_key=True)
    worked = models.BooleanField()
