"""plan.json and figures.csv: what they say, what they hide, and how they are served."""

import csv
import gzip
import io
import json
from datetime import date

import pytest

from jiangong.foundation.ledger.actions import Fact, correct, grow, record_many, sequence
from jiangong.foundation.ledger.models import Named
from jiangong.plan import definition
from jiangong.plan.actions import follow
from jiangong.plan.queries import NotYetLogged, figures_csv, publication, published_plan
from jiangong.plan.queries.tagging import tagging
from tests.factories import make_member, make_person
from tests.plan.conftest import small_plan


@pytest.fixture
def plan(monkeypatch):
    small = definition.read(small_plan())
    for module in (
        "jiangong.plan.actions.following",
        "jiangong.plan.actions.rebuilding",
        "jiangong.plan.queries.publication",
        "jiangong.plan.queries.counting",
        "jiangong.plan.queries.tagging",
    ):
        monkeypatch.setattr(f"{module}.current", lambda: small)
    return small


@pytest.fixture
def published(settings, tmp_path):
    settings.VAR = tmp_path
    return tmp_path / "published"


def complete(organisation, day, person=None, attribute="K1", quantity=1):
    [entry] = record_many(
        [
            Fact(
                "growth.completed",
                "growth.enrolment",
                1,
                organisation,
                person_id=person and person.pk,
                quantity=quantity,
                attribute=attribute,
                happened_on=day,
                payload={"mode": "online"},
            )
        ],
        by=None,
    )
    return entry


def log():
    """Place, count and publish what was recorded."""
    while sequence():
        pass
    while follow():
        pass
    while grow(tagging()):
        pass


def figures():
    first, *lines = b"".join(figures_csv()).decode().splitlines()
    rows = list(csv.reader(io.StringIO("\n".join(lines))))
    assert rows[0] == ["promise", "organisation", "period", "value", "entries"]
    assert rows[1:] == sorted(rows[1:])
    return first, {tuple(row[:3]): tuple(row[3:]) for row in rows[1:]}


def test_the_plan_says_what_is_counted(plan):
    assert published_plan() == {
        "slug": "small",
        "since": "2023-01-01",
        "until": "2027-12-31",
        "promises": {
            "X1": {"kind": "count", "verbs": ["growth.completed"], "payload": {}, "attributes": []},
            "X2": {
                "kind": "sum",
                "verbs": ["growth.completed", "growth.attended"],
                "payload": {},
                "attributes": [],
            },
            "X3": {"kind": "distinct_people", "verbs": ["growth.completed"], "payload": {}, "attributes": []},
            "X4": {
                "kind": "distinct_attribute",
                "verbs": ["growth.completed"],
                "payload": {},
                "attributes": [],
            },
            "X5": {
                "kind": "distinct_people",
                "verbs": ["growth.completed"],
                "payload": {"mode": "online"},
                "attributes": ["K1", "K2"],
            },
        },
    }


def test_every_figure_of_a_large_union_with_the_leaves_behind_it(plan, tree):
    for _ in range(10):
        make_member(tree.enterprise)
    person = make_person()
    entry = complete(tree.enterprise, date(2024, 5, 6), person, quantity="2.50")
    complete(tree.enterprise, date(2025, 1, 1), person)
    log()
    correct(entry, reason="重复登记", by=None)
    log()
    first, found = figures()
    assert first == "size,3"
    code = tree.enterprise.code
    assert found["X1", code, "2024-05"] == ("0", "2")
    assert found["X1", code, "all"] == ("1", "3")
    assert found["X3", code, "all"] == ("1", "3")
    assert {key[1] for key in found} == {
        one.code for one in (tree.enterprise, tree.township, tree.district, tree.city, tree.industry)
    }


def test_values_are_decimals_without_trailing_zeros(plan, tree):
    complete(tree.township, date(2024, 5, 6), quantity="2.50")
    complete(tree.district, date(2024, 5, 6), quantity="100")
    log()
    _, found = figures()
    assert found["X2", tree.township.code, "2024"] == ("2.5", "1")
    assert found["X2", tree.city.code, "2024"] == ("102.5", "2")


def test_a_small_union_shows_only_above(plan, tree):
    complete(tree.enterprise, date(2024, 5, 6))
    log()
    _, found = figures()
    assert tree.enterprise.code not in {code for _, code, _ in found}
    assert found["X1", tree.township.code, "2024-05"] == ("1", "1")


