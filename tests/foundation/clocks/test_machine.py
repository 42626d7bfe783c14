"""Whatever is done to a clock, in whatever order and on whatever days: it shows what a plain simulation shows."""

import os
from datetime import date

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from jiangong.foundation.clocks import actions, queries
from jiangong.foundation.clocks.formulas import FIELDS, project
from jiangong.foundation.clocks.models import Clock, SpecialDay
from jiangong.foundation.clocks.states import Event, Unit
from jiangong.foundation.common.refusals import Refused
from tests.foundation.clocks.conftest import at
from tests.foundation.clocks.plain import DAY, MINUTE, Plain
from tests.foundation.clocks.test_calendar import by_hand

EXAMPLES = int(os.environ.get("JIANGONG_CLOCK_EXAMPLES", "40"))
WORDS = {Unit.HOURS: "小时", Unit.DAYS: "日", Unit.WORKING_DAYS: "工作日", Unit.MONTHS: "月"}
FIRST = date(2023, 1, 1)


def machine(tree, make_rule):
    from django.db import transaction

    places = [tree.township, tree.district, tree.city]

    class Machine(RuleBasedStateMachine):
        @initialize(
            unit=st.sampled_from(list(Unit)),
            amount=st.integers(1, 12),
            silent=st.booleans(),
            day=st.integers(0, 1300),
            minute=st.integers(0, 1439),
        )
        def begin(self, unit, amount, silent, day, minute):
            self.mark = transaction.savepoint()
            self.unit, self.amount, self.silent = unit, amount, silent
            self.now = at(str(FIRST + day * DAY)) + minute * MINUTE
            self.traveller = time_machine.travel(self.now, tick=False)
            self.travel = self.traveller.start()
            self.special, self.shown = {}, []
            self.rule = make_rule(amount, WORDS[unit], silence="consents" if silent else "")
            self.start()

        def teardown(self):
            if hasattr(self, "traveller"):
                self.traveller.stop()
                transaction.savepoint_rollback(self.mark)

        def start(self):
            self.clock = actions.start(tree.enterprise, self.rule, organisation=places[0], by=None)
            self.plain = Plain(self.unit, self.amount, self.now, self.special)

        def refused(self, act, *arguments, **more):
            """Whether the platform refuses the act; it is done otherwise."""
            try:
                with transaction.atomic():
                    act(*arguments, by=None, **more)
            except Refused:
                return True
            return False

        @rule(days=st.integers(0, 9), minutes=st.integers(0, 1439))
        def wait(self, days, minutes):
            self.shown.append((self.now.date(), self.clock_now()))
            passed = days * 1440 + minutes
            self.plain.pass_minutes(passed)
            self.now += passed * MINUTE
            self.travel.move_to(self.now)

        @rule()
        def pause(self):
            refused = self.refused(actions.pause, self.clock, reason="等待补正")
            assert refused == (self.plain.state != "running" or self.now > self.plain.due(self.now))
            if not refused:
                self.plain.pause(self.now, self.special)

        @rule()
        def resume(self):
            refused = self.refused(actions.resume, self.clock)
            assert refused == (self.plain.state != "paused")
            if not refused:
                self.plain.resume(self.now, self.special)

        @rule()
        def restart(self):
            refused = self.refused(actions.restart, self.clock, reason="名单更正")
            assert refused == (self.plain.state == "stopped")
            if not refused:
                self.plain.begin(self.now, self.special)

        @rule(where=st.integers(0, 2))
        def hand_over(self, where):
            refused = self.refused(actions.hand_over, self.clock, to=places[where], reason="由别处办理")
            assert refused == (self.plain.state not in ("running", "paused"))

        @rule(offset=st.integers(-6, 15))
        def rule_a_special_day(self, offset):
            day = self.now.date() + offset * DAY
            if day in self.special:
                actions.withdraw_day(
                    SpecialDay.objects.get(day=day, withdrawn_at__isnull=True), reason="更正", by=None
                )
                del self.special[day]
            else:
                self.special[day] = not by_hand(day)
                actions.record_day(
                    tree.city, day, worked=self.special[day], title="特殊日", document_number="测试", by=None
                )

        @rule()
        def recompute(self):
            open_ = self.plain.state in ("running", "paused")
            again = self.plain.reckoned(self.now, self.special) if open_ else None
            moves = open_ and (again.shows(self.now), again.ends()) != (
                self.plain.shows(self.now),
                self.plain.ends(),
            )
            assert self.refused(actions.recompute, self.clock, reason="日历变了") == (not moves)
            if moves:
                self.plain = again
                self.plain.late &= again.state == "paused" or again.due(self.now) <= self.now

        @rule()
        def look(self):
            """What the worker does every minute: warnings, lateness, lapses."""
            actions.cross()
            plain = self.plain
            if plain.state == "running":
                plain.warned |= plain.warns(self.now)
                if plain.due(self.now) < self.now:
                    plain.late = not self.silent
                    plain.state = "lapsed" if self.silent else plain.state

        @precondition(lambda self: self.plain.state in ("running", "paused"))
        @rule()
        def stop(self):
            actions.stop(self.clock, by=None)
            self.plain.state = "stopped"

        @precondition(lambda self: self.plain.state in ("stopped", "lapsed"))
        @rule()
        def start_another(self):
            self.start()
            self.shown = []

        def clock_now(self):
            row = Clock.objects.get(pk=self.clock.pk)
            return {name: getattr(row, name) for name in FIELDS}

        @invariant()
        def it_shows_what_the_simulation_shows(self):
            row, plain = Clock.objects.get(pk=self.clock.pk), self.plain
            assert row.state == plain.state
            if plain.state == "running":
                assert row.due_at == plain.due(self.now)
            elif plain.state == "paused":
                left = row.left if self.unit != Unit.HOURS else row.left // 60
                assert (row.due_at, left) == (None, plain.shows(self.now))
            assert (row.warned_at is not None, row.overdue_at is not None) == (plain.warned, plain.late)

        @invariant()
        def the_row_is_what_its_events_add_up_to(self):
            events = list(queries.history(self.clock))
            assert project(one.changes for one in events) == self.clock_now()
            assert [one.number for one in events] == list(range(1, len(events) + 1))
            assert sum(one.kind == Event.WARNED for one in events) <= 1 + sum(
                one.kind == Event.RESTARTED for one in events
            )

        @invariant()
        def past_days_show_what_they_showed(self):
            """The last thing seen on each day before today."""
            seen = {day: fields for day, fields in self.shown if day < self.now.date()}
            for day, fields in list(seen.items())[-4:]:
                assert queries.shown_on(self.clock, day).fields == fields

    return Machine


@pytest.mark.django_db
def test_clocks_show_what_a_plain_simulation_shows(tree, rule):
    """JIANGONG_CLOCK_EXAMPLES=… for more; 40 examples of up to 30 acts in the suite."""
    run_state_machine_as_test(
        machine(tree, rule),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
