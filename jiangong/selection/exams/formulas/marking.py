"""Marking a paper: every question by the key of the version that was sat, and by what was ruled on it afterwards.

Corrections: another key is accepted too; or the question is struck out, and then either everybody who was asked it gets its
points, or it counts for nobody and the rest of the paper is scaled back to the full mark.
"""

from collections.abc import Mapping, Sequence
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


def mark(
    asked: Sequence[Asked], orders: Sequence[Sequence[int]], given: Mapping[int, str], multiple: str
) -> Marks:
    """Mark one paper. `given`: number on the paper from 1 → answer; what is missing earns nothing.

    Of several keys the best counts. A paper of which everything was struck out and scaled has 0.
    """
    points = tuple(
        _points(one, order, given.get(number, ""), multiple)
        for number, (one, order) in enumerate(zip(asked, orders, strict=True), 1)
    )
    full = sum((one.points for one in asked), Fraction(0))
    left = sum((one.points for one in asked if one.struck != SCALE), Fraction(0))
    earned = sum(points, Fraction(0))
    return Marks(points, earned if left == full or not left else earned * full / left)


def _points(asked: Asked, order: Sequence[int], given: str, multiple: str) -> Fraction:
    if asked.struck:
        return asked.points if asked.struck == GIVE else Fraction(0)
    return max(
        points_for(asked.kind, key, order, given, asked.points, multiple)
        for key in (asked.key, *asked.accepted)
    )
