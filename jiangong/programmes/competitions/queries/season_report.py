"""What a season adds up to (promises B1–B5), each part by one query."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from jiangong.foundation.common.spreadsheets import Heading, write_book
from jiangong.programmes.competitions.models import Battlefield, Benefit, Contest, Entry, Season
from jiangong.programmes.competitions.states import OPENED, ContestClass, ContestState, EntryState, Level
from jiangong.selection.judging.formulas.sheet.shapes import Standing


@dataclass
class LevelLine:
    """One level: contests called, finished, of each class; entrants who started; people who climbed to it."""

    level: str
    label: str
    called: int = 0
    finished: int = 0
    classes: dict[str, int] = field(default_factory=dict)
    entrants: int = 0
    climbed: int = 0


@dataclass(frozen=True)
class SeasonReport:
    """The season in figures. `share`: of the entrants who started, those out of the three new, 0–1; None without entrants."""

    season: Season
    levels: Sequence[LevelLine]
    trades: Sequence[tuple[str, str]]
    entrants: int
    from_new: int
    climbed: int
    served: Sequence[tuple[str, str, int, int]]
    benefits: int
    amount: Decimal
    reported: int

    @property
    def share(self) -> float | None:
        return self.from_new / self.entrants if self.entrants else None

    @property
    def called(self) -> int:
        return sum(one.called for one in self.levels)

    @property
    def finished(self) -> int:
        return sum(one.finished for one in self.levels)


def report_of(season: Season) -> SeasonReport:
    """Six queries, however large the season is."""
    lines = {one.value: LevelLine(one.value, str(one.label)) for one in Level}
    contests = season.contests.exclude(state=ContestState.CANCELLED)
    done = Q(state=ContestState.CONFIRMED)
    rows = contests.values_list("level", "contest_class").annotate(
        called=Count("pk"), done=Count("pk", filter=done)
    )
    for level, kind, called, finished in rows.order_by():
        lines[level].called += called
        lines[level].finished += finished
        lines[level].classes[kind] = lines[level].classes.get(kind, 0) + called
    started = Entry.objects.filter(
        contest__season=season, state=EntryState.ACCEPTED, is_substitute=False, contest__state__in=OPENED
    ).exclude(standing=Standing.ABSENT.value)
    entrants = from_new = 0
    per_level = started.values_list("contest__level").annotate(
        people=Count("pk"), new=Count("pk", filter=~Q(new_field=""))
    )
    for level, people, new in per_level.order_by():
        lines[level].entrants = people
        entrants, from_new = entrants + people, from_new + new
    climbed = (
        Entry.objects.filter(contest__season=season, carried_from__isnull=False)
        .values_list("contest__level")
        .annotate(people=Count("pk"))
        .order_by()
    )
    for level, people in climbed:
        lines[level].climbed = people
    trades = (
        Contest.objects.filter(season=season, level=Level.CITY, state=ContestState.CONFIRMED)
        .order_by("trade__code", "trade__trade")
        .values_list("trade__code", "trade__trade", "trade__occupation")
        .distinct()
    )
    served = (
        Battlefield.objects.filter(season=season)
        .annotate(
            called=Count("contests", filter=~Q(contests__state=ContestState.CANCELLED)),
            done=Count("contests", filter=Q(contests__state=ContestState.CONFIRMED)),
        )
        .order_by("kind", "name")
    )
    confirmed = Q(confirmed_at__isnull=False)
    money = Benefit.objects.filter(contest__season=season).aggregate(
        reported=Count("pk"), confirmed=Count("pk", filter=confirmed), amount=Sum("amount", filter=confirmed)
    )
    return SeasonReport(
        season,
        list(lines.values()),
        [(code, trade or occupation) for code, trade, occupation in trades],
        entrants,
        from_new,
        sum(one.climbed for one in lines.values()),
        [(str(one.get_kind_display()), one.name, one.called, one.done) for one in served],
        money["confirmed"],
        money["amount"] or Decimal(0),
        money["reported"],
    )


def report_file(report: SeasonReport) -> bytes:
    """The report as a workbook: levels, trades, what was served, and the totals."""
    target = io.BytesIO()
    classes = [(one.value, str(one.label)) for one in ContestClass]
    levels = [Heading(_("层级"), 16), Heading(_("竞赛"), 8), Heading(_("办结"), 8)]
    levels += [Heading(label, 8) for _value, label in classes]
    levels += [Heading(_("参赛人数"), 10), Heading(_("晋级到本级"), 12)]
    totals: list[tuple[str, Any]] = [
        (_("竞赛（未取消）"), report.called),
        (_("办结"), report.finished),
        (_("参赛人数（实际开赛）"), report.entrants),
        (_("其中三新领域"), report.from_new),
        (_("晋级上一级的人数"), report.climbed),
        (_("办完市级决赛的工种"), len(report.trades)),
        (_("已核实的成果"), report.benefits),
        (_("已核实的效益（元）"), report.amount),
    ]
    write_book(
        target,
        [
            (_("合计"), [Heading(_("项目"), 28), Heading(report.season.name, 16)], totals),
            (
                _("层级"),
                levels,
                [
                    [
                        one.label,
                        one.called,
                        one.finished,
                        *(one.classes.get(key, 0) for key, _l in classes),
                        one.entrants,
                        one.climbed,
                    ]
                    for one in report.levels
                ],
            ),
            (
                _("工种"),
                [Heading(_("职业编码"), 16, text=True), Heading(_("工种"), 28)],
                [list(one) for one in report.trades],
            ),
            (
                _("服务对象"),
                [
                    Heading(_("类别"), 12),
                    Heading(_("名称"), 32),
                    Heading(_("竞赛"), 8),
                    Heading(_("办结"), 8),
                ],
                [list(one) for one in report.served],
            ),
        ],
    )
    return target.getvalue()
