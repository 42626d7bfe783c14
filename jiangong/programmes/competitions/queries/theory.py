"""Theory sittings of a contest: who is on which list, which scores are in the sheet, who was absent.

The list of a sitting holds who has which participant's number, for an examinee must find the own paper. No page shows the
pair to anybody but the examinee.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet

from jiangong.programmes.competitions.models import Contest, Entry, Row, Theory
from jiangong.programmes.competitions.queries.book import Book
from jiangong.programmes.competitions.queries.contests import scheme_of
from jiangong.programmes.competitions.queries.layers import all_numbers, numbers_drawn
from jiangong.programmes.competitions.states import RowKind
from jiangong.selection.exams.models import Examinee, Sitting
from jiangong.selection.exams.queries import my_sittings, scores, sittings_of
from jiangong.selection.exams.states import ExamineeState, SittingState
from jiangong.selection.judging.formulas.exact import number
from jiangong.selection.judging.formulas.scheme.kinds import Marking, Part
from jiangong.selection.judging.formulas.scheme.shapes import Component
from jiangong.selection.judging.formulas.sheet.shapes import Standing


def theory_parts(contest: Contest) -> Mapping[str, Component]:
    """The components that can be sat as a theory paper: one score, entered once."""
    scheme = scheme_of(contest)
    if scheme is None:
        return {}
    return {
        one.code: one
        for one in scheme.components
        if one.kind == Part.THEORY and one.marking == Marking.ENTERED and one.entries == 1
    }


def theories_of(contest: Contest) -> QuerySet[Theory]:
    """The sittings whose scores are the contest's; not the cancelled."""
    return (
        Theory.objects.filter(contest=contest)
        .exclude(sitting__state=SittingState.CANCELLED)
        .select_related("sitting", "office")
        .order_by("sitting__opens_at", "pk")
    )


def theory_of(sitting: Sitting) -> Theory | None:
    """What a sitting is for, once entrants were put on its list."""
    return (
        Theory.objects.filter(sitting=sitting)
        .select_related("contest__organiser", "contest__season", "sitting", "office")
        .first()
    )


def marked_by_hand(contest: Contest, component: str) -> bool:
    """Whether somebody has entered scores of the component already."""
    return (
        Row.objects.filter(contest=contest, component=component, kind=RowKind.MARK)
        .exclude(judge__in=Theory.objects.filter(contest=contest).values("office__alias"))
        .exists()
    )


def _examinees(contest: Contest, component: str) -> QuerySet[Examinee]:
    linked = theories_of(contest).filter(component=component)
    return Examinee.objects.filter(sitting__in=linked.values("sitting"))


def awaiting(contest: Contest, component: str) -> list[tuple[str, Entry]]:
    """Who has no sitting yet, by number: neither on a list, nor absent at check-in, nor scored, nor recorded as absent.

    Reads who is who (layers.all_numbers): only for putting them on a list, never for a page.
    """
    book = Book(contest)
    _numbers, entries = all_numbers(book)
    listed = set(
        _examinees(contest, component).exclude(state=ExamineeState.ABSENT).values_list("code", flat=True)
    )
    done = _rows(contest, component).filter(kind__in=[RowKind.MARK, RowKind.ABSENCE])
    gone = listed | set(done.values_list("code", flat=True)) | book.absent
    return [(code, one) for code, one in sorted(entries.items()) if code not in gone and one.person_id]


def _rows(contest: Contest, component: str) -> QuerySet[Row]:
    return Row.objects.filter(contest=contest, component=component)


def in_sheet(theory: Theory) -> dict[str, Fraction]:
    """Number → the score that stands in the sheet: the mark, or its latest correction."""
    rows = _rows(theory.contest, theory.component).filter(
        judge=theory.office.alias, kind__in=[RowKind.MARK, RowKind.CORRECTION]
    )
    return {code: number(value) for code, value in rows.order_by("pk").values_list("code", "value")}


def differing(theory: Theory) -> list[tuple[str, Fraction | None, Fraction]]:
    """(number, score in the sheet or None, score of the sitting) where the two are not the same.

    Raises exams' Refused(NOT_CLOSED), Refused(BEING_MARKED).
    """
    stands = in_sheet(theory)
    return [
        (code, stands.get(code), score)
        for code, score in sorted(scores(theory.sitting).items())
        if stands.get(code) != score
    ]


def absent_from(contest: Contest, component: str) -> list[str]:
    """The numbers of who was on a list, came to no closed sitting, waits for no other, and has neither score nor absence."""
    listed = _examinees(contest, component)
    absent = set(listed.filter(state=ExamineeState.ABSENT).values_list("code", flat=True))
    others = set(listed.exclude(state=ExamineeState.ABSENT).values_list("code", flat=True))
    done = _rows(contest, component).filter(kind__in=[RowKind.MARK, RowKind.ABSENCE])
    return sorted(absent - others - set(done.values_list("code", flat=True)) - Book(contest).absent)


