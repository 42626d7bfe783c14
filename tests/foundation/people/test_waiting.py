"""Joining and transfers run on clocks and wait in the inbox: each step stops what ran and lets the next begin."""

import pytest

from jiangong.foundation.clocks.models import Clock
from jiangong.foundation.clocks.queries import clock_of, history
from jiangong.foundation.clocks.states import Event, State
from jiangong.foundation.inbox.models import Matter
from jiangong.foundation.people import actions
from jiangong.foundation.people.states import WAITS, MembershipState
from jiangong.foundation.rulebook.queries import parameter
from tests.factories import make_member, make_officer, make_person, make_user


@pytest.fixture
def applied(tree):
    person = make_person("演示某某")
    return actions.apply_for_membership(person, tree.enterprise, by=make_user(person))


def waiting():
    return [(one.kind, one.organisation_id) for one in Matter.objects.filter(closed_at__isnull=True)]


def running():
    return [(one.rule, one.organisation_id) for one in Clock.objects.filter(state=State.RUNNING)]


@pytest.mark.parametrize("state", WAITS)
def test_every_rule_has_its_parameter_to_be_confirmed(state):
    found = parameter(WAITS[state].rule)
    assert (found.unit, found.confirmed, found.sample) == ("工作日", False, True)


def test_an_application_waits_for_its_union_until_it_is_decided(applied, tree, cast):
    assert running() == [("people.application_days", tree.enterprise.pk)]
    assert waiting() == [("people.decide_application", tree.enterprise.pk)]
    clock = clock_of(applied)
    assert Matter.objects.get().due_at == clock.due_at
    actions.approve_application(applied, by=cast["chair"])
    assert (running(), waiting()) == ([], [])
    assert [one.kind for one in history(clock)] == [Event.STARTED, Event.STOPPED]


@pytest.mark.parametrize("how", ["withdraw_application", "refuse_application"])
def test_whatever_ends_an_application_ends_its_clock(applied, how):
    more = {"reason": "条件不符"} if how == "refuse_application" else {}
    getattr(actions, how)(applied, by=None, **more)
    assert (running(), waiting()) == ([], [])


def test_a_transfer_waits_for_the_old_union_and_then_for_the_new_one(tree, cast):
    membership = make_member(tree.enterprise)
    actions.request_transfer(membership, tree.other_township, by=None)
    assert running() == [("people.transfer_confirm_days", tree.enterprise.pk)]
    actions.confirm_transfer(membership, by=cast["chair"])
    assert running() == [("people.transfer_receive_days", tree.other_township.pk)]
    assert waiting() == [("people.receive", tree.other_township.pk)]
    actions.receive(membership, tree.other_enterprise, by=make_officer(tree.other_township))
    assert (running(), waiting()) == ([], [])


@pytest.mark.parametrize("how", ["cancel_transfer", "return_transfer", "leave"])
def test_a_transfer_that_comes_to_nothing_leaves_nothing_waiting(tree, how):
    membership = make_member(tree.enterprise)
    actions.request_transfer(membership, tree.other_enterprise, by=None)
    if how != "cancel_transfer":
        actions.confirm_transfer(membership, by=None)
    getattr(actions, how)(membership, by=None, reason="不转了")
    assert (running(), waiting()) == ([], [])


def test_when_a_union_ends_its_clocks_go_on_where_its_members_go(applied, tree):
    leaving = make_member(tree.enterprise)
    actions.request_transfer(leaving, tree.other_enterprise, by=None)
    clock = clock_of(applied)
    actions.merge_unions(tree.enterprise, tree.sibling_enterprise, by=None)
    clock.refresh_from_db()
    assert (clock.organisation, clock.state) == (tree.sibling_enterprise, State.RUNNING)
    assert sorted(running()) == [
        ("people.application_days", tree.sibling_enterprise.pk),
        ("people.transfer_confirm_days", tree.sibling_enterprise.pk),
    ]
    assert {place for _kind, place in waiting()} == {tree.sibling_enterprise.pk}


def test_memberships_from_before_the_clocks_are_decided_all_the_same(tree):
    old = make_member(tree.enterprise, state=MembershipState.APPLIED)
    assert actions.approve_application(old, by=None).state == MembershipState.ACTIVE
