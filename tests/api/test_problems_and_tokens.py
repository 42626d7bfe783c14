"""Who may call, and what every error looks like."""

import threading
import time

import pytest
from django.db import connection, connections
from django.test import Client

from jiangong.api.actions import MOST, create_token, revoke_token
from jiangong.api.models import Answer, Token
from jiangong.api.queries import token_of, tokens_visible_to
from jiangong.foundation.common.endpoints import read_token, sign_token
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.organisations.models import Organisation
from tests.api.conftest import Program

FOUND = {"name": "测试新企业工会", "kind": "enterprise"}


def is_problem(response, status, code=None):
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["detail"]
    if code:
        assert body["code"] == code
    return body


def test_a_token_names_its_caller_without_reading_a_table(db, django_assert_num_queries):
    text = sign_token(7, 8, 9, ["plan:read"], int(time.time()) + 60)
    with django_assert_num_queries(0):
        caller = read_token(text)
    assert (caller.token_id, caller.user_id, caller.person_id, caller.scopes) == (7, 8, 9, {"plan:read"})


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"), lambda t: "", lambda t: "jg_x:y"]
)
def test_a_changed_token_names_nobody(change):
    assert read_token(change(sign_token(7, 8, 9, ["plan:read"], int(time.time()) + 60))) is None


def test_an_expired_token_names_nobody():
    assert read_token(sign_token(7, 8, 9, ["plan:read"], int(time.time()) - 1)) is None


def test_without_a_token_nothing_is_told(tree):
    response = Client().get(f"/api/v1/organisations/{tree.city.pk}")
    is_problem(response, 401, "unauthenticated")
    assert response["WWW-Authenticate"] == "Bearer"


def test_a_token_without_the_scope_is_refused(tree, program):
    is_problem(program("city_officer", "plan:read").get("/organisations/"), 403)


def test_a_revoked_token_is_refused(tree, cast):
    token, text = create_token(name="测试", scopes=["organisations:read"], days=30, by=cast["city_officer"])
    assert Program(text).get("/organisations/").status_code == 200
    revoke_token(token, by=cast["city_officer"])
    is_problem(Program(text).get("/organisations/"), 401)


def test_the_token_of_a_closed_account_is_refused(tree, cast, program):
    caller = program("city_officer")
    cast["city_officer"].is_active = False
    cast["city_officer"].save()
    is_problem(caller.get("/organisations/"), 401)


def test_nobody_revokes_another_ones_token(cast):
    token, _text = create_token(name="测试", scopes=["plan:read"], days=30, by=cast["worker"])
    with pytest.raises(Refused) as refused:
        revoke_token(token, by=cast["city_officer"])
    assert refused.value.code == "api.not_your_token"
    assert token_of(cast["city_officer"], token.pk) is None
    assert not tokens_visible_to(cast["city_officer"]).exists()
    token.refresh_from_db()
    assert token.revoked_at is None


def test_living_tokens_are_few(cast):
    for _ in range(MOST):
        create_token(name="测试", scopes=["plan:read"], days=30, by=cast["worker"])
    with pytest.raises(Refused) as refused:
        create_token(name="测试", scopes=["plan:read"], days=30, by=cast["worker"])
    assert refused.value.code == "api.too_many_tokens"


def test_what_is_not_there_and_what_is_hidden_look_the_same(tree, program):
    chair = program("chair")
    hidden = is_problem(chair.get(f"/organisations/{tree.other_enterprise.pk}"), 404, "not_found")
    missing = is_problem(chair.get("/organisations/999999999"), 404, "not_found")
    assert hidden == missing
    is_problem(chair.get("/nowhere/at/all"), 404, "not_found")


def test_a_method_that_is_not_there(program):
    response = program("chair").call("DELETE", "/organisations/")
    is_problem(response, 405, "method_not_allowed")
    assert response["Allow"]


def test_a_field_that_is_wrong_is_named(tree, program):
    body = is_problem(
        program("city_officer").post("/organisations/", {**FOUND, "parent": "x"}), 422, "invalid"
    )
    assert ["body", "draft", "parent"] in [field["where"] for field in body["fields"]]


