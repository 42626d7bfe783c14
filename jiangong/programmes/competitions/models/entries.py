"""Who competes: entries, teams, what people already hold, and the layers of pseudonyms."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import Person, User
from jiangong.programmes.competitions.models.contests import Contest
from jiangong.programmes.competitions.states import CIPHERS, EntryState, QualificationKind
from jiangong.selection.judging.formulas.sheet.shapes import Standing


class Team(models.Model):
    """A unit's team 代表队. Its leader speaks for it, and alone may appeal."""

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="teams")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(_("队名"), max_length=60)
    leader = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contest", "organisation"], name="one_team_per_unit"),
        ]


class Entry(models.Model):
    """One person in one contest 报名. `organisation` is the union the person belonged to when entering.

    `findings` keeps what the eligibility check found, with the parameters it used. `level`, `titles`: what the person held
    on that day. `new_field`: which of the three new 三新 the person works in, if any (promise B4). `carried_from`: the
    entry in the contest below that was climbed from. `insured`: confirmed by the unit that entered the
    person; the register does not know it. `extra_minutes`: granted for the theory paper, for what `needs` says. Without a person: forgotten; place and marks stay.
    """

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="entries")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="contest_entries")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="members")
    is_substitute = models.BooleanField(_("替补"), default=False)
    state = models.CharField(max_length=10, choices=EntryState.choices, default=EntryState.APPLIED)
    standing = models.CharField(
        max_length=14, choices=[(one.value, one.value) for one in Standing], default=Standing.COMPETED.value
    )
    findings = models.JSONField(default=list, blank=True)
    level = models.CharField(_("技能等级"), max_length=20, blank=True, default="")
    titles = models.JSONField(default=list, blank=True)
    insured = models.BooleanField(_("单位确认在本市参保"), default=False)
    new_field = models.CharField(_("三新领域"), max_length=12, blank=True, default="")
    needs = models.CharField(_("无障碍需要"), max_length=200, blank=True, default="")
    extra_minutes = models.PositiveSmallIntegerField(_("理论考试加时（分钟）"), default=0)
    ticket = models.CharField(_("准考证号"), max_length=22, unique=True)
    entered_at = models.DateTimeField(auto_now_add=True)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    checked_in_at = models.DateTimeField(null=True, blank=True)
    refused_reason = models.CharField(max_length=200, blank=True, default="")
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["contest", "state", "id"], name="entry_list")]
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "person"],
                condition=~Q(state=EntryState.WITHDRAWN),
                name="one_entry_per_contest",
            ),
        ]


class Layer(models.Model):
    """One layer of pseudonyms 加密层: 1 participant's number, 2 station, 3 work. Held by one person.

    `commitment` is SHA-256 of the secret, on the ledger before anybody draws; `size` numbers were drawn, `said` is what was said aloud on the spot (a
    competitor's number, a die); the order follows from both (formulas/pseudonyms.py). The secret is sealed and read only
    by the holder; `secret` is empty until the layer is opened, and public afterwards.
    """

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="layer_rows")
    number = models.PositiveSmallIntegerField()
    duty = models.CharField(max_length=12, choices=[(one, one) for one in CIPHERS])
    commitment = models.CharField(max_length=64)
    secret_sealed = models.TextField(blank=True, default="")
    secret = models.CharField(max_length=64, blank=True, default="")
    said = models.CharField(_("现场口令"), max_length=80, blank=True, default="")
    drawn_over = models.CharField(max_length=64, blank=True, default="")
    size = models.PositiveIntegerField(default=0)
    committed_at = models.DateTimeField()
    drawn_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contest", "number"], name="one_layer_per_number"),
        ]


class Qualification(models.Model):
    """A skill level or a title that somebody holds 技能等级和荣誉称号, as far as contests need to know it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="qualifications")
    kind = models.CharField(_("种类"), max_length=6, choices=QualificationKind.choices)
    name = models.CharField(_("名称"), max_length=60)
    trade_code = models.CharField(_("职业编码"), max_length=16, blank=True, default="")
    number = models.CharField(_("证书编号"), max_length=60, blank=True, default="")
    issuer = models.CharField(_("颁发单位"), max_length=120, blank=True, default="")
    issued_on = models.DateField(_("颁发日期"))
    by_contest = models.BooleanField(default=False)
    revoked_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["person", "kind"], name="qualification_of")]
