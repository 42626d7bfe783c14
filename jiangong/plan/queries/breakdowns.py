"""One promise for one organisation: its figure, years, months, and the organisations directly below it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from jiangong.foundation.organisations import queries as organisations
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import Kind
from jiangong.plan.definition import Plan, Promise, current
from jiangong.plan.models import Cell
from jiangong.plan.queries.figures import Figure, Following, Part, as_of, figure_of_cell, following, periods
from jiangong.plan.queries.small_cells import with_shown
from jiangong.plan.queries.trajectory import Trajectory, recorded_months, trajectory

MOST_PARTS = 300  # organisations one page lists below a figure; the rest is in the download


@dataclass(frozen=True)
class Breakdown:
    """One promise for one organisation: its figure, years, months, and the organisations below it."""

    plan: Plan
    organisation: Organisation
    above: list[Organisation]
    figure: Figure
    years: tuple[Figure, ...]
    trajectory: Trajectory
    parts: tuple[Part, ...]
    industries: tuple[Part, ...]
    silent: int  # organisations directly below without any entry
    small: int  # organisations directly below that are too small for everybody to see their figures
    following: Following

    @property
    def is_split(self) -> bool:
        """Whether any organisation below owes a part of its own."""
        return any(part.figure.target for part in self.parts)


def breakdown(
    promise: Promise,
    organisation: Organisation,
    period: str,
    today: date,
    *,
    hidden: Collection[str] | None = None,
) -> Breakdown:
    """One promise for one organisation, with its years, its months and what stands below it; seven queries.

    `hidden`: for everybody to see, without these periods (`hidden_periods`) and without small unions below; None shows
    their officers everything.
    """
    plan = current()
    day = as_of(today, plan)
    public, hidden = hidden is not None, hidden or ()
    own = Cell.objects.filter(promise=promise.id, organisation=organisation)
    cells = {cell.period: cell for cell in own if cell.period not in hidden}
    below = _below(promise, organisation, period, public=public)
    parts = [Part(row, figure_of_cell(plan, promise, row, period, cell, day)) for row, cell in below.shown]
    known = plan.shares(promise)
    parts.sort(key=lambda part: (part.organisation.code not in known, -(part.figure.value or 0)))
    return Breakdown(
        plan,
        organisation,
        organisations.ancestors(organisation),
        figure_of_cell(plan, promise, organisation, period, cells.get(period), day),
        tuple(
            figure_of_cell(plan, promise, organisation, p, cells.get(p), day)
            for p in periods(plan)
            if p not in hidden
        ),
        trajectory(plan, promise, period, cells, recorded_months(plan), today),
        tuple(p for p in parts if p.organisation.kind != Kind.INDUSTRY),
        tuple(p for p in parts if p.organisation.kind == Kind.INDUSTRY),
        _directly_below(organisation).count() - len(parts) - below.small,
        below.small,
        following(),
    )


def _directly_below(organisation: Organisation) -> QuerySet[Organisation]:
    if organisation.kind == Kind.INDUSTRY:
        return organisation.children.all() | organisation.industry_members.all()
    return organisation.children.all()


@dataclass(frozen=True)
class _Below:
    """Organisations directly below with their cells, and how many are too small to be shown."""

    shown: list[tuple[Organisation, Cell | None]]
    small: int


def _below(promise: Promise, organisation: Organisation, period: str, *, public: bool) -> _Below:
    """The organisations directly below that have a cell, and every district and industry union, largest first."""
    found = Cell.objects.filter(
        promise=promise.id, period=period, organisation__in=_directly_below(organisation)
    ).order_by("-value", "organisation")
    small = 0
    if public:
        small = with_shown(found).filter(is_shown=False).count()
        found = with_shown(found).filter(is_shown=True)
    cells = {cell.organisation_id: cell for cell in found[:MOST_PARTS]}
    shown = _directly_below(organisation).filter(pk__in=cells)
    if organisation.kind == Kind.CITY:
        shown |= organisation.children.filter(kind__in=[Kind.DISTRICT, Kind.INDUSTRY])
    return _Below([(row, cells.get(row.pk)) for row in shown], small)
