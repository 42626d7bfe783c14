"""Explain 说明理由: why something was refused or came to this amount, and the smallest change that would turn it.

A rule is small plain data: comparisons of a datum with a term, joined by `all`, `any` and `not`; an amount is a list of
cases, each with its rule and its formula. The same data decides, says why, and says what would have to be different.
Pure: no Django, no clock, no database. Facts go in, an outcome comes out.

    AGE = Datum("age", "年龄", unit="岁", owner="所在单位工会")
    rule = All("可以参赛", Compare(AGE, ">=", Term(18, "参赛年龄", source)), Compare(AGE, "<=", Term(50, …)))
    outcome = evaluate(rule, {"age": 52})      → holds: False, and each part with what it says
    smallest_change(rule, {"age": 52})         → age: 52 → 50
"""

from jiangong.foundation.rulebook.explain.amounts import (
    AmountOutcome,
    Case,
    Cases,
    Step,
    amount_of,
    smallest_change_of_case,
)
from jiangong.foundation.rulebook.explain.changing import Change, Turn, smallest_change, turn
from jiangong.foundation.rulebook.explain.conditions import (
    All,
    Any_,
    Compare,
    Condition,
    Datum,
    Kind,
    Not,
    Outcome,
    Term,
    broken,
    compares,
    evaluate,
    holds,
)

__all__ = [
    "All",
    "AmountOutcome",
    "Any_",
    "Case",
    "Cases",
    "Change",
    "Compare",
    "Condition",
    "Datum",
    "Kind",
    "Not",
    "Outcome",
    "Step",
    "Term",
    "Turn",
    "amount_of",
    "broken",
    "compares",
    "evaluate",
    "holds",
    "smallest_change",
    "smallest_change_of_case",
    "turn",
]
