"""Whatever people and officers do in whatever order: places taken are counted right, and the queue is served in order."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from jiangong.foundation.common.refusals import Refused
from jiangong.programmes.growth import actions
from jiangong.programmes.growth.models import Enrolment, Session
from jiangong.programmes.growth.states import HOLDS_A_PLACE
from tests.factories import make_course, make_member, make_session, make_user


def test_places_and_queue(tree):
    course = make_course(tree.city)
    users = [make_user(make_member(tree.enterprise).person) for _ in range(8)]

    class Running(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.session = make_session(course, places=2)
            self.queue = []  # what the waiting list should be, by our own reckoning
            self.placed = set()

        @rule(n=st.integers(0, 7))
        def enrols(self, n):
            user = users[n]
            try:
                place = actions.enrol(self.session.pk, by=user)
            except Refused:
                return
            (self.placed.add if place.state == "enrolled" else self.queue.append)(place.enrolment_id)

        @rule(n=st.integers(0, 7))
        def cancels(self, n):
            row = (
                Enrolment.objects.filter(session=self.session, person=users[n].person)
                .exclude(state="cancelled")
                .first()
            )
            if row is None:
                return
            actions.cancel_enrolment(row, by=None)
            if row.pk in self.placed:
                self.placed.remove(row.pk)
                if self.queue and len(self.placed) < self.places():
                    self.placed.add(self.queue.pop(0))
            else:
                self.queue.remove(row.pk)

        @rule(more=st.integers(1, 2))
        def grows(self, more):
            session = Session.objects.get(pk=self.session.pk)
            facts = {name: getattr(session, name) for name in actions.SessionFacts.__dataclass_fields__}
            actions.change_session(
                session, actions.SessionFacts(**{**facts, "places": session.places + more}), by=None
            )
            while self.queue and len(self.placed) < session.places + more:
                self.placed.add(self.queue.pop(0))

        @rule()
        def closes_or_opens(self):
            session = Session.objects.get(pk=self.session.pk)
            (actions.close_session if session.state == "open" else actions.open_session)(session, by=None)

        def places(self):
            return Session.objects.get(pk=self.session.pk).places

        @invariant()
        def holds(self):
            session = Session.objects.get(pk=self.session.pk)
            rows = Enrolment.objects.filter(session=session)
            holding = set(rows.filter(state__in=HOLDS_A_PLACE).values_list("pk", flat=True))
            waiting = list(rows.filter(state="waiting").order_by("pk").values_list("pk", flat=True))
            assert session.taken == len(holding) <= session.places
            assert holding == self.placed
            assert waiting == self.queue
            assert not waiting or session.taken == session.places

    run_state_machine_as_test(
        Running,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_database_itself_refuses_to_oversell(session):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError, match="never_oversold"), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(taken=3)
