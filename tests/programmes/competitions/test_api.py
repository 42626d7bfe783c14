"""Contests over HTTP: what everybody reads, a union's system that enters its members, a judge's device."""

import json
from datetime import date
from itertools import count
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from jiangong.api.actions import create_token
from jiangong.foundation.people.models import Membership, User
from jiangong.programmes.competitions.models import Entry, Row
from jiangong.selection.judging.formulas import shadow
from tests.factories import make_member, make_officer
from tests.programmes.competitions.stage import Stage, draw, mark_all, set_up, unseal

pytestmark = pytest.mark.django_db
PATH = "/api/v1/competitions"
_key = count(1)


def ask(path: str) -> Any:
    """Without any token."""
    return Client().get(f"{PATH}{path}")


def call(user: User, method: str, path: str, body: Any = None, *scopes: str, key: str = "") -> Any:
    wanted = scopes or ("competitions:read", "competitions:enter", "competitions:mark")
    _token, text = create_token(name="测试", scopes=wanted, days=1, by=user)
    headers = {"Authorization": f"Bearer {text}"}
    if method == "POST":
        headers["Idempotency-Key"] = key or f"contest-key-{next(_key)}"
    sent = b"" if body is None else json.dumps(body).encode()
    return Client().generic(method, f"{PATH}{path}", sent, "application/json", headers=headers)


def test_everybody_reads_what_is_public_and_nothing_before_its_time() -> None:
    stage = set_up()
    pk = stage.contest.pk
    assert [one["id"] for one in ask("/contests").json()["rows"]] == [pk]
    assert ask("/contests?level=drill").json()["rows"] == []
    assert ask("/seasons").json()["rows"][0]["id"] == stage.season.pk
    assert ask(f"/seasons/{stage.season.pk}/calendar").json()["rows"][0]["trade"] == "演示车工"
    assert ask("/trades?words=车工").json()["rows"][0]["code"] == "6-18-01-01"
    entrants = ask(f"/contests/{pk}/entrants").json()
    assert sum(len(unit["people"]) for unit in entrants) == 10
    assert all("*" in name for unit in entrants for name in unit["people"])
    draw(stage)
    mark_all(stage)
    before = ask(f"/contests/{pk}").json()
    assert before["results"] == []
    assert before["scheme_digest"]
    assert all(one["names"] == [] for one in before["serving"])
    assert ask(f"/contests/{pk}/results/1").status_code == 404
    assert ask(f"/contests/{pk}/results/1/contents").status_code == 404
    assert all(
        (one["secret"], one["said"], one["numbers"]) == ("", "", [])
        for one in ask(f"/contests/{pk}/draw").json()
    )
    unseal(stage)
    result = ask(f"/contests/{pk}/results/1").json()
    assert [one["rank"] for one in result["lines"]] == sorted(one["rank"] for one in result["lines"])
    assert all("*" in one["name"] for one in result["lines"])
    assert all(one["secret"] and one["numbers"] for one in ask(f"/contests/{pk}/draw").json())
    assert ask(f"/contests/{pk}").json()["results"] == [1]


def test_the_file_from_the_api_gives_the_same_result_again() -> None:
    stage = set_up()
    draw(stage)
    mark_all(stage)
    unseal(stage)
    pk = stage.contest.pk
    file = ask(f"/contests/{pk}/results/1/contents").json()
    again = shadow.recompute(file["scheme"], file["sheet"])
    lines = {one["code"]: one["rank"] for one in ask(f"/contests/{pk}/results/1").json()["lines"]}
    assert {code: line["rank"] for code, line in again["lines"].items()} == lines


def test_a_draft_is_not_there() -> None:
    stage = set_up()
    type(stage.contest).objects.filter(pk=stage.contest.pk).update(state="draft")
    assert ask("/contests").json()["rows"] == []
    assert ask(f"/contests/{stage.contest.pk}").status_code == 404


