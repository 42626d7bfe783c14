"""My matters: steps done and to come, promised times, what I can do and take back."""

import pytest
from django.urls import reverse

from jiangong.foundation.clocks.actions import start
from jiangong.foundation.common.days import short_day
from jiangong.foundation.desk.actions import hold, keep_draft
from jiangong.foundation.people.actions import apply_for_membership
from jiangong.foundation.people.models import Membership
from jiangong.foundation.people.states import MembershipState as S
from jiangong.programmes.growth.models import Enrolment
from tests.factories import make_course, make_member, make_person, make_session, make_user

CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}


def see(client, user):
    client.force_login(user)
    answer = client.get(reverse("web:my_matters"), **CHINESE)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_application_shows_where_it_stands_and_what_i_can_do(client, tree):
    user = make_user(make_person("演示申请人"))
    membership = apply_for_membership(user.person, tree.enterprise, by=user)
    text = see(client, user)
    assert tree.enterprise.name in text
    assert 'aria-current="step">工会批准' in text
    assert "看申请，可以撤回" in text
    assert membership.state == S.APPLIED


def test_a_transfer_shows_the_promised_time_of_its_clock(client, tree):
    membership = make_member(tree.enterprise, state=S.LEAVING)
    Membership.objects.filter(pk=membership.pk).update(next_organisation=tree.sibling_enterprise)
    user = make_user(membership.person)
    assert "最迟" not in see(client, user)
    clock = start(membership, "desk.draft_days", organisation=tree.enterprise, by=None)
    text = see(client, user)
    assert f"最迟{short_day(clock.due_at)}办结" in text
    assert f"{tree.enterprise.name} → {tree.sibling_enterprise.name}" in text
    assert reverse("people:my_act", args=[membership.pk, "transfer-cancellation"]) in text


def test_what_i_have_just_sent_can_be_taken_back_here(client, tree):
    membership = make_member(tree.enterprise)
    user = make_user(membership.person)
    pending = hold("people.leaving", membership, by=user)
    keep_draft(user, "people.transfer", membership, {"reason": "搬家"})
    text = see(client, user)
    assert reverse("desk:take_back", args=[pending.pk]) in text
    assert "没有提交的草稿" in text


def test_a_stranger_to_the_register_sees_an_empty_page(client, db):
    assert "没有正在办的事" in see(client, make_user())


@pytest.mark.parametrize("count", [1, 3])
def test_it_needs_few_queries(client, tree, django_assert_max_num_queries, count):
    membership = make_member(tree.enterprise, state=S.LEAVING)
    user = make_user(membership.person)
    for _ in range(count):
        session = make_session(make_course(tree.city), open_to=tree.city)
        Enrolment.objects.create(
            session=session,
            person=membership.person,
            organisation=tree.enterprise,
            state="enrolled",
            enrolled_at=session.enrol_from,
        )
        make_member(tree.sibling_enterprise, person=membership.person, state=S.MOVED)
    see(client, user)
    with django_assert_max_num_queries(12):
        client.get(reverse("web:my_matters"), **CHINESE)
