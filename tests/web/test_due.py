"""The due list: what waits, by due time; filters in the address; one matter beside it; acts on many that may be partial."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jiangong.foundation.desk import queries as desk
from jiangong.foundation.desk.actions import hold
from jiangong.foundation.desk.models import PendingAct
from jiangong.foundation.desk.states import HeldAct
from jiangong.foundation.inbox.actions import Opening, open_many
from jiangong.foundation.inbox.models import Matter
from jiangong.foundation.inbox.queries import kinds
from jiangong.foundation.inbox.states import MatterKind
from jiangong.foundation.people.models import Membership
from jiangong.foundation.people.states import MembershipState as S
from jiangong.web.queries import due_list
from tests.factories import let_take_effect, make_member, make_officer

CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}
APPROVE = MatterKind(
    "people.tests_approve", "批准入会申请", "您是%(union)s的工会干部", "到期视为同意", "people:person"
)
OTHER = MatterKind("growth.tests_finish", "办理结业", "课程由本会举办", "学员拿不到证书", "people:person")


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    for kind in (APPROVE, OTHER):
        monkeypatch.setitem(kinds.matter_kinds(), kind.code, kind)
    act = desk.held_acts()["people.approve"]
    monkeypatch.setitem(
        desk.held_acts(),
        "people.approve",
        HeldAct(act.code, act.title, act.permission, act.run, matter=APPROVE.code),
    )


@pytest.fixture
def officer(tree):
    return make_officer(tree.enterprise)


def applied(organisation, name="演示申请人"):
    return make_member(organisation, state=S.APPLIED, name=name)


def open_for(organisation, *memberships, kind=APPROVE, hours=48, **more):
    due = timezone.now() + timedelta(hours=hours) if hours is not None else None
    return open_many(
        kind.code,
        [
            Opening(
                one,
                organisation=organisation,
                due_at=due,
                words={"union": organisation.name},
                label=f"{one.person.name}，{organisation.short_name}",
                **more,
            )
            for one in memberships
        ],
    )


def see(client, address=""):
    answer = client.get(reverse("web:workbench") + address, **CHINESE)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_due_first_stands_first_and_says_why_and_what_otherwise(client, tree, officer):
    open_for(tree.enterprise, applied(tree.enterprise, "演示后到期"), hours=90)
    open_for(tree.enterprise, applied(tree.enterprise, "演示已逾期"), hours=-3)
    open_for(tree.enterprise, applied(tree.enterprise, "演示今天"), hours=5)
    open_for(tree.enterprise, applied(tree.enterprise, "演示无期限"), hours=None, kind=OTHER)
    client.force_login(officer)
    text = see(client)
    places = [text.index(word) for word in ("演示已逾期", "演示今天", "演示后到期", "演示无期限")]
    assert places == sorted(places)
    assert "今天先办 2 件" in text
    pane = text[text.index('id="peek"') :]
    assert "演示已逾期" in pane, "the first one is shown beside the list"
    assert f"您是{tree.enterprise.name}的工会干部" in pane
    assert "到期视为同意" in pane


def test_filters_are_in_the_address(client, tree, officer):
    open_for(tree.enterprise, applied(tree.enterprise, "演示甲"), hours=5)
    open_for(tree.enterprise, applied(tree.enterprise, "演示乙"), hours=5, kind=OTHER)
    open_for(tree.enterprise, applied(tree.enterprise, "演示丙"), hours=200)
    client.force_login(officer)
    shown = {
        address: set(re.findall("演示[甲乙丙]", see(client, address)))
        for address in (
            "",
            "?room=growth",
            "?due=later",
            "?q=演示甲",
            "?room=people&due=today",
            "?room=nonsense",
        )
    }
    assert shown == {
        "": {"演示甲", "演示乙", "演示丙"},
        "?room=growth": {"演示乙"},
        "?due=later": {"演示丙"},
        "?q=演示甲": {"演示甲"},
        "?room=people&due=today": {"演示甲"},
        "?room=nonsense": {"演示甲", "演示乙", "演示丙"},
    }
    assert "清除条件" in see(client, "?q=没有这样的事")


def test_an_organisation_narrows_the_list_and_so_does_switching(client, tree):
    officer = make_officer(tree.township)
    open_for(tree.enterprise, applied(tree.enterprise, "演示甲"))
    open_for(tree.sibling_enterprise, applied(tree.sibling_enterprise, "演示乙"))
    client.force_login(officer)
    assert {"演示甲", "演示乙"} <= set(re.findall("演示[甲乙]", see(client)))
    assert set(re.findall("演示[甲乙]", see(client, f"?organisation={tree.enterprise.code}"))) == {"演示甲"}
    client.post(reverse("web:organisation_switch"), {"organisation": tree.sibling_enterprise.code})
    assert set(re.findall("演示[甲乙]", see(client))) == {"演示乙"}
    assert {"演示甲", "演示乙"} <= set(re.findall("演示[甲乙]", see(client, "?organisation=all")))


def test_what_does_not_wait_for_me_is_neither_listed_nor_shown(client, tree, officer):
    [foreign] = open_for(tree.other_enterprise, applied(tree.other_enterprise, "演示外单位"))
    client.force_login(officer)
    assert "演示外单位" not in see(client, f"?matter={foreign.pk}")
    assert "已经不在您的待办里" in see(client, f"?matter={foreign.pk}")


def test_htmx_gets_the_pane_alone_and_a_reader_without_script_the_page(client, tree, officer):
    [_first, second] = open_for(
        tree.enterprise, applied(tree.enterprise, "演示甲"), applied(tree.enterprise, "演示乙")
    )
    client.force_login(officer)
    whole = see(client, f"?matter={second.pk}")
    assert "<html" in whole
    assert f"待办 {second.pk} 号" in whole
    pane = client.get(
        reverse("web:workbench") + f"?matter={second.pk}",
        headers={"HX-Request": "true", "HX-Target": "peek", "Accept-Language": "zh-CN"},
    ).content.decode()
    assert "<html" not in pane
    assert "演示乙" in pane
    assert "演示甲" not in pane


def test_one_act_from_the_pane_is_held_and_can_be_taken_back(client, tree, officer):
    [matter] = open_for(tree.enterprise, applied(tree.enterprise))
    client.force_login(officer)
    page = client.post(
        reverse("web:acts"), {"act": "people.approve", "one": matter.pk}, follow=True, **CHINESE
    )
    text = page.content.decode()
    back = reverse("desk:take_back", args=[PendingAct.objects.get().pk])
    assert back in text
    assert "待生效" in text
    client.post(back)
    assert "待生效" not in see(client)
    assert Membership.objects.get(pk=matter.subject_id).state == S.APPLIED


def test_many_at_once_may_be_partial_and_the_result_says_which_and_why(client, tree, officer):
    good, gone, other, taken = (applied(tree.enterprise, f"演示{name}") for name in "甲乙丙丁")
    matters = open_for(tree.enterprise, good, gone, taken)
    [elsewhere] = open_for(tree.enterprise, other, kind=OTHER)
    [foreign] = open_for(tree.other_enterprise, applied(tree.other_enterprise, "演示外单位"))
    Membership.objects.filter(pk=gone.pk).update(state=S.WITHDRAWN)
    hold("people.refusal", taken, by=officer, facts={"reason": "重复"})
    client.force_login(officer)
    chosen = [*[one.pk for one in matters], elsewhere.pk, foreign.pk]
    text = client.post(
        reverse("web:acts"), {"act": "people.approve", "matter": chosen}, **CHINESE
    ).content.decode()
    assert "办成 1 件，没办成 4 件" in text
    failed, _sign, done = text.partition('id="done"')
    assert "演示甲" in done
    assert "演示甲" not in failed
    for name, why in (
        ("演示乙", "不在“申请入会”状态"),
        ("演示丙", "请打开它单独办理"),
        ("演示丁", "已经办过"),
    ):
        assert name in failed
        assert why in failed
    assert "另有 1 件已经不在您的待办里" in failed
    assert "演示外单位" not in text
    assert let_take_effect() == ["done", "done"]
    assert [one.state for one in Membership.objects.filter(pk__in=[good.pk, taken.pk]).order_by("pk")] == [
        S.ACTIVE,
        S.REFUSED,
    ]
    assert not Membership.objects.filter(
        organisation=tree.other_enterprise, state=S.ACTIVE, person__name="演示外单位"
    )


def test_nothing_chosen_is_said_and_a_foreign_way_back_is_not_gone(client, officer):
    client.force_login(officer)
    answer = client.post(reverse("web:acts"), {"act": "people.approve", "next": "//example.org/"}, **CHINESE)
    assert answer["Location"] == reverse("web:workbench")
    assert "没有选中任何一件" in see(client)


def test_pages_follow_each_other_without_gap_or_repeat(tree, officer, monkeypatch):
    memberships = [applied(tree.enterprise, f"演示{n:02d}") for n in range(7)]
    for n, one in enumerate(memberships):
        open_for(tree.enterprise, one, hours=(n // 3) * 24 + 1)
    for most in (1_000, 3):  # counted whole, and more waiting than is counted
        monkeypatch.setattr("jiangong.foundation.inbox.queries.facets.MOST", most)
        monkeypatch.setattr("jiangong.foundation.inbox.queries.MOST", most)
        monkeypatch.setattr(
            "jiangong.foundation.inbox.queries.facets.marks_waiting_for.__kwdefaults__",
            {"organisation": None, "text": "", "upto": most},
            raising=False,
        )
        for due, expected in (("", memberships), ("today", memberships[:3]), ("week", memberships[3:])):
            seen, after = [], ""
            while True:
                page = due_list(officer, due=due, after=after, size=2)
                seen += [row.waiting.matter.subject_id for row in page.rows]
                after = page.next
                if not after:
                    break
            assert seen == [one.pk for one in expected], (most, due)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("address", ["", "?room=people", "?q=演示", "?due=week&matter=0"])
def test_the_workbench_needs_few_queries(
    client, tree, officer, django_assert_max_num_queries, count, address
):
    for n in range(count):
        one = applied(tree.enterprise, f"演示{n}")
        open_for(tree.enterprise, one)
        if n:
            hold("people.approve", one, by=officer)
    client.force_login(officer)
    see(client)
    with django_assert_max_num_queries(12):
        see(client, address)


def test_search_finds_matters_by_name_initials_and_number(
    client, tree, officer, django_assert_max_num_queries
):
    membership = applied(tree.enterprise, "演示寻找")
    membership.person.initials = "ysxz"
    membership.person.save()
    [matter] = open_for(tree.enterprise, membership)
    Membership.objects.filter(pk=membership.pk).update(number="M0000000018", state=S.ACTIVE)
    open_for(tree.other_enterprise, applied(tree.other_enterprise, "演示寻找外"))
    client.force_login(officer)
    there = f"{reverse('web:workbench')}?matter={matter.pk}"
    for words in ("演示寻找", "ysxz", "M0000000018", "m0000000018", str(matter.pk)):
        with django_assert_max_num_queries(12):
            text = client.get(reverse("web:search"), {"q": words}, **CHINESE).content.decode()
        assert there in text, words
        assert "演示寻找外" not in text
    assert Matter.objects.count() == 2


def test_who_can_enter_the_holidays_is_told_that_they_are_missing(client, tree, cast, monkeypatch):
    from jiangong.web.views import due

    monkeypatch.setattr(due, "missing_years", lambda *, known=None: [2033])
    for who, told in ((cast["city_officer"], True), (make_officer(tree.enterprise), False)):
        client.force_login(who)
        assert ("2033 年的放假安排还没有录入" in see(client)) == told


def test_the_pane_leads_to_the_page_of_the_matter(client, tree, officer):
    [matter] = open_for(tree.enterprise, applied(tree.enterprise))
    client.force_login(officer)
    there = reverse("inbox:matter", args=[matter.pk])
    assert there in see(client, f"?matter={matter.pk}")
    assert client.get(there).status_code == 200
