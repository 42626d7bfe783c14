"""Each verb of membership, from all states: what it allows, what it writes, what it refuses."""

from datetime import date, timedelta

import pytest
import time_machine

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations.states import State as OrganisationState
from jiangong.foundation.people import actions
from jiangong.foundation.people.models import MemberCount, Membership
from jiangong.foundation.people.states import CURRENT, MembershipState, Verb
from tests.factories import make_member, make_person

TODAY = date(2026, 6, 15)
S = MembershipState


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


def verbs_of(person):
    return list(Entry.objects.filter(person=person).order_by("pk").values_list("verb", flat=True))


# verb → (states it starts from, state it leads to, ledger verb); everything else is refused
VERBS = {
    "withdraw_application": ({S.APPLIED}, S.WITHDRAWN, Verb.APPLICATION_WITHDRAWN),
    "approve_application": ({S.APPLIED}, S.ACTIVE, Verb.JOINED),
    "refuse_application": ({S.APPLIED}, S.REFUSED, Verb.APPLICATION_REFUSED),
    "request_transfer": ({S.ACTIVE}, S.LEAVING, Verb.TRANSFER_REQUESTED),
    "cancel_transfer": ({S.LEAVING}, S.ACTIVE, Verb.TRANSFER_CANCELLED),
    "confirm_transfer": ({S.LEAVING}, S.POOL, Verb.TRANSFER_CONFIRMED),
    "return_transfer": ({S.POOL}, S.ACTIVE, Verb.TRANSFER_RETURNED),
    "receive": ({S.POOL}, S.MOVED, Verb.TRANSFERRED),
    "leave": ({S.ACTIVE, S.POOL, S.RETIRED}, S.LEFT, Verb.LEFT),
    "deem_withdrawn": ({S.ACTIVE}, S.LAPSED, Verb.LAPSED),
    "retire": ({S.ACTIVE}, S.RETIRED, Verb.RETIRED),
    "resume": ({S.RETIRED}, S.ACTIVE, Verb.RESUMED),
}


def perform(verb, membership, tree, by=None):
    more = {
        "request_transfer": {"to": tree.other_enterprise},
        "receive": {"into": tree.other_enterprise},
        "return_transfer": {"reason": "不在本单位"},
        "refuse_application": {"reason": "不在本单位"},
        "deem_withdrawn": {
            "since": TODAY - timedelta(days=200),
            "persuaded_on": TODAY - timedelta(days=10),
            "reason": "一直联系不上",
        },
    }
    return getattr(actions, verb)(membership, by=by, **more.get(verb, {}))


@pytest.mark.parametrize("state", S.values)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_from_every_state(verb, state, tree):
    membership = make_member(tree.enterprise, state=state)
    if state in (S.LEAVING, S.POOL):
        membership.next_organisation = tree.other_enterprise
        membership.save()
    froms, to, ledger_verb = VERBS[verb]
    if state in froms:
        perform(verb, membership, tree)
        membership.refresh_from_db()
        assert membership.state == to
        assert verbs_of(membership.person) == [ledger_verb]
        assert (membership.ended_on is None) == (to in CURRENT)
    else:
        with pytest.raises(Refused):
            perform(verb, membership, tree)
        membership.refresh_from_db()
        assert membership.state == state
        assert verbs_of(membership.person) == []


WHO = {
    "withdraw_application": {"member"},
    "approve_application": {"chair", "township_cadre", "district_cadre", "city_officer"},
    "refuse_application": {"chair", "township_cadre", "district_cadre", "city_officer"},
    "request_transfer": {"member", "chair", "township_cadre", "district_cadre", "city_officer"},
    "cancel_transfer": {"member", "chair", "township_cadre", "district_cadre", "city_officer"},
    "confirm_transfer": {"chair", "township_cadre", "district_cadre", "city_officer"},
    "return_transfer": {"city_officer"},
    "receive": {"city_officer"},
    "leave": {"member", "chair", "township_cadre", "district_cadre", "city_officer"},
    "deem_withdrawn": {"chair", "township_cadre", "district_cadre", "city_officer"},
    "retire": {"chair", "township_cadre", "district_cadre", "city_officer"},
    "resume": {"chair", "township_cadre", "district_cadre", "city_officer"},
}


