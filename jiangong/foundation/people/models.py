"""Tables of people. Sealed columns are written and read only through sealing.py."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin, UserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.organisations.models import Committee, DateRange, One, Organisation
from jiangong.foundation.organisations.states import APART, Role
from jiangong.foundation.people.states import CURRENT, DocumentType, Looked, MembershipState, Sex


class Person(models.Model):
    """A worker, or anyone else the platform knows 职工. Sealed columns hold ciphertext, `_index` the blind index."""

    name = models.CharField(_("姓名"), max_length=80)
    initials = models.CharField(_("拼音首字母"), max_length=80, blank=True, default="")
    sex = models.CharField(_("性别"), max_length=1, choices=Sex.choices, blank=True, default="")
    born_on = models.DateField(_("出生日期"), null=True, blank=True)
    document_type = models.CharField(
        _("证件类型"), max_length=24, choices=DocumentType.choices, blank=True, default=""
    )
    document_sealed = models.TextField(blank=True, default="")
    document_index = models.BinaryField(max_length=16, null=True, blank=True)
    phone_sealed = models.TextField(blank=True, default="")
    phone_index = models.BinaryField(max_length=16, null=True, blank=True)
    ethnicity = models.CharField(_("民族"), max_length=20, blank=True, default="")
    education = models.CharField(_("学历"), max_length=20, blank=True, default="")
    political_status = models.CharField(_("政治面貌"), max_length=20, blank=True, default="")
    household = models.CharField(_("户籍类型"), max_length=20, blank=True, default="")
    is_migrant_worker = models.BooleanField(_("农民工"), default=False)
    employment_form = models.CharField(_("就业形态"), max_length=30, blank=True, default="")
    occupation = models.CharField(_("工种"), max_length=60, blank=True, default="")
    skill_level = models.CharField(_("技能等级"), max_length=20, blank=True, default="")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")
    is_demonstration = models.BooleanField(default=False)
    registered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["phone_index"], name="person_phone"),
            models.Index(fields=["name"], name="person_name", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["initials"], name="person_initials", opclasses=["varchar_pattern_ops"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["document_type", "document_index"],
                condition=Q(document_index__isnull=False) & Q(merged_into__isnull=True),
                name="one_person_per_document",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Accounts(UserManager["User"]):
    """Accounts come with their person: every page of somebody who has signed in says the name."""

    use_in_migrations = False

    def get_queryset(self) -> "models.QuerySet[User]":
        return super().get_queryset().select_related("person")


class User(AbstractBaseUser, PermissionsMixin):
    """An account to sign in with. What it may do comes from its person's appointments, never from flags here."""

    username = models.CharField(max_length=150, unique=True)
    email = models.EmailField(blank=True, default="")
    person = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, related_name="user")
    phone_verified = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    elder_mode = models.BooleanField(_("长辈版"), default=False)
    language = models.CharField(_("语言"), max_length=10, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = Accounts()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.person.name if self.person else self.username


class Membership(models.Model):
    """A person's membership of one union 会籍. The row of a past membership stays as history."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    state = models.CharField(max_length=12, choices=MembershipState.choices, default=MembershipState.APPLIED)
    number = models.CharField(_("会员号"), max_length=20, blank=True, default="")
    applied_on = models.DateField(_("申请日期"), null=True, blank=True)
    joined_on = models.DateField(_("入会日期"), null=True, blank=True)
    ended_on = models.DateField(_("会籍终止日期"), null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    next_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    roster_import = models.ForeignKey(
        "RosterImport", models.PROTECT, null=True, blank=True, related_name="memberships"
    )

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "state", "id"], name="membership_where"),
            models.Index(
                fields=["next_organisation", "id"],
                name="membership_pool",
                condition=Q(state=MembershipState.POOL),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=sorted(CURRENT)), name="one_current_membership"
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number="") & Q(state__in=sorted(CURRENT)),
                name="one_member_per_number",
            ),
        ]


class MemberCount(models.Model):
    """How many memberships an organisation has in each state, without its subtree. Written only by triggers."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="member_counts")
    state = models.CharField(max_length=12, choices=MembershipState.choices)
    people = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "state"], name="one_member_count_per_state"),
        ]


class Appointment(models.Model):
    """A role on an organisation, with dates 任职; rights over its whole subtree follow from it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=24, choices=Role.choices)
    title = models.CharField(_("职务"), max_length=40, blank=True, default="")
    committee = models.ForeignKey(Committee, models.PROTECT, null=True, blank=True, related_name="seats")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "since"], name="appointment_person")]
        constraints = [
            # Two neighbouring number ranges for the two roles: "adjacent" is what no two rows of a person may be.
            ExclusionConstraint(
                name="administrators_do_not_audit",
                expressions=[
                    (One(F("person")), RangeOperators.OVERLAPS),
                    (DateRange(F("since"), F("until"), Value("[]")), RangeOperators.OVERLAPS),
                    (
                        Case(
                            When(role=Role.AUDITOR, then=Func(1, 2, function="int4range")),
                            default=Func(2, 3, function="int4range"),
                        ),
                        RangeOperators.ADJACENT_TO,
                    ),
                ],
                condition=Q(role__in=APART),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="appointment_dates_in_order"
            ),
        ]


class Merge(models.Model):
    """Two rows that were one person 合并; `moved` lists what was re-pointed, so that it can be put back."""

    kept = models.ForeignKey(Person, models.PROTECT, related_name="+")
    dropped = models.ForeignKey(Person, models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict)
    reason = models.CharField(max_length=200)
    merged_at = models.DateTimeField(auto_now_add=True)
    merged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")


class Look(models.Model):
    """Somebody saw a person's sealed data in clear, or opened a record for an audit 查看; the person can read this list.

    Written by people/readlog alone. `number` is its place in that log; `said` and `salt` open what stands there.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="looks")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=40, choices=Looked.choices)
    purpose = models.CharField(max_length=200)
    looked_at = models.DateTimeField(default=timezone.now)
    number = models.BigIntegerField(unique=True, null=True)
    said = models.TextField(blank=True, default="")
    salt = models.BinaryField(max_length=32, null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-looked_at"], name="look_person")]


class RosterImport(models.Model):
    """One uploaded roster: read, shown, confirmed, written, and for 24 hours able to be taken back 花名册导入."""

    class State(models.TextChoices):
        READING = "reading", _("正在读取")
        READY = "ready", _("等待确认")
        WRITING = "writing", _("正在导入")
        DONE = "done", _("已导入")
        UNDONE = "undone", _("已撤回")
        FAILED = "failed", _("未能读取")
        ABANDONED = "abandoned", _("已放弃")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=State.choices, default=State.READING)
    problem = models.CharField(max_length=300, blank=True, default="")
    columns = models.JSONField(default=dict)
    rows_read = models.PositiveIntegerField(default=0)
    rows_good = models.PositiveIntegerField(default=0)
    rows_bad = models.PositiveIntegerField(default=0)
    rows_written = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
