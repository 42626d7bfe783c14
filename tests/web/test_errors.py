"""Refusals and errors: a page that says what, which rule, and what to do."""

import logging

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, transaction
from django.test import RequestFactory, override_settings
from django.urls import include, path

from jiangong.foundation.common.refusals import Refusal, Refused
from jiangong.foundation.common.unavailable import is_database_away
from jiangong.urls import handler500  # noqa: F401  (Django reads it from the root URLconf, which is this module here)

FULL = Refusal("test.full", "“%(name)s”已经满员。", rule="名额先报先得。", remedy="可以候补。", status=409)


def refuse(request):
    raise Refused(FULL, name="<b>演示班</b>")


def forbid(request):
    raise PermissionDenied


def break_down(request):
    raise RuntimeError("broken on purpose")


urlpatterns = [
    path("refuse/", refuse),
    path("forbid/", forbid),
    path("break/", break_down),
    path("", include("jiangong.urls")),
]
HERE = override_settings(ROOT_URLCONF=__name__)
CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast["worker"])
    return client


@HERE
def test_a_refusal_is_a_page_with_what_rule_remedy_and_a_way_back(signed_in):
    answer = signed_in.get("/refuse/", headers={"referer": "http://testserver/courses/"}, **CHINESE)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "&lt;b&gt;演示班&lt;/b&gt;”已经满员。" in text
    assert "名额先报先得。" in text
    assert "可以候补。" in text
    assert 'href="http://testserver/courses/"' in text


@HERE
def test_the_way_back_never_leads_to_another_site(signed_in):
    text = signed_in.get("/refuse/", headers={"referer": "https://example.org/"}).content.decode()
    assert "example.org" not in text


@HERE
def test_htmx_gets_a_fragment(signed_in):
    answer = signed_in.get("/refuse/", headers={"hx-request": "true"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#messages"
    assert "<html" not in text
    assert "已经满员" in text


@HERE
def test_forbidden(signed_in):
    answer = signed_in.get("/forbid/", **CHINESE)
    assert answer.status_code == 403
    assert "没有查看权限" in answer.content.decode()


def test_not_found_in_both_languages(signed_in):
    assert "没有这个页面" in signed_in.get("/nothing/", **CHINESE).content.decode()
    answer = signed_in.get("/nothing/", headers={"accept-language": "en"})
    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()


@HERE
def test_our_own_error_has_a_number_that_stands_in_the_log(signed_in, caplog):
    signed_in.raise_request_exception = False
    logging.getLogger("jiangong").propagate = True
    with caplog.at_level(logging.ERROR):
        answer = signed_in.get("/break/", **CHINESE)
    text = answer.content.decode()
    assert answer.status_code == 500
    [record] = [one for one in caplog.records if one.name == "jiangong.web"]
    assert record.args[0] in text
    assert "broken on purpose" not in text


def test_an_expired_form_says_so(db):
    from jiangong.web.views.errors import csrf_failure

    request = RequestFactory().post("/")
    answer = csrf_failure(request, "x")
    assert answer.status_code == 403


def test_without_the_database_a_page_says_so_and_when_to_come_back(take_database_away, client):
    take_database_away()
    client.raise_request_exception = False
    client.cookies["sessionid"] = "of somebody"
    for address in ("/", "/me/"):
        answer = client.get(address, **CHINESE)
        assert (answer.status_code, answer["Retry-After"]) == (503, "10")
        assert "暂时连不上数据" in answer.content.decode()
    assert (
        "The database cannot be reached"
        in client.get("/", headers={"accept-language": "en"}).content.decode()
    )


def test_what_we_asked_wrongly_is_not_taken_for_a_database_that_is_away(db):
    with pytest.raises(OperationalError) as ours, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN RAISE lock_not_available; END $$")
    assert not is_database_away(ours.value)
    assert not is_database_away(ValueError())
    assert not is_database_away(None)