@pytest.mark.parametrize("verb", VERBS)
def test_who_may(verb, tree, cast):
    from tests.factories import make_user

    person = make_person()
    users = {**cast, "member": make_user(person)}
    state = sorted(VERBS[verb][0])[0]
    allowed, denied = set(), []
    for key, user in users.items():
        membership = make_member(tree.enterprise, person=person, state=state)
        membership.next_organisation = tree.other_enterprise if state in (S.LEAVING, S.POOL) else None
        membership.save()
        try:
            perform(verb, membership, tree, by=user)
            allowed.add(key)
        except Refused as refused:
            denied.append(refused.code)
        Membership.objects.filter(person=person, state__in=CURRENT).update(state=S.LEFT)
    assert allowed == WHO[verb]
    assert set(denied) == {"not_permitted"}


def test_joining_gives_a_number_for_life(tree):
    person = make_person()
    application = actions.apply_for_membership(person, tree.enterprise, by=None)
    assert (application.state, application.applied_on, application.number) == (S.APPLIED, TODAY, "")
    member = actions.approve_application(application, by=None)
    assert (member.state, member.joined_on) == (S.ACTIVE, TODAY)
    assert len(member.number) == 11
    actions.leave(member, by=None)
    again = actions.admit(person, tree.sibling_enterprise, by=None)
    assert again.number == member.number
    assert verbs_of(person) == [Verb.APPLIED, Verb.JOINED, Verb.LEFT, Verb.JOINED]


def test_one_current_membership(tree):
    member = make_member(tree.enterprise)
    for attempt in (actions.apply_for_membership, actions.admit):
        with pytest.raises(Refused) as refused:
            attempt(member.person, tree.other_enterprise, by=None)
        assert refused.value.code == "people.already_a_member"
        assert tree.enterprise.name in refused.value.what
    assert verbs_of(member.person) == []


def test_an_ended_union_admits_nobody(tree):
    tree.enterprise.state = OrganisationState.DISSOLVED
    tree.enterprise.save()
    with pytest.raises(Refused) as refused:
        actions.admit(make_person(), tree.enterprise, by=None)
    assert refused.value.code == "people.not_admitting"


def test_nobody_approves_the_own_application(tree, cast):
    cadre = cast["township_cadre"]
    application = actions.apply_for_membership(cadre.person, tree.township, by=cadre)
    with pytest.raises(Refused) as refused:
        actions.approve_application(application, by=cadre)
    assert refused.value.code == "people.not_oneself"


def test_a_worker_applies_only_for_oneself(tree, cast):
    with pytest.raises(Refused) as refused:
        actions.apply_for_membership(make_person(), tree.enterprise, by=cast["worker"])
    assert refused.value.code == "not_permitted"


def test_a_transfer_keeps_number_and_join_date(tree):
    member = actions.admit(make_person(), tree.enterprise, by=None, joined_on=date(2019, 5, 1))
    actions.confirm_transfer(actions.request_transfer(member, tree.other_district, by=None), by=None)
    new = actions.receive(member, tree.other_enterprise, by=None)
    member.refresh_from_db()
    assert (member.state, member.ended_on, member.next_organisation) == (
        S.MOVED,
        TODAY,
        tree.other_enterprise,
    )
    assert (new.state, new.organisation, new.number) == (S.ACTIVE, tree.other_enterprise, member.number)
    assert new.joined_on == date(2019, 5, 1)
    entry = Entry.objects.get(verb=Verb.TRANSFERRED)
    assert (entry.organisation, entry.payload) == (tree.other_enterprise, {"left": tree.enterprise.pk})


def test_a_transfer_is_received_where_it_was_sent_to(tree):
    member = make_member(tree.enterprise)
    actions.confirm_transfer(actions.request_transfer(member, tree.other_township, by=None), by=None)
    with pytest.raises(Refused) as refused:
        actions.receive(member, tree.sibling_enterprise, by=None)
    assert refused.value.code == "people.goes_elsewhere"
    assert tree.other_township.name in refused.value.what


def test_a_transfer_to_where_one_is(tree):
    with pytest.raises(Refused) as refused:
        actions.request_transfer(make_member(tree.enterprise), tree.enterprise, by=None)
    assert refused.value.code == "people.same_union"


@pytest.mark.parametrize(
    ("since", "persuaded_on", "reason", "code"),
    [
        (date(2025, 12, 16), date(2026, 3, 1), "联系不上", "people.too_early_to_lapse"),
        (date(2025, 12, 15), None, "联系不上", "people.not_persuaded"),
        (date(2025, 12, 15), date(2025, 12, 14), "联系不上", "people.not_persuaded"),
        (date(2025, 12, 15), date(2026, 6, 16), "联系不上", "people.not_persuaded"),
        (date(2025, 12, 15), date(2026, 3, 1), "  ", "people.reason_missing"),
    ],
)
def test_lapsing_needs_six_months_and_persuasion(tree, since, persuaded_on, reason, code):
    member = make_member(tree.enterprise)
    with pytest.raises(Refused) as refused:
        actions.deem_withdrawn(member, since=since, persuaded_on=persuaded_on, reason=reason, by=None)
    assert refused.value.code == code


