"""Undo as delayed effect: nothing happens before the time, then the real action runs once, with its author's right."""

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections
from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.desk import actions, queries
from jiangong.foundation.desk.models import Draft, PendingAct
from jiangong.foundation.desk.states import MOST_TRIES, TRANSITIONS, HeldAct, Reason, State
from jiangong.foundation.inbox.models import Message
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations.states import Role
from jiangong.foundation.people.models import Appointment, Membership
from jiangong.foundation.people.states import MembershipState as S
from tests.factories import make_member, make_officer, make_user

MINUTES = 10


def after(minutes):
    return timezone.now() + timedelta(minutes=minutes)


@pytest.fixture
def applied(tree):
    return make_member(tree.enterprise, state=S.APPLIED)


@pytest.fixture
def officer(tree):
    return make_officer(tree.enterprise)


def joined():
    return Entry.objects.filter(verb="people.joined").count()


def test_nothing_happens_before_the_time_and_the_act_after_it(applied, officer):
    pending = actions.hold("people.approve", applied, by=officer, about="演**")
    applied.refresh_from_db()
    assert (applied.state, joined()) == (S.APPLIED, 0)
    assert pending.effect_at - pending.held_at == timedelta(minutes=MINUTES)
    assert actions.take_effect(pending.pk) == "", "not yet due"
    assert actions.take_effect(pending.pk, now=after(MINUTES + 1)) == State.DONE
    applied.refresh_from_db()
    assert (applied.state, joined()) == (S.ACTIVE, 1)
    assert Entry.objects.get(verb="people.joined").recorded_by == officer
    assert actions.take_effect(pending.pk, now=after(MINUTES + 2)) == "", "once and for all"
    assert joined() == 1


def test_what_the_rules_forbid_now_is_refused_now_and_leaves_nothing(tree, officer):
    member = make_member(tree.enterprise)
    with pytest.raises(Refused) as refused:
        actions.hold("people.approve", member, by=officer)
    assert refused.value.code == "people.not_applied"
    with pytest.raises(Refused) as refused:
        actions.hold("people.leaving", member, by=make_user())
    assert refused.value.code == "not_permitted"
    assert not PendingAct.objects.exists()


def test_the_author_takes_it_back_and_gets_back_what_was_typed(applied, officer):
    pending = actions.hold("people.refusal", applied, by=officer, facts={"reason": "材料不全"})
    actions.take_back(pending, by=officer)
    assert actions.take_effect(pending.pk, now=after(60)) == ""
    applied.refresh_from_db()
    assert applied.state == S.APPLIED
    assert queries.draft(officer, "people.refusal", applied).data == {"reason": "材料不全"}
    assert PendingAct.objects.get().facts == {}


def test_whoever_holds_the_same_right_takes_it_back_and_nobody_else(tree, applied, officer):
    pending = actions.hold("people.approve", applied, by=officer)
    for stranger in (make_officer(tree.other_enterprise), make_officer(tree.city, Role.AUDITOR)):
        with pytest.raises(Refused) as refused:
            actions.take_back(pending, by=stranger)
        assert refused.value.code == "not_permitted"
    above = make_officer(tree.district)
    assert actions.take_back(pending, by=above).ended_by == above


def test_two_acts_on_one_thing_do_not_wait_together(tree, applied, officer):
    actions.hold("people.approve", applied, by=officer)
    with pytest.raises(Refused) as refused:
        actions.hold("people.refusal", applied, by=make_officer(tree.district), facts={"reason": "重复"})
    assert refused.value.reason == Reason.ALREADY_WAITING


def test_a_right_that_has_gone_meanwhile_lets_nothing_take_effect(applied, officer):
    pending = actions.hold("people.approve", applied, by=officer)
    Appointment.objects.filter(person=officer.person).update(until=timezone.localdate() - timedelta(days=1))
    assert actions.take_effect(pending.pk, now=after(MINUTES + 1)) == State.REFUSED
    applied.refresh_from_db()
    pending.refresh_from_db()
    assert (applied.state, joined()) == (S.APPLIED, 0), "the matter stands again"
    assert pending.code == "not_permitted"
    assert "权限" in pending.answer
    told = Message.objects.get(person=officer.person)
    assert (told.kind, told.words["why"]) == ("inbox.not_in_effect", pending.answer)
    again = make_officer(applied.organisation)
    assert actions.hold("people.approve", applied, by=again).state == State.WAITING


def test_what_happened_meanwhile_is_told(applied, officer):
    pending = actions.hold("people.approve", applied, by=officer)
    Membership.objects.filter(pk=applied.pk).update(state=S.WITHDRAWN)
    assert actions.take_effect(pending.pk, now=after(MINUTES + 1)) == State.REFUSED
    assert queries.ended_badly(officer)[0].code == "people.not_applied"


def test_a_thing_that_is_gone_is_told_too(applied, officer):
    pending = actions.hold("people.approve", applied, by=officer)
    applied.delete()
    assert actions.take_effect(pending.pk, now=after(MINUTES + 1)) == State.REFUSED
    assert PendingAct.objects.get().code == Reason.SUBJECT_GONE.code


