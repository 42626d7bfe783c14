"""The blueprint 双向细目表: how many questions of each topic × kind × difficulty, with how many points each.

No question can belong to two lines, so that the order of lines does not matter and what is missing can be said exactly.
"""
# not law in this file (500): what fits on one paper

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

from jiangong.selection.exams.formulas.keys import (
    ALL_OR_NOTHING,
    KINDS,
    MULTIPLE_RULES,
    as_number,
)

VERSION = 1
ONE, EACH = "one", "each"
PAPERS = (ONE, EACH)
FIXED, SHUFFLED = "fixed", "shuffled"
ORDERS = (FIXED, SHUFFLED)
DIFFICULTIES = ("easy", "medium", "hard")
MOST_QUESTIONS = 500


class BlueprintError(ValueError):
    """A blueprint by which nothing can be drawn. `code` names the fault, `line` the line from 1 (0: the whole)."""

    def __init__(self, code: str, line: int = 0, **facts: Any) -> None:
        super().__init__(f"{code} in line {line}: {facts}")
        self.code = code
        self.line = line
        self.facts = facts


@dataclass(frozen=True)
class Line:
    """So many questions of this kind; topic or difficulty "" is any. `points` each, as a decimal text."""

    kind: str
    count: int
    points: str
    topic: str = ""
    difficulty: str = ""

    def takes(self, kind: str, topic: str, difficulty: str) -> bool:
        """Whether a question with these properties belongs to this line."""
        return self.kind == kind and self.topic in ("", topic) and self.difficulty in ("", difficulty)

    @property
    def worth(self) -> Fraction:
        return Fraction(self.points)


@dataclass(frozen=True)
class Blueprint:
    """A paper as it is planned. `bank` is the bank's number, `papers` one for all or one for each examinee.

    `order` and `options`: whether questions and options are shuffled for each examinee. `multiple`: how a multiple choice
    counts. Raises BlueprintError for what does not add up.
    """

    bank: int
    lines: tuple[Line, ...]
    papers: str = ONE
    order: str = FIXED
    options: str = SHUFFLED
    multiple: str = ALL_OR_NOTHING

    def __post_init__(self) -> None:
        if not self.lines:
            raise BlueprintError("no_lines")
        for given, known in (
            (self.papers, PAPERS), (self.order, ORDERS), (self.options, ORDERS), (self.multiple, MULTIPLE_RULES),
        ):  # fmt: skip
            if given not in known:
                raise BlueprintError("unknown", value=given)
        for number, line in enumerate(self.lines, 1):
            points = as_number(line.points)
            if line.kind not in KINDS or line.difficulty not in ("", *DIFFICULTIES):
                raise BlueprintError("unknown", number, value=f"{line.kind} {line.difficulty}")
            if line.count < 1 or points is None or points <= 0:
                raise BlueprintError("nothing", number)
        if sum(line.count for line in self.lines) > MOST_QUESTIONS:
            raise BlueprintError("too_many", most=MOST_QUESTIONS)
        for (one, first), (other, second) in combinations(enumerate(self.lines, 1), 2):
            if _overlap(first, second):
                raise BlueprintError("overlap", other, other=one)

    @property
    def questions(self) -> int:
        return sum(line.count for line in self.lines)

    @property
    def full(self) -> Fraction:
        """Full mark of a paper."""
        return sum((line.count * line.worth for line in self.lines), Fraction(0))

    def line_of(self, kind: str, topic: str, difficulty: str) -> int | None:
        """Which line a question belongs to, from 0; None if to none."""
        return next((n for n, line in enumerate(self.lines) if line.takes(kind, topic, difficulty)), None)

    def text(self) -> str:
        """Canonical JSON (RFC 8785): the same blueprint always gives the same bytes."""
        return json.dumps(
            {
                "v": VERSION,
                "bank": self.bank,
                "lines": [[one.topic, one.kind, one.difficulty, one.count, one.points] for one in self.lines],
                "papers": self.papers,
                "order": self.order,
                "options": self.options,
                "multiple": self.multiple,
            },
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )

    @staticmethod
    def parse(text: str) -> "Blueprint":
        """The blueprint of a text that `text` wrote; raises BlueprintError("text")."""
        try:
            return Blueprint.of(json.loads(text))
        except (KeyError, TypeError, ValueError) as fault:
            if isinstance(fault, BlueprintError):
                raise
            raise BlueprintError("text") from fault

    @staticmethod
    def of(read: Mapping[str, Any]) -> "Blueprint":
        """The blueprint of its JSON as an object; lines are [topic, kind, difficulty, count, points]."""
        lines = tuple(
            Line(kind=kind, count=int(count), points=str(points), topic=topic, difficulty=difficulty)
            for topic, kind, difficulty, count, points in read["lines"]
        )
        others = {name: read[name] for name in ("papers", "order", "options", "multiple") if name in read}
        return Blueprint(int(read["bank"]), lines, **others)


def _overlap(one: Line, other: Line) -> bool:
    return (
        one.kind == other.kind
        and (one.topic == other.topic or "" in (one.topic, other.topic))
        and (one.difficulty == other.difficulty or "" in (one.difficulty, other.difficulty))
    )


@dataclass(frozen=True)
class Supply:
    """What the bank has for a line."""

    line: Line
    there: int

    @property
    def enough(self) -> bool:
        return self.there >= self.line.count


def supplies(blueprint: Blueprint, there: Iterable[tuple[str, str, str]]) -> list[Supply]:
    """For each line how many questions there are. `there`: (kind, topic, difficulty) of every question that may be drawn."""
    counts = [0] * len(blueprint.lines)
    for kind, topic, difficulty in there:
        number = blueprint.line_of(kind, topic, difficulty)
        if number is not None:
            counts[number] += 1
    return [Supply(line, count) for line, count in zip(blueprint.lines, counts, strict=True)]
