"""Cases that an official can read (cases.yaml), and what holds for all numbers."""

from datetime import date, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jiangong.foundation.people.roster.formulas.columns import OPTIONS
from jiangong.foundation.rulebook.explain import Term, compares, holds
from jiangong.foundation.rulebook.queries import parameter, value
from jiangong.programmes.care.convalescence.formulas.eligibility import (
    Conditions,
    Record,
    application_rule,
    facts_of,
    years_later,
)
from jiangong.programmes.care.convalescence.formulas.planning import (
    Days,
    Limits,
    Share,
    by_district,
    faults,
)
from jiangong.programmes.care.convalescence.formulas.pools import (
    Figures,
    Reserved,
    lots_of_group,
    pools_of,
    shared_by_all,
)

CASES = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text())
FIRST, CLOSES = date(2027, 5, 11), date(2027, 4, 1)
OPENS_AT, CLOSES_AT, NOW = datetime(2027, 3, 1), datetime(2027, 4, 1), datetime(2027, 3, 15)
KINDS = ("model", "hard", "new_form", "winner", "hardship", "near_retirement")
RESERVED = (
    *(Reserved(kind, kind) for kind in KINDS),
    Reserved("d2", "district", 2),
    Reserved("d3", "district", 3),
)


def record_of(given):
    defaults = {"person_id": 1, "organisation_id": 5, "counts_for": [1, 2], "post": "front"}
    facts = {**defaults, "since": None, "last_stay": None, **given}
    facts["counts_for"] = None if facts["counts_for"] is None else frozenset(facts["counts_for"])
    return Record(**facts)


def cases(name):
    return pytest.mark.parametrize("case", CASES[name], ids=lambda case: case["says"])


@pytest.mark.parametrize(
    "case", [one for listed in CASES.values() for one in listed], ids=lambda case: case["says"]
)
def test_every_case_cites_a_parameter_of_the_rulebook(case, db):
    assert parameter(case["rule"]).regulation


@cases("eligibility")
def test_who_may_go(case, db):
    years = value("convalescence.same_unit_years")
    again = value("convalescence.again_years")
    rule = application_rule(
        Conditions(
            OPENS_AT,
            CLOSES_AT,
            "演示市总工会",
            case.get("admits", "front"),
            Term(years_later(CLOSES, -years)),
            Term(FIRST),
        )
    )
    given = facts_of(record_of(case["record"]), is_open=True, now=NOW, organiser=1, every=again)
    assert next((one.clause for one in compares(rule) if not holds(one, given)), None) == case["broken"]


@cases("pools")
def test_in_which_pools(case, db):
    figures = Figures(
        FIRST, value("convalescence.near_retirement"), frozenset(value("convalescence.new_forms"))
    )
    assert pools_of(record_of(case["record"]), RESERVED, figures) == case["pools"]


def test_new_forms_of_work_are_written_as_the_roster_keeps_them():
    assert set(value("convalescence.new_forms")) <= set(OPTIONS["employment_form"])


@cases("plans")
def test_is_a_plan_in_order(case, db):
    months = value("convalescence.months")
    limits = Limits(
        value("convalescence.batch_days"),
        months["from"],
        months["to"],
        value("convalescence.quzhou")["per_day"],
        value("convalescence.frontline_percent")["least"],
        value("convalescence.cadres_percent"),
    )
    found = faults(
        [Days("演示批", **one) for one in case["batches"]],
        [Share(code, code, kind, places, then) for code, kind, places, then in case["pools"]],
        admits=case.get("admits", "front"),
        closes_on=CLOSES,
        limits=limits,
    )
    assert [one.code for one in found] == case["faults"]


@given(
    st.dictionaries(st.from_regex(r"d[0-9]{1,3}", fullmatch=True), st.integers(0, 10**6), min_size=1),
    st.integers(0, 5000),
)
def test_places_of_districts_always_sum_and_nobody_is_a_whole_place_off(members, places):
    if not any(members.values()):
        return
    shares = by_district(members, places)
    assert sum(one.places for one in shares.values()) == places
    total = sum(members.values())
    for code, one in shares.items():
        assert abs(one.places * total - members[code] * places) < total
        assert one.whole * one.of + one.remainder == members[code] * places


@given(
    st.lists(st.lists(st.sampled_from(KINDS), unique=True), min_size=1, max_size=2),
    st.lists(st.integers(1, 6), min_size=1, max_size=2),
)
def test_going_together_never_gains_a_pool_or_a_lot(pools, lots):
    shared = shared_by_all(pools)
    assert all(set(shared) <= set(one) for one in pools)
    assert all(lots_of_group(lots) <= one for one in lots)


def test_a_leap_day_has_its_year():
    assert years_later(date(2024, 2, 29), 3) == date(2027, 2, 28)
    assert years_later(date(2024, 2, 29), -4) == date(2020, 2, 29)
