"""Contests, their rules in versions, the offices of a contest, declared relations."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import Person, User
from jiangong.programmes.competitions.models.seasons import Battlefield, Season, Trade
from jiangong.programmes.competitions.states import (
    ContestClass,
    ContestState,
    Duty,
    Kinship,
    Level,
)


class Contest(models.Model):
    """One contest in one trade 竞赛.

    `scheme` is the scheme in force (selection/judging, as written); every version of it is a SchemeVersion. `layers`: how
    many pseudonyms lie between a name and a work (0 in light contests, at most 3). `ends_at`: when the last one put down
    the tools; appeal hours count from it. `climbs_to`: the contest to which those who go on are entered.
    """

    season = models.ForeignKey(Season, models.PROTECT, related_name="contests")
    organiser = models.ForeignKey(Organisation, models.PROTECT, related_name="contests")
    trade = models.ForeignKey(Trade, models.PROTECT, related_name="contests")
    title = models.CharField(_("竞赛名称"), max_length=120)
    level = models.CharField(_("层级"), max_length=10, choices=Level.choices)
    contest_class = models.CharField(
        _("类别"), max_length=8, choices=ContestClass.choices, default=ContestClass.NONE
    )
    battlefields = models.ManyToManyField(
        Battlefield, verbose_name=_("服务对象"), related_name="contests", blank=True
    )
    state = models.CharField(max_length=12, choices=ContestState.choices, default=ContestState.DRAFT)
    place = models.CharField(_("地点"), max_length=120, blank=True, default="")
    call = models.TextField(_("竞赛说明"), blank=True, default="")
    report_at = models.DateTimeField(_("报到时间"), null=True, blank=True)
    bring = models.CharField(_("要带什么"), max_length=200, blank=True, default="")
    enter_from = models.DateTimeField(_("报名开始"))
    enter_until = models.DateTimeField(_("报名截止"))
    starts_on = models.DateField(_("比赛开始"))
    ends_on = models.DateField(_("比赛结束"))
    open_to = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("面向"))
    places = models.PositiveIntegerField(_("名额"), null=True, blank=True)
    places_per_unit = models.PositiveSmallIntegerField(_("每单位名额"), null=True, blank=True)
    in_teams = models.BooleanField(_("设团体"), default=False)
    stations = models.PositiveSmallIntegerField(_("工位数"), default=1)
    layers = models.PositiveSmallIntegerField(_("加密层数"), default=0)
    scheme = models.JSONField(default=dict, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    climbs_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="feeders", verbose_name=_("晋级到")
    )
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    filing_number = models.CharField(_("备案号"), max_length=40, blank=True, default="")
    cancel_reason = models.CharField(max_length=200, blank=True, default="")
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["season", "state", "id"], name="contest_season"),
            models.Index(fields=["starts_on", "id"], name="contest_calendar"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="contest_days_in_order"),
            models.CheckConstraint(
                condition=Q(enter_until__gt=F("enter_from")), name="entry_window_in_order"
            ),
            models.CheckConstraint(condition=Q(layers__lte=3), name="three_layers_at_most"),
            models.CheckConstraint(condition=Q(stations__gte=1), name="one_station_at_least"),
            models.CheckConstraint(condition=~Q(climbs_to=F("id")), name="nobody_climbs_to_the_same"),
        ]

    def __str__(self) -> str:
        return self.title


class SchemeVersion(models.Model):
    """The rules of a contest as they stood from `saved_at` on 评分方案. Append-only; `reason` says why it was changed."""

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="schemes")
    number = models.PositiveSmallIntegerField()
    scheme = models.JSONField()
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=200, blank=True, default="")
    saved_at = models.DateTimeField(auto_now_add=True)
    saved_by = models.ForeignKey(User, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contest", "number"], name="one_scheme_per_number"),
        ]


class Office(models.Model):
    """Somebody's duty in one contest. `alias` is how the sheet calls them: neither marks nor results say names.

    Without a person: forgotten; the alias stays with the marks.
    """

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="offices")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="contest_offices")
    duty = models.CharField(_("职务"), max_length=12, choices=Duty.choices)
    alias = models.CharField(_("代号"), max_length=8)
    qualification = models.CharField(_("资格"), max_length=80, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "contest"], name="office_of_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "person", "duty"],
                condition=Q(ended_at__isnull=True),
                name="one_office_each",
            ),
            models.UniqueConstraint(fields=["contest", "alias"], name="one_alias_per_office"),
            models.UniqueConstraint(
                fields=["contest", "duty"],
                condition=Q(
                    ended_at__isnull=True,
                    duty__in=[Duty.CHIEF, Duty.CIPHER_1, Duty.CIPHER_2, Duty.CIPHER_3],
                ),
                name="one_holder_per_office",
            ),
        ]


class Relation(models.Model):
    """A declared relation between two people that bars one from marking the other 利害关系申报."""

    one = models.ForeignKey(Person, models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(_("关系"), max_length=8, choices=Kinship.choices)
    declared_at = models.DateTimeField(auto_now_add=True)
    declared_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other", "kind"], name="declared_once"),
            models.CheckConstraint(condition=~Q(one=F("other")), name="a_relation_has_two_ends"),
        ]
