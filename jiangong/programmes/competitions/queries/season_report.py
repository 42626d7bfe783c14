"""What a season adds up to (promises B1–B5), each part by one query however large it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from jiangong.foundation.common.small_cells import part, shielded
from jiangong.foundation.rulebook.queries import value
from jiangong.programmes.competitions.models import Battlefield, Honour, Season
from jiangong.programmes.competitions.queries.season_counts import SIZES, Started, Sums, started_of, sums_of
from jiangong.programmes.competitions.states import (
    ContestState,
    HonourKind,
    HonourState,
    Level,
)


@dataclass
class Line:
    """One line of the report: contests called, finished; person-times of who started; women and young where they may be told.

    `climbed`: of who started here, those who came from a level below. None: so few that they could be pointed at.
    """

    key: str
    label: str
    called: int = 0
    finished: int = 0
    classes: dict[str, int] = field(default_factory=dict)
    entrants: int = 0
    from_new: int = 0
    women: int | None = 0
    young: int | None = 0
    climbed: int = 0
    honours: int = 0
    final: bool = False

    @property
    def share(self) -> float | None:
        """Of who started, those out of the three new fields, 0–1; None without entrants."""
        return self.from_new / self.entrants if self.entrants else None


@dataclass(frozen=True)
class Beside:
    """A promise of the plan with the season's own figure, the plan's of the year and of the whole, and what is owed a year."""

    promise: str
    title: str
    words: str
    unit: str
    season: Decimal | int
    year: Decimal
    whole: Decimal
    target: int | None


@dataclass(frozen=True)
class SeasonReport:
    """The season in figures. `persons`: different people; everything else counts each start. `least`: cells below are not shown."""

    season: Season
    promises: Sequence[Beside]
    levels: Sequence[Line]
    trades: Sequence[Line]
    districts: Sequence[Line]
    sizes: Sequence[tuple[str, int | None]]
    whole: Line
    persons: int
    climbers: int
    sums: Sums
    served: Sequence[tuple[str, str, int, int]]
    honours: Sequence[tuple[str, dict[str, int]]]
    least: int
    young_until: int

    @property
    def finals(self) -> list[Line]:
        """The trades whose city final is confirmed."""
        return [one for one in self.trades if one.final]

    @property
    def not_counted(self) -> list[str]:
        """What the figures leave out, in sentences."""
        return [
            _("缺席的、替补、退出的和资格不符的不计；取消的竞赛不计；成绩没有公布的竞赛不计参赛。"),
            _("参赛按人次计，一人参加几级计几次；人数和晋级人数一人只计一次。"),
            _("三新领域只按报名时写明的计，没有写明的不推断。"),
            _("效益只计采用满十二个月、单位财务部门核实、主办单位确认的；申报没有核实的单列。"),
            _("性别、出生日期登记里没有的，以及依法删除了个人信息的，不计入女职工和青年职工。"),
            _("少于 %(least)s 人的格子不显示，能由合计倒算出来的也不显示。") % {"least": self.least},
            _("省赛、全国赛只计在本平台办理的。"),
        ]


def report_of(season: Season) -> SeasonReport:
    """Eight queries: contests, people, sums, districts, what was served and how often, honours, the plan's cells."""
    day = season_end(season)
    least, young = int(value("ledger.small_cell", on=day)), int(value("competitions.young_until", on=day))
    levels, trades, districts = _contests(season)
    started, persons, climbers = started_of(season, young=young)
    sums = sums_of(season)
    for key in {key for line, key in started if line == "district" and key is not None}:
        districts.setdefault(key, Line(str(key), ""))
    for pk, line in districts.items():
        line.label = sums.districts.get(str(pk), line.label)
    whole = Line(
        "all",
        _("合计"),
        sum(one.called for one in levels.values()),
        sum(one.finished for one in levels.values()),
    )
    _fill({None: whole}, "all", started, least)
    for lines, along in ((levels, "level"), (trades, "trade"), (districts, "district")):
        _fill(lines, along, started, least)
    honours: dict[str, dict[str, int]] = {}
    given = Honour.objects.filter(contest__season=season).order_by()
    for trade, kind, state, count in given.values_list("contest__trade_id", "kind", "state").annotate(
        count=Count("pk")
    ):
        of = honours.setdefault(kind, {})
        of[state] = of.get(state, 0) + count
        if trade in trades and state == HonourState.ISSUED:
            trades[trade].honours += count
    sizes = shielded({n: started.get(("size", n), Started()).people for n in range(len(SIZES))}, least)
    return SeasonReport(
        season,
        _promises(season, trades, whole, climbers, sums),
        list(levels.values()),
        list(trades.values()),
        sorted(districts.values(), key=lambda one: (-one.entrants, one.label)),
        [(str(label), sizes[n]) for n, (label, _least) in enumerate(SIZES)],
        whole,
        persons,
        climbers,
        sums,
        _served(season),
        [(str(one.label), honours[one]) for one in HonourKind if one in honours],
        least,
        young,
    )


