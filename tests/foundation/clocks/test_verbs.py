"""What clocks do: each act, what it refuses, and what the record says of it."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from jiangong.foundation.clocks import actions, queries
from jiangong.foundation.clocks.models import Clock
from jiangong.foundation.clocks.states import Event, State
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.models import Entry
from tests.factories import make_member
from tests.foundation.clocks.conftest import at


@pytest.fixture
def started(tree, rule, now):
    """started(5, "工作日", …) → a clock on the township, started Monday 2026-03-02 at nine."""

    def make(value=5, unit="工作日", **more):
        return actions.start(tree.enterprise, rule(value, unit, **more), organisation=tree.township, by=None)

    return make


def kinds(clock):
    return [one.kind for one in queries.history(clock)]


@pytest.mark.parametrize(
    ("value", "unit", "due", "warn"),
    [
        (5, "工作日", "2026-03-09 23:59:59", "2026-03-06 12:00"),
        (
            5,
            "日",
            "2026-03-09 23:59:59",
            "2026-03-06 12:00",
        ),  # the seventh is a Saturday: the law moves it on
        (1, "月", "2026-04-02 23:59:59", "2026-03-24 16:48"),
        (5, "小时", "2026-03-02 14:00", "2026-03-02 12:30"),
        (10, "日", "2026-03-12 23:59:59", "2026-03-10 00:00"),
    ],
)
def test_a_clock_starts_with_the_value_of_the_rulebook_and_its_source(started, value, unit, due, warn):
    clock = started(value, unit)
    assert (clock.due_at, clock.warn_at) == (at(due), at(warn))
    assert (clock.amount, clock.source, clock.confirmed) == (value, "《测试规定》第一条", True)
    assert kinds(clock) == [Event.STARTED]


def test_a_pause_needs_a_reason_and_gives_back_what_was_left(started, now):
    clock = started()
    with pytest.raises(Refused, match="理由"):
        actions.pause(clock, reason=" ", by=None)
    now.move_to(at("2026-03-04 10:00"))
    clock = actions.pause(clock, reason="等待补正", by=None)
    assert (clock.state, clock.due_at, clock.left) == (State.PAUSED, None, 4)  # Wednesday itself is not over
    now.move_to(at("2026-03-10 17:00"))
    clock = actions.resume(clock, by=None)
    assert (clock.state, clock.due_at, clock.left) == (State.RUNNING, at("2026-03-13 23:59:59"), None)
    assert Entry.objects.filter(verb="clocks.paused").count() == 1


def test_a_pause_within_a_day_takes_nothing_away(started, now):
    clock = started()
    due = clock.due_at
    actions.pause(clock, reason="核对", by=None)
    now.move_to(at("2026-03-02 18:00"))
    assert actions.resume(clock, by=None).due_at == due


def test_what_is_late_is_not_mended_by_a_pause(started, now):
    clock = started()
    now.move_to(at("2026-03-10"))
    with pytest.raises(Refused) as refused:
        actions.pause(clock, reason="等待补正", by=None)
    assert refused.value.code == "clocks.too_late_to_pause"


def test_one_thing_has_one_open_clock_of_a_rule(started, tree):
    clock = started()
    with pytest.raises(Refused) as refused:
        actions.start(tree.enterprise, clock.rule, organisation=tree.township, by=None)
    assert refused.value.code == "clocks.already_open"
    actions.stop(clock, by=None)
    assert actions.start(tree.enterprise, clock.rule, organisation=tree.township, by=None).pk != clock.pk


def test_handing_over_keeps_the_clock(started, tree, now):
    clock = started()
    due = clock.due_at
    now.move_to(at("2026-03-04 10:00"))
    clock = actions.hand_over(clock, to=tree.district, reason="由区里办理", by=None)
    assert (clock.organisation, clock.due_at) == (tree.district, due)


def test_crossings_are_recorded_once_and_in_order(started, now):
    clock = started()
    assert actions.cross() == 0
    now.move_to(at("2026-03-06 12:00"))
    assert (actions.cross(), actions.cross()) == (1, 0)
    now.move_to(at("2026-03-10"))
    assert (actions.cross(), actions.cross()) == (1, 0)
    assert kinds(clock) == [Event.STARTED, Event.WARNED, Event.OVERDUE]
    assert [one.event.kind for one in queries.crossings()] == [Event.WARNED, Event.OVERDUE]
    clock.refresh_from_db()
    assert clock.state == State.RUNNING


def lapsed(clock):
    """What a room does when silence speaks: here it leaves its mark in the union's short name."""
    from jiangong.foundation.organisations.models import Organisation

    Organisation.objects.filter(pk=clock.subject_id).update(short_name="默示同意")


def fails(clock):
    raise RuntimeError("the room cannot")


