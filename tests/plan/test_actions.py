"""Following in any batches, rebuilding, and counting by hand give the same cells."""

import threading
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiangong.foundation.ledger.actions import Fact, correct, record_many, sequence
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations.models import Lineage
from jiangong.plan.actions import check, follow, following, rebuild
from jiangong.plan.models import Cell, RollUp, Seen
from jiangong.plan.recount.statements import Step
from tests.factories import make_organisation, make_person
from tests.plan.conftest import recount


def cells():
    return {(c.promise, c.organisation_id, c.period): (c.value, c.entries) for c in Cell.objects.all()}


def follow_all(most=10_000):
    while follow(most=most):
        pass


def seen_rows():
    rows = Seen.objects.values_list("promise", "key", "organisation_id", "months", "times")
    return {(*row[:3], *map(tuple, row[3:])) for row in rows}


@pytest.fixture
def city(tree):
    people = [make_person() for _ in range(4)]
    units = [
        tree.enterprise,
        tree.branch,
        tree.sibling_enterprise,
        tree.other_enterprise,
        tree.industry_enterprise,
    ]
    return SimpleNamespace(tree=tree, people=people, units=units)


def fact(
    city,
    unit=0,
    person=0,
    verb="growth.completed",
    day=date(2024, 5, 6),
    attribute="K1",
    mode="online",
    quantity=1,
):
    return Fact(
        verb,
        "growth.enrolment",
        1,
        city.units[unit],
        person_id=None if person is None else city.people[person].pk,
        quantity=quantity,
        attribute=attribute,
        happened_on=day,
        payload={"mode": mode},
    )


def record(city, **more):
    [entry] = record_many([fact(city, **more)], by=None)
    return entry


def value(promise, organisation, period):
    cell = Cell.objects.filter(promise=promise, organisation=organisation, period=period).first()
    return cell and int(cell.value)


def test_an_entry_counts_once_for_every_organisation_above_it_on_both_lines(plan, city):
    record(city)
    sequence()
    follow_all()
    t = city.tree
    counted = set(
        Cell.objects.filter(promise="X1", period="2024-05").values_list("organisation_id", flat=True)
    )
    assert counted == {t.enterprise.pk, t.township.pk, t.district.pk, t.city.pk, t.industry.pk}
    assert {value("X1", one, p) for one in counted for p in ("2024-05", "2024", "all")} == {1}


def test_a_correction_moves_the_figure_back_in_its_own_period(plan, city):
    entry = record(city, day=date(2023, 12, 31))
    record(city, day=date(2024, 1, 1))
    sequence()
    follow_all()
    correct(entry, reason="重复登记", by=None)
    sequence()
    follow_all()
    where = city.tree.district
    assert [value("X1", where, p) for p in ("2023-12", "2023", "2024", "all")] == [0, 0, 1, 1]
    assert [value("X3", where, p) for p in ("2023-12", "2023", "2024", "all")] == [0, 0, 1, 1]
    assert Cell.objects.get(promise="X1", organisation=where, period="all").entries == 3


def test_entries_outside_the_plans_period_go_nowhere(plan, city):
    record(city, day=date(2022, 12, 31))
    record(city, day=date(2028, 1, 1))
    sequence()
    follow_all()
    assert not Cell.objects.exists()


def test_a_person_in_two_unions_counts_once_above_both(plan, city):
    record(city, unit=0)
    record(city, unit=2)
    record(city, unit=3)
    sequence()
    follow_all()
    t = city.tree
    assert [
        value("X3", o, "all") for o in (t.enterprise, t.township, t.district, t.other_district, t.city)
    ] == [1, 1, 1, 1, 1]
    assert value("X1", t.city, "all") == 3


def test_merging_two_numbers_of_one_person_and_separating_them_again(plan, city):
    record(city, person=0)
    record(city, person=1, unit=2)
    sequence()
    follow_all()
    t = city.tree
    assert value("X3", t.township, "all") == 2
    pair = {"from": city.people[1].pk, "into": city.people[0].pk}
    for verb, expected in (("people.merged", 1), ("people.separated", 2)):
        record_many(
            [Fact(verb, "people.person", 1, t.city, payload=pair, happened_on=date(2024, 6, 1))], by=None
        )
        sequence()
        follow_all()
        assert (value("X3", t.township, "all"), value("X3", t.enterprise, "all")) == (expected, 1)
        assert check() == []


