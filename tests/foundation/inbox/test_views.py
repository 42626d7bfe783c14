"""The pages: what they show to whom, how often they ask the database, what their forms do."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiangong.foundation.inbox.actions import open_matter, tell
from jiangong.foundation.inbox.channels import adapter
from jiangong.foundation.inbox.models import Address, Delegation, Delivery, Message, Preference
from jiangong.foundation.organisations.states import Role
from tests.factories import make_appointment
from tests.foundation.inbox import stand_ins as so

KIND = "tests.confirm"


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def text_of(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.fixture
def worker(cast):
    return browser(cast["worker"])


def test_messages_are_shown_in_full_and_marked_read_only_by_the_button(worker, cast):
    for what in ("甲", "乙"):
        tell([cast["worker"].person_id], "tests.happened", words={"what": what})
    text = text_of(worker.get(reverse("inbox:messages")))
    assert "事情是：甲。" in text
    assert "2 条未读" in text
    assert Message.objects.filter(unread=True).count() == 2
    worker.post(reverse("inbox:read"))
    assert not Message.objects.filter(unread=True).exists()
    assert "没有未读的消息" in text_of(worker.get(reverse("inbox:messages"), {"unread": "1"}))


def test_nobody_reads_anothers_messages(cast):
    tell([cast["worker"].person_id], "tests.happened", words={"what": "甲"})
    assert "事情是：甲" not in text_of(browser(cast["chair"]).get(reverse("inbox:messages")))
    browser(cast["chair"]).post(reverse("inbox:read"))
    assert Message.objects.get().unread


@pytest.mark.parametrize("count", [1, 3])
def test_messages_ask_as_often_for_many_as_for_one(worker, cast, tree, django_assert_num_queries, count):
    for number in range(count):
        tell(
            [cast["worker"].person_id], "tests.happened", words={"what": str(number)}, organisation=tree.city
        )
    with django_assert_num_queries(5):
        worker.get(reverse("inbox:messages"))


@pytest.mark.parametrize("count", [1, 3])
def test_what_was_sent_asks_as_often_for_many_as_for_one(cast, tree, django_assert_num_queries, count):
    for number in range(count):
        tell(
            [cast["worker"].person_id],
            "tests.happened",
            words={"what": str(number)},
            organisation=tree.enterprise,
            by=cast["chair"],
        )
    Delivery.objects.create(
        person=cast["worker"].person, channel="sms", code="one", send_at=timezone.now()
    ).carried.create(message=Message.objects.first())
    client = browser(cast["chair"])
    with django_assert_num_queries(6):
        text = text_of(client.get(reverse("inbox:sent")))
    assert "演示职工" in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_asks_as_often_for_many_as_for_one(cast, django_assert_num_queries, count):
    for number in range(count):
        Delivery.objects.create(
            person=cast["worker"].person,
            channel="sms",
            code=str(number),
            send_at=timezone.now(),
            state="failed",
        )
    client = browser(cast["administrator"])
    with django_assert_num_queries(7):
        client.get(reverse("inbox:channels"))


def test_the_administrator_sees_that_and_where_but_not_what_or_who(cast):
    tell([cast["worker"].person_id], "tests.happened", words={"what": "秘密"})
    found = Delivery.objects.create(
        person=cast["worker"].person,
        channel="sms",
        code="one",
        send_at=timezone.now(),
        state="failed",
        masked="199****0001",
    )
    found.carried.create(message=Message.objects.get())
    client = browser(cast["administrator"])
    for address in (reverse("inbox:channels"), reverse("inbox:delivery", args=[found.pk])):
        text = text_of(client.get(address))
        assert "199****0001" in text
        assert "秘密" not in text
        assert "演示职工" not in text
    client.post(reverse("inbox:retry", args=[found.pk]))
    found.refresh_from_db()
    assert (found.state, found.attempts) == ("queued", 0)


@pytest.mark.parametrize("key", ["worker", "chair", "city_officer", "auditor"])
def test_channels_are_the_administrators_affair(cast, key):
    assert browser(cast[key]).get(reverse("inbox:channels")).status_code == 403


def test_what_is_unknown_cannot_be_sent_again(cast):
    found = Delivery.objects.create(
        person=cast["worker"].person, channel="sms", code="one", send_at=timezone.now(), state="unknown",
        unsure_since=timezone.now(),
    )  # fmt: skip
    client = browser(cast["administrator"])
    assert "不重发" in text_of(client.get(reverse("inbox:delivery", args=[found.pk])))
    client.post(reverse("inbox:retry", args=[found.pk]))
    found.refresh_from_db()
    assert found.state == "unknown"


def test_wishes_are_kept_and_what_is_mandatory_is_no_choice(worker, cast):
    text = text_of(worker.get(reverse("inbox:wishes")))
    assert "决定" in text
    assert 'value="tests.decided"' not in text
    worker.post(reverse("inbox:wishes"), {"channels": ["sms"], "daily": "on", "wanted": []})
    kept = Preference.objects.get(person=cast["worker"].person)
    assert (kept.channels, kept.daily) == (["sms"], True)
    assert "tests.happened" in kept.muted
    assert "tests.decided" not in kept.muted


def test_an_officer_lets_a_colleague_stand_in_and_ends_it(cast, tree):
    make_appointment(cast["worker"].person, tree.enterprise, Role.COMMITTEE_MEMBER)
    client = browser(cast["chair"])
    today = timezone.localdate()
    assert "演示职工" in text_of(client.get(reverse("inbox:delegations")))
    client.post(
        reverse("inbox:delegations"),
        {
            "to": cast["worker"].person_id,
            "since": today,
            "until": today + timedelta(days=2),
            "reason": "休假",
        },
    )
    made = Delegation.objects.get()
    assert "进行中" in text_of(browser(cast["worker"]).get(reverse("inbox:delegations")))
    browser(cast["worker"]).post(reverse("inbox:end_delegation", args=[made.pk]))
    made.refresh_from_db()
    assert made.ended_by == cast["worker"]
    assert browser(cast["outsider"]).post(reverse("inbox:end_delegation", args=[made.pk])).status_code == 404


def test_wrong_days_stay_on_the_page_with_their_reason(cast, tree):
    make_appointment(cast["worker"].person, tree.enterprise, Role.COMMITTEE_MEMBER)
    answer = browser(cast["chair"]).post(
        reverse("inbox:delegations"),
        {"to": cast["worker"].person_id, "since": "2020-01-01", "until": "2020-01-02", "reason": "休假"},
    )
    assert answer.status_code == 422
    assert "代办的起止日期不对" in answer.content.decode()


def test_one_matter_says_why_and_what_happens_otherwise_and_is_handed_over(cast, tree):
    matter = open_matter(
        KIND,
        tree.enterprise,
        organisation=tree.enterprise,
        words={"name": "甲", "union": "本会"},
        label="演示标签",
    )
    client = browser(cast["chair"])
    text = text_of(client.get(reverse("inbox:matter", args=[matter.pk])))
    for part in ("确认甲的申请", "您是本会的工会干部", "到期不办，报上级工会", "演示标签"):
        assert part in text
    assert browser(cast["district_cadre"]).get(reverse("inbox:matter", args=[matter.pk])).status_code == 404
    client.post(reverse("inbox:matter", args=[matter.pk]), {"to": cast["township_cadre"].person_id})
    matter.refresh_from_db()
    assert matter.person == cast["township_cadre"].person
    assert client.get(reverse("inbox:matter", args=[matter.pk])).status_code == 404


def test_a_message_that_arrived_nowhere_is_closed_by_saying_how_it_was_told(cast, tree):
    tell([cast["worker"].person_id], "tests.decided", words={"what": "甲"}, organisation=tree.enterprise)
    message = Message.objects.get()
    open_matter("inbox.undelivered", message, organisation=tree.enterprise, words={"kind": "决定"})
    client = browser(cast["chair"])
    address = reverse("inbox:sent_message", args=[message.pk])
    assert "用别的方式告知本人" in text_of(client.get(address))
    assert client.post(address, {"how": "当面告知"}).status_code == 302
    assert "当面告知" in text_of(client.get(address))
    assert browser(cast["district_cadre"]).get(address).status_code == 200
    assert browser(cast["outsider"]).get(address).status_code == 404


def test_a_wechat_account_is_bound_by_who_set_out_from_here_and_to_one_person(cast, monkeypatch):
    server = so.Official()
    for name, value in so.environment(official=server).items():
        monkeypatch.setenv(name, value)
    adapter.cache_clear()
    try:
        client, bound = browser(cast["worker"]), reverse("inbox:bound")
        assert "绑定" in text_of(client.get(reverse("inbox:wishes")))
        there = urlsplit(client.post(reverse("inbox:bind"))["Location"])
        asked = {name: values[0] for name, values in parse_qs(there.query).items()}
        assert (there.netloc, asked["scope"]) == ("open.weixin.qq.com", "snsapi_base")
        assert asked["redirect_uri"].endswith(bound)
        server.codes = {"one": "oWorker", "two": "oWorker"}
        assert client.get(bound, {"code": "one", "state": "forged"}).status_code == 404
        assert client.get(bound, {"code": "one", "state": asked["state"]}).status_code == 404  # counts once
        state = parse_qs(urlsplit(client.post(reverse("inbox:bind"))["Location"]).query)["state"][0]
        client.get(bound, {"code": "one", "state": state})
        assert Address.objects.get().address == "oWorker"
        other = browser(cast["chair"])
        state = parse_qs(urlsplit(other.post(reverse("inbox:bind"))["Location"]).query)["state"][0]
        other.get(bound, {"code": "two", "state": state})
        assert Address.objects.get().person == cast["worker"].person
        client.post(reverse("inbox:bind"), {"forget": "1"})
        assert not Address.objects.exists()
    finally:
        adapter.cache_clear()
        server.stop()