def test_no_minutes_means_at_once(applied, officer, monkeypatch):
    monkeypatch.setattr("jiangong.foundation.desk.actions.holding.value", lambda key: 0)
    assert actions.hold("people.approve", applied, by=officer).state == State.DONE
    applied.refresh_from_db()
    assert applied.state == S.ACTIVE


@pytest.mark.parametrize(("left", "expected"), [(-5, State.DONE), (4, State.WAITING)])
def test_waiting_makes_nobody_late(applied, officer, monkeypatch, left, expected):
    deadline = after(left)
    act = queries.held_acts()["people.approve"]
    urgent = HeldAct(act.code, act.title, act.permission, act.run, deadline=lambda subject: deadline)
    monkeypatch.setitem(queries.held_acts(), "people.approve", urgent)
    pending = actions.hold("people.approve", applied, by=officer)
    assert pending.state == expected
    assert pending.effect_at <= max(deadline, pending.held_at)


def test_an_error_of_the_program_is_tried_again_and_then_given_up(applied, officer, monkeypatch):
    pending = actions.hold("people.approve", applied, by=officer)
    act = queries.held_acts()["people.approve"]

    def broken(subject, facts, by):
        subject.delete()
        raise ZeroDivisionError

    told = []
    monkeypatch.setitem(
        queries.held_acts(),
        "people.approve",
        HeldAct(act.code, act.title, act.permission, broken, ended=told.append),
    )
    states = [actions.take_effect(pending.pk, now=after(60 * n)) for n in range(1, MOST_TRIES + 2)]
    assert states == [State.WAITING] * (MOST_TRIES - 1) + [State.FAILED, ""]
    assert Membership.objects.filter(pk=applied.pk).exists(), "what failed has written nothing"
    assert [one.pk for one in told] == [pending.pk]


@pytest.mark.parametrize("state", State)
def test_only_what_waits_can_be_taken_back_or_take_effect(applied, officer, state):
    pending = actions.hold("people.approve", applied, by=officer)
    PendingAct.objects.filter(pk=pending.pk).update(state=state)
    if TRANSITIONS[state]:
        assert actions.take_back(pending, by=officer).state == State.TAKEN_BACK
        return
    with pytest.raises(Refused) as refused:
        actions.take_back(pending, by=officer)
    assert refused.value.reason == Reason.NOT_WAITING
    assert actions.take_effect(pending.pk, now=after(60)) == ""
    assert joined() == 0


def test_old_ones_are_cleared_away_and_what_waits_is_not(applied, officer, tree):
    old = actions.hold("people.approve", applied, by=officer)
    actions.take_back(old, by=officer)
    waiting = actions.hold("people.approve", applied, by=officer)
    PendingAct.objects.update(ended_at=after(-60 * 24 * 31))
    PendingAct.objects.filter(pk=waiting.pk).update(ended_at=None)
    assert actions.drop_old_pending() == 1
    assert PendingAct.objects.get().pk == waiting.pk


def test_forgetting_empties_what_was_typed_about_somebody(applied, officer):
    actions.hold("people.refusal", applied, by=officer, facts={"reason": f"{applied.person.name}材料不全"})
    actions.keep_draft(officer, "people.lapse", applied, {"reason": f"{applied.person.name}没有联系上"})
    actions.forget(people=[applied.person_id], accounts=[], words=[applied.person.name])
    assert PendingAct.objects.get().facts == {}
    assert not Draft.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_has_done_nothing_and_the_next_one_does_it_once(
    applied, officer, monkeypatch
):
    pending = actions.hold("people.approve", applied, by=officer)
    act = queries.held_acts()["people.approve"]
    acted, killed = threading.Event(), threading.Event()
    backend = []

    def slow(subject, facts, by):
        act.run(subject, facts, by)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backend.append(cursor.fetchone()[0])
        acted.set()
        killed.wait(10)

    monkeypatch.setitem(
        queries.held_acts(), "people.approve", HeldAct(act.code, act.title, act.permission, slow)
    )
    errors = []

    def work():
        try:
            actions.take_effect(pending.pk, now=after(MINUTES + 1))
        except OperationalError as error:
            errors.append(error)
        finally:
            connections["default"].close()

    worker = threading.Thread(target=work)
    worker.start()
    assert acted.wait(10)
    assert actions.take_effect(pending.pk, now=after(MINUTES + 1)) == "", "it is in another worker's hands"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", backend)
    killed.set()
    worker.join(10)
    assert errors
    applied.refresh_from_db()
    assert (applied.state, joined()) == (S.APPLIED, 0)
    monkeypatch.undo()
    assert queries.due(after(MINUTES + 1)) == [pending.pk]
    assert actions.take_effect(pending.pk, now=after(MINUTES + 1)) == State.DONE
    assert actions.take_effect(pending.pk, now=after(MINUTES + 1)) == ""
    applied.refresh_from_db()
    assert (applied.state, joined()) == (S.ACTIVE, 1)
