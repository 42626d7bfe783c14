"""The conditions in Python say of every entry what the conditions in SQL say of it."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiangong.foundation.ledger.actions import Fact, record_many
from jiangong.plan import definition
from jiangong.plan.actions.counting import matching
from jiangong.plan.queries import counting
from tests.factories import make_person
from tests.plan.conftest import promise, small_plan

VALUES = st.one_of(
    st.sampled_from(["online", "classroom", "true", "2", "1.5", ""]),
    st.booleans(),
    st.integers(0, 3),
    st.sampled_from([1.5, 2.0]),
    st.none(),
)


@pytest.fixture
def plan(monkeypatch):
    content = small_plan()
    content["chapters"][0]["promises"] += [
        promise("X7", measure={"kind": "count", "verbs": ["growth.completed"], "payload": {"mode": "true"}}),
        promise("X8", measure={"kind": "sum", "verbs": ["growth.attended"], "payload": {"mode": "2"}}),
    ]
    plan = definition.read(content)
    monkeypatch.setattr(counting, "current", lambda: plan)
    return plan


@given(
    entries=st.lists(
        st.tuples(
            st.sampled_from(["growth.completed", "growth.attended", "growth.enrolled"]),
            st.one_of(st.just({}), st.fixed_dictionaries({"mode": VALUES})),
            st.sampled_from(["", "K1", "K3"]),
            st.sampled_from([date(2022, 12, 31), date(2023, 1, 1), date(2025, 7, 7), date(2028, 1, 1)]),
        ),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_python_and_sql_count_the_same_entries(plan, tree, person, entries):
    facts = [
        Fact(
            verb,
            "growth.enrolment",
            1,
            tree.enterprise,
            person_id=person.pk,
            attribute=attribute,
            happened_on=day,
            payload=payload,
        )
        for verb, payload, attribute, day in entries
    ]
    recorded = [entry.pk for entry in record_many(facts, by=None)]
    expected = {number: set() for number in recorded}
    with connection.cursor() as cursor:
        for name, measure in plan.counted.items():
            condition, values = matching(measure, plan)
            cursor.execute(
                f"SELECT id FROM ledger_entry WHERE id = ANY(%s) AND {condition}", [recorded, *values]
            )
            for (number,) in cursor.fetchall():
                expected[number].add(name)
    for number, entry in zip(recorded, entries, strict=True):
        assert {name for name, _ in counting.counts_of(*entry)} == expected[number]


def test_the_tags_period_is_the_plan_for_distinct_people_and_else_the_year(plan):
    found = counting.counts_of("growth.completed", {"mode": "online"}, "K1", date(2025, 3, 4))
    assert found == [("X1", "2025"), ("X2", "2025"), ("X3", "small"), ("X4", "2025"), ("X5", "small")]


def test_a_verb_that_no_promise_looks_at_counts_for_none(plan):
    assert counting.counts_of("people.signed_in", {}, "", date(2025, 3, 4)) == []


@pytest.fixture
def person(db):
    return make_person()
