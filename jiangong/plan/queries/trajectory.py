"""How a figure came about month by month, and where it will end: cells beside what is foretold from them."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from jiangong.foundation.organisations.states import Kind
from jiangong.plan import formulas
from jiangong.plan.definition import Plan, Promise
from jiangong.plan.formulas import Reach
from jiangong.plan.models import Cell


@dataclass(frozen=True)
class Month:
    """One month of a figure. `value` is None where nothing was recorded: a gap, which is not a nought.

    `total` adds up from the start of the period (None in a gap, and where different people are counted: theirs do
    not add up); `percent` is of the best month shown. `is_silent`: the plan counted nothing anywhere in the city.
    `is_open`: the month has not ended.
    """

    year: int
    number: int
    value: Decimal | None
    total: Decimal | None
    percent: int
    is_silent: bool
    is_open: bool

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def is_gap(self) -> bool:
        return self.value is None


class WhyNot(Enum):
    """Why no end is foretold; NOT_ASKED where the period is over or has not begun."""

    NOT_ASKED = "not asked"
    DISTINCT = "distinct"
    TOO_SHORT = "too short"


@dataclass(frozen=True)
class Outlook:
    """Where a figure will end with its period, rounded as people say it: four times in five between low and high.

    `path` is the total at the end of each month from the open one on. `months` is how many whole months it learnt
    from; `is_seasonal` whether they show the seasons.
    """

    low: int
    middle: int
    high: int
    path: tuple[Reach, ...]
    months: int
    is_seasonal: bool


@dataclass(frozen=True)
class Trajectory:
    """A figure's months within its period (`slots` months long), and its end or why none is foretold."""

    first: date
    slots: int
    months: tuple[Month, ...]
    open_share: float  # of the open month that is gone, 0 to 1
    outlook: Outlook | None
    why_not: WhyNot

    @property
    def adds_up(self) -> bool:
        """Whether the months add up to the figure."""
        return self.why_not is not WhyNot.DISTINCT

    @property
    def has_gap(self) -> bool:
        return any(month.is_gap for month in self.months)

    @property
    def has_open(self) -> bool:
        return any(month.is_open for month in self.months)


def recorded_months(plan: Plan) -> set[str]:
    """The months ('2026-03') in which the plan counted anything in the city; one query."""
    cells = Cell.objects.filter(
        promise__in=list(plan.counted),
        organisation__kind=Kind.CITY,
        organisation__parent=None,
        entries__gt=0,
    )
    # not law: how a month is written
    return {period for period in cells.values_list("period", flat=True).distinct() if len(period) == 7}


def trajectory(
    plan: Plan, promise: Promise, period: str, cells: Mapping[str, Cell], recorded: set[str], today: date
) -> Trajectory:
    """The months of `period` ('2026' or 'all') out of the organisation's cells for the promise, by period."""
    since, until = plan.since, plan.until
    if period != "all":
        since, until = max(since, date(int(period), 1, 1)), min(until, date(int(period), 12, 31))
    distinct = promise.measure is not None and promise.measure.kind.is_distinct
    whole = _months_between(since, until)
    now = (today.year, today.month)
    asked = since <= today <= until
    why_not = WhyNot.DISTINCT if distinct else WhyNot.NOT_ASKED
    outlook = None
    share = today.day / monthrange(*now)[1]
    if asked and not distinct:
        ahead = [1 - share] + [1.0] * (len(whole) - whole.index(now) - 1)
        outlook = _outlook(plan, cells, recorded, now, ahead, _value(cells, period))
        why_not = WhyNot.NOT_ASKED if outlook else WhyNot.TOO_SHORT
    shown = [one for one in whole if one <= now or _cell(cells, one)]
    return Trajectory(
        since,
        len(whole),
        _shown_months(shown, cells, recorded, distinct, now if asked else None),
        share,
        outlook,
        why_not,
    )


def _months_between(since: date, until: date) -> list[tuple[int, int]]:
    start, end = since.year * 12 + since.month - 1, until.year * 12 + until.month - 1
    return [(one // 12, one % 12 + 1) for one in range(start, end + 1)]


def _name(month: tuple[int, int]) -> str:
    return f"{month[0]}-{month[1]:02d}"


def _cell(cells: Mapping[str, Cell], month: tuple[int, int]) -> Cell | None:
    """The month's cell, if any entry stands behind it."""
    cell = cells.get(_name(month))
    return cell if cell is not None and cell.entries else None


def _value(cells: Mapping[str, Cell], period: str) -> Decimal:
    cell = cells.get(period)
    return cell.value if cell else Decimal(0)


def _shown_months(
    shown: list[tuple[int, int]],
    cells: Mapping[str, Cell],
    recorded: set[str],
    distinct: bool,
    now: tuple[int, int] | None,
) -> tuple[Month, ...]:
    best = max((cell.value for one in shown if (cell := _cell(cells, one))), default=Decimal(0))
    total = Decimal(0)
    months = []
    for one in shown:
        cell = _cell(cells, one)
        value = cell.value if cell else None
        total += value or Decimal(0)
        months.append(
            Month(
                *one,
                value,
                None if distinct or value is None else total,
                int(value * 100 / best) if value is not None and best > 0 else 0,
                _name(one) not in recorded,
                one == now,
            )
        )
    return tuple(months)


def _outlook(
    plan: Plan,
    cells: Mapping[str, Cell],
    recorded: set[str],
    now: tuple[int, int],
    ahead: list[float],
    value: Decimal,
) -> Outlook | None:
    """The end foretold from the whole months since the first entry.

    A month in which the whole ledger was silent says nothing; one in which others were recorded and this figure was
    not, was a month without results.
    """
    gone = [one for one in _months_between(plan.since, plan.until) if one < now]
    while gone and not _cell(cells, gone[0]):
        del gone[0]
    past = [
        cell.value if (cell := _cell(cells, one)) else Decimal(0) if _name(one) in recorded else None
        for one in gone
    ]
    to_come = formulas.forecast(past, gone[0][1] if gone else 1, ahead)
    if not to_come:
        return None
    so_far = float(value)
    path = [Reach(so_far + one.low, so_far + one.middle, so_far + one.high) for one in to_come]
    months = sum(one is not None for one in past)
    return Outlook(
        *formulas.rounded(path[-1], least=so_far),
        tuple(path),
        months,
        months >= formulas.SEASON_MONTHS,
    )
