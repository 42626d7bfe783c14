"""The undo bar on the following page, and the page of what waits to take effect."""

import pytest
from django.urls import reverse

from jiangong.foundation.desk import actions
from jiangong.foundation.desk.models import PendingAct
from jiangong.foundation.desk.states import State
from jiangong.foundation.people.states import MembershipState as S
from tests.factories import make_member, make_officer


@pytest.fixture
def officer(tree):
    return make_officer(tree.enterprise)


@pytest.fixture
def applied(tree):
    return make_member(tree.enterprise, state=S.APPLIED)


def test_the_following_page_shows_the_undo_bar_and_its_button_takes_back(client, officer, applied):
    client.force_login(officer)
    page = client.post(reverse("people:approve", args=[applied.pk]), follow=True)
    pending = PendingAct.objects.get()
    back = reverse("desk:take_back", args=[pending.pk])
    assert f'action="{back}"' in page.content.decode()
    assert "撤回" in page.content.decode()
    assert f'action="{back}"' in client.get(reverse("desk:pending")).content.decode(), "found again later"
    again = client.post(back, {"next": reverse("people:applications")}, follow=True)
    assert again.redirect_chain[-1][0] == reverse("people:applications")
    assert "已撤回" in again.content.decode()
    applied.refresh_from_db()
    pending.refresh_from_db()
    assert (applied.state, pending.state) == (S.APPLIED, State.TAKEN_BACK)


def test_an_outsider_finds_no_such_act(client, tree, officer, applied):
    pending = actions.hold("people.approve", applied, by=officer)
    client.force_login(make_officer(tree.other_enterprise))
    assert client.post(reverse("desk:take_back", args=[pending.pk])).status_code == 404
    assert "approve" not in client.get(reverse("desk:pending")).content.decode()


def test_the_page_says_why_something_did_not_take_effect(client, officer, applied):
    pending = actions.hold("people.approve", applied, by=officer)
    PendingAct.objects.filter(pk=pending.pk).update(
        state=State.REFUSED, answer="这份会籍不在“申请入会”状态。"
    )
    client.force_login(officer)
    assert "这份会籍不在“申请入会”状态。" in client.get(reverse("desk:pending")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_ask_the_database_equally_often(client, tree, officer, django_assert_num_queries, count):
    for _n in range(count):
        actions.hold("people.approve", make_member(tree.enterprise, state=S.APPLIED), by=officer)
        actions.keep_draft(officer, "people.lapse", make_member(tree.enterprise), {"reason": "演示"})
    client.force_login(officer)
    client.get(reverse("desk:pending"))
    with django_assert_num_queries(5):
        client.get(reverse("desk:pending"))
    with django_assert_num_queries(4):
        client.get(reverse("desk:drafts"))
