"""From telling to arriving: what goes together, when, by which way; what each ending leads to; nothing lost, nothing twice."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import plan, send_due, tell, tell_otherwise
from jiangong.foundation.inbox.channels import adapter
from jiangong.foundation.inbox.models import Address, Attempt, Delivery, Message, Preference
from jiangong.foundation.inbox.queries import matters_waiting_for
from jiangong.foundation.inbox.states import Channel, DeliveryState, Outcome
from tests.factories import make_person
from tests.foundation.inbox import stand_ins as so

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 26, 12, 0, tzinfo=SHANGHAI)
MIDNIGHT = datetime(2026, 11, 26, 23, 30, tzinfo=SHANGHAI)
SENT, FAILED, UNKNOWN, QUEUED = (
    DeliveryState.SENT,
    DeliveryState.FAILED,
    DeliveryState.UNKNOWN,
    DeliveryState.QUEUED,
)


@pytest.fixture
def at_noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def servers(monkeypatch, settings):
    """All four ways, to servers of ours; the worker of the cast and the chair are members of WeChat Work."""
    made = {"sms": so.AliyunSms(), "wecom": so.Wecom(), "official": so.Official(), "smtp": so.Smtp()}
    use(monkeypatch, settings, **made)
    yield made
    adapter.cache_clear()
    for one in made.values():
        one.stop()


def use(monkeypatch, settings, **made):
    for name, value in so.environment(**made).items():
        monkeypatch.setenv(name, value)
    smtp = made.get("smtp")
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = (
        "127.0.0.1",
        smtp.port if smtp else 25,
        0.3,
    )
    adapter.cache_clear()


def go(channel, clock=None, *, minutes=0):
    """Let time pass, then give a channel its turn."""
    if clock is not None:
        clock.shift(timedelta(minutes=minutes))
    return send_due(channel)


def states(person=None):
    rows = Delivery.objects.order_by("pk")
    return [(one.channel, one.state) for one in (rows.filter(person=person) if person else rows)]


def in_wechat_work(user):
    """A person whose name there is known."""
    Address.objects.create(person=user.person, channel=Channel.WORK_WECHAT, address="demo-worker")
    return user.person_id


def phone(number=1):
    return make_person(phone=f"199000000{number:02d}")


@pytest.mark.django_db
def test_it_stands_on_the_site_at_once_and_goes_out_after_gathering(servers, at_noon):
    person = phone(7)
    assert tell([person.pk, person.pk], "tests.happened", words={"what": "甲"}) == 1
    assert Message.objects.get().unread
    tell([person.pk], "tests.happened", words={"what": "乙"})
    plan()
    plan()
    [delivery] = Delivery.objects.all()
    assert delivery.carried.count() == 2
    assert go(Channel.SMS, at_noon, minutes=1) == 0
    assert go(Channel.SMS, at_noon, minutes=5) == 1
    assert servers["sms"].delivered == {delivery.code: 1}
    delivery.refresh_from_db()
    assert (delivery.state, delivery.masked, delivery.attempts) == (SENT, "199****0007", 1)
    assert delivery.reference == "1^0"


@pytest.mark.django_db
def test_the_first_way_that_reaches_is_taken_and_a_name_in_wechat_work_is_found(servers, at_noon, cast):
    """Of who is in office; a member without office is not looked for, until they ask for that way."""
    servers["wecom"].members = {"19900000001": "demo-worker", "19900000002": "demo-chair"}
    worker, chair = cast["worker"].person, cast["chair"].person
    tell([worker.pk, chair.pk], "tests.urgent", words={"what": "甲"})
    plan()
    assert go(Channel.WORK_WECHAT) == 1
    assert states(chair) == [(Channel.WORK_WECHAT, SENT)]
    assert Address.objects.get().address == "demo-chair"
    assert states(worker) == [(Channel.SMS, QUEUED)]
    Preference.objects.create(person=worker, channels=[Channel.WORK_WECHAT])
    tell([worker.pk], "tests.urgent", words={"what": "乙"})
    plan()
    assert go(Channel.WORK_WECHAT) == 1
    assert Address.objects.get(person=worker).address == "demo-worker"


@pytest.mark.django_db
def test_what_one_way_cannot_bring_the_next_one_brings(servers, at_noon, cast):
    """No member of WeChat Work has this phone; the e-mail does not exist any more; the text message arrives."""
    chair = cast["chair"]
    EmailAddress.objects.create(user=chair, email="gone@example.org", verified=True, primary=True)
    tell([chair.person_id], "tests.urgent", words={"what": "甲"})
    plan()
    for channel in (Channel.WORK_WECHAT, Channel.OFFICIAL_ACCOUNT, Channel.MAIL, Channel.SMS):
        go(channel)
    assert states() == [(Channel.WORK_WECHAT, FAILED), (Channel.MAIL, FAILED), (Channel.SMS, SENT)]
    assert sum(servers["sms"].delivered.values()) == 1


@pytest.mark.django_db
def test_what_was_not_handed_over_is_tried_again_at_growing_distances_and_then_failed(servers, at_noon):
    servers["sms"].faults = so.always(so.LATER)
    person = phone()
    tell([person.pk], "tests.urgent", words={"what": "甲"})
    plan()
    turns = [go(Channel.SMS)] + [go(Channel.SMS, at_noon, minutes=one) for one in (1, 5, 30, 120, 480)]
    assert turns == [1] * 6
    assert go(Channel.SMS, at_noon, minutes=2_000) == 0
    assert states() == [(Channel.SMS, FAILED)]
    assert [one.number for one in Attempt.objects.order_by("pk")] == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db
@pytest.mark.parametrize("fault", [so.RESET, so.SILENT, so.LOST])
def test_a_text_that_may_have_arrived_is_not_sent_again_but_asked_about(servers, at_noon, fault):
    servers["sms"].faults = so.in_order(fault)
    tell([phone().pk], "tests.urgent", words={"what": "甲"})
    plan()
    go(Channel.SMS)
    assert states() == [(Channel.SMS, UNKNOWN)]
    assert go(Channel.SMS, at_noon, minutes=2) == 1
    assert states() == [(Channel.SMS, SENT)]
    assert list(servers["sms"].delivered.values()) == [1]


@pytest.mark.django_db
def test_what_the_provider_never_heard_of_stays_unknown_and_takes_no_other_way(servers, at_noon, cast):
    servers["sms"].faults = so.always(so.REFUSED)
    tell([phone().pk], "tests.urgent", words={"what": "甲"})
    plan()
    go(Channel.SMS)
    for minutes in (2, 10, 60, 720, 1440, 1440):
        go(Channel.SMS, at_noon, minutes=minutes)
    [delivery] = Delivery.objects.all()
    assert (delivery.state, delivery.asked, delivery.attempts) == (UNKNOWN, 4, 1)
    assert servers["sms"].asked == 1


@pytest.mark.django_db
def test_where_the_provider_tells_doublets_it_is_repeated_as_long_as_it_does(servers, at_noon, cast):
    servers["wecom"].faults = so.in_order(so.RESET, so.LOST)
    tell([in_wechat_work(cast["worker"])], "tests.urgent", words={"what": "甲"})
    plan()
    go(Channel.WORK_WECHAT)
    assert go(Channel.WORK_WECHAT, at_noon, minutes=1) == 1
    assert go(Channel.WORK_WECHAT, at_noon, minutes=1) == 1
    assert states() == [(Channel.WORK_WECHAT, SENT)]
    assert list(servers["wecom"].delivered.values()) == [1]
    assert [one.outcome for one in Attempt.objects.order_by("pk")] == [
        Outcome.UNKNOWN,
        Outcome.UNKNOWN,
        Outcome.SENT,
    ]


@pytest.mark.django_db
def test_after_that_time_it_is_unknown(servers, at_noon, cast):
    servers["wecom"].faults = so.always(so.RESET)
    tell([in_wechat_work(cast["worker"])], "tests.urgent", words={"what": "甲"})
    plan()
    go(Channel.WORK_WECHAT)
    go(Channel.WORK_WECHAT, at_noon, minutes=5 * 60)
    assert states() == [(Channel.WORK_WECHAT, UNKNOWN)]
    assert list(servers["wecom"].delivered.values()) == [1]


@pytest.mark.django_db
def test_what_a_process_that_is_no_more_left_behind(servers, at_noon, cast):
    """Taken but not handed over: sent. Handed over: repeated where the provider tells doublets, else unknown."""
    one, two = phone(1), phone(2)
    tell([one.pk, two.pk, in_wechat_work(cast["worker"])], "tests.urgent", words={"what": "甲"})
    Preference.objects.create(person=one, channels=[Channel.SMS])
    Preference.objects.create(person=two, channels=[Channel.SMS])
    plan()
    Delivery.objects.update(state=DeliveryState.SENDING, attempts=1)
    Delivery.objects.exclude(person=one).update(handed_at=timezone.now())
    go(Channel.SMS)
    go(Channel.WORK_WECHAT)
    assert states(one) == [(Channel.SMS, SENT)]
    assert states(two) == [(Channel.SMS, UNKNOWN)]
    assert states(cast["worker"].person) == [(Channel.WORK_WECHAT, QUEUED)]
    go(Channel.WORK_WECHAT, at_noon, minutes=1)
    assert states(cast["worker"].person) == [(Channel.WORK_WECHAT, SENT)]


@pytest.mark.django_db
def test_a_channel_that_is_switched_off_gives_what_waits_for_it_to_the_next(
    servers, at_noon, cast, monkeypatch, settings
):
    tell([in_wechat_work(cast["worker"])], "tests.urgent", words={"what": "甲"})
    plan()
    use(monkeypatch, settings, sms=servers["sms"])
    go(Channel.WORK_WECHAT)
    go(Channel.SMS)
    assert states() == [(Channel.WORK_WECHAT, FAILED), (Channel.SMS, SENT)]


@pytest.mark.django_db
def test_at_night_only_what_is_urgent_goes_out(servers):
    person = phone()
    with time_machine.travel(MIDNIGHT, tick=False):
        tell([person.pk], "tests.happened", words={"what": "甲"})
        tell([person.pk], "tests.urgent", words={"what": "乙"})
        plan()
        [quiet, urgent] = Delivery.objects.order_by("urgent")
        assert timezone.localtime(quiet.send_at) == datetime(2026, 11, 27, 8, 0, tzinfo=SHANGHAI)
        assert urgent.send_at == timezone.now()


@pytest.mark.django_db
def test_beyond_the_days_budget_it_becomes_tomorrows_digest(servers, at_noon):
    person = phone()
    for number in range(6):
        tell([person.pk], "tests.happened", words={"what": str(number)})
        plan()
        go(Channel.SMS, at_noon, minutes=10)
    days = [timezone.localtime(one.send_at).date().day for one in Delivery.objects.order_by("pk")]
    assert days == [26, 26, 26, 27]
    assert Delivery.objects.order_by("pk").last().carried.count() == 3
    assert servers["sms"].asked == 3


@pytest.mark.django_db
def test_what_is_muted_stays_on_the_site_but_not_what_is_mandatory(servers, at_noon):
    person = phone()
    Preference.objects.create(
        person=person, channels=[], muted=["tests.happened", "tests.decided"], daily=True
    )
    tell([person.pk], "tests.happened", words={"what": "甲"})
    tell([person.pk], "tests.decided", words={"what": "乙"})
    plan()
    [delivery] = Delivery.objects.all()
    assert delivery.carried.get().message.kind == "tests.decided"
    assert timezone.localtime(delivery.send_at) == datetime(2026, 11, 27, 9, 0, tzinfo=SHANGHAI)
    assert Message.objects.filter(person=person).count() == 2


@pytest.mark.django_db
def test_who_cannot_be_reached_finds_it_on_the_site(servers, at_noon):
    person = make_person()
    tell([person.pk], "tests.urgent", words={"what": "甲"})
    assert plan() == 1
    assert not Delivery.objects.exists()
    assert Message.objects.get().planned_at


@pytest.mark.django_db
def test_a_mistake_in_an_adapter_is_unknown_and_not_repeated(servers, at_noon, monkeypatch):
    tell([phone().pk], "tests.urgent", words={"what": "甲"})
    plan()
    monkeypatch.setattr(type(adapter(Channel.SMS)), "send", lambda self, letter: 1 / 0)
    go(Channel.SMS)
    [delivery] = Delivery.objects.all()
    assert (delivery.state, delivery.why) == (UNKNOWN, "ZeroDivisionError")


@pytest.mark.django_db
def test_the_letter_is_in_the_language_of_who_gets_it(servers, at_noon, cast):
    worker = cast["worker"]
    worker.language = "en"
    worker.save()
    for what in "甲乙":
        tell([worker.person_id], "tests.happened", words={"what": what})
    in_wechat_work(worker)
    plan()
    go(Channel.WORK_WECHAT, at_noon, minutes=10)
    [body] = servers["wecom"].requests
    assert b"2 new messages" in body


@pytest.mark.django_db
def test_a_letter_that_cannot_be_written_does_not_hold_up_the_others(servers, at_noon, monkeypatch):
    from jiangong.foundation.inbox.actions import sending

    bad, good = phone(1), phone(2)
    tell([bad.pk, good.pk], "tests.urgent", words={"what": "甲"})
    plan()
    write = sending.letter_of
    monkeypatch.setattr(
        sending,
        "letter_of",
        lambda delivery, *more: 1 / 0 if delivery.person_id == bad.pk else write(delivery, *more),
    )
    go(Channel.SMS)
    assert (states(bad), states(good)) == ([(Channel.SMS, QUEUED)], [(Channel.SMS, SENT)])


@pytest.mark.django_db
def test_what_had_to_reach_somebody_and_did_not_waits_for_the_union(servers, at_noon, cast, tree):
    """By no way: then it is told by phone or on paper, and that is kept."""
    person = make_person(phone="00000000000")
    Preference.objects.create(person=person, channels=[Channel.SMS])
    tell([person.pk], "tests.decided", words={"what": "甲"}, organisation=tree.enterprise)
    tell([person.pk], "tests.happened", words={"what": "乙"}, organisation=tree.enterprise)
    plan()
    go(Channel.SMS, at_noon, minutes=10)
    assert states() == [(Channel.SMS, FAILED)]
    [row] = matters_waiting_for(cast["chair"]).rows
    message = Message.objects.get(kind="tests.decided")
    assert (row.title, row.matter.subject_id) == ("通知没有送到本人：决定", message.pk)
    with pytest.raises(Refused):
        tell_otherwise(message, how="电话", by=cast["outsider"])
    with pytest.raises(Refused):
        tell_otherwise(message, how=" ", by=cast["chair"])
    tell_otherwise(message, how="电话告知", by=cast["chair"])
    assert matters_waiting_for(cast["chair"]).rows == []
    with pytest.raises(Refused):
        tell_otherwise(message, how="电话", by=cast["chair"])
