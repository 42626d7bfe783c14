"""Bases, contracts, inspections, audits and yearly ratings. Money is in fen 分 a person and day; scores are 0 to 100."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.organisations.models import DateRange, One, Organisation
from jiangong.programmes.venues.bases.states import (
    AuditOutcome,
    BaseKind,
    BaseState,
    ContractState,
    Facility,
    InspectionKind,
    InspectionState,
    StepFree,
    Verdict,
    YearState,
)


class Base(models.Model):
    """A place where workers convalesce 疗休养基地. `organisation` is the union that lists it and answers for it.

    `distance_km` is by road from the city hall. A base that was delisted gets no contract and no batch from
    `delisted_on` until the day before `delisted_until`.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="bases", verbose_name=_("管理工会")
    )
    code = models.CharField(_("基地编号"), max_length=20, unique=True)
    name = models.CharField(_("名称"), max_length=80)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True, default="")
    kind = models.CharField(_("种类"), max_length=16, choices=BaseKind.choices)
    place = models.CharField(_("所在地"), max_length=60)
    address = models.CharField(_("地址"), max_length=160, blank=True, default="")
    distance_km = models.PositiveSmallIntegerField(_("离市区的里程（公里）"), null=True, blank=True)
    rooms = models.PositiveIntegerField(_("客房（间）"))
    beds = models.PositiveIntegerField(_("床位（张）"))
    facilities = ArrayField(
        models.CharField(max_length=20, choices=Facility.choices),
        verbose_name=_("设施"),
        default=list,
        blank=True,
    )
    step_free = models.CharField(
        _("无障碍"), max_length=8, choices=StepFree.choices, default=StepFree.UNKNOWN
    )
    words = models.TextField(_("介绍"), max_length=2000, blank=True, default="")
    words_en = models.TextField(_("英文介绍"), max_length=4000, blank=True, default="")
    contact = models.CharField(_("对外电话"), max_length=60, blank=True, default="")
    state = models.CharField(max_length=8, choices=BaseState.choices, default=BaseState.DRAFT)
    listed_on = models.DateField(null=True, blank=True)
    delisted_on = models.DateField(null=True, blank=True)
    delisted_until = models.DateField(null=True, blank=True)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["state", "place", "id"], name="base_listed")]
        constraints = [
            models.CheckConstraint(condition=Q(beds__gte=F("rooms")) | Q(rooms=0), name="a_room_has_a_bed"),
            models.CheckConstraint(
                condition=Q(delisted_on__isnull=True, delisted_until__isnull=True)
                | Q(delisted_until__gt=F("delisted_on")),
                name="delisted_from_and_until",
            ),
            models.CheckConstraint(
                condition=~Q(state="listed") | Q(listed_on__isnull=False), name="listed_since_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The name in the reader's language, where there is one."""
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name

    @property
    def shown_words(self) -> str:
        """The description in the reader's language, where there is one."""
        return self.words_en if self.words_en and (get_language() or "").startswith("en") else self.words


class Contract(models.Model):
    """What was agreed with a base 合同: from the day `since` to the day `until`, both included.

    `places` is how many people it takes in at the same time, `price_per_day` what one costs a day, in fen, all in.
    `ended_on` is the last day of a contract that was ended early; it is the last day that counts.
    """

    base = models.ForeignKey(Base, models.PROTECT, related_name="contracts")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("签约工会")
    )
    number = models.CharField(_("合同编号"), max_length=40)
    since = models.DateField(_("合同起"))
    until = models.DateField(_("合同止"))
    price_per_day = models.PositiveIntegerField(_("每人每日价格（分）"))
    places = models.PositiveIntegerField(_("同时接待人数"))
    state = models.CharField(max_length=8, choices=ContractState.choices, default=ContractState.DRAFT)
    signed_on = models.DateField(_("签订日期"), null=True, blank=True)
    ended_on = models.DateField(_("最后一天"), null=True, blank=True)
    ended_why = models.CharField(_("终止的原因"), max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["base", "state", "since", "until"], name="contract_covering")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_contract_a_number"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="contract_days_in_order"),
            models.CheckConstraint(condition=Q(places__gte=1), name="a_contract_has_places"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(signed_on__isnull=False), name="signed_on_a_day"
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_on__isnull=False, ended_on__lte=F("until"))
                | (~Q(state="ended") & Q(ended_on__isnull=True)),
                name="ended_within_its_days",
            ),
            # One price and one number of places a day: two contracts of one base in force on the same day would add up.
            ExclusionConstraint(
                name="one_contract_a_base_and_day",
                expressions=[
                    (One(F("base")), RangeOperators.OVERLAPS),
                    (
                        DateRange(F("since"), Coalesce(F("ended_on"), F("until")), Value("[]")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(state="draft") & (Q(ended_on__isnull=True) | Q(ended_on__gte=F("since"))),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Inspection(models.Model):
    """A base was looked at 检查, by the checklist of the rulebook. `score` is what formulas.inspection_score gave that day."""

    base = models.ForeignKey(Base, models.PROTECT, related_name="inspections")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("检查工会")
    )
    kind = models.CharField(_("检查种类"), max_length=10, choices=InspectionKind.choices)
    inspected_on = models.DateField(_("检查日期"))
    words = models.TextField(_("检查情况"), max_length=2000, blank=True, default="")
    score = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=InspectionState.choices)
    mended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["base", "inspected_on"], name="inspection_of_base")]
        constraints = [
            models.CheckConstraint(condition=Q(score__lte=100), name="inspection_score_to_100"),
            models.CheckConstraint(
                condition=Q(state="mended", mended_on__isnull=False)
                | (~Q(state="mended") & Q(mended_on__isnull=True)),
                name="mended_on_a_day",
            ),
        ]


