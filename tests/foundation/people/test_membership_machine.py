"""Whatever officers and workers do, in whatever order: the invariants of membership hold."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.people import actions
from jiangong.foundation.people.models import MemberCount, Membership, Merge
from jiangong.foundation.people.states import CURRENT, TRANSITIONS, MembershipState
from tests.factories import make_person

ACTS = (
    "withdraw_application", "approve_application", "refuse_application", "request_transfer", "cancel_transfer",
    "confirm_transfer", "return_transfer", "receive", "leave", "deem_withdrawn", "retire", "resume",
)  # fmt: skip


@pytest.mark.django_db
def test_membership_under_any_order_of_acts(tree):
    from django.db import transaction

    places = [tree.enterprise, tree.branch, tree.other_enterprise]

    class Machine(RuleBasedStateMachine):
        @initialize()
        def begin(self):
            self.mark = transaction.savepoint()
            self.people = [make_person() for _ in range(3)]
            self.states = {}
            self.entries = Entry.objects.count()

        def teardown(self):
            transaction.savepoint_rollback(self.mark)

        def attempt(self, act, *arguments, **more):
            """Refused or done; if done, at least one ledger entry more; if refused, none."""
            try:
                with transaction.atomic():
                    act(*arguments, by=None, **more)
            except Refused:
                assert Entry.objects.count() == self.entries
            else:
                assert Entry.objects.count() > self.entries
            self.entries = Entry.objects.count()

        @rule(who=st.integers(0, 2), place=st.integers(0, 2), admit=st.booleans())
        def join(self, who, place, admit):
            act = actions.admit if admit else actions.apply_for_membership
            self.attempt(act, self.people[who], places[place])

        @rule(
            who=st.integers(0, 2),
            verb=st.sampled_from(ACTS),
            place=st.integers(0, 2),
            which=st.integers(0, 9),
        )
        def act(self, who, verb, place, which):
            rows = list(Membership.objects.filter(person=self.people[who]).order_by("-pk"))
            if not rows:
                return
            row = rows[which % len(rows)] if which > 5 else rows[0]  # mostly the latest, sometimes an old one
            today = date.today()
            more = {
                "request_transfer": {"to": places[place]},
                "receive": {"into": places[place]},
                "return_transfer": {"reason": "退"},
                "refuse_application": {"reason": "不"},
                "deem_withdrawn": {
                    "since": today - timedelta(days=300),
                    "persuaded_on": today,
                    "reason": "久",
                },
            }
            self.attempt(getattr(actions, verb), row, **more.get(verb, {}))

        @rule(one=st.integers(0, 2), other=st.integers(0, 2))
        def merge(self, one, other):
            self.attempt(actions.merge_people, self.people[one], self.people[other], reason="重复")

        @rule()
        def undo(self):
            last = Merge.objects.filter(undone_at__isnull=True).order_by("-pk").first()
            if last is not None:
                self.attempt(actions.undo_merge, last)

        @invariant()
        def one_current_membership_each(self):
            for person in self.people:
                assert Membership.objects.filter(person=person, state__in=CURRENT).count() <= 1

        @invariant()
        def states_move_only_along_the_table(self):
            now = dict(Membership.objects.values_list("pk", "state"))
            for pk, state in now.items():
                before = self.states.get(pk)
                if before is None:
                    assert state in (MembershipState.APPLIED, MembershipState.ACTIVE)
                elif before != state:
                    assert state in TRANSITIONS[before], (before, state)
            self.states = now

        @invariant()
        def ended_means_not_current(self):
            for row in Membership.objects.all():
                assert (row.ended_on is None) == (row.state in CURRENT), row.state

        @invariant()
        def counts_are_the_rows(self):
            counted = {}
            for organisation, state, people in MemberCount.objects.values_list(
                "organisation", "state", "people"
            ):
                if people:
                    counted[organisation, state] = people
            real = {}
            for organisation, state in Membership.objects.values_list("organisation", "state"):
                real[organisation, state] = real.get((organisation, state), 0) + 1
            assert counted == real

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