def test_a_body_that_is_no_json(program):
    caller = program("city_officer")
    response = caller.client.post(
        "/api/v1/organisations/",
        b"{",
        "application/json",
        headers={"Authorization": f"Bearer {caller.text}", "Idempotency-Key": "abcdefgh"},
    )
    is_problem(response, 400)


def test_a_body_that_is_too_large(settings, program):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    is_problem(program("city_officer").post("/organisations/", {"name": "长" * 200}), 413, "too_large")


def test_too_many_requests(monkeypatch, program):
    from jiangong.api.assembly import PerAccount

    monkeypatch.setattr(PerAccount, "allow_request", lambda self, request: False)
    monkeypatch.setattr(PerAccount, "wait", lambda self: 3)
    response = program("chair").get("/organisations/")
    is_problem(response, 429, "too_many_requests")
    assert response["Retry-After"] == "3"


@pytest.mark.parametrize(
    "path",
    [
        "/people/%00",
        "/organisations/?kind=a%00b",
        f"/organisations/{10**30}",
        "/organisations/-1",
        "/organisations/?after=99999999999999999999",
    ],
)
def test_values_no_database_could_store(program, path):
    assert program("city_officer").get(path).status_code in (404, 422)


def test_a_nul_in_the_body(tree, program):
    body = {**FOUND, "name": "a\0b", "parent": tree.township.pk}
    is_problem(program("city_officer").post("/organisations/", body), 422, "invalid")
    lone = program("city_officer").call("POST", "/organisations/", {**body, "name": "a\ud800b"})
    is_problem(lone, 422)


def test_a_refusal_says_what_which_rule_and_what_to_do(tree, program):
    body = is_problem(
        program("city_officer").put(f"/organisations/{tree.branch.pk}/parent", {"parent": tree.village.pk}),
        409,
    )
    assert body["code"].startswith("organisations.")
    assert body["rule"]
    assert body["remedy"]


def test_a_session_may_read_and_needs_the_csrf_token_to_write(tree, cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast["district_cadre"])
    assert client.get("/api/v1/organisations/").status_code == 200
    body = {**FOUND, "parent": tree.township.pk}
    is_problem(
        client.post(
            "/api/v1/organisations/", body, "application/json", headers={"Idempotency-Key": "abcdefgh"}
        ),
        403,
    )
    client.get("/me/tokens/")
    token = client.cookies["csrftoken"].value
    made = client.post(
        "/api/v1/organisations/",
        body,
        "application/json",
        headers={"Idempotency-Key": "abcdefgh", "X-CSRFToken": token},
    )
    assert made.status_code == 201, made.content


