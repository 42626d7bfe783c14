"""Pseudonyms: who may know which number belongs to whom, and when.

Nothing here is stored: a layer's numbers follow from its secret (sealed), the word said on the spot, and the numbers beneath.
`numbers_of` is for the layer's holder; `all_numbers` is the machine's own and may be used only where what is found out is not
told (gaps, recusals) or the layers are open.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from jiangong.foundation.people.sealing import unseal
from jiangong.programmes.competitions.formulas.pseudonyms import PREFIXES, drawn, turn_and_station
from jiangong.programmes.competitions.models import Contest, Entry, Layer
from jiangong.programmes.competitions.queries.book import Book
from jiangong.programmes.competitions.queries.entries import competitors
from jiangong.programmes.competitions.states import RowKind
from jiangong.selection.judging.formulas.sheet.shapes import Standing

MODEL = "competitions.layer"


def ticket_print(ticket: str) -> str:
    """What stands for an entry in the public list of the first draw: who has the ticket finds the own line."""
    return hashlib.sha256(ticket.encode()).hexdigest()[:16]


def layers_of(contest: Contest) -> list[Layer]:
    return list(Layer.objects.filter(contest=contest).order_by("number"))


def layer_of(contest: Contest, number: int) -> Layer | None:
    """The layer with its contest, which the acts need."""
    return Layer.objects.filter(contest=contest, number=number).select_related("contest__organiser").first()


@dataclass(frozen=True)
class Numbered:
    """One line of a layer as its holder sees it: the number beneath, the pseudonym, the name only at the first layer."""

    inner: str
    number: str
    entry: Entry | None = None
    turn: int = 0
    station: int = 0


def numbers_of(book: Book, number: int) -> list[Numbered]:
    """The lines of a layer, by pseudonym. Whoever calls this has asked for the right."""
    layer = book.layer(number)
    people = _people(book) if number == 1 else {}
    lines = []
    for inner, mine in sorted(_drawn(book, layer).items(), key=lambda pair: (len(pair[1]), pair[1])):
        turn, station = turn_and_station(mine, book.contest.stations) if number > 1 else (0, 0)
        lines.append(Numbered(inner, mine, people.get(inner), turn, station))
    return lines


def all_numbers(book: Book) -> tuple[dict[str, str], dict[str, Entry]]:
    """(every pseudonym of every drawn layer → the participant's number, participant's number → entry).

    The machine's own knowledge; see the head of this file.
    """
    if book.contest.layers == 0:
        entries = {f"A{n:03d}": one for n, one in enumerate(book.competitors, start=1)}
        return {number: number for number in entries}, entries
    if not book.layers or book.layer(1).drawn_at is None:
        return {}, {}
    people = _people(book)
    first = _drawn(book, book.layer(1))
    known = {number: number for number in first.values()}
    entries = {number: people[inner] for inner, number in first.items()}
    whose = dict(known)
    for layer in book.layers[1:]:
        numbers = _drawn(book, layer)
        whose = {number: whose[inner] for inner, number in numbers.items()}
        known |= whose
    return known, entries


@dataclass(frozen=True)
class Called:
    """One line of the roll call: who, under which number, since when at the door (check-in), and what was said: a Standing, or nothing yet."""

    number: str
    name: str
    unit: str
    arrived: datetime | None
    said: str
    words: str
    colour: str


def roll_call_lines(book: Book) -> list[Called]:
    """The participants with what was recorded of them, for the holder of the first layer. The right was asked before."""
    said = {
        row.code: row.value for row in book.rows if row.kind == RowKind.STANDING and row.rejudging_id is None
    }
    here, away = (_("到场"), "good"), (_("未到"), "bad")
    found = []
    for one in numbers_of(book, 1):
        value = said.get(one.number, "")
        words, colour = here if value == Standing.COMPETED else away
        person = one.entry.person if one.entry is not None else None
        unit = one.entry.organisation.short_name if one.entry is not None else ""
        arrived = one.entry.checked_in_at if one.entry is not None else None
        found.append(Called(one.number, person.name if person else "—", unit, arrived, value, words, colour))
    return found


def drawn_over(book: Book, number: int) -> list[str]:
    """The list that a layer's draw is about, in the order of its digest."""
    if number == 1:
        return sorted(_people(book))
    beneath = _drawn(book, book.layer(number - 1)).values()
    return sorted(one for one in beneath if one not in book.absent)


def numbers_drawn(contest: Contest, layers: Sequence[Layer] | None = None) -> Mapping[str, int]:
    """How many numbers each layer gave out: {"A": 12, "B": 11, …}. They are 1 … n, so this tells nobody anything."""
    if contest.layers == 0:
        return {"A": competitors(contest).count()}
    known = layers_of(contest) if layers is None else layers
    return {PREFIXES[one.number]: one.size for one in known if one.drawn_at is not None}


def prefix_of(contest: Contest, component: str) -> str:
    """The layer at which a component is marked: theory by the participant's number, everything else by the innermost."""
    scheme = contest.scheme or {}
    for one in scheme.get("components", ()):
        if one["code"] == component and one["kind"] in ("theory", "earlier"):
            return PREFIXES[1]
    return PREFIXES[max(contest.layers, 1)]


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


def _people(book: Book) -> Mapping[str, Entry]:
    return {ticket_print(one.ticket): one for one in book.competitors}


def _drawn(book: Book, layer: Layer) -> dict[str, str]:
    """The number beneath → the layer's; nothing before the draw."""
    if layer.drawn_at is None:
        return {}
    secret = layer.secret or unseal(layer.secret_sealed, model=MODEL, field="secret", pk=layer.pk)
    return drawn(layer.number, secret, layer.said, drawn_over(book, layer.number))
