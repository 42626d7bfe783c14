"""A fair turn: more years without never give fewer lots, nobody loses by waiting, and there is a limit."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from jiangong.foundation.ledger.actions import correct, record
from jiangong.foundation.people.actions import merge_people
from jiangong.programmes.growth.states import Verb
from jiangong.selection.draws.formulas.applications import MOST_LOTS
from jiangong.selection.equity import queries
from jiangong.selection.equity.formulas.turns import Turns, whole_years
from tests.factories import make_member, make_person

ON = date(2026, 6, 1)
RULES = st.builds(
    lambda first, a_year, more: Turns(first, a_year, first + more),
    st.integers(1, 10),
    st.integers(0, 10),
    st.integers(0, 54),
)
DAYS = st.dates(date(1950, 1, 1), date(2100, 1, 1))


@given(RULES, st.integers(-5, 80), st.integers(0, 80))
def test_a_longer_wait_never_gives_fewer_lots_and_there_is_a_limit(rule, years, more):
    assert rule.first <= rule.lots(years) <= rule.lots(years + more) <= rule.most


@given(RULES, DAYS, DAYS, st.integers(0, 4000))
def test_nobody_loses_by_waiting(rule, since, on, days):
    """A day later one never has fewer lots, and who received something later never has more than who did earlier."""
    later = on + timedelta(days)
    assert rule.lots(whole_years(since, on)) <= rule.lots(whole_years(since, later))
    assert rule.lots(whole_years(since, on)) >= rule.lots(whole_years(since + timedelta(days), on))


@given(DAYS, st.integers(0, 60))
def test_a_year_is_whole_on_its_day_and_not_the_day_before(since, years):
    try:
        day = since.replace(year=since.year + years)
    except ValueError:
        day = date(since.year + years, 3, 1)  # no 29th of February that year
    assert whole_years(since, day) == years
    assert whole_years(since, day - timedelta(1)) == max(0, years - 1)


@pytest.mark.parametrize(("first", "a_year", "most"), [(0, 1, 5), (2, 1, 1), (1, -1, 5)])
def test_a_rule_that_takes_away_is_none(first, a_year, most):
    with pytest.raises(ValueError, match="lot"):
        Turns(first, a_year, most)


def test_the_rulebooks_rule_fits_into_a_draw(db):
    assert queries.turns_rule(ON).most <= MOST_LOTS


def member(tree, joined):
    return make_member(tree.enterprise, joined_on=joined).person


def received(person, tree, day):
    return record(
        Verb.COMPLETED, tree.enterprise, organisation=tree.enterprise, person=person, by=None, happened_on=day
    )


def test_years_count_from_the_last_receipt_or_from_joining(tree):
    new, old, served = (
        member(tree, date(2026, 5, 1)),
        member(tree, date(2023, 6, 1)),
        member(tree, date(2020, 1, 1)),
    )
    received(served, tree, date(2022, 1, 1))
    received(served, tree, date(2024, 6, 2))
    found = queries.turns_for([new.pk, old.pk, served.pk], on=ON, good="training")
    assert [(found[one.pk].years, found[one.pk].lots) for one in (new, old, served)] == [
        (0, 1),
        (3, 4),
        (1, 2),
    ]
    assert queries.lots_for([served.pk], on=date(2024, 6, 1), good="training") == {
        served.pk: 3
    }  # by what was so then


def test_another_good_and_a_corrected_receipt_do_not_count(tree):
    person = member(tree, date(2022, 6, 1))
    correct(received(person, tree, date(2026, 1, 1)), reason="登记错误", by=None)
    record(
        Verb.ENROLLED, tree.enterprise, organisation=tree.enterprise, person=person, by=None, happened_on=ON
    )
    assert queries.lots_for([person.pk], on=ON, good="training") == {person.pk: 5}


def test_what_a_number_received_before_it_was_merged_counts(tree):
    kept, dropped = member(tree, date(2020, 1, 1)), make_person()
    received(dropped, tree, date(2025, 6, 1))
    merge_people(kept, dropped, reason="同一人", by=None)
    assert queries.lots_for([kept.pk], on=ON, good="training") == {kept.pk: 2}


def test_who_is_not_on_a_register_has_the_first_lots(db):
    person = make_person()
    assert queries.lots_for([person.pk], on=ON) == {person.pk: 1}


def test_a_hundred_people_take_as_many_queries_as_one(tree):
    people = [member(tree, date(2020, 1, 1)).pk for _ in range(100)]
    counted = []
    for asked in (people[:1], people):
        queries.lots_for(asked, on=ON)
        with CaptureQueriesContext(connection) as found:
            queries.lots_for(asked, on=ON)
        counted.append(len(found))
    assert counted == [1, 1]