class TestIdempotency:
    def test_the_same_request_again_gets_the_first_answer(self, tree, program):
        caller = program("city_officer")
        body = {**FOUND, "parent": tree.township.pk}
        first = caller.post("/organisations/", body, key="once-only")
        again = caller.post("/organisations/", body, key="once-only")
        assert (first.status_code, again.status_code) == (201, 201)
        assert first.json() == again.json()
        assert again["Idempotent-Replayed"] == "true"
        assert Organisation.objects.filter(name=FOUND["name"]).count() == 1

    def test_without_a_key_nothing_is_created(self, tree, program):
        response = program("city_officer").post(
            "/organisations/", {**FOUND, "parent": tree.township.pk}, key=None
        )
        is_problem(response, 422, "invalid")
        assert not Organisation.objects.filter(name=FOUND["name"]).exists()

    def test_another_request_with_the_same_key_is_refused(self, tree, program):
        caller = program("city_officer")
        caller.post("/organisations/", {**FOUND, "parent": tree.township.pk}, key="once-only")
        other = caller.post(
            "/organisations/", {**FOUND, "name": "另一家", "parent": tree.township.pk}, key="once-only"
        )
        is_problem(other, 422, "api.idempotency_key_used")

    def test_two_people_may_choose_the_same_key(self, tree, program):
        for who, name in (("city_officer", "甲"), ("district_cadre", "乙")):
            body = {**FOUND, "name": name, "parent": tree.township.pk}
            assert program(who).post("/organisations/", body, key="once-only").status_code == 201

    def test_a_refused_act_leaves_no_key(self, tree, program):
        caller = program("city_officer")
        wrong = {**FOUND, "kind": "district", "parent": tree.township.pk}
        is_problem(caller.post("/organisations/", wrong, key="once-only"), 409)
        assert not Answer.objects.exists()
        right = {**FOUND, "parent": tree.township.pk}
        assert caller.post("/organisations/", right, key="once-only").status_code == 201

    def test_after_a_day_the_key_is_free(self, tree, program):
        caller = program("city_officer")
        body = {**FOUND, "parent": tree.township.pk}
        caller.post("/organisations/", body, key="once-only")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE api_answer SET created_at = created_at - interval '25 hours'")
        assert caller.post("/organisations/", {**body, "name": "明天的"}, key="once-only").status_code == 201


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_time_make_one(program, tree):
    """The second waits for the first and gets its answer."""
    caller = program("city_officer")
    body = {**FOUND, "parent": tree.township.pk}
    answers = []
    barrier = threading.Barrier(4)

    def send() -> None:
        barrier.wait()
        try:
            answers.append(Program(caller.text).post("/organisations/", body, key="at-the-same-time"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert Organisation.objects.filter(name=FOUND["name"]).count() == 1


class TestPages:
    def test_the_text_of_a_token_is_shown_once(self, client, cast):
        client.force_login(cast["worker"])
        page = client.post("/me/tokens/", {"name": "考勤系统", "scopes": ["plan:read"], "days": "30"})
        token = Token.objects.get()
        assert "jg_" in page.content.decode()
        assert "no-cache" in page["Cache-Control"]
        assert "jg_" not in client.get("/me/tokens/").content.decode()
        assert (token.name, token.scopes, token.user) == ("考勤系统", ["plan:read"], cast["worker"])

    def test_a_wrong_form_keeps_what_was_written(self, client, cast):
        client.force_login(cast["worker"])
        page = client.post("/me/tokens/", {"name": "考勤系统", "days": "30"})
        assert page.status_code == 422
        assert "考勤系统" in page.content.decode()
        assert not Token.objects.exists()

    def test_one_revokes_ones_own(self, client, cast):
        token, _text = create_token(name="测试", scopes=["plan:read"], days=30, by=cast["worker"])
        client.force_login(cast["outsider"])
        assert client.post(f"/me/tokens/{token.pk}/revocation/").status_code == 404
        client.force_login(cast["worker"])
        assert client.post(f"/me/tokens/{token.pk}/revocation/").status_code == 302
        token.refresh_from_db()
        assert token.revoked_at is not None

    def test_the_list_at_one_and_three(self, client, cast, django_assert_num_queries):
        client.force_login(cast["worker"])
        create_token(name="测试", scopes=["plan:read"], days=30, by=cast["worker"])
        client.get("/me/tokens/")
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as one:
            client.get("/me/tokens/")
        for _ in range(2):
            create_token(name="测试", scopes=["plan:read"], days=30, by=cast["worker"])
        with CaptureQueriesContext(connection) as three:
            client.get("/me/tokens/")
        assert len(one) == len(three) <= 6

    def test_everybody_reads_the_documentation(self, client, db):
        page = client.get("/api/v1/docs/").content.decode()
        assert "/api/v1/organisations/" in page
        assert client.get("/api/v1/openapi.json").json()["openapi"] == "3.1.0"


def test_without_the_database_every_way_in_answers_with_a_problem(program, take_database_away, client):
    """By token, by session, and by the short way past Django and ninja."""
    learner = program("worker")
    take_database_away()
    client.cookies["sessionid"] = "of somebody"
    client.raise_request_exception = False
    for answer in (
        learner.get("/organisations/"),
        learner.post("/training/sessions/1/enrolments"),
        client.get("/api/v1/organisations/"),
    ):
        assert (answer.status_code, answer["Retry-After"]) == (503, "10")
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "unavailable"
