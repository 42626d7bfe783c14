"""Offers after the draw: answered, lapsed, withdrawn; whatever happens, only those behind gain, and nobody else loses."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from jiangong.foundation.clocks.models import Clock
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.models import Matter, Message
from jiangong.foundation.ledger.models import Entry
from jiangong.programmes.care.convalescence import actions
from jiangong.programmes.care.convalescence.models import Application, Stay
from jiangong.programmes.care.convalescence.states import HOLDING, StayReason
from jiangong.selection.draws.models import Departure, Line
from tests.factories import make_member, make_user
from tests.stay_factories import draw_places, make_application, make_drawn, make_programme, move_days, refused


@pytest.fixture
def programme(tree):
    return make_drawn(tree.city, home=tree.enterprise, many=7, couples=1)


def user_of(stay):
    return getattr(stay.applicant.person, "user", None) or make_user(stay.applicant.person)


def make_late(programme):
    Clock.objects.filter(rule="convalescence.accept_days").update(
        due_at=timezone.now() - timedelta(minutes=1)
    )


def singles(programme):
    """Offers of those who go alone."""
    return [
        one
        for one in Stay.objects.filter(batch__programme=programme).order_by("pk")
        if one.applicant.application.applicants.count() == 1
    ]


def test_whoever_was_drawn_is_offered_their_place(programme):
    stays = Stay.objects.filter(batch__programme=programme)
    assert programme.state == "drawn"
    assert stays.count() == Line.objects.filter(place__isnull=False).count() + 1 * (
        stays.filter(applicant__number=2).exists()
    )
    for one in stays:
        assert one.state == "offered"
        assert one.clock.due_at > timezone.now()
        assert one.batch.code == Line.objects.get(ticket=one.applicant.application.ticket).place.batch
        assert Matter.objects.filter(person=one.applicant.person, kind="convalescence.answer_offer").exists()
        assert Message.objects.filter(person=one.applicant.person, kind="convalescence.offered").exists()
        assert Entry.objects.filter(verb="convalescence.offered", subject_id=one.pk).exists()


def test_accepting_stops_clock_and_matter(programme):
    stay = singles(programme)[0]
    actions.accept_place(stay, wish="quiet", by=user_of(stay))
    stay.refresh_from_db()
    assert (stay.state, stay.wish, stay.clock.state) == ("accepted", "quiet", "stopped")
    assert not Matter.objects.filter(subject_id=stay.pk, kind="convalescence.answer_offer", closed_at=None)
    with refused(StayReason.NOT_OFFERED.code):
        actions.accept_place(stay, by=user_of(stay))


def test_a_declined_place_goes_to_the_next_rank(programme):
    stay = singles(programme)[0]
    waiting = Line.objects.filter(place=None, departure=None).order_by("rank").first()
    actions.decline_place(stay, by=user_of(stay))
    next_one = Stay.objects.get(applicant__application__ticket=waiting.ticket)
    assert (next_one.state, next_one.batch_id) == ("offered", stay.batch_id)
    assert Departure.objects.get(line__ticket=stay.applicant.application.ticket).kind == "declined"


def test_too_late_is_refused_and_lapses_all_at_once(programme):
    stay, *_rest = singles(programme)
    offered = set(Stay.objects.values_list("pk", flat=True))
    make_late(programme)
    with refused(StayReason.TOO_LATE.code):
        actions.accept_place(stay, by=user_of(stay))
    assert actions.lapse_due() == len(offered)
    assert set(Stay.objects.filter(state="lapsed").values_list("pk", flat=True)) == offered
    assert Message.objects.filter(kind="convalescence.lapsed").count() == len(offered)
    behind = Stay.objects.exclude(pk__in=offered)
    assert behind
    assert all(one.state == "offered" for one in behind)
    assert actions.lapse_due() == 0


def test_companions_go_together_or_not_at_all(tree):
    programme = make_drawn(tree.city, home=tree.enterprise, many=2, couples=2, places=(2, 2))
    one, other = Stay.objects.filter(batch__programme=programme, batch__code="B1").order_by("pk")
    actions.accept_place(one, by=user_of(one))
    actions.decline_place(other, by=user_of(other))
    one.refresh_from_db()
    assert one.state == "withdrawn"
    assert Message.objects.filter(person=one.applicant.person, kind="convalescence.place_over").exists()


def test_a_place_that_comes_back_too_late_stays_empty(programme):
    stay = singles(programme)[0]
    actions.accept_place(stay, by=user_of(stay))
    before = Stay.objects.count()
    move_days(stay.batch, timezone.localdate() + timedelta(days=3))
    stay.refresh_from_db()
    actions.give_back(stay, by=user_of(stay))
    assert Stay.objects.count() == before
    assert not Departure.objects.exists()


@pytest.mark.parametrize("verb", ["accept_place", "decline_place", "give_back"])
def test_an_outsider_answers_for_nobody(programme, cast, verb):
    stay = singles(programme)[0]
    for name in ("outsider", "auditor"):
        if name in cast:
            with refused("not_permitted"):
                getattr(actions, verb)(stay, by=cast[name])


@pytest.mark.parametrize("state", ["accepted", "declined", "lapsed", "withdrawn"])
def test_what_is_answered_is_not_offered_any_more(programme, state):
    stay = singles(programme)[0]
    Stay.objects.filter(pk=stay.pk).update(state=state)
    for verb in (actions.accept_place, actions.decline_place):
        with refused(StayReason.NOT_OFFERED.code):
            verb(stay, by=user_of(stay))
    if state != "accepted":
        with refused(StayReason.NOT_HELD.code):
            actions.give_back(stay, by=user_of(stay))


def test_many_offers_take_as_many_statements_as_few(tree):
    """Two thousand places are drawn and offered in as many statements as three."""
    counts = []
    for many in (3, 40):
        programme = make_programme(tree.city, places=(many,))
        for _ in range(many):
            make_application(programme, make_member(tree.enterprise).person, organisation=tree.enterprise)
        with CaptureQueriesContext(connection) as captured:
            draw_places(programme)
        counts.append(len(captured))
    assert counts[0] == counts[1] < 80


def test_whatever_they_do_places_are_kept_and_only_those_behind_gain(tree):
    class Running(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.programme = make_drawn(tree.city, home=tree.enterprise, many=8, couples=2, places=(3, 2))
            self.held = self.holding()
            self.gave_up = set()

        def holding(self):
            rows = Stay.objects.filter(batch__programme=self.programme, state__in=sorted(HOLDING))
            return dict(rows.values_list("applicant__application__ticket", "batch_id"))

        def pick(self, n):
            rows = list(Stay.objects.filter(batch__programme=self.programme).order_by("pk"))
            return rows[n % len(rows)]

        def act(self, verb, n):
            stay = self.pick(n)
            try:
                verb(stay, by=None)
            except Refused:
                return
            if verb is not actions.accept_place:
                self.gave_up.add(stay.applicant.application.ticket)

        @rule(n=st.integers(0, 30))
        def accepts(self, n):
            self.act(actions.accept_place, n)

        @rule(n=st.integers(0, 30))
        def declines(self, n):
            self.act(actions.decline_place, n)

        @rule(n=st.integers(0, 30))
        def withdraws(self, n):
            self.act(actions.give_back, n)

        @rule()
        def waits(self):
            offered = Stay.objects.filter(batch__programme=self.programme, state="offered")
            self.gave_up |= set(offered.values_list("applicant__application__ticket", flat=True))
            make_late(self.programme)
            actions.lapse(self.programme)

        @invariant()
        def holds(self):
            now = self.holding()
            # Nobody who did nothing lost a place or was moved to another batch.
            assert all(
                now.get(ticket) == batch for ticket, batch in self.held.items() if ticket not in self.gave_up
            )
            self.held = now
            for batch in self.programme.batches.all():
                assert batch.stays.filter(state__in=sorted(HOLDING)).count() <= batch.places
            # Groups are whole: all their people hold the place, or none.
            for one in Application.objects.filter(programme=self.programme):
                held = Stay.objects.filter(applicant__application=one, state__in=sorted(HOLDING)).count()
                assert held in (0, one.applicants.count())
            # Who waits has a worse rank than everybody of their size who was ever offered a place.
            lines = Line.objects.filter(draw__subject_id=self.programme.pk)
            waiting = lines.filter(place=None, departure=None)
            for line in waiting:
                assert not lines.filter(
                    place__isnull=False, rank__gt=line.rank, people__gte=line.people
                ).exists()

    run_state_machine_as_test(
        Running,
        settings=settings(
            max_examples=8, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
