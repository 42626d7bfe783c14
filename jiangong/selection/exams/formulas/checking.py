"""Whether a question is sound: what its kind needs is there, nothing contradicts itself."""
# not law in this file (2000, 300, 60): lengths that the tables hold

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from jiangong.selection.exams.formulas.blueprint import DIFFICULTIES
from jiangong.selection.exams.formulas.keys import KINDS, MOST_OPTIONS, NUMBER, as_number, sound_key


class Faulty(ValueError):
    """A question that cannot be asked: `code` says why, `field` which part of it is wrong."""

    def __init__(self, code: str, field: str) -> None:
        super().__init__(code)
        self.code = code
        self.field = field


@dataclass(frozen=True)
class QuestionFacts:
    """A question as somebody writes it; `points` as a decimal text."""

    kind: str
    stem: str
    topic: str
    key: Mapping[str, Any]
    options: tuple[str, ...] = field(default=())
    points: str = "1"
    difficulty: str = "medium"

    def with_key(self, key: Mapping[str, Any]) -> "QuestionFacts":
        return replace(self, key=key)


def check_question(facts: QuestionFacts) -> None:
    """Raises Faulty for the first thing that is wrong."""
    points = as_number(facts.points)
    if facts.kind not in KINDS:
        raise Faulty("kind", "kind")
    if not 0 < len(facts.stem.strip()) <= 2000:
        raise Faulty("stem", "stem")
    if not 0 < len(facts.topic.strip()) <= 60:
        raise Faulty("topic", "topic")
    if facts.difficulty not in DIFFICULTIES:
        raise Faulty("difficulty", "difficulty")
    if points is None or points <= 0 or points >= 1000 or points * 100 % 1:  # not law: what the column holds
        raise Faulty("points", "points")
    if any(not 0 < len(one.strip()) <= 300 for one in facts.options):
        raise Faulty("option", "options")
    if len(set(facts.options)) < len(facts.options):
        raise Faulty("twice", "options")
    if facts.kind == NUMBER and facts.options:
        raise Faulty("no_options", "options")
    if facts.kind != NUMBER and not 2 <= len(facts.options) <= MOST_OPTIONS:
        raise Faulty("options", "options")
    if not sound_key(facts.kind, facts.key, len(facts.options)):
        raise Faulty("key", "key")
