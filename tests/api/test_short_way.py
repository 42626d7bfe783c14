"""The short way answers as the ordinary one, and takes nothing that is not right in every part."""

import json

import pytest
from django.db import OperationalError
from django.test.client import ClientHandler

from jiangong.api import assembly, short_way
from jiangong.api.actions import create_token, revoke_token
from jiangong.api.throttle import PerAccount
from jiangong.foundation.common import endpoints
from jiangong.programmes.growth import actions
from jiangong.programmes.growth.actions import places
from jiangong.programmes.growth.models import Enrolment
from tests.factories import make_course, make_session

pytestmark = pytest.mark.django_db
GOOD = {"Idempotency-Key": "rush-key-1", "Accept-Language": "en"}


@pytest.fixture
def session(tree):
    return make_session(make_course(tree.city))


@pytest.fixture
def bearer(cast):
    token, text = create_token(name="t", scopes=["growth:write"], days=1, by=cast["worker"])
    return token, {**GOOD, "Authorization": f"Bearer {text}"}


class Answer:
    """What a WSGI application answered, and whether the short way took the request."""

    def __init__(self, request, *, short):
        def ordinary(environ, start_response):
            self.short = False
            response = ClientHandler()(environ)
            start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
            return [response.content]

        self.short = short
        application = short_way.shortened(ordinary) if short else ordinary
        self.content = b"".join(application(request.environ, self._start))

    def _start(self, status, headers, _error=None):
        self.status, self.headers = int(status[:3]), dict(headers)

    def json(self):
        return json.loads(self.content)


@pytest.fixture
def ask(rf, session):
    """ask(headers, short=…): the answer with the short way open, or closed."""

    def by(headers, *, short, path=None, query="", body=b""):
        path = path or f"/api/v1/training/sessions/{session.pk}/enrolments"
        return Answer(
            rf.generic("POST", path + query, body, "application/json", headers=headers), short=short
        )

    return by


def test_both_ways_give_the_same_answer_with_the_same_headers(ask, bearer, session, cast):
    """First by the short way, then the same key again by the ordinary one, and the other way round."""
    for first in (True, False):
        one, again = ask(bearer[1], short=first), ask(bearer[1], short=not first)
        assert (one.short, again.short) == (first, not first)
        assert one.status == again.status == 201
        assert one.content == again.content
        assert one.headers == again.headers
        assert one.json()["state"] == "enrolled"
        actions.cancel_enrolment(Enrolment.objects.get(state="enrolled"), by=cast["worker"])
        bearer[1]["Idempotency-Key"] = "rush-key-2"


def test_what_is_refused_is_told_so_on_the_ordinary_way(ask, bearer, session, cast):
    ask(bearer[1], short=True)
    again = {**bearer[1], "Idempotency-Key": "rush-key-2"}

    def refusal(headers, **where):
        one, other = (ask(headers, short=way, **where) for way in (True, False))
        assert not one.short
        assert (one.status, one.content) == (other.status, other.content)
        return one.status, one.json()["code"], one.json()["detail"][:4]

    assert refusal(again) == (409, "growth.already_enrolled", "You ")
    assert refusal({**again, "Accept-Language": "zh-CN"}) == (409, "growth.already_enrolled", "已经报过")
    assert refusal(bearer[1], path=f"/api/v1/training/sessions/{10**17}/enrolments")[:2] == (404, "not_found")
    revoke_token(bearer[0], by=cast["worker"])
    assert refusal(again)[:2] == (401, "growth.token_revoked")
    assert Enrolment.objects.count() == 1


