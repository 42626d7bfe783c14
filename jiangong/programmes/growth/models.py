"""Tables of training. Places taken are counted on the session's own row, under its lock."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import Person, User
from jiangong.programmes.growth.states import BatchState, EnrolmentState, Giving, Mode, SessionState


class Course(models.Model):
    """What is taught 课程, and the rule by which one completes it."""

    code = models.CharField(_("课程编号"), max_length=20, unique=True)
    title = models.CharField(_("课程名称"), max_length=120)
    summary = models.TextField(_("简介"), blank=True, default="")
    field = models.CharField(_("专业方向"), max_length=40, blank=True, default="")
    mode = models.CharField(_("方式"), max_length=12, choices=Mode.choices, default=Mode.CLASSROOM)
    hours = models.PositiveSmallIntegerField(_("课时"))
    attendance_needed = models.PositiveSmallIntegerField(_("结业所需签到率（%）"), default=80)
    needs_notice = models.BooleanField(_("结业名单先公示，再发证书"), default=False)
    organiser = models.ForeignKey(Organisation, models.PROTECT, related_name="courses")
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(attendance_needed__lte=100), name="attendance_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Session(models.Model):
    """One run of a course 班次: when, where, for how many. `taken` never exceeds `places`: the database checks.

    `giving` says how places are given: first come, first served, or by lot (docs/draws.md); by lot, `by_district` reserves
    them for the districts in proportion to their members.
    `meeting_days` holds the day of each meeting in order; empty means spread evenly from the first day to the
    last (formulas.meeting_days). Of an online course a meeting is a lesson.
    """

    course = models.ForeignKey(Course, models.PROTECT, related_name="sessions")
    name = models.CharField(_("班次名称"), max_length=60)
    teacher = models.CharField(_("教师"), max_length=60, blank=True, default="")
    place = models.CharField(_("地点"), max_length=120, blank=True, default="")
    starts_on = models.DateField(_("开课日期"))
    ends_on = models.DateField(_("结课日期"))
    enrol_from = models.DateTimeField(_("报名开始"))
    enrol_until = models.DateTimeField(_("报名截止"))
    places = models.PositiveIntegerField(_("名额"))
    taken = models.PositiveIntegerField(default=0)
    meetings = models.PositiveSmallIntegerField(_("上课次数"), default=1)
    meeting_days = ArrayField(models.DateField(), verbose_name=_("上课日期"), default=list, blank=True)
    state = models.CharField(max_length=12, choices=SessionState.choices, default=SessionState.DRAFT)
    open_to = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("面向"))
    cancel_reason = models.CharField(max_length=200, blank=True, default="")
    giving = models.CharField(
        _("名额怎么给"), max_length=8, choices=Giving.choices, default=Giving.FIRST, db_default=Giving.FIRST
    )
    by_district = models.BooleanField(_("抽签时按区市会员人数分配名额"), default=False, db_default=False)

    class Meta:
        indexes = [models.Index(fields=["state", "enrol_until", "id"], name="session_open")]
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("places")), name="never_oversold"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="session_days_in_order"),
            models.CheckConstraint(
                condition=Q(enrol_until__gt=F("enrol_from")), name="enrolment_window_in_order"
            ),
            models.CheckConstraint(condition=Q(meetings__gte=1), name="session_meets_at_least_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Enrolment(models.Model):
    """One person in one session 报名. `organisation` is the union the person belonged to when enrolling.

    Its number is the 报名号 on the attendance sheet; among those who wait the lowest number is served first. Where places
    are given by lot all wait until the draw; `ticket` 签号 is on the closed list, and the draw's ranks say who is next.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=EnrolmentState.choices)
    enrolled_at = models.DateTimeField()
    completed_on = models.DateField(null=True, blank=True)
    completion_entry = models.ForeignKey(
        "ledger.Entry", models.PROTECT, null=True, blank=True, related_name="+"
    )
    request_key = models.CharField(max_length=64, blank=True, default="")
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    ticket = models.CharField(_("签号"), max_length=32, blank=True, default="", db_default="")

    class Meta:
        indexes = [models.Index(fields=["session", "state", "id"], name="enrolment_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=~Q(ticket=""), name="one_enrolment_a_ticket"
            ),
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=~Q(state="cancelled"),
                name="one_enrolment_per_session",
            ),
        ]


class Attendance(models.Model):
    """A person was there, at one meeting of the session 签到."""

    class Source(models.TextChoices):
        CODE = "code", _("扫码")
        SHEET = "sheet", _("签到表")
        TEACHER = "teacher", _("教师补签")

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attendances")
    meeting = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=8, choices=Source.choices)
    marked_at = models.DateTimeField(auto_now_add=True)
    marked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "meeting"], name="one_mark_per_meeting")]


class AttendanceSheet(models.Model):
    """An uploaded signed sheet 签到表, read and matched, waiting for somebody to confirm it.

    `matched` is a list of [enrolment id, [meetings]]; `unmatched` of {"row", "name", "reason"}, row as numbered
    in the file. Identity numbers of the file are not kept.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="sheets")
    file_name = models.CharField(max_length=200)
    matched = models.JSONField(default=list)
    unmatched = models.JSONField(default=list)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField(null=True)


class Certificate(models.Model):
    """A certificate of completion 结业证书. `code` is the unguessable part of its public address.

    The printed facts are copied here on the day of issue: a later change of name does not alter the paper.
    `print_problem` names the characters that no installed font has; such a certificate is valid but not printed.
    Without enrolment and name: its holder had all personal data deleted; the number stays given out.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, null=True, related_name="certificates")
    number = models.CharField(_("证书编号"), max_length=30, unique=True)
    code = models.CharField(max_length=22, unique=True)
    holder_name = models.CharField(max_length=80)
    course_title = models.CharField(max_length=120)
    issuer_name = models.CharField(max_length=120)
    hours = models.PositiveSmallIntegerField()
    issued_on = models.DateField()
    print_problem = models.CharField(max_length=80, blank=True, default="")
    revoked_on = models.DateField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(revoked_on__isnull=True), name="one_valid_certificate"
            ),
            models.CheckConstraint(
                condition=Q(enrolment__isnull=False) | Q(holder_name=""), name="a_name_has_its_enrolment"
            ),
        ]


class CertificateSeries(models.Model):
    """The last number given out in a year; its row is locked while numbers are taken."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class CertificateBatch(models.Model):
    """Certificates of one session being made in the background, with progress 证书批次."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="certificate_batches")
    state = models.CharField(max_length=8, choices=BatchState.choices, default=BatchState.WAITING)
    total = models.PositiveIntegerField()
    made = models.PositiveIntegerField(default=0)
    unprinted = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)
    started_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(state__in=["waiting", "working"]),
                name="one_running_certificate_batch",
            ),
        ]
