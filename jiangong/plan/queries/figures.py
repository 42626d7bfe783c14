"""Figures: what the cells say of a promise, an organisation and a period, beside what is owed by today."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from jiangong.foundation.ledger.models import Place
from jiangong.foundation.organisations import queries as organisations
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import Kind
from jiangong.plan import formulas
from jiangong.plan.definition import Chapter, Each, Plan, Promise, current
from jiangong.plan.models import Cell, RollUp
from jiangong.plan.queries.small_cells import with_shown
from jiangong.plan.states import TINTS, Status


@dataclass(frozen=True)
class Figure:
    """One promise for one organisation in one period ('2026-03', '2026', 'all').

    `value` is None while the promise is not counted: no figure may be shown then. `target` is None where nothing is
    owed by this organisation in this period; `gone` is the share of the period's time that is gone.
    """

    promise: Promise
    period: str
    value: Decimal | None
    entries: int
    target: int | None
    gone: Decimal

    @property
    def is_counted(self) -> bool:
        return self.value is not None

    @property
    def is_gap(self) -> bool:
        """Whether nothing was recorded: not the same as a figure of nought that entries add up to."""
        return self.entries == 0

    @property
    def status(self) -> Status | None:
        if self.value is None or self.target is None:
            return None
        return formulas.status(self.value, self.target, self.gone)

    @property
    def tint(self) -> str:
        return TINTS[self.status] if self.status else ""

    @property
    def period_words(self) -> str:
        return period_words(self.period)

    @property
    def end_words(self) -> str:
        """The end of the period as people say it: of the year, or of the plan."""
        year = current().until.year if self.period == "all" else int(self.period[:4])
        return _("%(year)s 年底") % {"year": year}

    @property
    def share(self) -> Decimal | None:
        if self.value is None or self.target is None:
            return None
        return formulas.completion(self.value, self.target)

    @property
    def due_today(self) -> int | None:
        """How much of the target the time that is gone owes."""
        return None if self.target is None else int(self.target * self.gone)

    @property
    def missing(self) -> Decimal | None:
        return (
            None if self.value is None or self.target is None else max(self.target - self.value, Decimal(0))
        )


@dataclass(frozen=True)
class Part:
    """A figure of an organisation below; `column` and `row` only for districts that stand on the map."""

    organisation: Organisation
    figure: Figure
    column: int = 0
    row: int = 0
    is_on_map: bool = False

    @property
    def percent(self) -> int | None:
        """Of the target; None where nothing was recorded."""
        return None if self.figure.is_gap else int((self.figure.share or 0) * 100)


@dataclass(frozen=True)
class Following:
    """How far the cells have followed the ledger: `followed` of `placed` entries, and when they last took one in."""

    followed: int
    placed: int
    at: datetime | None

    @property
    def is_behind(self) -> bool:
        return self.followed < self.placed


@dataclass(frozen=True)
class Progress:
    """All promises of the plan for one organisation, by chapter."""

    plan: Plan
    organisation: Organisation
    today: date
    year: int
    chapters: tuple[tuple[Chapter, tuple[Figure, ...]], ...]
    following: Following

    @property
    def figures(self) -> list[Figure]:
        return [figure for _chapter, figures in self.chapters for figure in figures]

    @property
    def counted(self) -> list[Figure]:
        """Those with a figure; what owes a number stands first."""
        return sorted((one for one in self.figures if one.is_counted), key=lambda one: one.target is None)

    @property
    def waiting(self) -> list[Figure]:
        return [figure for figure in self.figures if not figure.is_counted]

    @property
    def with_target(self) -> list[Figure]:
        """Promises that owe a number, counted or not."""
        return [figure for figure in self.figures if figure.promise.target is not None]

    @property
    def gone(self) -> Decimal:
        return formulas.pace(self.plan.since, self.plan.until, self.today)


@dataclass(frozen=True)
class Overview(Progress):
    """The city's progress, and one promise's districts for the map."""

    headline: Figure | None = None
    districts: tuple[Part, ...] = ()


def as_of(today: date, plan: Plan) -> date:
    """Today, or the plan's nearest day when today lies outside it."""
    return min(max(today, plan.since), plan.until)


def period_words(period: str) -> str:
    """A period as people say it: the whole plan, a year, or a month."""
    if period == "all":
        return _("规划期内")
    year, _dash, month = period.partition("-")
    if month:
        return _("%(year)s年%(month)s月") % {"year": year, "month": int(month)}
    return _("%(year)s年") % {"year": year}


def periods(plan: Plan) -> list[str]:
    return ["all", *(str(year) for year in plan.years)]


def _owed(plan: Plan, promise: Promise, organisation: Organisation, period: str) -> int | None:
    """What this organisation owes in this period: the city the whole, a district its part, others nothing."""
    target = promise.target
    # not law: how a year is written
    if target is None or (target.each is Each.YEAR) != (period != "all" and len(period) == 4):
        return None
    if organisation.kind == Kind.CITY:
        return target.figure
    return plan.shares(promise).get(organisation.code)


def _gone(plan: Plan, period: str, today: date) -> Decimal:
    if period == "all":
        return formulas.pace(plan.since, plan.until, today)
    year = int(period[:4])
    return formulas.pace(max(plan.since, date(year, 1, 1)), min(plan.until, date(year, 12, 31)), today)