def _members(stage: Stage, n: int) -> tuple[User, list[Membership]]:
    union = stage.units[0]
    return make_officer(union), [make_member(union, born_on=date(1990, 1, 1)) for _ in range(n)]


def _entries(stage: Stage, members: list[Membership], **more: Any) -> dict[str, Any]:
    return {
        "organisation": stage.units[0].pk,
        "insured": True,
        "members": [{"membership": one.pk} for one in members],
        **more,
    }


def test_a_union_enters_its_members_once_whatever_is_repeated() -> None:
    stage = set_up()
    officer, members = _members(stage, 2)
    stranger = make_member(stage.units[1])
    path, body = f"/contests/{stage.contest.pk}/entries", _entries(stage, [*members, stranger])
    made = call(officer, "POST", path, body, key="one-act-only")
    assert made.status_code == 201, made.content
    first, second, third = made.json()
    assert first["entry"]["state"] == second["entry"]["state"] == "accepted"
    assert (third["entry"], third["refused"]["code"]) == (None, "competitions.not_a_colleague")
    again = call(officer, "POST", path, body, key="one-act-only")
    assert again["Idempotent-Replayed"] == "true"
    assert again.json() == made.json()
    other = call(officer, "POST", path, body)
    assert [one["refused"]["code"] for one in other.json()][:2] == ["competitions.already_entered"] * 2
    assert Entry.objects.filter(person__in=[one.person_id for one in members]).count() == 2
    mine = call(officer, "GET", "/entries").json()["rows"]
    assert {one["id"] for one in mine} >= {first["entry"]["id"], second["entry"]["id"]}


def test_who_may_not_enter_others_and_a_token_without_the_scope() -> None:
    stage = set_up()
    officer, members = _members(stage, 1)
    path, body = f"/contests/{stage.contest.pk}/entries", _entries(stage, members)
    assert call(stage.entrants[1], "POST", path, body).status_code == 404
    refused = call(officer, "POST", path, body, "competitions:read")
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert call(officer, "POST", path, {**body, "members": []}).status_code == 422


def test_withdrawing_over_http_until_the_numbers_are_drawn() -> None:
    stage = set_up(entrants=11)
    own, other = stage.entrants[0], stage.entrants[1]
    entry = Entry.objects.get(person=own.person)
    assert call(other, "DELETE", f"/entries/{entry.pk}").status_code == 404
    assert call(own, "DELETE", f"/entries/{entry.pk}").json()["state"] == "withdrawn"
    late = Entry.objects.get(person=other.person)
    draw(stage)
    refused = call(other, "DELETE", f"/entries/{late.pk}")
    assert (refused.status_code, refused.json()["code"]) == (409, "competitions.cannot_withdraw")


def test_a_judges_device_sends_marks_twice_and_they_count_once() -> None:
    stage = set_up()
    draw(stage)
    judge = stage.judges[0]
    office = stage.office(judge)
    assert [one["id"] for one in call(judge, "GET", "/offices").json()["rows"]] == [office.pk]
    mark = {"component": "practice", "code": "C001", "value": "88", "at": timezone.now().isoformat()}
    body = {"marks": [{**mark, "key": "tablet-0001"}, {**mark, "key": "tablet-0002", "code": "C999"}]}
    path = f"/offices/{office.pk}/marks"
    kept, refused = call(judge, "PUT", path, body).json()
    assert (kept["kept"], kept["refused"]) == (True, None)
    assert (refused["kept"], refused["refused"]["code"]) == (False, "competitions.no_such_code")
    assert call(judge, "PUT", path, body).json()[0]["kept"]
    changed = call(judge, "PUT", path, {"marks": [{**mark, "key": "tablet-0003", "value": "89"}]}).json()
    assert changed[0]["refused"]["code"] == "competitions.mark_stands"
    assert Row.objects.filter(contest=stage.contest).count() == 1
    assert call(stage.judges[1], "PUT", path, body).status_code == 404
    assert call(judge, "PUT", path, body, "competitions:read").status_code == 403
