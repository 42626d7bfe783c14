"""Handing over several matters at once: shown in words first, then as far as it can be done."""

import pytest
from django.urls import reverse

from jiangong.foundation.inbox.models import Matter, Message
from jiangong.foundation.inbox.queries import colleagues_for, kinds, takers_of
from jiangong.foundation.organisations.states import Role
from tests.factories import make_appointment, make_officer
from tests.web.test_due import APPROVE, OTHER, applied, open_for, see

ADDRESS = reverse("web:hand_over")


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    for kind in (APPROVE, OTHER):
        monkeypatch.setitem(kinds.matter_kinds(), kind.code, kind)


@pytest.fixture
def officer(tree):
    return make_officer(tree.township)


@pytest.fixture
def colleague(tree):
    """Somebody with an office at one of the two unions."""
    return make_officer(tree.enterprise)


@pytest.fixture
def matters(tree, officer, colleague):
    """Two at the township's enterprise, one at the township itself."""
    below = open_for(tree.enterprise, applied(tree.enterprise, "演示甲"), applied(tree.enterprise, "演示乙"))
    make_appointment(officer.person, tree.enterprise, Role.CADRE)
    return [*below, *open_for(tree.township, applied(tree.township, "演示丙"))]


def chosen(matters, **more):
    return {"matter": [one.pk for one in matters], "next": reverse("web:workbench"), **more}


def test_takers_are_those_of_each_matter_and_who_can_take_most_comes_first(
    tree, matters, officer, colleague, django_assert_num_queries
):
    chair = make_officer(tree.township, Role.CHAIR)
    fresh = list(Matter.objects.select_related("seat").order_by("pk"))
    with django_assert_num_queries(2):
        found = takers_of(fresh)
    assert [len(one.matters) for one in found] == sorted((len(one.matters) for one in found), reverse=True)
    assert {one.person.pk for one in found} == {officer.person_id, colleague.person_id, chair.person_id}
    for one in fresh:
        able = {person.pk for person in colleagues_for(one)}
        assert able == {taker.person.pk for taker in found if one.pk in taker.matters}


def test_the_due_list_leads_there_with_what_was_chosen(client, matters, officer):
    client.force_login(officer)
    assert 'value="hand_over"' in see(client)
    answer = client.post(reverse("web:acts"), chosen(matters, act="hand_over"))
    assert answer.status_code == 302
    shown = client.get(answer["Location"])
    assert shown.status_code == 200
    assert "移交 3 件待办" in shown.content.decode()


def test_what_goes_and_what_stays_is_said_before_and_done_so(client, matters, officer, colleague):
    client.force_login(officer)
    shown = client.get(ADDRESS, chosen(matters, to=colleague.person_id)).content.decode()
    assert "将把 2 件移交给" in shown
    assert "这 1 件不能移交，留在原处" in shown
    assert not Matter.objects.filter(person=colleague.person).exists(), "looking changes nothing"
    before = {one.pk: one.due_at for one in Matter.objects.all()}
    answer = client.post(ADDRESS, chosen(matters, to=colleague.person_id, certain="1"))
    assert "没有移交的 1 件" in answer.content.decode()
    assert set(Matter.objects.filter(person=colleague.person)) == set(matters[:2])
    assert {one.pk: one.due_at for one in Matter.objects.all()} == before
    assert Message.objects.filter(person=colleague.person, kind="inbox.handed_over").count() == 2


def test_all_handed_over_leads_back_to_the_list(client, matters, officer, colleague):
    client.force_login(officer)
    answer = client.post(ADDRESS, chosen(matters[:2], to=colleague.person_id, certain="1"), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("web:workbench")
    assert "已把 2 件移交给" in answer.content.decode()


def test_nobody_hands_over_what_is_not_theirs_or_to_whom_it_is_not_offered(
    client, matters, cast, tree, officer
):
    client.force_login(make_officer(tree.other_township))
    assert client.get(ADDRESS, chosen(matters)).status_code == 302
    client.force_login(officer)
    stranger = make_officer(tree.other_township)
    answer = client.post(ADDRESS, chosen(matters, to=stranger.person_id, certain="1"))
    assert answer.status_code == 422
    assert not Matter.objects.filter(person__isnull=False).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_takes_few_queries(
    client, matters, officer, colleague, count, django_assert_max_num_queries
):
    client.force_login(officer)
    with django_assert_max_num_queries(12):
        client.get(ADDRESS, chosen(matters[:count], to=colleague.person_id))
