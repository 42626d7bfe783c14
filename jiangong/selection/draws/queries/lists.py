"""The published files of a draw, line by line, and the allocation as it stands, from the rows."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from jiangong.selection.draws.formulas.allocation import Allocation
from jiangong.selection.draws.formulas.allocation import Place as Given
from jiangong.selection.draws.formulas.applications import Application
from jiangong.selection.draws.formulas.rules import canonical
from jiangong.selection.draws.models import Departure, Draw, Line, Place
from jiangong.selection.draws.queries.draws import rules_of


def application(line: Line) -> Application:
    """A row as the formulas know it."""
    return Application(line.ticket, line.people, line.lots, tuple(line.pools), tuple(line.wants))


def applications_of(draw: Draw) -> list[Application]:
    """The closed list in the order of tickets, as it stands in the database."""
    found = map(application, Line.objects.filter(draw=draw).iterator(chunk_size=10_000))
    return sorted(found, key=lambda one: one.ticket)


def list_lines(draw: Draw) -> Iterator[str]:
    """The closed list as published."""
    for one in applications_of(draw):
        yield f"{one.line()}\n"


def result_lines(draw: Draw) -> Iterator[str]:
    """What the draw gave, rank by rank, as published (formulas.Allocation.text)."""
    rows = Line.objects.filter(draw=draw, rank__isnull=False).order_by("rank")
    for rank, ticket, pool, batch, step in rows.values_list(
        "rank", "ticket", "place__pool", "place__batch", "place__step"
    ).iterator(chunk_size=10_000):
        drawn = step == 0
        facts = {
            "rank": rank,
            "ticket": ticket,
            "pool": pool if drawn else "",
            "batch": batch if drawn else "",
        }
        yield f"{canonical(facts)}\n"


def move_lines(draw: Draw, *, step: int | None = None) -> Iterator[str]:
    """What moved after the draw, a line for each time: who left, who was given which place. `step`: only that one."""
    gone, given = defaultdict(list), defaultdict(list)
    only = {} if step is None else {"step": step}
    for number, ticket in Departure.objects.filter(line__draw=draw, **only).values_list(
        "step", "line__ticket"
    ):
        gone[number].append(ticket)
    moved = Place.objects.filter(line__draw=draw, step__gt=0, **only).order_by("line__rank")
    for number, *place in moved.values_list("step", "line__ticket", "pool", "batch"):
        given[number].append(place)
    for number in sorted(gone):
        facts = {"step": number, "gone": sorted(gone[number]), "given": given[number]}
        yield f"{canonical(facts)}\n"


def allocation_of(draw: Draw) -> Allocation:
    """Who has which place now and who waits, for the next to be given (formulas.promote)."""
    rules = rules_of(draw)
    rows = Line.objects.filter(draw=draw, departure__isnull=True).select_related("place").order_by("rank")
    places, waiting, left = {}, [], Counter(rules.batches)
    for line in rows:
        place = getattr(line, "place", None)
        if place is None:
            waiting.append(application(line))
            continue
        places[line.ticket] = Given(place.pool, place.batch, line.people)
        left[place.batch] -= line.people
    return Allocation(places, tuple(waiting), {}, dict(left))
