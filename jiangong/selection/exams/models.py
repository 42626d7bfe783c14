"""Tables of examinations. What was sat stays: triggers (migration 0002) keep versions on papers, answers and events."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import Person
from jiangong.selection.exams.states import (
    Difficulty,
    Ending,
    EventKind,
    ExamineeState,
    Kind,
    Mode,
    QuestionState,
    Ruling,
    SittingState,
)


class Bank(models.Model):
    """Questions of one trade or subject 题库. `last` is the highest number given to a question."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="exam_banks")
    name = models.CharField(_("名称"), max_length=80)
    last = models.PositiveIntegerField(default=0)
    is_demonstration = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="one_bank_a_name")]

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """A question through all its versions 试题. `number` is its number within the bank, which no other ever gets."""

    bank = models.ForeignKey(Bank, models.PROTECT, related_name="questions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=QuestionState.choices, default=QuestionState.DRAFT)
    version = models.OneToOneField("Version", models.PROTECT, null=True, related_name="+")
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bank", "number"], name="one_question_a_number")]
        indexes = [models.Index(fields=["bank", "state", "number"], name="question_of_bank")]


class Version(models.Model):
    """A question as it reads 版本. Once it is in the pool of a sitting it never changes; a change is a new version.

    `key`, `points` mean what they mean in formulas/keys.py; `points` are suggested, a blueprint's decide. `salt` keeps the
    published digest from telling the key to who guesses at it.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(_("题型"), max_length=10, choices=Kind.choices)
    stem = models.TextField(_("题干"), max_length=2000)
    options = ArrayField(models.CharField(max_length=300), verbose_name=_("选项"), default=list)
    key = models.JSONField(_("答案"))
    points = models.DecimalField(_("分值"), max_digits=6, decimal_places=2, default=1)
    topic = models.CharField(_("知识点"), max_length=60)
    difficulty = models.CharField(
        _("难度"), max_length=6, choices=Difficulty.choices, default=Difficulty.MEDIUM
    )
    salt = models.CharField(max_length=32)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="one_version_a_number"),
            models.CheckConstraint(condition=Q(points__gt=0), name="a_question_is_worth_something"),
        ]


class Sitting(models.Model):
    """When, how long, what for, drawn from which bank 考试场次. `subject_type` ("room.model") and `subject_id` name the purpose.

    `blueprint` is the canonical text of formulas.Blueprint. `seed` (64 hexadecimal digits) stays secret until the sitting is
    closed, its `commitment` is public from the first; `pool` is the digest of what was drawn from. `full` is the full mark.
    `added_seconds` were added for everybody, for interruptions. While it is MARKING, `marked` of `to_mark` papers are
    marked, those of examinees up to number `marked_through`; `marking_by` is whoever closed it or ruled on a question.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="exam_sittings")
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    name = models.CharField(_("名称"), max_length=120)
    mode = models.CharField(_("方式"), max_length=6, choices=Mode.choices, default=Mode.SCREEN)
    state = models.CharField(max_length=9, choices=SittingState.choices, default=SittingState.PLANNED)
    bank = models.ForeignKey(Bank, models.PROTECT, related_name="sittings")
    blueprint = models.TextField()
    opens_at = models.DateTimeField(_("开始"))
    closes_at = models.DateTimeField(_("截止"))
    minutes = models.PositiveSmallIntegerField(_("时长（分钟）"))
    added_seconds = models.PositiveIntegerField(default=0)
    seed = models.CharField(max_length=64)
    commitment = models.CharField(max_length=64)
    pool = models.CharField(max_length=64, blank=True, default="")
    full = models.DecimalField(max_digits=8, decimal_places=2)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    drawn_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    to_mark = models.PositiveIntegerField(default=0)
    marked = models.PositiveIntegerField(default=0)
    marked_through = models.BigIntegerField(default=0)
    marking_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("理由"), max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="sitting_subject")]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="sitting_window_in_order"),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="a_sitting_lasts"),
        ]

    def __str__(self) -> str:
        return self.name


class PoolQuestion(models.Model):
    """A version that could be drawn for a sitting 题目范围, fixed when it was drawn. `line` of the blueprint from 0."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="pool_questions")
    number = models.PositiveIntegerField()
    line = models.PositiveSmallIntegerField()
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sitting", "number"], name="one_pool_question_a_number")
        ]


class Examinee(models.Model):
    """One person in one sitting 考生, known there by `code` alone; without person: had the personal data deleted.

    `items` are numbers of questions in the order in which they are asked. `device` counts the devices used: only the
    newest may save. `ends_at` is when the paper is handed in by itself. `score` is an exact fraction ("85", "128/3"), `marks`
    those of each item; both are computed, never edited.
    """

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="examinees")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    code = models.CharField(_("考号"), max_length=32)
    extra_minutes = models.PositiveSmallIntegerField(_("个人加时（分钟）"), default=0)
    added_seconds = models.PositiveIntegerField(default=0)
    items = ArrayField(models.PositiveIntegerField(), default=list)
    state = models.CharField(max_length=8, choices=ExamineeState.choices, default=ExamineeState.ADMITTED)
    device = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=6, choices=Ending.choices, blank=True, default="")
    score = models.CharField(max_length=60, blank=True, default="")
    marks = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        indexes = [
            models.Index(fields=["person"], name="examinee_person"),
            models.Index(
                fields=["ends_at"], name="examinee_to_end", condition=Q(state=ExamineeState.SITTING)
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "code"], name="one_examinee_a_code"),
            models.UniqueConstraint(fields=["sitting", "person"], name="one_sitting_a_person"),
            models.CheckConstraint(
                condition=~Q(state=ExamineeState.SITTING) | Q(ends_at__isnull=False, device__gte=1),
                name="who_sits_has_an_end",
            ),
        ]


class Answer(models.Model):
    """What an examinee gave for an item, each time it changed 作答. Only ever added: the highest (device, sequence) counts.

    `item` is the number on the paper from 1; `given` letters as shown, or a number; empty takes an answer back.
    """

    examinee = models.ForeignKey(
        Examinee, models.PROTECT, db_index=False, db_constraint=False, related_name="answers"
    )  # the statement that writes has just read the examinee
    item = models.PositiveSmallIntegerField()
    device = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    given = models.CharField(max_length=40, blank=True)
    saved_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["examinee", "item", "device", "sequence"], name="one_answer_a_sequence"
            ),
        ]


class Event(models.Model):
    """What happened in the room 考场记录, to one examinee or to all (without examinee). Only ever added."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="events")
    examinee = models.ForeignKey(Examinee, models.PROTECT, null=True, related_name="events")
    kind = models.CharField(max_length=13, choices=EventKind.choices)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    reason = models.CharField(_("理由"), max_length=200, blank=True, default="")
    facts = models.JSONField(default=dict)


class Correction(models.Model):
    """A question ruled on after the sitting 答案更正; everybody is marked again. A later one stands beside the earlier."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="corrections")
    number = models.PositiveIntegerField(_("题号"))
    ruling = models.CharField(_("处理"), max_length=6, choices=Ruling.choices)
    key = models.JSONField(_("另一答案"), null=True)
    reason = models.CharField(_("理由"), max_length=200)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
