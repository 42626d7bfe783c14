"""Marking a paper: every question by the key of the version that was sat, and by what was ruled on it afterwards.

Corrections: another key is accepted too; or the question is struck out, and then either everybody who was asked it gets its
points, or it counts for nobody and the rest of the paper is scaled back to the full mark.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from jiangong.selection.exams.formulas.keys import Key, points_for

ACCEPT, GIVE, SCALE = "accept", "give", "scale"


@dataclass(frozen=True)
class Asked:
    """A question as it was asked: kind, key and points, and what was ruled afterwards."""

    kind: str
    key: Key
    points: Fraction
    accepted: tuple[Key, ...] = field(default=())
    struck: str = ""  # GIVE or SCALE


@dataclass(frozen=True)
class Marks:
    """Points of each question in the order of the paper, and their sum scaled to the full mark."""

    points: tuple[Fraction, ...]
    score: Fraction


Known = dict[tuple[int, tuple[int, ...], str], Fraction]
"""Points worked out before: of a question (its id), its options' order and what was given."""


def mark(
    asked: Sequence[Asked],
    orders: Sequence[tuple[int, ...]],
    given: Mapping[int, str],
    multiple: str,
    known: Known | None = None,
) -> Marks:
    """Mark one paper. `given`: number on the paper from 1 → answer; what is missing earns nothing.

    Of several keys the best counts. A paper of which everything was struck out and scaled has 0. Who marks many papers with
    the same `asked` hands in a dictionary `known`, for thousands give the same answer.
    """
    known = {} if known is None else known
    points = []
    for number, (one, order) in enumerate(zip(asked, orders, strict=True), 1):
        case = (id(one), order, given.get(number, ""))
        earned = known.get(case)
        if earned is None:
            earned = known[case] = _points(one, order, case[2], multiple)
        points.append(earned)
    score = _sum(points)
    if any(one.struck == SCALE for one in asked):
        full = _sum(one.points for one in asked)
        left = _sum(one.points for one in asked if one.struck != SCALE)
        score = score * full / left if left else score
    return Marks(tuple(points), score)


def _sum(points: Iterable[Fraction]) -> Fraction:
    """Their sum; those of one denominator are added as whole numbers, which is ten times as quick."""
    by_denominator: dict[int, int] = {}
    for one in points:
        by_denominator[one.denominator] = by_denominator.get(one.denominator, 0) + one.numerator
    return sum((Fraction(n, d) for d, n in by_denominator.items()), Fraction(0))


def _points(asked: Asked, order: Sequence[int], given: str, multiple: str) -> Fraction:
    if asked.struck:
        return asked.points if asked.struck == GIVE else Fraction(0)
    return max(
        points_for(asked.kind, key, order, given, asked.points, multiple)
        for key in (asked.key, *asked.accepted)
    )
