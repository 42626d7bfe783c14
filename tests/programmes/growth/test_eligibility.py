"""Who may enrol: one rule that refuses, says why, and says what would be enough; the act, the page and the rule agree."""

from datetime import timedelta
from html import unescape
from itertools import product

from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.rulebook.explain import compares, holds, smallest_change
from jiangong.programmes.growth.actions.places import Ask, Place, give_places
from jiangong.programmes.growth.formulas import Clause, enrolment_facts, enrolment_rule
from jiangong.programmes.growth.models import Enrolment
from jiangong.programmes.growth.queries import eligibility_of
from jiangong.programmes.growth.states import SessionState
from tests.factories import make_person, make_session, make_user

REASONS = {
    Clause.OPEN: "growth.not_open",
    Clause.BEGUN: "growth.not_yet",
    Clause.NOT_OVER: "growth.too_late",
    Clause.ONCE: "growth.already_enrolled",
    Clause.MEMBER: "growth.not_a_member",
    Clause.BELONGS: "growth.not_for_this_union",
}
HOUR = timedelta(hours=1)


def cases():
    """Every combination of what the rule asks about, at both edges of the time."""
    return product(
        SessionState.values,
        ["before", "first", "last", "after"],
        [False, True],
        ["none", "elsewhere", "here"],
    )


def facts_of(state, when, enrolled, union):
    now = timezone.now().replace(second=0, microsecond=0)
    start, end = {
        "before": (now + HOUR, now + 2 * HOUR),
        "first": (now, now + HOUR),
        "last": (now - HOUR, now + timedelta(minutes=1)),
        "after": (now - HOUR, now),
    }[when]
    counts_for = {"none": None, "elsewhere": frozenset({2}), "here": frozenset({1, 2})}[union]
    return enrolment_rule(start, end, "演示工会"), enrolment_facts(
        state=state, now=now, enrolled=enrolled, open_to=1, counts_for=counts_for
    )


def test_the_rule_is_kept_only_if_everything_is():
    kept = [case for case in cases() if holds(*facts_of(*case))]
    assert sorted(kept) == [("open", "first", False, "here"), ("open", "last", False, "here")]


def test_the_smallest_change_turns_every_case_that_can_be_turned():
    for case in cases():
        rule, facts = facts_of(*case)
        turn = smallest_change(rule, facts)
        assert turn is not None, case
        assert holds(rule, turn.applied(facts)) != holds(rule, facts)
        if not holds(rule, facts):
            broken = {one.datum.key for one in compares(rule) if not holds(one, facts)}
            assert {one.datum.key for one in turn.changes} == broken, (
                "no more is asked for than what is broken"
            )


def test_the_act_the_rule_and_the_page_agree_in_every_case(tree, course, learner):
    """All combinations through the act itself: the statement that gives places and the rule say the same."""
    unions = {"elsewhere": tree.other_enterprise, "here": tree.enterprise}
    tried = 0
    for state, when, enrolled, union in cases():
        now = timezone.now()
        start, end = {
            "before": (now + HOUR, now + 2 * HOUR),
            "first": (now - timedelta(seconds=1), now + HOUR),
            "last": (now - HOUR, now + HOUR),
            "after": (now - HOUR, now),
        }[when]
        session = make_session(course, open_to=tree.district, state=state, enrol_from=start, enrol_until=end)
        user = make_user(make_person()) if union == "none" else learner(unions[union])
        if enrolled:
            home = unions.get(union, tree.enterprise)
            Enrolment.objects.create(
                session=session, person=user.person, organisation=home, state="enrolled", enrolled_at=now
            )
        why = eligibility_of(user, session)
        [answer] = give_places([Ask(session.pk, user.person_id, user.pk)])
        tried += 1
        if why.holds:
            assert isinstance(answer, Place), (state, when, enrolled, union)
        else:
            assert isinstance(answer, Refused), (state, when, enrolled, union)
            first = next(one for one in why.lines if not one.holds)
            assert answer.code == REASONS[Clause(first.clause)]
            assert first.owner
            assert first.remedy
    assert tried == len(SessionState.values) * 4 * 2 * 3


def test_a_worker_reads_which_clause_and_who_can_correct_it(client, tree, course):
    user = make_user(make_person())
    session = make_session(course)
    client.force_login(user)
    assert f"/courses/{session.pk}/eligibility/" in client.get(f"/courses/{session.pk}/").content.decode()
    page = unescape(client.get(f"/courses/{session.pk}/eligibility/").content.decode())
    for words in (
        "现在不能报名",
        "是在册的工会会员",
        "所在单位工会",
        "最少要改变什么",
        "否 → <b>是</b>",
    ):
        assert words in page


def test_who_may_enrol_is_told_so(client, course, learner):
    session = make_session(course)
    client.force_login(learner())
    page = unescape(client.get(f"/courses/{session.pk}/eligibility/").content.decode())
    assert "可以报名" in page
    assert "最少要改变什么" not in page


def test_of_what_lies_ahead_it_is_said_from_when(client, course, learner):
    begins = timezone.now() + timedelta(days=3)
    session = make_session(course, enrol_from=begins)
    client.force_login(learner())
    page = unescape(client.get(f"/courses/{session.pk}/eligibility/").content.decode())
    assert "等到" in page
    session = make_session(course, enrol_until=timezone.now() - HOUR)
    page = unescape(client.get(f"/courses/{session.pk}/eligibility/").content.decode())
    assert "时间已过" in page


def test_the_page_asks_little(client, course, learner, django_assert_max_num_queries):
    session = make_session(course)
    client.force_login(learner())
    with django_assert_max_num_queries(12):
        client.get(f"/courses/{session.pk}/eligibility/")
