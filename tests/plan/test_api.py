"""The plan over HTTP: figures for anyone, entries by scope, 404 for what the plan does not count."""

from datetime import date

import pytest

from jiangong.foundation.ledger.actions import record, sequence
from jiangong.plan.actions import follow
from tests.factories import make_person

API = "/api/v1/plan"


@pytest.fixture
def trained(tree):
    record(
        "growth.completed", tree.enterprise, organisation=tree.enterprise, by=None, person=make_person("演示职工甲"),
        happened_on=date(2026, 5, 4), payload={"mode": "online"},
    )  # fmt: skip
    sequence()
    while follow():
        pass


def test_promises(client, db):
    found = {one["id"]: one for one in client.get(f"{API}/promises").json()}
    assert len(found) == 61
    assert (found["D9"]["target"], found["D9"]["is_counted"], found["C3"]["is_counted"]) == (
        100_000,
        True,
        False,
    )


def test_a_figure_with_its_parts(client, tree, trained):
    found = client.get(f"{API}/figures/D9/{tree.district.code}?period=2026").json()
    assert (float(found["value"]), found["entries"], found["target"]) == (1, 1, None)
    assert [(part["organisation"], float(part["value"])) for part in found["parts"]] == [
        (tree.township.code, 1)
    ]


def test_records_are_masked(client, tree, trained):
    answer = client.get(f"{API}/figures/D9/{tree.city.code}/records?period=2026-05")
    assert [one["person"] for one in answer.json()["items"]] == ["演**"]
    assert "演示职工甲" not in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "figures/C3/T",
        "figures/Z9/T",
        "figures/D9/nowhere",
        "figures/D9/T?period=1999",
        "figures/D9/T?period=2026-05",
    ],
)
def test_what_is_not_counted_is_not_found(client, tree, path):
    assert client.get(f"{API}/{path}").status_code == 404


def test_entries_stay_within_reach(client, cast, tree, trained):
    assert client.get(f"{API}/entries").status_code == 401
    for who, count in (
        ("chair", 1),
        ("township_cadre", 1),
        ("auditor", 1),
        ("worker", 0),
        ("administrator", 0),
    ):
        client.force_login(cast[who])
        assert len(client.get(f"{API}/entries").json()["items"]) == count, who


def test_the_ledgers_verbs_and_length(client, tree, trained):
    verbs = {one["verb"]: one["words"] for one in client.get("/api/v1/plan/verbs").json()}
    assert verbs["growth.completed"]
    assert client.get("/api/v1/plan/position").json() == {"next_position": 1}