def test_silence_speaks_when_the_time_is_over_and_the_room_acts_on_it(started, tree, now):
    clock = started(15, "日", silence="consents", on_lapse=f"{__name__}.lapsed")
    now.move_to(at("2026-03-17 23:59:59"))
    actions.cross()
    clock.refresh_from_db()
    assert clock.state == State.RUNNING
    now.move_to(at("2026-03-18"))
    actions.cross()
    clock.refresh_from_db()
    tree.enterprise.refresh_from_db()
    assert (clock.state, tree.enterprise.short_name) == (State.LAPSED, "默示同意")
    assert clock.silence_words == "逾期不答复，视为同意"
    assert Entry.objects.filter(verb="clocks.lapsed").count() == 1


def test_a_lapse_that_the_room_cannot_carry_out_has_not_happened(started, now, caplog):
    clock = started(15, "日", silence="consents", on_lapse=f"{__name__}.fails")
    now.move_to(at("2026-03-18"))
    assert actions.cross() == 1  # the warning
    clock.refresh_from_db()
    assert (clock.state, kinds(clock)) == (State.RUNNING, [Event.STARTED, Event.WARNED])
    assert "the room cannot" in caplog.text


def test_a_restart_begins_the_whole_time_again_also_after_a_lapse(started, now):
    clock = started(15, "日", silence="takes_effect")
    now.move_to(at("2026-03-20 08:00"))
    actions.cross()
    clock = actions.restart(clock, reason="名单有更正", by=None)
    assert (clock.state, clock.due_at, clock.warned_at) == (State.RUNNING, at("2026-04-07 23:59:59"), None)


def test_events_cannot_be_changed_or_taken_away_and_a_reason_can_be_emptied(started):
    clock = started()
    actions.pause(clock, reason="等演示甲补正", by=None)
    event = queries.history(clock).last()
    for sql in (
        "UPDATE clocks_clockevent SET reason = 'other'",
        "UPDATE clocks_clockevent SET reason = '', at = now()",
        "DELETE FROM clocks_clockevent",
        "TRUNCATE clocks_clockevent CASCADE",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    actions.forget(people=[], accounts=[], words=["演示甲"])
    event.refresh_from_db()
    assert event.reason == ""


def test_the_row_is_what_the_events_add_up_to(started, now):
    from jiangong.foundation.clocks.formulas import FIELDS, project

    clock = started()
    actions.pause(clock, reason="等待补正", by=None)
    now.move_to(at("2026-03-05"))
    actions.resume(clock, by=None)
    actions.stop(clock, by=None)
    row = Clock.objects.get(pk=clock.pk)
    assert project(one.changes for one in queries.history(row)) == {
        name: getattr(row, name) for name in FIELDS
    }


def test_what_a_clock_showed_on_a_past_day_can_be_shown_again(started, now):
    clock = started()
    now.move_to(at("2026-03-04 10:00"))
    clock = actions.pause(clock, reason="等待补正", by=None)
    now.move_to(at("2026-03-10 17:00"))
    clock = actions.resume(clock, by=None)
    assert queries.shown_on(clock, date(2026, 3, 1)) is None
    assert queries.shown_on(clock, date(2026, 3, 3)).due_at == at("2026-03-09 23:59:59")
    assert queries.shown_on(clock, date(2026, 3, 5)).state == State.PAUSED
    assert queries.shown_on(clock, date(2026, 3, 10)).due_at == at("2026-03-13 23:59:59")


def test_many_clocks_are_each_as_one_alone(tree, now, rule, django_assert_num_queries):
    key = rule(5, "工作日")
    actions.record_day(
        tree.district, date(2026, 3, 4), worked=False, title="测试", document_number="测试", by=None
    )
    begun = [at("2026-02-27 09:00"), at("2026-03-02 08:00"), at("2026-03-02 09:00")]
    places = [tree.enterprise, tree.other_enterprise, tree.city]
    alone = [
        actions.start(make_member(one), key, organisation=one, by=None, at=day)
        for one, day in zip(places, begun, strict=True)
    ]
    wanted = [actions.Beginning(make_member(one), one, day) for one, day in zip(places, begun, strict=True)]
    with django_assert_num_queries(6):  # savepoint, special days, years, clocks, events, savepoint
        together = actions.start_many(key, wanted, by=None)
    for one, other in zip(alone, together, strict=True):
        other.refresh_from_db()
        for name in (
            "due_at",
            "warn_at",
            "ends_on",
            "amount",
            "calendar",
            "started_at",
            "source",
            "events_so_far",
        ):
            assert getattr(one, name) == getattr(other, name), name
        assert [event.changes for event in queries.history(one)] == [
            event.changes for event in queries.history(other)
        ]
