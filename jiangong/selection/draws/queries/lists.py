"""The published files of a draw, line by line, and the allocation as it stands, from the rows."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator

from django.db.models import Sum

from jiangong.selection.draws.formulas.allocation import Allocation, Waiting
from jiangong.selection.draws.formulas.allocation import Place as Given
from jiangong.selection.draws.formulas.applications import Application
from jiangong.selection.draws.formulas.rules import Rules, canonical
from jiangong.selection.draws.models import Departure, Draw, Line, Place
from jiangong.selection.draws.queries.draws import rules_of

AT_ONCE = 100  # not law: lines of one look; the first fit in most cases


def application(line: Line) -> Application:
    """A row as the formulas know it."""
    return Application(line.ticket, line.people, line.lots, tuple(line.pools), tuple(line.wants))


def applications_of(draw: Draw) -> list[Application]:
    """The closed list in the order of tickets, as it stands in the database."""
    rows = Line.objects.filter(draw=draw).values_list("ticket", "people", "lots", "pools", "wants")
    found = (
        Application(ticket, people, lots, tuple(pools), tuple(wants))
        for ticket, people, lots, pools, wants in rows.iterator(chunk_size=10_000)
    )
    return sorted(found, key=lambda one: one.ticket)


def numbers_of(draw: Draw) -> dict[str, int]:
    """The row of each line, by ticket."""
    return dict(Line.objects.filter(draw=draw).values_list("ticket", "pk"))


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


def still_listed(draw: Draw, tickets: Iterable[str]) -> dict[str, Line]:
    """The lines of these tickets that have not left, with their places, by ticket."""
    rows = Line.objects.filter(draw=draw, ticket__in=list(tickets), departure__isnull=True)
    return {line.ticket: line for line in rows.select_related("place")}


def left_of(draw: Draw, rules: Rules) -> Counter[str]:
    """Places of each batch that nobody holds now. One query over those who hold one."""
    held = Place.objects.filter(line__draw=draw, line__departure__isnull=True)
    taken = dict(held.values("batch").annotate(n=Sum("line__people")).values_list("batch", "n").order_by())
    return Counter({code: places - taken.get(code, 0) for code, places in rules.batches.items()})


def waiting_in(draw: Draw, rules: Rules, gone: Collection[str]) -> Waiting:
    """How `formulas.serve` asks for those who wait: by rank, some at a time, without those who are just leaving."""
    rows = Line.objects.filter(draw=draw, rank__isnull=False, place__isnull=True, departure__isnull=True)
    rows = rows.exclude(ticket__in=list(gone)).order_by("rank")

    def asked(pool: str, people: int, batches: Collection[str]) -> Iterator[Application]:
        fit = rows.filter(people__lte=people, wants__overlap=list(batches))
        if pool != rules.open:
            fit = fit.filter(pools__contains=[pool])
        last, page = 0, list(fit[:AT_ONCE])
        while page:
            yield from map(application, page)
            last = page[-1].rank or 0
            page = list(fit.filter(rank__gt=last)[:AT_ONCE])

    return asked


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
