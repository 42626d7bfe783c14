"""Requests with a token go straight to the API: same answers, security headers, no session, the asked language."""

import pytest

pytestmark = pytest.mark.django_db
HOME = "/api/v1/training/courses"


@pytest.mark.parametrize("header", ["Bearer jg_nonsense", "Bearer ", "Basic abc"])
def test_a_token_that_is_none_is_refused_as_ever(client, header):
    answer = client.get(HOME, headers={"Authorization": header, "Accept-Language": "en"})
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Length"] == str(len(answer.content))
    assert "Set-Cookie" not in answer.headers


def test_an_address_that_is_not_there_is_a_problem_too(client):
    answer = client.get("/api/v1/nowhere", headers={"Authorization": "Bearer jg_nonsense"})
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


def test_pages_take_no_notice_of_the_header(client):
    answer = client.get("/workbench/", headers={"Authorization": "Bearer jg_nonsense"})
    assert answer.status_code == 302


def test_the_answer_speaks_the_language_asked_for(client):
    said = {
        language: client.get(
            "/api/v1/nowhere", headers={"Authorization": "x", "Accept-Language": language}
        ).json()
        for language in ("zh-CN", "en")
    }
    assert said["zh-CN"]["detail"] != said["en"]["detail"]
    assert said["en"]["detail"].isascii()
