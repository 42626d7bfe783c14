from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jiangong.programmes.venues.bases import formulas
from jiangong.programmes.venues.bases.formulas import Facts, Item, Rules, inspection_score, most_at_once, rate
from jiangong.programmes.venues.bases.states import Verdict

RULES = Rules(
    {"satisfaction": 50, "inspection": 35, "audit": 15},
    {"clean": 100, "minor": 70, "grave": 0},
    10,
    80,
    60,
    2,
)
CASES = yaml.safe_load((Path(__file__).parent / "rating.yaml").read_text())


def facts_of(said):
    return Facts(**{**said, "inspections": tuple(said.get("inspections", ()))})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_ratings_by_hand(case):
    rated = rate(facts_of(case["facts"]), RULES)
    assert (rated.score, rated.verdict, list(rated.grounds)) == (
        case["score"],
        case["verdict"],
        case["grounds"],
    )


FACTS = st.builds(
    lambda answers, share, inspections, audit, grave, overdue, warned: Facts(
        answers, answers * share, tuple(inspections), audit, grave, overdue, warned
    ),
    st.integers(0, 500), st.integers(0, 100), st.lists(st.integers(0, 100), max_size=4),
    st.sampled_from(["", "clean", "minor", "grave"]), st.booleans(), st.booleans(), st.integers(0, 3),
)  # fmt: skip


@given(FACTS)
def test_a_score_lies_between_its_parts(facts):
    rated = rate(facts, RULES)
    if rated.score is None:
        assert not formulas.parts(facts, RULES)
        return
    values = formulas.parts(facts, RULES).values()
    assert min(values) - 1 <= rated.score <= max(values) + 1
    assert 0 <= rated.score <= 100


@given(FACTS, st.integers(1, 100))
def test_better_satisfaction_never_lowers_anything(facts, more):
    better = Facts(
        facts.answers, min(facts.answers * 100, facts.satisfaction + more), facts.inspections, facts.audit,
        facts.grave_open, facts.overdue, facts.warned,
    )  # fmt: skip
    before, after = rate(facts, RULES), rate(better, RULES)
    assert (after.score or 0) >= (before.score or 0)
    assert formulas.ORDER.index(after.verdict) <= formulas.ORDER.index(before.verdict)


@given(FACTS)
def test_grave_faults_always_delist(facts):
    if facts.grave_open or facts.audit == "grave":
        assert rate(facts, RULES).verdict == Verdict.DELIST


def test_an_inspection_counts_points_not_items():
    listed = [Item("a", 15, True), Item("b", 10, False), Item("c", 5, False)]
    assert inspection_score(listed, {"a", "b", "c"}) == 100
    assert inspection_score(listed, {"a"}) == 50
    assert inspection_score(listed, {"b", "c"}) == 50
    assert inspection_score(listed, {"c"}) == 17  # 16.67
    assert inspection_score(listed, set()) == 0
    with pytest.raises(ValueError, match="no points"):
        inspection_score([], set())


DAY = date(2026, 5, 1)
STAYS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 10), st.integers(1, 60)).map(
        lambda one: (DAY + timedelta(days=one[0]), DAY + timedelta(days=one[0] + one[1]), one[2])
    ),
    max_size=12,
)


@given(STAYS, st.integers(0, 30), st.integers(0, 15))
def test_the_fullest_day_is_what_counting_day_by_day_gives(stays, first, length):
    since, until = DAY + timedelta(days=first), DAY + timedelta(days=first + length)
    by_day = [
        sum(people for a, b, people in stays if a <= since + timedelta(days=n) <= b)
        for n in range(length + 1)
    ]
    assert most_at_once(stays, since, until) == max(by_day)


def test_money_is_written_as_people_do():
    assert [formulas.yuan(one) for one in (0, 380_00, 380_50, 5)] == ["0", "380", "380.50", "0.05"]
