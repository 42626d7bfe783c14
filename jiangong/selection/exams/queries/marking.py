"""Marks computed from answers, keys and rulings; what another ruling would change; the scores; the figures of items."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.selection.exams.formulas import (
    ACCEPT,
    EACH,
    Asked,
    Blueprint,
    Known,
    Marks,
    guessing,
    mark,
    option_order,
    sound_key,
)
from jiangong.selection.exams.models import Correction, Examinee, Sitting
from jiangong.selection.exams.queries.answers import latest_of_many
from jiangong.selection.exams.queries.papers import versions_of
from jiangong.selection.exams.states import ExamineeState, Reason, Ruling, SittingState
from jiangong.selection.judging.formulas.honesty import (
    Item,
    ItemFigures,
    PaperFigures,
    item_statistics,
    paper_statistics,
)

BATCH = 1000  # examinees marked with one query for their answers


def require_closed(sitting: Sitting) -> None:
    """Raises Refused(BEING_MARKED) while its papers are marked, Refused(NOT_CLOSED) before."""
    if sitting.state == SittingState.MARKING:
        raise Refused(Reason.BEING_MARKED, marked=sitting.marked, total=sitting.to_mark)
    if sitting.state != SittingState.CLOSED:
        raise Refused(Reason.NOT_CLOSED)


@dataclass(frozen=True)
class Ruled:
    """A ruling on a question: `key` where another one is accepted."""

    number: int
    ruling: str
    key: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Effect:
    """What a ruling would do: how many scores it changes, and those of whom, as (code, before, after), the most changed first."""

    examinees: int
    up: int
    down: int
    changed: tuple[tuple[str, Fraction, Fraction], ...]


def rulings_of(sitting: Sitting) -> list[Ruled]:
    """The rulings that stand, in their order."""
    rows = Correction.objects.filter(sitting=sitting).order_by("pk")
    return [Ruled(one.number, one.ruling, one.key) for one in rows]


def sound_ruling(sitting: Sitting, ruled: Ruled) -> bool:
    """Whether it is a ruling on a question that was asked, with a key of its kind where it accepts another."""
    _line, version = versions_of(sitting).get(ruled.number, (0, None))
    if version is None or ruled.ruling not in Ruling.values:
        return False
    if not Examinee.objects.filter(sitting=sitting, items__contains=[ruled.number]).exists():
        return False
    if ruled.ruling == Ruling.ACCEPT:
        return ruled.key is not None and sound_key(version.kind, ruled.key, len(version.options))
    return ruled.key is None


def asked_in(sitting: Sitting, rulings: Sequence[Ruled]) -> dict[int, tuple[Asked, int]]:
    """Number of a question → how it is marked, and how many options it has. A later striking out replaces an earlier."""
    blueprint, found = Blueprint.parse(sitting.blueprint), {}
    for number, (line, version) in versions_of(sitting).items():
        own = [one for one in rulings if one.number == number]
        accepted = tuple(one.key for one in own if one.ruling == ACCEPT and one.key is not None)
        struck = [one.ruling for one in own if one.ruling != ACCEPT]
        points = blueprint.lines[line].worth
        asked = Asked(version.kind, version.key, points, accepted, struck[-1] if struck else "")
        found[number] = (asked, len(version.options))
    return found


def papers_to_mark(sitting: Sitting) -> QuerySet[Examinee]:
    """Everybody who handed a paper in."""
    return Examinee.objects.filter(sitting=sitting, state=ExamineeState.ENDED)


def marked(
    sitting: Sitting, rulings: Sequence[Ruled], papers: QuerySet[Examinee] | None = None
) -> Iterator[tuple[int, str, Marks]]:
    """(number of the examinee, code, marks) of every paper that was handed in, or of these, by these rulings."""
    blueprint, seed = Blueprint.parse(sitting.blueprint), bytes.fromhex(sitting.seed)
    asked = asked_in(sitting, rulings)
    rows = list(
        (papers_to_mark(sitting).order_by("pk") if papers is None else papers).values_list(
            "pk", "code", "items"
        )
    )
    known: Known = {}
    for first in range(0, len(rows), BATCH):
        some = rows[first : first + BATCH]
        given = latest_of_many(pk for pk, _code, _items in some)
        for pk, code, items in some:
            of_paper = [asked[number] for number in items]
            orders = [
                option_order(blueprint, seed, code, number, options)
                for number, (_asked, options) in zip(items, of_paper, strict=True)
            ]
            yield (
                pk,
                code,
                mark([one for one, _ in of_paper], orders, given.get(pk, {}), blueprint.multiple, known),
            )


def preview(sitting: Sitting, ruled: Ruled) -> Effect:
    """What a ruling would do to every score, before it is made. Raises Refused: NOT_CLOSED, NOT_ASKED."""
    require_closed(sitting)
    if not sound_ruling(sitting, ruled):
        raise Refused(Reason.NOT_ASKED, question=ruled.number)
    before = scores(sitting)
    concerned = papers_to_mark(sitting).filter(items__contains=[ruled.number])
    rulings = [*rulings_of(sitting), ruled]
    after = {code: marks.score for _pk, code, marks in marked(sitting, rulings, concerned)}
    changed = [(code, before[code], score) for code, score in after.items() if score != before[code]]
    changed.sort(key=lambda one: (-abs(one[2] - one[1]), one[0]))
    up = sum(new > old for _code, old, new in changed)
    return Effect(len(before), up, len(changed) - up, tuple(changed))


def scores(sitting: Sitting) -> dict[str, Fraction]:
    """Code → score of everybody who handed a paper in; the absent are not in it, for missing is not nought.

    Raises Refused(NOT_CLOSED) before the sitting is closed.
    """
    require_closed(sitting)
    rows = Examinee.objects.filter(sitting=sitting, state=ExamineeState.ENDED).values_list("code", "score")
    return {code: Fraction(score) for code, score in rows}


@dataclass(frozen=True)
class Figures:
    """Moodle's figures of every item and of the paper (judging.formulas.honesty.items); by number of the question."""

    items: tuple[ItemFigures, ...]
    paper: PaperFigures | None
    least: int


def figures_of(sitting: Sitting) -> Figures:
    """Item statistics of a closed sitting. Raises Refused(NOT_CLOSED)."""
    require_closed(sitting)
    blueprint = Blueprint.parse(sitting.blueprint)
    marks: dict[str, dict[str, float]] = {}
    shown: set[int] = set()
    rows = Examinee.objects.filter(sitting=sitting, state=ExamineeState.ENDED)
    for code, numbers, points in rows.values_list("code", "items", "marks"):
        marks[code] = {str(number): float(Fraction(one)) for number, one in zip(numbers, points, strict=True)}
        shown.update(numbers)
    items = [
        Item(
            str(number),
            float(one.points),
            guess=float(guessing(one.kind, one.key, options, one.points)),
            drawn=blueprint.papers == EACH,
        )
        for number, (one, options) in sorted(asked_in(sitting, rulings_of(sitting)).items())
        if number in shown
    ]
    least = int(rulebook.value("exams.least_examinees"))
    doubtful = float(rulebook.value("exams.doubtful_percent"))
    return Figures(
        item_statistics(items, marks, least=least, doubtful_below=doubtful),
        paper_statistics(items, marks),
        least,
    )