def examinee_behind(entry: Entry) -> Examinee | None:
    """The entrant's place in a theory sitting of the contest, the newest that was not cancelled."""
    if entry.person_id is None:
        return None
    return (
        Examinee.objects.filter(
            sitting__in=theories_of(entry.contest).values("sitting"), person=entry.person_id
        )
        .select_related("sitting__organisation")
        .order_by("-pk")
        .first()
    )


def own_papers(user: Any, contests: list[int]) -> dict[int, Examinee]:
    """Contest → the user's own place in its theory sitting, the newest."""
    if getattr(user, "person_id", None) is None:
        return {}
    found = my_sittings(user).filter(
        sitting__subject_type="competitions.contest", sitting__subject_id__in=contests
    )
    return {one.sitting.subject_id: one for one in reversed(found)}


@dataclass(frozen=True)
class Paper:
    """A sitting of the contest as the organiser's page shows it; `theory` once entrants are on its list."""

    sitting: Sitting
    theory: Theory | None
    component: str
    examinees: int
    ended: int
    absent: int
    differ: int
    taken: int


@dataclass(frozen=True)
class Overview:
    """The sittings of a contest, oldest first, and by component how many entrants have none yet: counted, nobody is named.

    `absent`: the numbers of absent_from, by component; components without any are left out.
    """

    papers: tuple[Paper, ...]
    waiting: Mapping[str, int]
    absent: Mapping[str, list[str]]


def theory_overview(contest: Contest) -> Overview:
    """What a page shows of the theory of a contest, in five queries or six however many sittings there are."""
    parts = theory_parts(contest)
    linked = {one.sitting_id: one for one in theories_of(contest)}
    sittings = list(
        sittings_of(contest).annotate(
            n=Count("examinees"),
            ended=Count("examinees", filter=Q(examinees__state=ExamineeState.ENDED)),
            absent=Count("examinees", filter=Q(examinees__state=ExamineeState.ABSENT)),
        )
    )
    people = Examinee.objects.filter(sitting__in=linked).values_list("sitting", "code", "state", "score")
    rows = Row.objects.filter(
        Q(component__in=parts) | Q(kind=RowKind.STANDING, rejudging__isnull=True), contest=contest
    ).order_by("pk")
    stands: dict[tuple[str, str], Fraction] = {}
    gone: dict[str, set[str]] = {code: set() for code in parts}
    standing: dict[str, str] = {}
    for kind, component, code, value, judge in rows.values_list(
        "kind", "component", "code", "value", "judge"
    ):
        if kind == RowKind.STANDING:
            standing[code] = value
        elif kind in (RowKind.MARK, RowKind.CORRECTION) and judge in {
            one.office.alias for one in linked.values()
        }:
            stands[component, code] = number(value)
        if kind in (RowKind.MARK, RowKind.ABSENCE):
            gone[component].add(code)
    missed: dict[str, set[str]] = {code: set() for code in parts}
    differ: Counter[int] = Counter()
    taken: Counter[int] = Counter()
    for sitting, code, state, score in people:
        component = linked[sitting].component
        if state != ExamineeState.ABSENT and component in gone:
            gone[component].add(code)
        elif component in missed:
            missed[component].add(code)
        if state == ExamineeState.ENDED and score:
            found = stands.get((component, code))
            taken[sitting] += found is not None
            differ[sitting] += found != Fraction(score)
    away = {code for code, value in standing.items() if value == Standing.ABSENT and code.startswith("A")}
    entrants = numbers_drawn(contest).get("A", 0)
    return Overview(
        tuple(_paper(one, linked.get(one.pk), parts, differ, taken) for one in sittings),
        {code: max(0, entrants - len(codes | away)) for code, codes in gone.items()},
        {
            code: sorted(codes - gone[code] - away)
            for code, codes in missed.items()
            if codes - gone[code] - away
        },
    )


def _paper(
    sitting: Any,
    theory: Theory | None,
    parts: Mapping[str, Component],
    differ: Mapping[int, int],
    taken: Mapping[int, int],
) -> Paper:
    closed = theory is not None and sitting.state == SittingState.CLOSED
    return Paper(
        sitting=sitting,
        theory=theory,
        component=parts[theory.component].name if theory and theory.component in parts else "",
        examinees=sitting.n,
        ended=sitting.ended,
        absent=sitting.absent,
        differ=differ[sitting.pk] if closed else 0,
        taken=taken[sitting.pk] if closed else 0,
    )


def with_needs(contest: Contest) -> QuerySet[Entry]:
    """Accepted entrants who wrote down a need, or have extra minutes."""
    return (
        Entry.objects.filter(contest=contest, state="accepted")
        .filter(~Q(needs="") | Q(extra_minutes__gt=0))
        .select_related("person", "organisation")
        .order_by("pk")
    )