def season_end(season: Season) -> date:
    """The day by which the season's parameters are read."""
    return date(season.year, 12, 31)


def _contests(season: Season) -> tuple[dict[str, Line], dict[int, Line], dict[int, Line]]:
    """The contests that were not called off, by level, trade and district of their organiser."""
    levels = {one.value: Line(one.value, str(one.label)) for one in Level}
    trades: dict[int, Line] = {}
    districts: dict[int, Line] = {}
    rows = (
        season.contests.exclude(state=ContestState.CANCELLED)
        .order_by("trade__code", "trade__trade")
        .values_list(
            "level", "contest_class", "state", "organiser__path", "trade_id", "trade__code", "trade__trade",
            "trade__occupation",
        )
    )  # fmt: skip
    for level, kind, state, path, trade, code, name, occupation in rows:
        lines = [levels[level], trades.setdefault(trade, Line(code, name or occupation))]
        steps = path.strip("/").split("/")
        if len(steps) > 1:  # the city's own contests are in no district
            lines.append(districts.setdefault(int(steps[1]), Line(steps[1], "")))
        for one in lines:
            one.called += 1
            one.finished += state == ContestState.CONFIRMED
            one.classes[kind] = one.classes.get(kind, 0) + 1
        lines[1].final |= level == Level.CITY and state == ContestState.CONFIRMED
    return levels, trades, districts


def _fill(
    lines: Mapping[Any, Line], along: str, started: Mapping[tuple[str, Any], Started], least: int
) -> None:
    """The people of each line; women and young only where nobody could be pointed at."""
    for key, one in lines.items():
        found = started.get((along, key), Started())
        one.entrants, one.from_new, one.climbed = found.people, found.new, found.climbed
        one.women = part(found.women, found.people, least)
        one.young = part(found.young, found.people, least)


def _served(season: Season) -> list[tuple[str, str, int, int]]:
    rows = (
        Battlefield.objects.filter(season=season)
        .annotate(
            called=Count("contests", filter=~Q(contests__state=ContestState.CANCELLED)),
            done=Count("contests", filter=Q(contests__state=ContestState.CONFIRMED)),
        )
        .order_by("kind", "name")
    )
    return [(str(one.get_kind_display()), one.name, one.called, one.done) for one in rows]


def _promises(
    season: Season, trades: Mapping[int, Line], whole: Line, climbers: int, sums: Sums
) -> list[Beside]:
    """B1–B5: the season's own figure beside the plan's."""
    own: dict[str, Decimal | int] = {
        "B1": sums.served,
        "B2": climbers,
        "B3": sum(one.final for one in trades.values()),
        "B4": whole.from_new,
        "B5": sums.amount,
    }
    plan: Any = apps.get_app_config("plan")  # the same storey: by name, never by import
    return [
        Beside(
            one.promise,
            one.title,
            one.words,
            one.unit,
            own.get(one.promise, 0),
            one.year,
            one.whole,
            one.target,
        )
        for one in plan.beside("B", season.organisation, season.year)
    ]