def test_what_was_earned_before_a_move_stays_where_it_was_earned(plan, city):
    t = city.tree
    record(city, day=date(2024, 1, 10))
    Lineage.objects.filter(organisation=t.enterprise).update(until=date(2024, 2, 1))
    Lineage.objects.create(
        organisation=t.enterprise,
        parent=t.other_township,
        ancestors=[t.enterprise.pk, t.other_township.pk, t.other_district.pk, t.city.pk],
        since=date(2024, 2, 1),
    )
    record(city, day=date(2024, 2, 1))
    sequence()
    follow_all()
    assert [
        value("X1", o, "2024") for o in (t.enterprise, t.district, t.other_district, t.industry, t.city)
    ] == [2, 1, 1, 1, 2]


def test_a_changed_measure_rebuilds_by_itself(plan, city, monkeypatch):
    record(city)
    sequence()
    follow_all()
    RollUp.objects.update(definition="another")
    Cell.objects.all().delete()
    follow_all()
    assert cells() == recount(plan)
    assert list(RollUp.objects.values_list("definition", flat=True)) == [plan.fingerprint]


def test_far_behind_rebuilds(plan, city, monkeypatch):
    follow_all()
    record_many([fact(city, person=n) for n in range(4)], by=None)
    sequence()
    monkeypatch.setattr(following, "FAR_BEHIND", 3)
    assert follow() == 4
    assert cells() == recount(plan)


def test_a_rebuild_touches_only_wrong_cells_and_check_finds_them(plan, city):
    record(city)
    record(city, person=1)
    sequence()
    follow_all()
    assert rebuild().changed == 0
    wrong = Cell.objects.filter(promise="X1", period="2024").first()
    Cell.objects.filter(pk=wrong.pk).update(value=99)
    lost = Cell.objects.filter(promise="X2").first()
    Cell.objects.filter(pk=lost.pk).delete()
    Cell.objects.create(promise="X9", organisation=city.tree.city, period="all", value=1, entries=1)
    found = {(d.promise, d.organisation_id, d.period): (d.cell, d.ledger) for d in check()}
    assert found == {
        ("X1", wrong.organisation_id, "2024"): (99, wrong.value),
        ("X2", lost.organisation_id, lost.period): (None, lost.value),
        ("X9", city.tree.city.pk, "all"): (1, None),
    }
    assert rebuild().changed == 3
    assert check() == []


def test_an_entry_without_a_place_is_not_counted_yet(plan, city):
    record(city)
    assert rebuild().cells == 0
    sequence()
    assert rebuild().cells > 0


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("record"),
            st.integers(0, 4),
            st.one_of(st.none(), st.integers(0, 3)),
            st.sampled_from(["growth.completed", "growth.completed", "growth.attended", "growth.enrolled"]),
            st.integers(0, 900),
            st.sampled_from(["", "K1", "K2", "K3"]),
            st.sampled_from(["online", "classroom"]),
            st.integers(1, 3),
        ),
        st.tuples(st.just("correct"), st.integers(0, 30)),
        st.tuples(
            st.sampled_from(["people.merged", "people.separated"]), st.integers(0, 3), st.integers(0, 3)
        ),
        st.tuples(st.just("move"), st.integers(0, 4), st.integers(0, 3)),
        st.tuples(st.just("follow"), st.integers(1, 7)),
    ),
    max_size=40,
)


