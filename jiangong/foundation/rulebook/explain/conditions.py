"""Conditions as data: a datum compared with a term, joined by all, any and not; and what they come to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

Facts = Mapping[str, Any]


class Worded(Protocol):
    """A text, or one that is translated when it is shown."""

    def __str__(self) -> str: ...


class Kind(StrEnum):
    """What sort of value a datum has, and with it what a step of change is."""

    NUMBER = "number"  # int or Decimal, in steps of `step`
    DAY = "day"  # a date, in steps of one day
    MOMENT = "moment"  # a datetime, in steps of one minute
    FLAG = "flag"  # true or false
    CHOICE = "choice"  # one of `choices`


@dataclass(frozen=True)
class Datum:
    """A fact that rules ask about: its key among the facts, what it is called, and who can correct it.

    `owner` says who keeps it and can correct it; `remedy` how, as a sentence, and `page` where (an address) if there is
    one. `words` say what a choice is called. `step` is the smallest amount by which a number can differ. `fixed`: nobody can make it different, only time or
    the rule itself (today's date, a course's first day); a smallest change never proposes it unless nothing else helps.
    `least` and `most` bound what the value can be at all.
    """

    key: str
    label: Worded
    kind: Kind = Kind.NUMBER
    unit: Worded = ""
    owner: Worded = ""
    remedy: Worded = ""
    page: str = ""
    step: Decimal = Decimal(1)
    choices: tuple[Any, ...] = ()
    words: Mapping[Any, Worded] = field(default_factory=dict, compare=False)
    least: Any = None
    most: Any = None
    fixed: bool = False


@dataclass(frozen=True)
class Term:
    """What a datum is held against: the value, what it is called, and where it is written.

    `parameter` is the key in the rulebook if it comes from there, `source` the citation, `status` whether it is confirmed.
    """

    value: Any
    label: Worded = ""
    source: Worded = ""
    parameter: str = ""
    status: Worded = ""


OPERATORS = ("<", "<=", ">", ">=", "==", "!=", "in", "not in")


@dataclass(frozen=True)
class Compare:
    """A datum compared with a term. `clause` names it for whoever asks which clause it was; `says` is the rule in words."""

    datum: Datum
    operator: str
    term: Term
    clause: str = ""
    says: Worded = ""

    def __post_init__(self) -> None:
        if self.operator not in OPERATORS:
            raise ValueError(f"{self.operator} is none of {', '.join(OPERATORS)}")


@dataclass(frozen=True)
class All:
    """Every part holds; with no part at all it holds."""

    parts: tuple["Condition", ...]
    says: Worded = ""


@dataclass(frozen=True)
class Any_:
    """At least one part holds; with no part at all it does not."""

    parts: tuple["Condition", ...]
    says: Worded = ""


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: "Condition"
    says: Worded = ""


Condition = Compare | All | Any_ | Not


@dataclass(frozen=True)
class Outcome:
    """What a condition comes to with the facts: whether it holds, and for every part of it the same.

    `value` is the datum's value, for a comparison. `decides` tells whether this part is why the whole came out as it did.
    """

    condition: Condition
    holds: bool
    value: Any = None
    parts: tuple["Outcome", ...] = field(default=())


def compares(condition: Condition) -> Iterator[Compare]:
    """Every comparison in a condition, in order."""
    match condition:
        case Compare():
            yield condition
        case Not():
            yield from compares(condition.part)
        case _:
            for part in condition.parts:
                yield from compares(part)


def holds(condition: Condition, facts: Facts) -> bool:
    """Whether a condition holds with the facts; KeyError if a datum is missing, TypeError if values do not compare."""
    match condition:
        case Compare():
            return _compared(facts[condition.datum.key], condition.operator, condition.term.value)
        case Not():
            return not holds(condition.part, facts)
        case All():
            return all(holds(part, facts) for part in condition.parts)
        case _:
            return any(holds(part, facts) for part in condition.parts)


def evaluate(condition: Condition, facts: Facts) -> Outcome:
    """The same with every part's outcome, also of parts that did not matter: the whole rule as it was applied."""
    match condition:
        case Compare():
            return Outcome(condition, holds(condition, facts), facts[condition.datum.key])
        case Not():
            part = evaluate(condition.part, facts)
            return Outcome(condition, not part.holds, parts=(part,))
        case _:
            parts = tuple(evaluate(part, facts) for part in condition.parts)
            joined = all if isinstance(condition, All) else any
            return Outcome(condition, joined(part.holds for part in parts), parts=parts)


def broken(outcome: Outcome) -> list[Outcome]:
    """The comparisons that are why the whole does not hold (or, below a `not`, why it does), in the rule's order."""
    return list(_deciding(outcome))


def _deciding(outcome: Outcome) -> Iterator[Outcome]:
    if isinstance(outcome.condition, Compare):
        yield outcome
        return
    if isinstance(outcome.condition, Not):
        yield from _deciding(outcome.parts[0])
        return
    for part in outcome.parts:
        if part.holds == outcome.holds:
            yield from _deciding(part)


def _compared(value: Any, operator: str, term: Any) -> bool:
    match operator:
        case "<":
            return bool(value < term)
        case "<=":
            return bool(value <= term)
        case ">":
            return bool(value > term)
        case ">=":
            return bool(value >= term)
        case "==":
            return bool(value == term)
        case "!=":
            return bool(value != term)
        case "in":
            return value in term
        case _:
            return value not in term


def is_a_value(datum: Datum, value: Any) -> bool:
    """Whether the datum could have this value at all."""
    if datum.kind == Kind.FLAG:
        return isinstance(value, bool)
    if datum.kind == Kind.CHOICE:
        return value in datum.choices
    if datum.kind == Kind.DAY and (isinstance(value, datetime) or not isinstance(value, date)):
        return False
    return not (
        (datum.least is not None and value < datum.least) or (datum.most is not None and value > datum.most)
    )
