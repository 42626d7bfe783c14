"""Places: first come first served, the waiting list in order, every refusal with its words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.models import Entry
from jiangong.programmes.growth import actions
from jiangong.programmes.growth.actions import places
from jiangong.programmes.growth.actions.places import Ask, Place, give_places
from jiangong.programmes.growth.models import Enrolment, Session
from jiangong.programmes.growth.states import EnrolmentState, SessionState
from tests.factories import make_course, make_member, make_person, make_session, make_user


def state_of(enrolment):
    return Enrolment.objects.get(pk=enrolment.pk).state


def test_first_come_first_served_then_the_waiting_list(session, enrolled):
    first, second, third = enrolled(3)
    assert [state_of(one) for one in (first, second, third)] == ["enrolled", "enrolled", "waiting"]
    session.refresh_from_db()
    assert session.taken == session.places == 2
    entries = Entry.objects.filter(subject_type="growth.enrolment").order_by("pk")
    assert [(e.verb, e.subject_id, e.person_id) for e in entries] == [
        ("growth.enrolled", first.pk, first.person_id),
        ("growth.enrolled", second.pk, second.person_id),
        ("growth.waiting", third.pk, third.person_id),
    ]
    assert {e.organisation_id for e in entries} == {first.organisation_id}


def test_the_entry_names_the_user_who_asked(session, learner):
    user = learner()
    place = actions.enrol(session.pk, by=user)
    assert (
        Entry.objects.get(subject_type="growth.enrolment", subject_id=place.enrolment_id).recorded_by == user
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"state": SessionState.DRAFT}, "growth.not_open"),
        ({"state": SessionState.CLOSED}, "growth.not_open"),
        ({"state": SessionState.FINISHED}, "growth.not_open"),
        ({"state": SessionState.CANCELLED}, "growth.not_open"),
        ({"enrol_from": timezone.now() + timedelta(days=1)}, "growth.not_yet"),
        ({"enrol_until": timezone.now() - timedelta(hours=1)}, "growth.too_late"),
    ],
)
def test_outside_its_state_and_window_nobody_gets_in(course, learner, changes, code):
    session = make_session(course, **changes)
    with pytest.raises(Refused) as refused:
        actions.enrol(session.pk, by=learner())
    assert refused.value.code == code
    assert all((refused.value.what, refused.value.rule, refused.value.remedy))
    assert not Enrolment.objects.exists()


def test_nobody_enrols_twice_but_may_again_after_cancelling(session, learner):
    user = learner()
    place = actions.enrol(session.pk, by=user)
    with pytest.raises(Refused, match=r"growth\.already_enrolled|已经报过"):
        actions.enrol(session.pk, by=user)
    actions.cancel_enrolment(Enrolment.objects.get(pk=place.enrolment_id), by=user)
    assert actions.enrol(session.pk, by=user).state == EnrolmentState.ENROLLED


def test_the_same_key_gets_the_same_answer(session, learner):
    user = learner()
    first = actions.enrol(session.pk, by=user, request_key="k1")
    again = actions.enrol(session.pk, by=user, request_key="k1")
    assert (again.enrolment_id, again.state, again.replayed) == (first.enrolment_id, first.state, True)
    assert Enrolment.objects.count() == 1
    actions.cancel_enrolment(Enrolment.objects.get(), by=user)
    assert actions.enrol(session.pk, by=user, request_key="k1").state == EnrolmentState.CANCELLED


def test_a_key_is_good_for_one_session(session, course, learner):
    user = learner()
    actions.enrol(session.pk, by=user, request_key="k1")
    with pytest.raises(Refused) as refused:
        actions.enrol(make_session(course).pk, by=user, request_key="k1")
    assert refused.value.code == "growth.key_reused"


@pytest.mark.parametrize("state", ["applied", "pool", "retired", "left", "lapsed", "refused", "moved"])
def test_only_active_members_enrol(session, tree, state):
    user = make_user(make_member(tree.enterprise, state=state).person)
    with pytest.raises(Refused) as refused:
        actions.enrol(session.pk, by=user)
    assert refused.value.code == "growth.not_a_member"


def test_an_account_without_a_person_is_told_so(session, db):
    with pytest.raises(Refused) as refused:
        actions.enrol(session.pk, by=make_user())
    assert refused.value.code == "growth.not_a_member"


def test_a_session_is_for_the_unions_below_the_one_it_is_open_to_on_both_lines(tree, course, learner):
    def may(organisation, open_to):
        try:
            actions.enrol(make_session(course, open_to=open_to).pk, by=learner(organisation))
        except Refused as refused:
            return refused.code
        return True

    assert may(tree.branch, tree.district) is True
    assert may(tree.other_enterprise, tree.district) == "growth.not_for_this_union"
    assert may(tree.enterprise, tree.industry) is True, "the second line counts too"
    assert may(tree.sibling_enterprise, tree.industry) == "growth.not_for_this_union"
    assert may(tree.other_enterprise, tree.city) is True


def test_a_batch_over_several_sessions_answers_each_ask(tree, course, session, learner):
    other = make_session(course, places=1)
    people = [learner().person_id for _ in range(4)]
    asks = [
        Ask(session.pk, people[0], None),
        Ask(other.pk, people[0], None),
        Ask(other.pk, people[1], None),
        Ask(session.pk, people[0], None),
        Ask(0, people[2], None),
        Ask(session.pk, people[3], None),
        Ask(session.pk, make_person().pk, None),
    ]
    answers = give_places(asks)
    assert [a.state if isinstance(a, Place) else getattr(a, "code", type(a)) for a in answers] == [
        "enrolled",
        "enrolled",
        "waiting",
        "growth.already_enrolled",
        Session.DoesNotExist,
        "enrolled",
        "growth.not_a_member",
    ]
    session.refresh_from_db()
    other.refresh_from_db()
    assert (session.taken, other.taken) == (2, 1)
    for answer in answers:
        if isinstance(answer, Place):
            row = Enrolment.objects.get(pk=answer.enrolment_id)
            assert (row.session_id, row.person_id, row.state) == (
                answer.session_id,
                answer.person_id,
                answer.state,
            )


def test_the_number_of_statements_does_not_grow_with_the_batch(course, learner, django_assert_num_queries):
    session = make_session(course)
    give_places([Ask(session.pk, learner().person_id, None)])  # prepares the statement on this connection
    for people in ([learner().person_id], [learner().person_id for _ in range(20)]):
        asks = [Ask(session.pk, person, None) for person in people]
        with django_assert_num_queries(3):  # a savepoint, its release; write
            give_places(asks)
        with django_assert_num_queries(4):  # … and read why not
            give_places(asks)


def test_one_key_for_two_sessions_in_one_batch_is_good_for_the_first(session, course, learner):
    person, other = learner().person_id, make_session(course)
    asks = [Ask(one.pk, person, None, request_key="the-same-key") for one in (session, other)]
    given, refused = give_places(asks)
    assert (given.session_id, refused.code) == (session.pk, "growth.key_reused")
    assert Enrolment.objects.count() == 1


def test_a_key_may_hold_any_sign(session, learner):
    for key in ('a "quoted" one', "back\\slash, {braces}", "NULL", "空 格"):
        person = learner().person_id
        (place,) = give_places([Ask(session.pk, person, None, request_key=key)])
        assert Enrolment.objects.get(pk=place.enrolment_id).request_key == key
        (again,) = give_places([Ask(session.pk, person, None, request_key=key)])
        assert again.replayed


@pytest.mark.parametrize("shut_again", [False, True])
def test_whoever_may_after_all_once_it_is_read_why_not_tries_again(session, learner, monkeypatch, shut_again):
    """Another process opens the session between the two statements (and shuts it again after the second)."""
    becomes = Session.objects.filter(pk=session.pk).update
    becomes(state=SessionState.CLOSED)
    give, read_why, tries = places.give, places.why_not, []

    def giving(*args):
        tries.append(args)
        if shut_again:
            becomes(state=SessionState.CLOSED)
        return give(*args)

    def reading(*args, **kwargs):
        becomes(state=SessionState.OPEN)
        return read_why(*args, **kwargs)

    monkeypatch.setattr(places, "give", giving)
    monkeypatch.setattr(places, "why_not", reading)
    (answer,) = give_places([Ask(session.pk, learner().person_id, None)])
    if shut_again:
        assert answer.code == "growth.not_open"
        assert session.name in answer.what
        assert len(tries) == 3
    else:
        assert answer.state == EnrolmentState.ENROLLED


def test_who_cancels_gives_the_place_to_the_first_who_waits(session, enrolled, officer):
    first, second, third, fourth = enrolled(4)
    actions.cancel_enrolment(first, by=None)
    assert [state_of(one) for one in (first, second, third, fourth)] == [
        "cancelled",
        "enrolled",
        "enrolled",
        "waiting",
    ]
    session.refresh_from_db()
    assert session.taken == 2
    assert list(Entry.objects.filter(verb="growth.promoted").values_list("subject_id", flat=True)) == [
        third.pk
    ], "who moves up is written down"
    actions.cancel_enrolment(fourth, by=None)
    session.refresh_from_db()
    assert session.taken == 2, "leaving the queue frees no place"


def test_more_places_go_to_the_queue_at_once(session, enrolled, officer):
    enrolled(5)
    session.refresh_from_db()
    facts = {name: getattr(session, name) for name in actions.sessions.SessionFacts.__dataclass_fields__}
    actions.change_session(session, actions.sessions.SessionFacts(**{**facts, "places": 4}), by=officer)
    session.refresh_from_db()
    assert session.taken == 4
    assert list(Enrolment.objects.order_by("pk").values_list("state", flat=True)) == ["enrolled"] * 4 + [
        "waiting"
    ]
    with pytest.raises(Refused) as refused:
        actions.change_session(session, actions.sessions.SessionFacts(**{**facts, "places": 3}), by=officer)
    assert refused.value.code == "growth.places_below_taken"
    assert "4" in refused.value.what


def test_a_learner_cancels_until_the_session_begins_an_officer_until_it_is_finished(
    tree, course, learner, officer, over
):
    session = make_session(course)
    user = learner()
    enrolment = Enrolment.objects.get(pk=actions.enrol(session.pk, by=user).enrolment_id)
    over(session)
    with pytest.raises(Refused) as refused:
        actions.cancel_enrolment(enrolment, by=user)
    assert refused.value.code == "growth.already_begun"
    assert actions.cancel_enrolment(enrolment, by=officer).state == "cancelled"


def test_colleagues_are_enrolled_by_officers_of_their_own_union_only(tree, session, cast):
    mine = make_member(tree.enterprise).person
    also_mine = make_member(tree.branch).person
    not_mine = make_member(tree.other_enterprise).person
    chair = cast["chair"]
    answers = actions.enrol_colleagues(session, [mine, also_mine], by=chair)
    assert [a.state for a in answers] == ["enrolled", "enrolled"]
    for people in ([not_mine], [make_member(tree.enterprise).person, not_mine], [make_person()]):
        with pytest.raises(Refused, match="权限"):
            actions.enrol_colleagues(session, people, by=chair)
    assert Enrolment.objects.count() == 2
    with pytest.raises(Refused, match="权限"):
        actions.enrol_colleagues(session, [make_member(tree.enterprise).person], by=cast["worker"])


def test_overlapping_sessions_are_allowed(course, learner):
    user = learner()
    for _ in range(2):
        assert actions.enrol(make_session(course).pk, by=user).state == "enrolled"


def test_a_session_of_another_course_does_not_mix(tree, learner):
    a, b = (make_session(make_course(tree.city), places=1) for _ in range(2))
    for session in (a, b):
        assert actions.enrol(session.pk, by=learner()).state == "enrolled"
