"""What anybody may see of a contest beside its result: entrants, who judges, how the numbers were drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from jiangong.foundation.notices.formulas import shown_name
from jiangong.programmes.competitions.formulas.pseudonyms import drawn
from jiangong.programmes.competitions.models import Contest, Entry, Layer, Office
from jiangong.programmes.competitions.queries.book import Book
from jiangong.programmes.competitions.queries.layers import drawn_over
from jiangong.programmes.competitions.states import OF_PEOPLE, OPENED, Duty, EntryState

SHOWN = 200  # not law: entrants on one page; the rest are counted


@dataclass(frozen=True)
class Unit:
    """The entrants of one union, masked."""

    name: str
    people: tuple[str, ...]


def masked_entrants(contest: Contest) -> Sequence[Unit]:
    """Who was accepted, by unit, names masked; at most 200 people."""
    rows = (
        Entry.objects.filter(contest=contest, state=EntryState.ACCEPTED, person__isnull=False)
        .order_by("organisation__path", "pk")
        .values_list("organisation__short_name", "person__name")[:SHOWN]
    )
    units: dict[str, list[str]] = {}
    for unit, name in rows:
        units.setdefault(unit, []).append(shown_name(name))
    return [Unit(name, tuple(people)) for name, people in units.items()]


@dataclass(frozen=True)
class Judging:
    """Who judged: how many of each office; names of judges only when the result is known."""

    duty: str
    count: int
    names: tuple[str, ...]


def judging_words(contest: Contest) -> Sequence[Judging]:
    """The offices of a contest. Before the result nobody outside learns who judges: nobody can be asked a favour."""
    offices = Office.objects.filter(contest=contest, ended_at__isnull=True, duty__in=OF_PEOPLE)
    if contest.state not in OPENED:
        counts = dict(offices.values_list("duty").annotate(count=Count("pk")))
        return [Judging(str(duty.label), counts[duty], ()) for duty in map(Duty, OF_PEOPLE) if duty in counts]
    names: Mapping[str, list[str]] = {duty: [] for duty in OF_PEOPLE}
    for duty, name in offices.order_by("pk").values_list("duty", "person__name"):
        names[duty].append(shown_name(name or ""))
    return [
        Judging(str(duty.label), len(names[duty]), tuple(names[duty]))
        for duty in map(Duty, OF_PEOPLE)
        if names[duty]
    ]


@dataclass(frozen=True)
class LayerShown:
    """A layer in public: its commitment before, everything to recompute it afterwards."""

    layer: Layer
    title: str
    pairs: tuple[tuple[str, str], ...]


def layers_shown(contest: Contest) -> Sequence[LayerShown]:
    """The layers of a contest; the pairs (beneath, number) only once the result is known."""
    found = []
    book = Book(contest)
    for layer in book.layers:
        pairs: tuple[tuple[str, str], ...] = ()
        if contest.state in OPENED and layer.secret:
            numbers = drawn(layer.number, layer.secret, layer.said, drawn_over(book, layer.number))
            pairs = tuple(sorted(numbers.items(), key=lambda pair: pair[1]))
        found.append(LayerShown(layer, str(Duty(layer.duty).label), pairs))
    return found