def test_a_union_named_in_some_years_hides_what_the_others_would_tell(plan, tree):
    where = tree.enterprise
    Named.objects.create(organisation_id=where.pk, year=2023, named=False)
    Named.objects.create(organisation_id=where.pk, year=2024, named=True)
    Named.objects.create(organisation_id=where.pk, year=2025, named=True)
    complete(where, date(2023, 5, 6))
    complete(where, date(2024, 5, 6))
    complete(where, date(2025, 5, 6), attribute="K9")
    log()
    _, found = figures()
    mine = {(p, period): value for (p, code, period), value in found.items() if code == where.code}
    assert {period for _, period in mine} == {"2024-05", "2024", "2025-05", "2025", "all"}
    assert mine["X1", "all"] == ("", "2")
    assert mine["X4", "all"] == ("", "2")
    assert mine["X4", "2025"] == ("1", "1")


def test_a_union_named_whenever_it_has_entries_shows_the_whole(plan, tree):
    where = tree.enterprise
    Named.objects.create(organisation_id=where.pk, year=2023, named=False)  # of another promise's entry
    Named.objects.create(organisation_id=where.pk, year=2024, named=True)
    complete(where, date(2024, 5, 6))
    log()
    _, found = figures()
    assert found["X1", where.code, "all"] == ("1", "1")


def test_no_figures_ahead_of_the_log(plan, tree):
    complete(tree.township, date(2024, 5, 6))
    sequence()
    follow()
    with pytest.raises(NotYetLogged):
        list(figures_csv())


def test_many_blocks_are_the_same_as_one(plan, tree, monkeypatch):
    for month in range(1, 8):
        complete(tree.branch, date(2024, month, 6))
    log()
    whole = b"".join(figures_csv())
    monkeypatch.setattr(publication, "BLOCK", 3)
    blocks = list(figures_csv())
    assert b"".join(blocks) == whole
    assert max(block.count(b"\n") for block in blocks) == 3


def test_the_files_are_public_and_small(client, plan, tree, published):
    complete(tree.township, date(2024, 5, 6))
    log()
    answer = client.get("/ledger/plan.json")
    assert json.loads(answer.content) == published_plan()
    plain = client.get("/ledger/figures.csv")
    packed = client.get("/ledger/figures.csv", headers={"Accept-Encoding": "gzip"})
    whole = b"".join(figures_csv())
    assert b"".join(plain.streaming_content) == whole
    assert gzip.decompress(b"".join(packed.streaming_content)) == whole
    assert packed["Content-Encoding"] == "gzip"
    assert {one["Cache-Control"] for one in (answer, plain, packed)} == {"public, max-age=2"}
    assert not plain.cookies


def test_a_new_entry_is_in_the_next_file(client, plan, tree, published):
    for number in range(1, 3):
        complete(tree.township, date(2024, 5, 6))
        log()
        answer = b"".join(client.get("/ledger/figures.csv").streaming_content)
        assert answer.startswith(b"size,%d\n" % number)
    assert len(list(published.rglob("*.csv.gz"))) == 1


def test_an_unchanged_file_is_not_written_again(client, plan, tree, published, monkeypatch):
    complete(tree.township, date(2024, 5, 6))
    log()
    b"".join(client.get("/ledger/figures.csv").streaming_content)
    monkeypatch.setattr("jiangong.plan.actions.publishing.figures_csv", None)
    assert b"".join(client.get("/ledger/figures.csv").streaming_content).startswith(b"size,1\n")


def test_a_file_that_took_long_serves_for_a_while(client, plan, tree, published, monkeypatch):
    monkeypatch.setattr("jiangong.plan.actions.publishing.QUICK", -1.0)
    monkeypatch.setattr("jiangong.plan.actions.publishing.REST", 10**9)
    for _ in range(2):
        complete(tree.township, date(2024, 5, 6))
        log()
        answer = b"".join(client.get("/ledger/figures.csv").streaming_content)
        assert answer.startswith(b"size,1\n")


def test_while_the_log_is_behind_the_answer_says_try_again(client, plan, tree, published, monkeypatch):
    monkeypatch.setattr("jiangong.plan.actions.publishing.PATIENCE", -1.0)
    complete(tree.township, date(2024, 5, 6))
    sequence()
    follow()
    answer = client.get("/ledger/figures.csv")
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
