"""Applying over HTTP: the ordinary way and the straight way give the same answer."""

import json

import pytest

from jiangong.programmes.care.convalescence.api import _straight
from jiangong.programmes.care.convalescence.models import Application


@pytest.fixture
def caller(worker):
    """(account, text of a token that may read and write)."""
    from jiangong.api.actions import create_token

    one = worker()
    return one, create_token(
        name="测试", scopes=["convalescence:read", "convalescence:write"], days=1, by=one
    )[1]


def body(programme, **more):
    return {"programme": programme.pk, "wants": ["b2", "b1"], "sound": True, **more}


def post(client, token, sent):
    return client.post(
        "/api/v1/convalescence/applications",
        sent,
        "application/json",
        headers={"Authorization": f"Bearer {token}"},
    )


def test_apply_read_change_withdraw(client, programme, caller):
    _user, token = caller
    headers = {"Authorization": f"Bearer {token}"}
    answer = post(client, token, body(programme))
    assert answer.status_code == 200
    made = answer.json()
    assert (made["programme"], made["state"]) == (programme.pk, "submitted")
    assert post(client, token, body(programme)).json() == made, "sent twice counts once"
    [mine] = client.get("/api/v1/convalescence/applications", headers=headers).json()["rows"]
    assert mine["ticket"] == made["ticket"]
    address = f"/api/v1/convalescence/applications/{made['id']}"
    changed = client.put(f"{address}/wishes", {"wants": ["b1"]}, "application/json", headers=headers)
    assert changed.json()["wants"] == ["b1"]
    assert client.delete(address, headers=headers).json()["state"] == "withdrawn"


def test_programmes_with_batches_and_pools(client, programme, draft, caller):
    headers = {"Authorization": f"Bearer {caller[1]}"}
    rows = client.get("/api/v1/convalescence/programmes", headers=headers).json()["rows"]
    assert [one["id"] for one in rows] == [programme.pk]
    one = client.get(f"/api/v1/convalescence/programmes/{programme.pk}", headers=headers).json()
    assert [batch["places"] for batch in one["batches"]] == [3, 2]
    assert sum(pool["places"] for pool in one["pools"]) == 5
    assert client.get(f"/api/v1/convalescence/programmes/{draft.pk}", headers=headers).status_code == 404


def test_the_straight_way_answers_the_same(client, programme, caller):
    _user, token = caller
    straight = _straight(token, json.dumps(body(programme)).encode(), lambda _user: True)
    assert json.loads(straight) == post(client, token, body(programme)).json()
    assert Application.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"sound": False},
        {"sound": 1},
        {"wants": []},
        {"wants": "b1"},
        {"wants": ["b1\0"]},
        {"wants": ["b9"]},
        {"programme": 0},
        {"programme": True},
        {"more": 1},
    ],
)
def test_what_is_not_right_in_every_part_goes_the_ordinary_way(client, programme, caller, wrong):
    sent = {**body(programme), **wrong}
    assert _straight(caller[1], json.dumps(sent).encode(), lambda _user: True) is None
    if wrong not in ({"sound": 1}, {"programme": True}, {"more": 1}):
        assert post(client, caller[1], sent).status_code >= 400
    assert _straight(caller[1], json.dumps(body(programme)).encode(), lambda _user: False) is None
    assert _straight("jg_x", json.dumps(body(programme)).encode(), lambda _user: True) is None
    assert not Application.objects.filter(wants=["b9"]).exists()


def test_a_revoked_token_applies_for_nobody(client, programme, caller):
    from django.apps import apps
    from django.utils import timezone

    apps.get_model("api", "Token").objects.update(revoked_at=timezone.now())
    assert _straight(caller[1], json.dumps(body(programme)).encode(), lambda _user: True) is None
    assert post(client, caller[1], body(programme)).status_code == 401
    assert not Application.objects.exists()
