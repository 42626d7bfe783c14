"""The draw 组卷: from the blueprint, the pool and the seed the papers follow; nobody chooses anything. docs/exams.md.

    commitment  = SHA-256("jiangong/exam/v1" LF seed)                              made known when the sitting is made
    lot         = SHA-256(seed ‖ "question" LF scope LF question)                  scope: "" or the examinee's code
    order       = SHA-256(seed ‖ "order" LF code LF question)
    options     = SHA-256(seed ‖ "options" LF code LF question), 4 bytes for each option in the bank's order

The seed is 32 bytes; `question` is the number of a question in its bank, in decimal. Of each line the smallest lots are drawn.
"""
# not law in this file (4): bytes of a hash

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from jiangong.selection.exams.formulas.blueprint import EACH, SHUFFLED, Blueprint

_TAG = b"jiangong/exam/v1\n"


class TooFew(ValueError):
    """The pool has fewer questions than a line asks for; `line` from 1."""

    def __init__(self, line: int, there: int) -> None:
        super().__init__(f"line {line} has {there} questions")
        self.line = line
        self.there = there


@dataclass(frozen=True)
class Candidate:
    """A question that may be drawn: its number in the bank, the line it belongs to (from 0), the digest of its version."""

    question: int
    line: int
    version: int
    digest: str


def version_digest(salt: str, kind: str, stem: str, options: Sequence[str], key: Mapping[str, Any]) -> str:
    """What stands for a version in the pool: it can be checked by who has the version, and guessed by nobody."""
    content = json.dumps([kind, stem, list(options), dict(key)], ensure_ascii=False, sort_keys=True)
    return sha256(f"{salt}\n{content}".encode()).hexdigest()


def commitment(seed: bytes) -> str:
    """What is made known of the seed before: 64 hexadecimal digits."""
    return sha256(_TAG + seed).hexdigest()


def pool_text(pool: Sequence[Candidate]) -> str:
    """The pool as a text, one question a line; its hash is recorded when the paper is drawn."""
    rows = sorted((one.question, one.line, one.version, one.digest) for one in pool)
    return json.dumps(rows, separators=(",", ":"))


def pool_digest(pool: Sequence[Candidate]) -> str:
    return sha256(_TAG + pool_text(pool).encode()).hexdigest()


def draw(blueprint: Blueprint, pool: Sequence[Candidate], seed: bytes, code: str) -> list[int]:
    """The paper of the examinee `code`: numbers of questions in the order in which they are asked. Raises TooFew.

    Lines come one after another, within a line by lot; shuffled, all of them by the examinee's own order.
    """
    scope = code if blueprint.papers == EACH else ""
    of_line: dict[int, list[int]] = {}
    for one in pool:
        of_line.setdefault(one.line, []).append(one.question)
    drawn: list[int] = []
    for number, line in enumerate(blueprint.lines):
        there = of_line.get(number, [])
        if len(there) < line.count:
            raise TooFew(number + 1, len(there))
        there = sorted(there, key=lambda question: (_lot(seed, "question", scope, question), question))
        drawn += there[: line.count]
    if blueprint.order == SHUFFLED:
        drawn.sort(key=lambda question: (_lot(seed, "order", code, question), question))
    return drawn


def option_order(
    blueprint: Blueprint, seed: bytes, code: str, question: int, options: int
) -> tuple[int, ...]:
    """Which of the bank's options stands at each place of the examinee's paper, from 0."""
    if blueprint.options != SHUFFLED or options < 1:
        return tuple(range(options))
    lots = _lot(seed, "options", code, question)
    return tuple(sorted(range(options), key=lambda n: (lots[4 * n : 4 * n + 4], n)))


def _lot(seed: bytes, what: str, scope: str, question: int) -> bytes:
    return sha256(seed + f"{what}\n{scope}\n{question}".encode()).digest()