def figure_of_cell(
    plan: Plan, promise: Promise, organisation: Organisation, period: str, cell: Cell | None, today: date
) -> Figure:
    """The figure that a cell holds, with what is owed and how much of the time has gone; nought without a cell."""
    counted = promise.measure is not None
    return Figure(
        promise,
        period,
        (cell.value if cell else Decimal(0)) if counted else None,
        cell.entries if cell else 0,
        _owed(plan, promise, organisation, period),
        _gone(plan, period, today),
    )


def _own_period(promise: Promise, year: int) -> str:
    """The period that the promise is measured in: this year, or all years where it is owed once or nothing is owed."""
    return str(year) if promise.target and promise.target.each is Each.YEAR else "all"


def _chapters(
    plan: Plan, organisation: Organisation, today: date
) -> tuple[tuple[Chapter, tuple[Figure, ...]], ...]:
    cells = {
        (cell.promise, cell.period): cell
        for cell in Cell.objects.filter(
            organisation=organisation, promise__in=list(plan.counted), period__in=[str(today.year), "all"]
        )
    }

    def figure_of(promise: Promise) -> Figure:
        period = _own_period(promise, today.year)
        return figure_of_cell(plan, promise, organisation, period, cells.get((promise.id, period)), today)

    return tuple((c, tuple(figure_of(promise) for promise in c.promises)) for c in plan.chapters)


def following() -> Following:
    """How far the figures have followed the ledger; one query."""
    newest = Place.objects.order_by("-position").values("position")[:1]
    placed = Coalesce(Subquery(newest), -1) + 1
    row = RollUp.objects.values_list("next_position", placed, "rolled_up_at").first()
    return Following(*row) if row else Following(0, 0, None)


def progress(organisation: Organisation, today: date) -> Progress:
    """All promises for one organisation; two queries."""
    plan = current()
    day = as_of(today, plan)
    return Progress(plan, organisation, day, day.year, _chapters(plan, organisation, day), following())


def counted(organisation: Organisation, today: date) -> list[Figure]:
    """The promises that have a figure for one organisation, what owes a number first; one query."""
    plan = current()
    day = as_of(today, plan)
    figures = [figure for _chapter, row in _chapters(plan, organisation, day) for figure in row]
    return sorted((one for one in figures if one.is_counted), key=lambda one: one.target is None)


def overview(today: date) -> Overview | None:
    """The whole plan for the city, with the districts of the first counted promise that is split; five queries.

    None before any organisation was loaded.
    """
    city = organisations.city()
    if city is None:
        return None
    whole = progress(city, today)
    headline = next(
        (f for f in whole.counted if f.promise.target is not None and f.promise.target.split), None
    )
    districts = _districts(whole, headline) if headline else ()
    return Overview(
        whole.plan, city, whole.today, whole.year, whole.chapters, whole.following, headline, districts
    )


def _districts(whole: Progress, headline: Figure) -> tuple[Part, ...]:
    places = {district.code: district for district in whole.plan.districts}
    rows = list(Organisation.objects.filter(kind=Kind.DISTRICT, parent=whole.organisation).order_by("code"))
    parts = _parts(whole.plan, headline.promise, rows, headline.period, whole.today)
    return tuple(
        Part(part.organisation, part.figure, place.column, place.row, True)
        if (place := places.get(part.organisation.code))
        else part
        for part in sorted(parts, key=lambda part: -(part.figure.share or 0))
    )


def _parts(
    plan: Plan, promise: Promise, rows: Sequence[Organisation], period: str, today: date
) -> list[Part]:
    cells = {
        cell.organisation_id: cell
        for cell in Cell.objects.filter(promise=promise.id, period=period, organisation__in=rows)
    }
    return [Part(row, figure_of_cell(plan, promise, row, period, cells.get(row.pk), today)) for row in rows]


def figure(promise: Promise, organisation: Organisation, period: str, today: date) -> Figure:
    """One figure; one query."""
    plan = current()
    cell = Cell.objects.filter(promise=promise.id, organisation=organisation, period=period).first()
    return figure_of_cell(plan, promise, organisation, period, cell, as_of(today, plan))


def cells_of(promise: Promise, period: str) -> Iterator[tuple[str, str, str, str, Decimal, int]]:
    """Every organisation's cell in a period that everybody may see (code, name, kind, period, value, entries), in order
    of the tree.

    Read from a server-side cursor: twenty thousand rows never stand in memory at once.
    """
    rows = (
        with_shown(Cell.objects.filter(promise=promise.id, period=period))
        .filter(is_shown=True)
        .order_by("organisation__path")
        .values_list(
            "organisation__code", "organisation__name", "organisation__kind", "period", "value", "entries"
        )
    )
    yield from rows.iterator(chunk_size=2000)


def plain_rows(today: date) -> list[list[str]]:
    """For the terminal: id, words, figure, what is due today, target; promises with a figure or a target."""
    whole = overview(today)
    if whole is None:
        return []
    return [
        [
            one.promise.id,
            str(one.promise.title),
            "—" if one.value is None else f"{one.value:,.0f}",
            "—" if one.due_today is None else f"{one.due_today:,}",
            "—" if one.target is None else f"{one.target:,} {one.promise.unit}",
        ]
        for one in whole.figures
        if one.is_counted or one.target is not None
    ]