def test_what_fails_is_asked_once_more_on_the_ordinary_way_and_nothing_is_done_twice(
    ask, bearer, monkeypatch
):
    """As when the connection breaks after the commit and before we hear of it."""
    give, tries = places.give, []

    def breaks_once(cursor, asks, now):
        given = give(cursor, asks, now)
        tries.append(given)
        if len(tries) == 1:
            raise OperationalError("server closed the connection unexpectedly")
        return given

    monkeypatch.setattr(places, "give", breaks_once)
    answer = ask(bearer[1], short=True)
    assert (answer.short, answer.status, answer.json()["state"]) == (False, 201, "enrolled")
    assert Enrolment.objects.count() == 1
    assert len(tries) == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"Idempotency-Key": None},
        {"Idempotency-Key": "short"},
        {"Idempotency-Key": "rush-key-1\u00e9"},
        {"Authorization": "Bearer jg_nonsense"},
        {"Authorization": "Basic abc"},
        {"Authorization": ""},
        {"path": "/api/v1/training/sessions/0/enrolments"},
        {"path": f"/api/v1/training/sessions/{10**18}/enrolments"},
        {"path": "/api/v1/training/sessions/x/enrolments"},
        {"path": "/api/v1/training/sessions/1/enrolments/"},
        {"query": "?a=%00"},
        {"body": b'"\\u0000"'},
    ],
)
def test_whatever_is_not_right_in_every_part_goes_the_ordinary_way(ask, bearer, changed):
    where = {name: changed[name] for name in ("path", "query", "body") if name in changed}
    headers = {**bearer[1], **{name: value for name, value in changed.items() if name not in where}}
    answer = ask({name: value for name, value in headers.items() if value is not None}, short=True, **where)
    assert not answer.short
    assert answer.status in (401, 404, 422)
    assert not Enrolment.objects.exists()


def test_another_method_goes_the_ordinary_way(rf, bearer, session):
    path = f"/api/v1/training/sessions/{session.pk}/enrolments"
    answer = Answer(rf.get(path, headers=bearer[1]), short=True)
    assert (answer.short, answer.status) == (False, 403)


def test_a_token_without_the_scope_or_that_comes_too_often_is_told_so(ask, cast, monkeypatch):
    def answer(*scopes):
        _token, text = create_token(name="t", scopes=scopes, days=1, by=cast["worker"])
        return ask({**GOOD, "Authorization": f"Bearer {text}"}, short=True)

    no_scope = answer("growth:read")
    assert (no_scope.short, no_scope.status) == (False, 403)
    monkeypatch.setattr(assembly.PER_ACCOUNT, "allow", lambda account: False)
    too_often = answer("growth:write")
    assert (too_often.short, too_often.status) == (False, 429)
    assert 1 <= int(too_often.headers["Retry-After"]) <= 60


def test_a_request_is_counted_whichever_way_it_goes(ask, bearer, monkeypatch):
    monkeypatch.setattr(assembly, "PER_ACCOUNT", PerAccount(2))
    ask(bearer[1], short=True)
    ask(bearer[1], short=True)
    assert not ask(bearer[1], short=True).short


def test_a_token_is_one_of_djangos_signing_and_any_other_is_none(settings):
    from django.core import signing

    text = endpoints.sign_token(1, 2, 3, ["growth:write"], 2**33)
    body = signing.Signer(salt="jiangong.api.token").unsign_object(text.removeprefix("jg_"))
    assert body == [1, 2, 3, ["growth:write"], 2**33]
    caller = endpoints.read_token(text)
    assert (caller.token_id, caller.user_id, caller.person_id, caller.may("growth:write")) == (1, 2, 3, True)
    for wrong in (
        "",
        "jg_",
        ":",
        "jg_:",
        text[:-1],
        text + "A",
        text.replace("jg_", "jg_x"),
        text.replace(":", ""),
        "jg_é:ü",
    ):
        assert endpoints.read_token(wrong) is None
    foreign = signing.Signer(salt="another").sign_object(body)
    assert endpoints.read_token(f"jg_{foreign}") is None
    assert endpoints.read_token(endpoints.sign_token(1, 2, 3, [], 1)) is None, "expired"
    for odd in ([], {}, "text", [1, 2, 3, 4, 5]):
        assert (
            endpoints.read_token("jg_" + signing.Signer(salt="jiangong.api.token").sign_object(odd)) is None
        )
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-key-altogether"
    assert endpoints.read_token(text) == caller, "a changed key is good until its fallback is taken away"
    settings.SECRET_KEY_FALLBACKS = []
    assert endpoints.read_token(text) is None
