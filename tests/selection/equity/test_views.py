"""Pages: everybody sees what is published and nothing else; one's own share; officers their own unions."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people.models import Membership
from jiangong.programmes.growth.states import Verb
from jiangong.selection.equity import actions, queries
from jiangong.selection.equity.models import Count
from jiangong.selection.equity.states import CountState
from tests.selection.equity.conftest import YEAR


@pytest.fixture
def counted(city):
    actions.begin_count(YEAR, by=None)
    return actions.count(YEAR)


def test_everybody_sees_every_year_and_every_good_with_few_queries(
    client, counted, django_assert_max_num_queries
):
    Count.objects.create(year=2024, until="2024-12-31", counted_at=counted.counted_at, state="done")
    for name, about in (
        ("years", []),
        ("year", [YEAR]),
        ("good", [YEAR, "training"]),
        ("table", [YEAR, "training", "sex"]),
        ("spreadsheet", [YEAR]),
    ):
        with django_assert_max_num_queries(6):
            answer = client.get(reverse(f"equity:{name}", args=about))
        assert answer.status_code == 200, name


def test_a_hidden_number_stands_in_no_page_file_or_answer(client, counted):
    """Of three couriers nobody learns that they are three."""
    page = client.get(reverse("equity:good", args=[YEAR, "training"]))
    forms = next(one for one in page.context["reach"].along if one.dimension == "form")
    assert {line.label: line.reached for line in forms.lines}["外卖配送员"] is None
    for good, dimension, value, district, shown in counted.cells.values_list(
        "good", "dimension", "value", "district", "shown"
    ):
        if shown or not good:
            continue
        [row] = [
            row for row in queries.everything_of(counted)
            if row[:3] == (good, dimension, value) and row[4] == (None if district is None else str(district))
        ]  # fmt: skip
        assert row[7] is None
    answer = client.get(f"/api/v1/equity/years/{YEAR}").json()
    assert (
        next(
            line for line in answer["lines"] if line["value"] == "外卖配送员" and line["good"] == "training"
        )["reached"]
        is None
    )
    assert [one["digest"] for one in client.get("/api/v1/equity/years").json()] == [counted.digest]
    assert client.get("/api/v1/equity/years/2001").status_code == 404


def test_the_spreadsheet_has_the_lines_of_the_page(client, counted):
    answer = client.get(reverse("equity:spreadsheet", args=[YEAR]))
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    [women] = [row for row in rows if row[:4] == ["培训结业", "性别", "女", ""]]
    assert women[4:6] == [70, 15]


def test_a_group_that_received_nothing_is_shown_as_nothing(client, counted):
    page = client.get(reverse("equity:good", args=[YEAR, "honour"]))
    assert page.context["reach"].whole.reached == 0
    assert all(line.reached == 0 for one in page.context["reach"].along for line in one.lines)


@pytest.mark.parametrize(
    "address", ["2001/", "2025/training/", "2025/none/", "2025/training/district/", "2025/training/none/"]
)
def test_what_is_not_there_is_not_found(client, address, db):
    assert client.get(f"/equity/{address}").status_code == 404


def test_before_the_first_count_the_page_says_when_it_comes(client, db):
    assert "还没有统计过" in client.get("/equity/").content.decode()


def test_one_sees_ones_own_share_and_why(client, cast, tree, django_assert_max_num_queries):
    worker = cast["worker"]
    Membership.objects.filter(person=worker.person).update(joined_on="2021-01-01")
    record(
        Verb.COMPLETED,
        tree.enterprise,
        organisation=tree.enterprise,
        person=worker.person,
        by=None,
        happened_on=date(2023, 1, 1),
    )
    client.force_login(worker)
    with django_assert_max_num_queries(12):
        page = client.get("/me/share/")
    found = {one.good.code: one for one in page.context["mine"].shares}
    assert len(found["training"].days) == 1
    assert found["training"].turn.received_on is not None
    assert found["honour"].turn.received_on is None
    assert found["honour"].turn.lots >= found["training"].turn.lots
    assert client.get("/me/share/").content.decode().count("得到过 1 次") == 1


def test_officers_see_their_own_union_with_nothing_hidden(
    client, counted, cast, tree, django_assert_max_num_queries
):
    for name, members in (("city_officer", 121), ("district_cadre", 44), ("chair", 44)):
        client.force_login(cast[name])
        with django_assert_max_num_queries(12):
            page = client.get("/workbench/equity/")
        assert page.status_code == 200
        reach = next(one for one in page.context["own"].reaches if one.good.code == "training")
        assert reach.whole.members >= members, name
        assert all(line.reached is not None for one in reach.along for line in one.lines)


def test_the_workbench_shows_one_good_at_a_time(client, counted, cast, tree):
    client.force_login(cast["city_officer"])
    address = f"/workbench/equity/?year={YEAR}"
    for asked, shown in (("", "training"), ("&good=honour", "honour"), ("&good=none", "training")):
        page = client.get(address + asked)
        assert page.context["chosen"].good.code == shown
        assert f'id="{shown}-sex"' in page.content.decode()
        assert page.content.decode().count('aria-current="page"><b>') == 1
        assert f"?good=honour&amp;year={YEAR}" in page.content.decode()


def test_only_the_city_has_a_year_counted_and_workers_see_no_workbench(client, city, cast, monkeypatch):
    deferred = []
    monkeypatch.setattr("jiangong.selection.equity.tasks.count.defer", lambda **more: deferred.append(more))
    address = reverse("equity:count", args=[YEAR])
    for name, status, begun in (
        ("worker", 403, []),
        ("chair", 403, []),
        ("city_officer", 302, [{"year": YEAR}]),
    ):
        client.force_login(cast[name])
        assert client.post(address).status_code == status
        assert deferred == begun
    assert Count.objects.get().state == CountState.WAITING
    page = client.get("/workbench/equity/")
    assert "正在统计" in page.content.decode()
    client.force_login(cast["worker"])
    assert client.get("/workbench/equity/").status_code == 403
