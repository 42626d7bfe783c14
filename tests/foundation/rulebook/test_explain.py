"""Explain: conditions and amounts as data, and the smallest change that turns them, held against trying everything."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import combinations, product
from random import Random

import pytest

from jiangong.foundation.rulebook.explain import (
    All,
    Any_,
    Case,
    Cases,
    Compare,
    Datum,
    Kind,
    Not,
    Step,
    Term,
    amount_of,
    broken,
    compares,
    evaluate,
    holds,
    smallest_change,
    smallest_change_of_case,
)
from jiangong.foundation.rulebook.explain.amounts import deciding_case, smallest_change_to

TURNED = 10_000  # generated rules whose outcome a change turns; those that nothing turns come on top
DAY, MOMENT = date(2026, 3, 1), datetime(2026, 3, 1, 9, 0)
AGE = Datum("age", "年龄", unit="岁", owner="所在单位工会", least=0)
INSURED = Datum("insured", "在本市参保", kind=Kind.FLAG, owner="人社部门")
RULE = All(
    (
        Compare(AGE, ">=", Term(18, "最低年龄", "《通知》"), clause="young"),
        Compare(AGE, "<=", Term(50, "最高年龄", "《通知》"), clause="old"),
        Compare(INSURED, "==", Term(True), clause="insured"),
    )
)


# --- what a rule says ---------------------------------------------------------------------------------------------


def test_a_rule_says_which_parts_decided():
    outcome = evaluate(RULE, {"age": 52, "insured": True})
    assert not outcome.holds
    assert [(one.condition.clause, one.value) for one in broken(outcome)] == [("old", 52)]
    assert [part.holds for part in outcome.parts] == [True, False, True]


def test_below_a_not_the_parts_that_hold_decide():
    outcome = evaluate(Not(Compare(AGE, "<", Term(18), clause="child")), {"age": 12})
    assert not outcome.holds
    assert [one.condition.clause for one in broken(outcome)] == ["child"]


def test_an_unknown_operator_is_refused():
    with pytest.raises(ValueError, match="=~"):
        Compare(AGE, "=~", Term(1))


def test_empty_rules():
    assert holds(All(()), {})
    assert not holds(Any_(()), {})
    assert smallest_change(All(()), {}) is None


# --- the smallest change, by example --------------------------------------------------------------------------------


def test_one_datum_is_moved_to_the_bound():
    [change] = smallest_change(RULE, {"age": 52, "insured": True}).changes
    assert (change.datum, change.now, change.then) == (AGE, 52, 50)
    [change] = smallest_change(RULE, {"age": 17, "insured": True}).changes
    assert change.then == 18


def test_two_data_where_one_is_not_enough():
    turn = smallest_change(RULE, {"age": 53, "insured": False})
    assert {one.datum.key: one.then for one in turn.changes} == {"age": 50, "insured": True}
    assert turn.size == (0, 2, Decimal(4))


def test_what_nobody_can_change_is_left_alone_if_something_else_helps():
    today = Datum("today", "今天", kind=Kind.DAY, fixed=True)
    opens = Compare(today, ">=", Term(DAY))
    rule = Any_((opens, Compare(INSURED, "==", Term(True))))
    [change] = smallest_change(rule, {"today": DAY - timedelta(days=1), "insured": False}).changes
    assert change.datum is INSURED
    [change] = smallest_change(opens, {"today": DAY - timedelta(days=9)}).changes
    assert change.then == DAY


def test_nothing_helps():
    never = All((Compare(AGE, "<", Term(10)), Compare(AGE, ">", Term(20))))
    assert smallest_change(never, {"age": 5}) is None
    assert smallest_change(Compare(AGE, "<", Term(0)), {"age": 5}) is None, "no age is below nought"


def test_money_moves_by_a_cent():
    income = Datum("income", "人均月收入", unit="元", step=Decimal("0.01"))
    [change] = smallest_change(Compare(income, "<", Term(1062)), {"income": Decimal("1062.50")}).changes
    assert change.then == Decimal("1061.99")


# --- the same held against trying everything: 10,000 generated rules and more ------------------------------------------


def some_datum(random: Random, n: int) -> tuple[Datum, list]:
    """A datum of some kind, and all the values that are tried for it."""
    kind = random.choice(
        [Kind.NUMBER, Kind.NUMBER, Kind.NUMBER, Kind.DAY, Kind.MOMENT, Kind.FLAG, Kind.CHOICE]
    )
    key, fixed = f"d{n}", random.random() < 0.15
    match kind:
        case Kind.NUMBER:
            step = random.choice([Decimal(1), Decimal(1), Decimal("0.5"), Decimal("0.01")])
            least, most = random.choice([(None, None), (0, None), (0, 4)])
            tried = [n * step for n in range(-3, 9)] if step != 1 else list(range(-3, 9))
            tried = [one for one in tried if (least is None or one >= 0) and (most is None or one <= 4)]
            return Datum(key, key, kind, step=step, least=least, most=most, fixed=fixed), tried
        case Kind.DAY:
            return Datum(key, key, kind, fixed=fixed), [DAY + timedelta(days=n) for n in range(-3, 9)]
        case Kind.MOMENT:
            return Datum(key, key, kind, fixed=fixed), [MOMENT + timedelta(minutes=n) for n in range(-3, 9)]
        case Kind.FLAG:
            return Datum(key, key, kind, fixed=fixed), [True, False]
        case _:
            choices = tuple("甲乙丙丁"[: random.randint(2, 4)])
            return Datum(key, key, kind, choices=choices, fixed=fixed), list(choices)


def some_comparison(random: Random, data: list[tuple[Datum, list]]) -> Compare:
    datum, tried = random.choice(data)
    if datum.kind == Kind.FLAG:
        return Compare(datum, random.choice(["==", "!="]), Term(random.random() < 0.5))
    if random.random() < 0.2 or datum.kind == Kind.CHOICE:
        some = frozenset(random.sample(tried, random.randint(1, min(3, len(tried)))))
        return Compare(datum, random.choice(["in", "not in"]), Term(some))
    middle = tried[3:-3] if len(tried) > 6 else tried
    return Compare(datum, random.choice(["<", "<=", ">", ">=", "==", "!="]), Term(random.choice(middle)))


def some_rule(random: Random, data: list[tuple[Datum, list]], depth: int):
    if depth == 0 or random.random() < 0.3:
        return some_comparison(random, data)
    if random.random() < 0.15:
        return Not(some_rule(random, data, depth - 1))
    parts = tuple(some_rule(random, data, depth - 1) for _ in range(random.randint(1, 3)))
    return random.choice([All, Any_])(parts)


def distance(datum: Datum, one, other) -> Decimal:
    """How many steps lie between two values: counted here on its own, not by the code under test."""
    match datum.kind:
        case Kind.NUMBER:
            return abs(Decimal(one) - Decimal(other)) / datum.step
        case Kind.DAY:
            return Decimal(abs((one - other).days))
        case Kind.MOMENT:
            return Decimal(abs(int((one - other).total_seconds()))) / 60
        case _:
            return Decimal(one != other)


def everything_smaller(data, facts, size):
    """Every other set of facts that is smaller than `size`, from the values tried."""
    fixed_most, many_most, _steps = size
    for many in range(1, len(data) + 1):
        for chosen in combinations(data, many):
            fixed = sum(datum.fixed for datum, _tried in chosen)
            if (fixed, many) > (fixed_most, many_most):
                continue
            for values in product(*(tried for _datum, tried in chosen)):
                steps = [
                    distance(datum, facts[datum.key], value)
                    for (datum, _tried), value in zip(chosen, values, strict=True)
                ]
                if all(steps) and (fixed, many, sum(steps)) < size:
                    yield {
                        **facts,
                        **{datum.key: value for (datum, _t), value in zip(chosen, values, strict=True)},
                    }


def used_data(comparisons, data):
    keys = {one.datum.key for one in comparisons}
    return [(datum, tried) for datum, tried in data if datum.key in keys]


@pytest.mark.parametrize("seed", range(4))
def test_the_smallest_change_turns_the_outcome_and_nothing_smaller_does(seed):
    """Apply the change: the outcome is the other one. Try every smaller change there is: it stays as it was."""
    random = Random(seed)
    turned = tried = 0
    while turned < TURNED // 4:
        data = [some_datum(random, n) for n in range(random.randint(1, 3))]
        rule = some_rule(random, data, depth=3)
        facts = {datum.key: random.choice(values) for datum, values in data}
        before = holds(rule, facts)
        found = smallest_change(rule, facts)
        asked = used_data(compares(rule), data)
        if found is None:
            size = (9, 9, Decimal(0))  # then nothing turns it, however large
        else:
            turned += 1
            size = found.size
            assert holds(rule, found.applied(facts)) != before, (rule, facts, found)
            assert size == (
                sum(one.datum.fixed for one in found.changes),
                len(found.changes),
                sum(distance(one.datum, one.now, one.then) for one in found.changes),
            )
        for other in everything_smaller(asked, facts, size):
            tried += 1
            assert holds(rule, other) == before, (rule, facts, found, other)
    assert tried > turned, "nothing was tried"


def test_the_check_of_the_check_would_notice_a_change_that_is_too_large():
    """A change that moves one step too far is found to be too large by what the test above tries."""
    data = [(AGE, list(range(40, 60)))]
    rule, facts = Compare(AGE, "<=", Term(50)), {"age": 53}
    found = smallest_change(rule, facts)
    too_far = replace(found, size=(0, 1, Decimal(4)))
    assert [one for one in everything_smaller(data, facts, found.size) if holds(rule, one)] == []
    assert [one for one in everything_smaller(data, facts, too_far.size) if holds(rule, one)] == [{"age": 50}]


# --- amounts ---------------------------------------------------------------------------------------------------------

PAID = Datum("paid", "个人自付累计", unit="元", step=Decimal("0.01"), least=0)
MEMBER = Datum("member", "在册会员", kind=Kind.FLAG)
LOW, MIDDLE = Term(10_000, "起付额", "《办法》"), Term(40_000, "第二段", "《办法》")
WEIHAI = Cases(
    (
        Case(
            All((Compare(MEMBER, "==", Term(True)), Compare(PAID, ">", LOW))),
            (
                Step(Term(80), PAID, LOW, MIDDLE, per_cent=True),
                Step(Term(90), PAID, MIDDLE, per_cent=True),
            ),
            most=Term(50_000, "封顶", "《办法》"),
            clause="bands",
        ),
    ),
    otherwise="不补助",
)


@pytest.mark.parametrize(
    ("paid", "amount"),
    [(9_999, 0), (12_500, 2_000), (13_000, 2_400), (40_000, 24_000), (68_000, 49_200), (70_000, 50_000)],
)
def test_the_published_vectors_of_a_mutual_aid_plan(paid, amount):
    outcome = amount_of(WEIHAI, {"paid": paid, "member": True})
    assert outcome.amount == amount
    assert outcome.capped == (paid == 70_000)
    assert sum(one.amount for one in outcome.steps) >= outcome.amount


def test_an_amount_says_why_it_is_nothing_and_what_would_change_that():
    outcome = amount_of(WEIHAI, {"paid": 9_999, "member": True})
    assert outcome.case is None
    assert [one.condition.datum.key for one in broken(outcome.rules[0])] == ["paid"]
    [change] = smallest_change_of_case(WEIHAI, {"paid": 9_999, "member": True}).changes
    assert change.then == Decimal("10000.01")


def test_what_it_takes_to_reach_an_amount():
    [change] = smallest_change_to(WEIHAI, {"paid": 12_500, "member": True}, 24_900).changes
    assert change.then == 41_000
    assert amount_of(WEIHAI, {"paid": change.then, "member": True}).amount == 24_900


def test_generated_cases_of_amounts_turn_too():
    random = Random(7)
    for _ in range(2_000):
        data = [some_datum(random, n) for n in range(2)]
        cases = Cases(tuple(Case(some_rule(random, data, 2), (Step(Term(n)),)) for n in range(1, 4)))
        facts = {datum.key: random.choice(values) for datum, values in data}
        found = smallest_change_of_case(cases, facts)
        if found is not None:
            assert deciding_case(cases, found.applied(facts)) != deciding_case(cases, facts)
            asked = used_data((c for case in cases.cases for c in compares(case.rule)), data)
            for other in everything_smaller(asked, facts, found.size):
                assert deciding_case(cases, other) == deciding_case(cases, facts)
