"""Pseudonyms: who may know which number belongs to whom, and when.

Nothing here is stored: a layer's numbers follow from its secret (sealed), the word said on the spot, and the numbers beneath.
`numbers_of` is for the layer's holder; `opened_numbers` for everybody once the layer is open; `all_numbers` is the machine's own and
may be used only where what is found out is not told (gaps, recusals) or the layers are open.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jiangong.foundation.people.sealing import unseal
from jiangong.programmes.competitions.formulas.pseudonyms import drawn, turn_and_station
from jiangong.programmes.competitions.models import Contest, Entry, Layer
from jiangong.programmes.competitions.queries.entries import competitors

MODEL = "competitions.layer"


def ticket_print(ticket: str) -> str:
    """What stands for an entry in the public list of the first draw: who has the ticket finds the own line."""
    return hashlib.sha256(ticket.encode()).hexdigest()[:16]


def layers_of(contest: Contest) -> list[Layer]:
    return list(Layer.objects.filter(contest=contest).order_by("number"))


def layer_of(contest: Contest, number: int) -> Layer | None:
    return Layer.objects.filter(contest=contest, number=number).select_related("contest").first()


@dataclass(frozen=True)
class Numbered:
    """One line of a layer as its holder sees it: the number beneath, the pseudonym, the name only at the first layer."""

    inner: str
    number: str
    entry: Entry | None = None
    turn: int = 0
    station: int = 0


def numbers_of(layer: Layer) -> list[Numbered]:
    """The lines of a layer, by pseudonym. Whoever calls this has asked for the right and logged the look."""
    contest = layer.contest
    inner, entries = _beneath(contest, layer.number)
    numbers = drawn(layer.number, _secret(layer), layer.said, inner) if layer.drawn_at else {}
    lines = []
    for one, number in sorted(numbers.items(), key=lambda pair: (len(pair[1]), pair[1])):
        turn, station = turn_and_station(number, contest.stations) if layer.number > 1 else (0, 0)
        lines.append(Numbered(one, number, entries.get(one), turn, station))
    return lines


def all_numbers(contest: Contest) -> tuple[dict[str, str], dict[str, Entry]]:
    """(every pseudonym of every drawn layer → the participant's number, participant's number → entry).

    The machine's own knowledge; see the head of this file.
    """
    if contest.layers == 0:
        entries = {f"A{n:03d}": one for n, one in enumerate(competitors(contest), start=1)}
        return {number: number for number in entries}, entries
    first, people = _first(contest)
    known = {number: number for number in first.values()}
    entries = {number: people[mark] for mark, number in first.items()}
    beneath = {number: number for number in _present(contest, list(first.values()))}
    for layer in layers_of(contest)[1:]:
        if layer.drawn_at is None:
            break
        numbers = drawn(layer.number, _secret(layer), layer.said, list(beneath))
        beneath = {numbers[inner]: participant for inner, participant in beneath.items()}
        known |= beneath
    return known, entries


def numbers_drawn(contest: Contest) -> Mapping[str, int]:
    """How many numbers each layer gave out: {"A": 12, "B": 11, …}. They are 1 … n, so this tells nobody anything."""
    if contest.layers == 0:
        return {"A": competitors(contest).count()}
    found = {}
    for layer in layers_of(contest):
        if layer.drawn_at is not None:
            found["ABC"[layer.number - 1]] = layer.size
    return found


def prefix_of(contest: Contest, component: str) -> str:
    """The layer at which a component is marked: theory by the participant's number, everything else by the innermost."""
    scheme = contest.scheme or {}
    for one in scheme.get("components", ()):
        if one["code"] == component and one["kind"] in ("theory", "earlier"):
            return "A"
    return "ABC"[max(contest.layers, 1) - 1]


def _first(contest: Contest) -> tuple[dict[str, str], dict[str, Entry]]:
    """(ticket print → participant's number, ticket print → entry)."""
    layer = layer_of(contest, 1)
    people = {ticket_print(one.ticket): one for one in competitors(contest)}
    if layer is None or layer.drawn_at is None:
        return {}, people
    return drawn(1, _secret(layer), layer.said, list(people)), people


def _beneath(contest: Contest, number: int) -> tuple[Sequence[str], Mapping[str, Entry]]:
    """The numbers a layer is drawn over, in the order of their digest; with the entries at the first layer."""
    first, people = _first(contest)
    if number == 1:
        return sorted(people), people
    present = _present(contest, list(first.values()))
    if number == 2:
        return sorted(present), {}
    second = layer_of(contest, 2)
    assert second is not None
    return sorted(drawn(2, _secret(second), second.said, present).values()), {}


def drawn_over(contest: Contest, number: int) -> list[str]:
    """The list that the layer's draw is about."""
    return list(_beneath(contest, number)[0])


def _present(contest: Contest, numbers: Sequence[str]) -> list[str]:
    """Participants' numbers without those recorded as absent before the stations were drawn."""
    from jiangong.programmes.competitions.queries.sheet import absent_at_check_in

    away = absent_at_check_in(contest)
    return [one for one in numbers if one not in away]


def _secret(layer: Layer) -> str:
    """The layer's secret, opened or sealed."""
    return layer.secret or unseal(layer.secret_sealed, model=MODEL, field="secret", pk=layer.pk)


def outer_layers_undrawn(layer: Layer) -> bool:
    """Whether a layer before this one has still to be drawn."""
    return Layer.objects.filter(
        contest=layer.contest_id, number__lt=layer.number, drawn_at__isnull=True
    ).exists()


def inner_layers_closed(layer: Layer) -> bool:
    """Whether a layer further in has still to be opened."""
    return Layer.objects.filter(
        contest=layer.contest_id, number__gt=layer.number, opened_at__isnull=True
    ).exists()
