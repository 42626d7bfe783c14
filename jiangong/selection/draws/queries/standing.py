"""Where one line stands: its rank, its place or how many wait before it, why, and what its chance was."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.utils.functional import Promise

from jiangong.selection.draws.formulas.chances import Chance, alike
from jiangong.selection.draws.models import Departure, Draw, Line, Place
from jiangong.selection.draws.queries.draws import terms_of
from jiangong.selection.draws.queries.lists import application
from jiangong.selection.draws.states import PASSED


@dataclass(frozen=True)
class Given:
    """What a programme is told: the tickets that were given a place now, and those that left now."""

    draw: Draw
    given: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """A line for whoever holds its ticket. `before` counts who waits with a better rank (only for those who wait).

    `pools` and `wants` are names; `passed` pairs of pool and why it gave nothing. `chance` is None until it is reckoned.
    """

    line: Line
    place: Place | None
    departure: Departure | None
    pools: tuple[str, ...]
    wants: tuple[str, ...]
    batch: str
    pool: str
    before: int | None
    passed: tuple[tuple[str, str | Promise], ...]
    chance: Chance | None

    @property
    def waits(self) -> bool:
        return self.line.rank is not None and self.place is None and self.departure is None


def line_of(draw: Draw, ticket: str) -> Line | None:
    """The line with this ticket; None if the list has none such or is not closed."""
    rows = Line.objects.select_related("place", "departure")
    return rows.filter(draw=draw, ticket=ticket.strip()).first()


def standing_of(draw: Draw, line: Line) -> Standing:
    """Everything about one line. At most one more query."""
    names = terms_of(draw)["names"]
    place, departure = getattr(line, "place", None), getattr(line, "departure", None)
    waits = line.rank is not None and place is None and departure is None
    before = None
    if waits:
        ahead = Line.objects.filter(draw=draw, place__isnull=True, departure__isnull=True)
        before = ahead.filter(rank__lt=line.rank).count()
    return Standing(
        line,
        place,
        departure,
        tuple(names.get(code, code) for code in line.pools),
        tuple(names.get(code, code) for code in line.wants),
        names.get(place.batch, place.batch) if place else "",
        names.get(place.pool, place.pool) if place else "",
        before,
        tuple((names.get(pool, pool), PASSED[why]) for pool, why in line.passed) if waits else (),
        _chance(draw, line),
    )


def standings_of(draw: Draw, tickets: Iterable[str]) -> dict[str, Line]:
    """The lines of many tickets, with place and departure, by ticket."""
    rows = Line.objects.filter(draw=draw, ticket__in=list(tickets)).select_related("place", "departure")
    return {line.ticket: line for line in rows}


def figures_of(draw: Draw) -> dict[str, int]:
    """How many people hold a place, wait, and left. One query; nothing before the list is closed."""
    taken = Q(place__isnull=False, departure__isnull=True)
    waiting = Q(place__isnull=True, departure__isnull=True)
    found = Line.objects.filter(draw=draw).aggregate(
        n_people=Sum("people"),
        n_placed=Sum("people", filter=taken),
        n_waiting=Sum("people", filter=waiting),
        n_left=Count("pk", filter=Q(departure__isnull=False)),
    )
    return {name.removeprefix("n_"): number or 0 for name, number in found.items()}


def _chance(draw: Draw, line: Line) -> Chance | None:
    kind = alike(application(line))
    for people, lots, pools, wants, placed, tried in draw.chances:
        if (people, lots, tuple(pools), tuple(wants)) == kind:
            return Chance(placed, tried)
    return None
