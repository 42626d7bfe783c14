"""Amounts as data: cases, each with its rule and a formula; what was paid under which clause, and what would pay more.

A formula is a sum of steps: a constant, or a rate on what of a datum lies between two bounds. That covers deductibles,
bands and allowances; `most` caps the whole. The first case whose rule holds decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from jiangong.foundation.rulebook.explain.changing import Turn, turn
from jiangong.foundation.rulebook.explain.conditions import (
    Compare,
    Condition,
    Datum,
    Facts,
    Outcome,
    Term,
    Worded,
    compares,
    evaluate,
    holds,
)

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Step:
    """A part of an amount: `rate` on what of the datum lies above `above` and not above `below`; without a datum the rate itself.

    The bounds and the rate are terms, so that each says where it is written.
    """

    rate: Term
    datum: Datum | None = None
    above: Term | None = None
    below: Term | None = None
    per_cent: bool = False
    says: Worded = ""


@dataclass(frozen=True)
class Case:
    """When its rule holds, the amount is the sum of its steps, at most `most`."""

    rule: Condition
    steps: tuple[Step, ...] = ()
    most: Term | None = None
    clause: str = ""
    says: Worded = ""


@dataclass(frozen=True)
class Cases:
    """The cases in their order; `otherwise` says what it means that none applies. Money is rounded to a hundredth."""

    cases: tuple[Case, ...]
    otherwise: Worded = ""
    unit: Worded = "元"


@dataclass(frozen=True)
class Traced:
    """A step as it was applied: what it was applied to, and what it came to."""

    step: Step
    base: Decimal
    amount: Decimal


@dataclass(frozen=True)
class AmountOutcome:
    """What the cases come to: the amount, which case decided (None: none), its steps, and whether its cap did."""

    amount: Decimal
    case: Case | None
    steps: tuple[Traced, ...]
    capped: bool
    rules: tuple[Outcome, ...]


def amount_of(cases: Cases, facts: Facts) -> AmountOutcome:
    """The amount with the facts, and how it came about: each rule that was asked, each step of the case that applied."""
    asked: list[Outcome] = []
    for case in cases.cases:
        asked.append(evaluate(case.rule, facts))
        if asked[-1].holds:
            steps = tuple(_traced(step, facts) for step in case.steps)
            total = sum((one.amount for one in steps), Decimal(0))
            capped = case.most is not None and total > Decimal(str(case.most.value))
            if capped and case.most is not None:
                total = Decimal(str(case.most.value))
            return AmountOutcome(total.quantize(CENT, ROUND_HALF_UP), case, steps, capped, tuple(asked))
    return AmountOutcome(Decimal(0).quantize(CENT), None, (), False, tuple(asked))


def _traced(step: Step, facts: Facts) -> Traced:
    rate = Decimal(str(step.rate.value))
    if step.datum is None:
        return Traced(step, Decimal(1), rate)
    value = Decimal(str(facts[step.datum.key]))
    above = Decimal(str(step.above.value)) if step.above else Decimal(0)
    upper = min(value, Decimal(str(step.below.value))) if step.below else value
    base = max(upper - above, Decimal(0))
    return Traced(step, base, base * rate / 100 if step.per_cent else base * rate)


def deciding_case(cases: Cases, facts: Facts) -> int:
    """Which case applies: its place from 0, or -1 for none."""
    return next((n for n, case in enumerate(cases.cases) if holds(case.rule, facts)), -1)


def smallest_change_of_case(cases: Cases, facts: Facts) -> Turn | None:
    """The smallest change after which another case applies, or none does; None if nothing changes that."""
    every = [one for case in cases.cases for one in compares(case.rule)]
    return turn(every, facts, lambda given: deciding_case(cases, given))


def smallest_change_to(cases: Cases, facts: Facts, least: Any) -> Turn | None:
    """The smallest change after which the amount is at least `least`, or no longer is; the bounds of steps count as terms.

    Found among the values next to a term: exact where amounts change at the terms only, else the next one that suffices.
    """
    every = [one for case in cases.cases for one in compares(case.rule)]
    every += [
        Compare(step.datum, ">=", bound)
        for case in cases.cases
        for step in case.steps
        if step.datum is not None
        for bound in _bounds(step, case, least)
    ]
    return turn(every, facts, lambda given: amount_of(cases, given).amount >= Decimal(str(least)))


def _bounds(step: Step, case: Case, least: Any) -> Sequence[Term]:
    """The bounds of a step, and where its own part alone would reach `least`."""
    found = [bound for bound in (step.above, step.below) if bound is not None]
    rate = Decimal(str(step.rate.value)) / (100 if step.per_cent else 1)
    if rate > 0:
        before = _before(case, step)
        above = Decimal(str(step.above.value)) if step.above else Decimal(0)
        found.append(Term(above + (Decimal(str(least)) - before) / rate))
    return found


def _before(case: Case, step: Step) -> Decimal:
    """What the steps before this one come to when they are filled: bands follow one another."""
    total = Decimal(0)
    for one in case.steps:
        if one is step:
            break
        if one.datum is not None and one.below is not None:
            above = Decimal(str(one.above.value)) if one.above else Decimal(0)
            width = Decimal(str(one.below.value)) - above
            rate = Decimal(str(one.rate.value))
            total += width * rate / 100 if one.per_cent else width * rate
        elif one.datum is None:
            total += Decimal(str(one.rate.value))
    return total