@given(steps=STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_following_in_any_batches_equals_rebuilding_equals_counting_by_hand(plan, city, steps):
    from django.db import transaction

    with transaction.atomic():
        for step in steps:
            take(step, city)
        sequence()
        follow_all(most=3)
        followed, seen = cells(), seen_rows()
        assert followed == recount(plan)
        assert check() == []
        Cell.objects.all().delete()
        rebuild()
        assert cells() == followed
        assert seen_rows() == seen
        transaction.set_rollback(True)


def take(step, city):
    match step:
        case ("record", unit, person, verb, days, attribute, mode, quantity):
            day = date(2022, 12, 1) + timedelta(days=days)
            record(
                city,
                unit=unit,
                person=person,
                verb=verb,
                day=day,
                attribute=attribute,
                mode=mode,
                quantity=quantity,
            )
        case ("correct", number):
            open_ = list(Entry.objects.filter(corrects=None, correction=None).order_by("pk"))
            if open_:
                correct(open_[number % len(open_)], reason="更正", by=None)
        case ("people.merged" | "people.separated" as verb, one, other):
            if one < other:  # merges lead downwards: a ring is something no room writes
                payload = {"from": city.people[other].pk, "into": city.people[one].pk}
                record_many([Fact(verb, "people.person", 1, city.tree.city, payload=payload)], by=None)
        case ("move", unit, place):
            move(city, unit, place)
        case ("follow", most):
            sequence(most=most)
            follow(most=most)


def move(city, unit, place):
    t = city.tree
    parents = [t.township, t.sibling_township, t.other_township, t.fourth_township]
    current = Lineage.objects.filter(organisation=city.units[unit]).latest("since")
    since = current.since + timedelta(days=400)
    Lineage.objects.filter(pk=current.pk).update(until=since)
    above = Lineage.objects.get(organisation=parents[place]).ancestors
    Lineage.objects.create(
        organisation=city.units[unit],
        parent=parents[place],
        ancestors=[city.units[unit].pk, *above],
        since=since,
    )


def test_a_new_organisation_below_others_gets_its_own_cells(plan, city):
    new = make_organisation(parent=city.tree.village)
    record_many([Fact("growth.completed", "growth.enrolment", 1, new, happened_on=date(2025, 1, 1))], by=None)
    sequence()
    follow_all()
    assert value("X1", new, "2025") == value("X1", city.tree.village, "2025") == 1


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_counts_what_is_committed_and_readers_see_the_old_cells_until_it_ends(plan, city):
    record(city)
    record(city, person=1, unit=2, attribute="K2", quantity="2.5")
    correct(record(city, person=2, unit=3), reason="更正", by=None)
    pair = {"from": city.people[1].pk, "into": city.people[0].pk}
    record_many([Fact("people.merged", "people.person", 1, city.tree.city, payload=pair)], by=None)
    sequence()
    rebuild()
    assert cells() == recount(plan)
    old = cells()
    assert value("X3", city.tree.city, "all") == 1
    record(city, person=3)
    sequence()
    Cell.objects.filter(promise="X2").delete()
    Cell.objects.create(promise="X9", organisation=city.tree.city, period="all", value=1, entries=1)
    wrong = cells()
    seen_meanwhile = []

    def look():
        try:
            seen_meanwhile.append(cells())
        finally:
            connection.close()

    def look_from_elsewhere(words):
        reader = threading.Thread(target=look)
        reader.start()
        reader.join(20)
        assert not reader.is_alive(), "a reader had to wait"

    assert rebuild(look_from_elsewhere).changed > 0
    assert seen_meanwhile
    assert all(one == wrong for one in seen_meanwhile)
    assert cells() == recount(plan) != old
    held = seen_rows()
    assert held
    Seen.objects.all().delete()
    rebuild()
    assert seen_rows() == held
    assert check() == []


@pytest.mark.django_db(transaction=True)
def test_what_fails_on_the_way_is_an_error_of_the_database_and_leaves_everything_as_it_was(
    plan, city, monkeypatch
):
    record(city)
    sequence()
    rebuild()
    before = cells()
    record(city)
    sequence()
    monkeypatch.setattr(
        "jiangong.plan.actions.rebuilding.steps", lambda *args, **more: [Step("cell", "SELECT nonsense")]
    )
    with pytest.raises(OperationalError, match="nonsense"):
        rebuild()
    assert cells() == before