class Finding(models.Model):
    """What an item of the checklist came out as 检查项. `grave`: one such finding alone warns the base."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings")
    item = models.CharField(max_length=30)
    passed = models.BooleanField()
    grave = models.BooleanField(default=False)
    words = models.CharField(_("发现的问题"), max_length=300, blank=True, default="")
    mended = models.CharField(_("整改情况"), max_length=300, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inspection", "item"], name="one_finding_an_item")]


class Audit(models.Model):
    """What the audit committee found in a base's accounts of a year 经审."""

    base = models.ForeignKey(Base, models.PROTECT, related_name="audits")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("审计工会")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    outcome = models.CharField(_("审计结论"), max_length=8, choices=AuditOutcome.choices)
    audited_on = models.DateField(_("审计日期"))
    words = models.TextField(_("说明"), max_length=2000, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["base", "year"], name="one_audit_a_year")]


class RatingYear(models.Model):
    """The ratings of a year by one union 年度评定: decided one by one, shown together, in force together."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    state = models.CharField(max_length=6, choices=YearState.choices, default=YearState.OPEN)
    final_on = models.DateField(null=True, blank=True)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year"], name="one_rating_year"),
        ]

    def __str__(self) -> str:
        return str(self.year)


class Rating(models.Model):
    """A base's rating of a year 评定. `facts` is what formulas.Facts read, so that anybody can compute `score` again.

    `proposed` is what the table of the rulebook gives, `verdict` what an officer decided, with `why` where they differ.
    `in_force_on` is set when the year is final; the database wants a cleared notice for that.
    """

    year = models.ForeignKey(RatingYear, models.PROTECT, related_name="ratings")
    base = models.ForeignKey(Base, models.PROTECT, related_name="ratings")
    facts = models.JSONField(default=dict)
    score = models.PositiveSmallIntegerField(_("得分"), null=True)
    proposed = models.CharField(max_length=6, choices=Verdict.choices)
    verdict = models.CharField(_("结论"), max_length=6, choices=Verdict.choices, blank=True, default="")
    why = models.CharField(_("与建议不同的理由"), max_length=300, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    in_force_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "base"], name="one_rating_a_base_and_year"),
            models.CheckConstraint(condition=Q(score__isnull=True) | Q(score__lte=100), name="rating_to_100"),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(verdict=F("proposed")) | ~Q(why=""),
                name="another_verdict_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(in_force_on__isnull=True) | ~Q(verdict=""), name="in_force_once_decided"
            ),
        ]
