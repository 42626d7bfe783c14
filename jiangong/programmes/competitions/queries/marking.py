"""A judge's board, and what the chief judge sees of one number."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiangong.programmes.competitions.formulas.pseudonyms import PREFIXES
from jiangong.programmes.competitions.formulas.rounds import Given, bench_of
from jiangong.programmes.competitions.models import Contest, Incident, Office, Row
from jiangong.programmes.competitions.queries.book import Book
from jiangong.programmes.competitions.queries.cells import asked_in, cell_for
from jiangong.programmes.competitions.queries.contests import scheme_of
from jiangong.programmes.competitions.queries.layers import all_numbers, numbers_drawn, prefix_of
from jiangong.programmes.competitions.queries.rounds import Rounds, benches_of
from jiangong.programmes.competitions.queries.schemes import aspect_names, component_names
from jiangong.programmes.competitions.states import CIPHERS, MARKING, Duty, RowKind

NUMBERS = {"A": gettext_lazy("参赛号"), "B": gettext_lazy("机位号"), "C": gettext_lazy("评审号")}


def bench_components(office: Office) -> list[dict[str, Any]]:
    """The components the office marks, as written in the scheme, each with the aspects that fall to the office."""
    benches = benches_of(office.contest)
    found = []
    for part in (office.contest.scheme or {}).get("components", ()):
        aspects = [
            one
            for one in part.get("aspects", ())
            if office.alias in bench_of(benches, part["code"], one["code"])
        ]
        if aspects or (not part.get("aspects") and office.alias in bench_of(benches, part["code"], "")):
            found.append({**part, "aspects": aspects})
    return found


def marking_office(user: Any, contest: Contest) -> Office | None:
    """The user's own office in which they mark, if they have one."""
    if getattr(user, "person_id", None) is None:
        return None
    held = Office.objects.filter(
        contest=contest, person=user.person_id, duty__in=MARKING, ended_at__isnull=True
    )
    return held.order_by("pk").first()


def open_names(book: Book) -> dict[str, str]:
    """Number → name where a contest has no layer of pseudonyms: whoever marks a drill sees who it is. Empty in every other."""
    if book.contest.layers:
        return {}
    _numbers, entries = all_numbers(book)
    return {code: one.person.name for code, one in entries.items() if one.person is not None}


def codes_of(contest: Contest, component: str, size: Mapping[str, int] | None = None) -> list[str]:
    """The numbers under which a component is marked, in order. `size`: what `numbers_drawn` says, where it was asked already."""
    prefix = prefix_of(contest, component)
    drawn = numbers_drawn(contest) if size is None else size
    return [f"{prefix}{n:03d}" for n in range(1, drawn.get(prefix, 0) + 1)]


def code_choices(
    contest: Contest, office: Office, *, book: Book | None = None
) -> list[tuple[str, list[tuple[str, str]]]]:
    """The numbers that were drawn, to choose from, by layer: those that go with the office, and no other layer's.

    Who marks: the layers under which they mark; a chief judge the participants' and the innermost; who holds a layer that one and the
    one beneath; everybody else the participants'.

    `book`: where it was opened already.
    """
    innermost = PREFIXES[max(contest.layers, 1)]
    wanted = {PREFIXES[1]}
    if office.duty == Duty.CHIEF:
        wanted |= {innermost}
    elif office.duty in CIPHERS:
        number = CIPHERS.index(office.duty) + 1
        wanted = {PREFIXES[number], PREFIXES[max(1, number - 1)]}
    elif office.duty in MARKING:
        wanted = {prefix_of(contest, one["code"]) for one in bench_components(office)}
    book = book or Book(contest)
    names = open_names(book)
    sizes = numbers_drawn(contest, book.layers) if contest.layers else {PREFIXES[1]: len(book.competitors)}
    return [
        (
            str(NUMBERS[prefix]) if contest.layers else _("编号"),
            [
                (code, f"{code} {names[code]}" if code in names else code)
                for code in (f"{prefix}{n:03d}" for n in range(1, size + 1))
            ],
        )
        for prefix, size in sorted(sizes.items())
        if prefix in wanted
    ]


def judge_choices(contest: Contest) -> list[tuple[str, str]]:
    """Who has marked or could, by alias and duty; names are not said."""
    rows = Office.objects.filter(contest=contest, duty__in=[*MARKING, Duty.EXAM]).order_by("pk")
    return [(one.alias, f"{one.alias} {one.get_duty_display()}") for one in rows]


@dataclass(frozen=True)
class Filled:
    """One competitor on a judge's board: how many cells the judge has filled of how many, and how many are to be marked again."""

    code: str
    done: int
    of: int
    again: int = 0

    @property
    def complete(self) -> bool:
        return self.done >= self.of


def filled_of(office: Office, component: Mapping[str, Any], rounds: Rounds) -> list[Filled]:
    """Each number with how far this judge is."""
    fields = asked_in(rounds.scheme, component)
    found = []
    for code in codes_of(office.contest, component["code"], rounds.size):
        cells = [cell_for(one, code, office, rounds) for one in fields]
        wanted = [one for one in cells if one.wanted]
        found.append(
            Filled(code, len(cells) - len(wanted), len(cells), len([one for one in wanted if one.again]))
        )
    return found


def marks_in(book: Book, code: str) -> list[Row]:
    """The marks of one number with their corrections, for the chief judge."""
    kinds = (RowKind.MARK, RowKind.CORRECTION)
    found = [one for one in book.rows if one.code == code and one.kind in kinds]
    return sorted(found, key=lambda one: (one.component, one.aspect, one.judge, one.pk))


def facts_in(book: Book) -> list[Row]:
    """What is on the sheet beside marks, the newest first; at most fifty."""
    kinds = (RowKind.MARK, RowKind.CORRECTION)
    return [one for one in reversed(book.rows) if one.kind not in kinds][:50]


def mark_numbered(contest: Contest, pk: int) -> Row | None:
    """One mark of the contest."""
    return Row.objects.filter(contest=contest, pk=pk, kind=RowKind.MARK).select_related("contest").first()


def incidents_of(contest: Contest) -> QuerySet[Incident]:
    return Incident.objects.filter(contest=contest).order_by("-happened_at", "-pk")


@dataclass(frozen=True)
class Apart:
    """A cell whose marks lie too far apart, for the chief judge: what lay apart, who has marked again, whom it waits for."""

    code: str
    component: str
    aspect: str
    round: int
    before: tuple[Given, ...]
    waiting: tuple[str, ...]


def apart_words(book: Book) -> list[Apart]:
    """What has to be talked through, components and aspects by their names."""
    contest, scheme = book.contest, scheme_of(book.contest)
    assert scheme is not None
    names, aspects = component_names(contest), aspect_names(contest)
    return [
        Apart(
            code, names[component], aspects.get((component, aspect), ""), one.number, one.before, one.waiting
        )
        for (component, aspect, code), one in Rounds(contest, scheme, book=book).to_talk_through()
    ]
