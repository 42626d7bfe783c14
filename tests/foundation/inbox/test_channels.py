"""Each adapter against a server that speaks the provider's protocol: what is said, and what each fault means."""

from datetime import UTC, datetime

import pytest

from jiangong.foundation.inbox import channels
from jiangong.foundation.inbox.channels import Letter, NotConfigured, NotSent, Refused, Unsure, adapter
from jiangong.foundation.inbox.channels.aliyun import authorization
from jiangong.foundation.inbox.states import Channel
from tests.foundation.inbox import stand_ins as so

WRITTEN = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)


def letter(code="c0ffee", address="19900000001", title="开班通知"):
    return Letter(code, address, title, "明天上午九点。", "https://example.org/courses/1/", WRITTEN)


@pytest.fixture(params=["sms", "wecom", "official", "smtp"])
def way(request, monkeypatch, settings):
    """(adapter, stand-in, a letter it takes)."""
    made = {"sms": so.AliyunSms, "wecom": so.Wecom, "official": so.Official, "smtp": so.Smtp}[request.param]()
    for name, value in so.environment(**{request.param: made}).items():
        monkeypatch.setenv(name, value)
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = (
        "127.0.0.1",
        getattr(made, "port", 25),
        0.3,
    )
    adapter.cache_clear()
    channel = {
        "sms": Channel.SMS,
        "wecom": Channel.WORK_WECHAT,
        "official": Channel.OFFICIAL_ACCOUNT,
        "smtp": Channel.MAIL,
    }[request.param]
    address = {"sms": "19900000001", "wecom": "demo-worker", "official": "oDemo", "smtp": "a@example.org"}
    yield adapter(channel), made, letter(address=address[request.param])
    adapter.cache_clear()
    made.stop()


def test_a_letter_arrives_once(way):
    adapter, server, written = way
    assert adapter.send(written)
    assert server.delivered == {written.code: 1}


@pytest.mark.parametrize("fault", [so.RESET, so.SILENT, so.LOST])
def test_what_was_handed_over_without_an_answer_is_unsure(way, fault):
    adapter, server, written = way
    server.faults = so.always(fault)
    with pytest.raises(Unsure):
        adapter.send(written)
    assert server.delivered == {written.code: 1}


def test_where_the_provider_tells_doublets_repeating_delivers_once(way):
    adapter, server, written = way
    if not adapter.safe_for:
        pytest.skip("this provider does not: nothing is ever repeated there")
    server.faults = so.in_order(so.RESET, so.SILENT, so.LOST)
    for _ in range(3):
        with pytest.raises(Unsure):
            adapter.send(written)
    adapter.send(written)
    assert server.delivered == {written.code: 1}


def test_two_letters_with_the_same_words_are_two_letters(way):
    adapter, server, written = way
    adapter.send(written)
    adapter.send(letter("beef", written.address))
    assert server.delivered == {written.code: 1, "beef": 1}


def test_not_now_means_later(way):
    adapter, server, written = way
    server.faults = so.always(so.LATER)
    with pytest.raises(NotSent):
        adapter.send(written)
    assert not server.delivered


def test_a_request_repeated_on_the_way_arrives_once(way):
    adapter, server, written = way
    if isinstance(server, so.Smtp):
        pytest.skip("there is no request to repeat within a conversation")
    server.faults = so.always(so.TWICE)
    try:
        adapter.send(written)
    except Unsure:
        assert (
            adapter.name == "aliyun"
        )  # says that the nonce was used: which of the two counted it does not say
    assert server.delivered == {written.code: 1}


def test_nobody_listening_means_not_sent(way):
    adapter, server, written = way
    server.stop()
    with pytest.raises(NotSent):
        adapter.send(written)
    # The fixture stops it once more, which must do no harm.
    server.stop = lambda: None


def test_somebody_who_is_gone_is_refused(way):
    adapter, server, _ = way
    gone = {"sms": "00000000000", "smtp": "gone@example.org"}.get(
        "sms" if isinstance(server, so.AliyunSms) else "smtp" if isinstance(server, so.Smtp) else "", "gone"
    )
    if hasattr(server, "gone"):
        server.gone.add(gone)
    with pytest.raises(Refused):
        adapter.send(letter(address=gone))
    assert not server.delivered


def test_a_token_that_was_revoked_is_fetched_anew(way):
    adapter, server, written = way
    if isinstance(server, so.Wecom):
        adapter.send(written)
        server.tokens.append("second")
    elif isinstance(server, so.Official):
        adapter.send(written)
        server.token = "second"
    else:
        pytest.skip("no token")
    adapter.send(letter("beef", written.address))
    assert server.delivered == {written.code: 1, "beef": 1}


def test_a_name_in_wechat_work_is_found_by_phone(way):
    adapter, server, _ = way
    found = adapter.find("19900000001")
    assert found == ("demo-worker" if isinstance(server, so.Wecom) else "")
    assert adapter.find("19900000002") == ""


def test_the_sms_service_is_asked_what_became_of_it(way):
    adapter, server, written = way
    if not isinstance(server, so.AliyunSms):
        assert adapter.ask(written) is None
        return
    server.faults = so.in_order(so.RESET, so.REFUSED)
    with pytest.raises(Unsure):
        adapter.send(written)
    assert adapter.ask(written)
    with pytest.raises(Unsure):
        adapter.send(letter("beef", written.address))
    assert adapter.ask(letter("beef", written.address)) is None


def test_a_mail_says_that_a_machine_wrote_it_and_keeps_chinese(way):
    adapter, server, written = way
    if not isinstance(server, so.Smtp):
        pytest.skip("not mail")
    adapter.send(written)
    [mail] = server.letters
    assert mail["Subject"] == "开班通知"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "明天上午九点" in mail.get_content()


def test_the_signature_is_the_one_of_the_providers_own_example():
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    query = "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai"
    assert authorization(
        "POST", query, headers, key="YourAccessKeyId", secret="YourAccessKeySecret"
    ).endswith("Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")


def test_console_unless_the_environment_says_otherwise(monkeypatch):
    for channel in Channel.values:
        monkeypatch.delenv(f"JIANGONG_CHANNEL_{channel.upper()}", raising=False)
    adapter.cache_clear()
    assert {adapter(one).name for one in Channel.values} == {"console"}
    monkeypatch.setenv("JIANGONG_CHANNEL_SMS", "pigeon")
    adapter.cache_clear()
    with pytest.raises(NotConfigured, match="pigeon"):
        adapter(Channel.SMS)
    monkeypatch.setenv("JIANGONG_CHANNEL_SMS", "off")
    adapter.cache_clear()
    assert adapter(Channel.SMS) is None
    assert Channel.SMS not in channels.in_use()
    monkeypatch.setenv("JIANGONG_CHANNEL_SMS", "aliyun")
    monkeypatch.delenv("JIANGONG_SMS_KEY", raising=False)
    adapter.cache_clear()
    with pytest.raises(NotConfigured, match="JIANGONG_SMS_KEY"):
        adapter(Channel.SMS)
    adapter.cache_clear()
