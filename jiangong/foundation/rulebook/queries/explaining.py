"""An outcome in words: every clause with its datum, who can correct it, and the smallest change that would turn it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jiangong.foundation.common.days import day, moment
from jiangong.foundation.common.words import listed
from jiangong.foundation.rulebook.explain import (
    Change,
    Compare,
    Condition,
    Datum,
    Kind,
    Outcome,
    evaluate,
    smallest_change,
)
from jiangong.foundation.rulebook.explain.conditions import Facts
from jiangong.foundation.rulebook.queries.showing import line


@dataclass(frozen=True)
class Line:
    """One clause: what it asks, whether it holds, the datum's value and the bound in words, where it is written."""

    clause: str
    says: str
    holds: bool
    label: str
    value: str
    bound: str
    source: str
    parameter: str
    owner: str
    remedy: str


@dataclass(frozen=True)
class Needed:
    """One datum of the smallest change: from what to what, who can correct it; `waits` if only time changes it."""

    label: str
    now: str
    then: str
    owner: str
    remedy: str
    waits: bool
    gone: bool


@dataclass(frozen=True)
class Explanation:
    """Whether it holds, every clause, and the smallest change that would turn it; empty if nothing would."""

    holds: bool
    lines: list[Line]
    needed: list[Needed]


def explained(condition: Condition, facts: Facts) -> Explanation:
    """A rule as it was applied to these facts, in the words of the reader's language."""
    outcome = evaluate(condition, facts)
    turn = smallest_change(condition, facts)
    return Explanation(
        outcome.holds,
        [_line(one) for one in _compared(outcome)],
        [_needed(one) for one in turn.changes] if turn else [],
    )


def _compared(outcome: Outcome) -> list[Outcome]:
    if isinstance(outcome.condition, Compare):
        return [outcome]
    return [one for part in outcome.parts for one in _compared(part)]


def _line(outcome: Outcome) -> Line:
    one = outcome.condition
    assert isinstance(one, Compare)
    bound = "" if one.datum.kind == Kind.FLAG else said(one.datum, one.term.value)
    return Line(
        clause=one.clause,
        says=str(one.says or one.datum.label),
        holds=outcome.holds,
        label=str(one.datum.label),
        value=said(one.datum, outcome.value),
        bound=" ".join(part for part in (str(one.term.label), bound) if part),
        source=str(one.term.source),
        parameter=one.term.parameter,
        owner=str(one.datum.owner),
        remedy=str(one.datum.remedy),
    )


def _needed(one: Change) -> Needed:
    waits = one.datum.kind in (Kind.DAY, Kind.MOMENT) and one.datum.fixed
    return Needed(
        label=str(one.datum.label),
        now=said(one.datum, one.now),
        then=said(one.datum, one.then),
        owner=str(one.datum.owner),
        remedy=str(one.datum.remedy),
        waits=waits and one.then > one.now,
        gone=waits and one.then < one.now,
    )


def said(datum: Datum, value: Any) -> str:
    """A datum's value in words, with its unit."""
    if isinstance(value, set | frozenset | tuple):
        return listed(said(datum, one) for one in sorted(value, key=str))
    if value in datum.words:
        return str(datum.words[value])
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return f"{line(value)} {datum.unit}".strip()