def test_lapsing_on_the_very_day_keeps_the_parameter_it_used(tree):
    member = make_member(tree.enterprise)
    actions.deem_withdrawn(
        member, since=date(2025, 12, 15), persuaded_on=date(2026, 3, 1), reason="联系不上", by=None
    )
    assert Entry.objects.get(verb=Verb.LAPSED).payload == {
        "parameter": "people.deemed_withdrawal_months",
        "months": 6,
        "status": "to_be_confirmed",
        "since": "2025-12-15",
        "persuaded_on": "2026-03-01",
    }


def test_the_refusal_names_clause_figure_and_day(tree):
    with pytest.raises(Refused) as refused:
        actions.deem_withdrawn(
            make_member(tree.enterprise), since=date(2026, 1, 1), persuaded_on=TODAY, reason="x", by=None
        )
    assert "2026-07-01" in refused.value.what
    assert "6个月" in refused.value.rule
    assert "待核定" in refused.value.rule


def test_counts_follow_every_write(tree):
    def counted():
        rows = MemberCount.objects.filter(people__gt=0).values_list("organisation_id", "state", "people")
        return {(organisation, state): people for organisation, state, people in rows}

    member = make_member(tree.enterprise)
    make_member(tree.enterprise)
    assert counted() == {(tree.enterprise.pk, S.ACTIVE): 2}
    actions.confirm_transfer(actions.request_transfer(member, tree.other_enterprise, by=None), by=None)
    actions.receive(member, tree.other_enterprise, by=None)
    assert counted() == {
        (tree.enterprise.pk, S.ACTIVE): 1,
        (tree.enterprise.pk, S.MOVED): 1,
        (tree.other_enterprise.pk, S.ACTIVE): 1,
    }
    Membership.objects.filter(organisation=tree.enterprise).delete()
    assert counted() == {(tree.other_enterprise.pk, S.ACTIVE): 1}


def test_numbers_are_unused_and_checked(tree):
    numbers = actions.allocate_numbers(3)
    assert len(set(numbers) | set(actions.allocate_numbers(3))) == 6
    assert all(number[0] == "M" and number[1:].isdigit() and len(number) == 11 for number in numbers)


class TestUnionsThatEnd:
    def test_members_go_along_into_the_other_union(self, tree, cast):
        active = actions.admit(make_person(), tree.enterprise, by=None)
        retired = make_member(tree.enterprise, state=S.RETIRED)
        leaving = actions.request_transfer(make_member(tree.enterprise), tree.sibling_enterprise, by=None)
        elsewhere = actions.request_transfer(make_member(tree.enterprise), tree.other_enterprise, by=None)
        applied = make_member(tree.enterprise, state=S.APPLIED)
        chair = cast["chair"].person.memberships.get()
        actions.merge_unions(tree.enterprise, tree.sibling_enterprise, by=cast["district_cadre"])

        def now(membership):
            one = Membership.objects.get(person=membership.person, state__in=CURRENT)
            assert one.organisation == tree.sibling_enterprise
            return one.state

        assert now(active) == now(chair) == now(leaving) == S.ACTIVE
        assert now(retired) == S.RETIRED
        assert now(elsewhere) == S.LEAVING
        assert now(applied) == S.APPLIED
        active.refresh_from_db()
        assert active.state == S.MOVED
        assert Membership.objects.get(person=active.person, state=S.ACTIVE).number == active.number
        assert Entry.objects.filter(verb=Verb.TRANSFERRED, organisation=tree.sibling_enterprise).count() == 5
        assert cast["chair"].person.appointments.get().until == TODAY

    def test_members_of_a_dissolved_union_are_kept_by_the_one_above(self, tree, cast):
        member = make_member(tree.branch)
        actions.dissolve_union(tree.branch, by=cast["district_cadre"])
        current = Membership.objects.get(person=member.person, state__in=CURRENT)
        assert (current.organisation, current.state) == (tree.enterprise, S.ACTIVE)

    def test_an_outsider_cannot(self, tree, cast):
        for key in ("worker", "chair", "outsider", "auditor", "administrator"):
            with pytest.raises(Refused):
                actions.merge_unions(tree.enterprise, tree.sibling_enterprise, by=cast[key])
