"""Tables of the union tree. What stands where on which day is kept in Lineage; Organisation holds today's."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.organisations.states import CommitteeKind, Kind, State


class DateRange(Func):
    function = "daterange"


class One(Func):
    """A one-number range, so that a native GiST index can say "the same organisation" without btree_gist."""

    function = "int8range"
    template = "%(function)s(%(expressions)s, %(expressions)s, '[]')"


class Organisation(models.Model):
    """A trade-union organisation 工会组织, as it stands today.

    `path` is '/1/15/230/': every ancestor's id on the territorial line, then its own; in C collation, so that a
    subtree is one range of a plain index. `industry` is the second line 行业工会, for the same union.
    """

    code = models.CharField(_("组织编码"), max_length=20, unique=True)
    name = models.CharField(_("名称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=60)
    initials = models.CharField(_("拼音首字母"), max_length=120, blank=True, default="")
    kind = models.CharField(_("组织类型"), max_length=20, choices=Kind.choices)
    state = models.CharField(_("状态"), max_length=20, choices=State.choices, default=State.ACTIVE)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    industry = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="industry_members"
    )
    path = models.CharField(max_length=200, unique=True, db_collation="C")
    depth = models.PositiveSmallIntegerField()
    division_code = models.CharField(_("行政区划代码"), max_length=12, blank=True, default="")
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, default="")
    credit_code_override = models.CharField(
        _("信用代码校验不符的说明"), max_length=200, blank=True, default=""
    )
    employer_name = models.CharField(_("单位名称"), max_length=120, blank=True, default="")
    employer_type = models.CharField(_("单位类型"), max_length=40, blank=True, default="")
    economic_industry = models.CharField(_("国民经济行业"), max_length=60, blank=True, default="")
    address = models.CharField(_("地址"), max_length=200, blank=True, default="")
    founded_on = models.DateField(_("成立日期"))
    ended_on = models.DateField(_("撤销日期"), null=True, blank=True)
    succeeded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors"
    )
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "path"], name="organisation_kind_path"),
            models.Index(
                fields=["industry", "path"], name="organisation_industry", condition=Q(industry__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=Kind.CITY, parent__isnull=True)
                | (~Q(kind=Kind.CITY) & Q(parent__isnull=False)),
                name="only_the_city_has_no_parent",
            ),
            models.UniqueConstraint(fields=["kind"], condition=Q(kind=Kind.CITY), name="one_city"),
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code="") & Q(state=State.ACTIVE),
                name="one_active_union_per_credit_code",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Lineage(models.Model):
    """Where an organisation stands from `since` until (not including) `until`, by both lines 隶属.

    `ancestors` holds the ids of all organisations its work counts for, each once: itself, the territorial line,
    and the industry union with its own line up. Ledger entries point here.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="lineages")
    parent = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    industry = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    ancestors = ArrayField(models.BigIntegerField())
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_lineage_a_day",
                expressions=[
                    (One(F("organisation")), RangeOperators.OVERLAPS),
                    (DateRange(F("since"), F("until"), Value("[)")), RangeOperators.OVERLAPS),
                ],
            ),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(until__isnull=True), name="one_current_lineage"
            ),
        ]


class Naming(models.Model):
    """What an organisation is called from `since` until (not including) `until` 名称沿革."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="namings")
    name = models.CharField(max_length=120)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(until__isnull=True), name="one_current_name"
            ),
        ]


class Committee(models.Model):
    """A committee in one term of office 届; its seats are appointments in foundation/people."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="committees")
    kind = models.CharField(max_length=10, choices=CommitteeKind.choices)
    term = models.PositiveSmallIntegerField(_("届次"))
    since = models.DateField(_("任期起"))
    until = models.DateField(_("任期止"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "term"], name="one_committee_per_term"),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="a_term_has_days"),
        ]
