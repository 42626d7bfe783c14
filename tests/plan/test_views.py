"""Pages: what is counted is shown with its records, what is not shows no figure; the workbench stays in its scope."""

import csv
import io
from datetime import date

import pytest
import time_machine

from jiangong.foundation.ledger.actions import correct, record, sequence
from jiangong.foundation.ledger.models import Named
from jiangong.plan.actions import follow
from jiangong.plan.definition import current
from tests.factories import make_member, make_organisation, make_person
from tests.plan.conftest import name_all

TODAY = "2026-06-30T12:00:00+08:00"
pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


def complete(organisation, *, day=date(2026, 5, 4), person=None, mode="online"):
    return record(
        "growth.completed", organisation, organisation=organisation, by=None, happened_on=day, person=person,
        attribute="K1", payload={"mode": mode},
    )  # fmt: skip


def count():
    sequence()
    while follow():
        pass
    name_all()


@pytest.fixture
def trained(tree):
    """Three completions in one enterprise, one of them corrected, and one in the other district."""
    entries = [complete(tree.enterprise, person=make_person("演示职工甲")) for _ in range(3)]
    complete(tree.other_enterprise, mode="classroom", day=date(2025, 3, 1))
    sequence()
    correct(entries[0], reason="签到表录错", by=None)
    count()
    return entries


def page(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code)
    return response.content.decode()


def test_before_any_organisation_the_overview_says_so(client, db):
    assert "还没有组织" in page(client, "/")


def test_the_overview_shows_counted_figures_and_no_zero_for_the_others(client, trained):
    text = page(client, "/")
    assert "61 项承诺" in " ".join(text.split())
    assert "4 条凭据" in text
    waiting = sum(p.measure is None for p in current().promises.values())
    assert text.count("尚未计数") >= waiting
    assert "只计数" in text
    assert page(client, "/plan/").count("<h1") == 1


def test_a_promise_not_counted_shows_no_figure_at_all(client, trained):
    text = page(client, "/plan/C3/")
    assert "本项的业务系统还没有建成" in text
    assert "五年 10,000 名" in text
    assert "条凭据" not in text
    assert client.get(f"/plan/C3/{trained[0].organisation.code}/").headers["Location"] == "/plan/C3/"


def test_drilling_down_from_the_city_to_the_enterprise(client, tree, trained):
    expected = {
        tree.city: 2,
        tree.district: 2,
        tree.township: 2,
        tree.enterprise: 2,
        tree.industry: 2,
        tree.branch: 0,
    }
    for organisation, value in expected.items():
        text = page(client, f"/plan/D9/{organisation.code}/?period=2026")
        assert f"<b>{value}<small>人次</small></b>" in text, organisation
    assert f'href="/plan/D9/{tree.district.code}/?period=2026"' in page(client, "/plan/D9/")
    assert "<b>3<small>人次</small></b>" in page(client, f"/plan/D9/{tree.city.code}/?period=all")
    assert "<b>1<small>人次</small></b>" in page(client, f"/plan/D9/{tree.city.code}/?period=2025")


def test_records_name_surname_and_unit_only_and_show_corrections(client, tree, trained):
    text = page(client, f"/plan/D9/{tree.township.code}/records/?period=2026-05")
    assert "演**" in text
    assert "演示职工甲" not in text
    assert "签到表录错" in text
    assert text.count('class="rec-day"') == 4  # three entries and their correction
    assert "本期还没有记录" in page(client, f"/plan/D9/{tree.other_district.code}/records/?period=2026")


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("code", ["city", "township"])
def test_every_record_is_on_exactly_one_page(client, tree, monkeypatch, size, code):
    monkeypatch.setattr("jiangong.plan.queries.records.SIZE", size)
    wanted = {complete(tree.enterprise, day=date(2026, 1, 1 + n % 3)).pk for n in range(7)}
    complete(tree.other_enterprise)
    count()
    from jiangong.plan import queries

    promise, organisation = current().promises["D9"], getattr(tree, code)
    seen, after = [], None
    while True:
        found = queries.records_behind(promise, organisation, "2026", after)
        seen += [one.number for one in found.rows]
        if not (after := found.next):
            break
    assert len(seen) == len(set(seen)) == (8 if code == "city" else 7)
    assert wanted <= set(seen)


@pytest.mark.parametrize("sparse", [True, False])
def test_both_ways_of_reading_records_agree(tree, trained, monkeypatch, sparse):
    from jiangong.plan import queries

    monkeypatch.setattr("jiangong.plan.queries.records._is_sparse", lambda *_: sparse)
    promise = current().promises["D9"]
    for organisation, total in (
        (tree.industry, 4),
        (tree.district, 4),
        (tree.other_district, 1),
        (tree.village, 0),
    ):
        assert len(queries.records_behind(promise, organisation, "all").rows) == total


def test_only_matching_entries_stand_behind_a_figure(tree, trained):
    from jiangong.plan import queries

    assert len(queries.records_behind(current().promises["D8"], tree.city, "all").rows) == 4
    complete(tree.enterprise)  # has no place yet, so it is in no figure
    assert len(queries.records_behind(current().promises["D9"], tree.city, "all").rows) == 5


@pytest.mark.parametrize(
    "path",
    [
        "/plan/Z9/",
        "/plan/D9/nowhere/",
        "/plan/D9/nowhere/records/",
        "/plan/districts/nowhere/",
        "/plan/C3/cells.csv",
        "/plan/Z9/cells.csv",
    ],
)
def test_what_is_not_there_is_not_found(client, tree, path):
    page(client, path, 404)


@pytest.mark.parametrize("period", ["2026-13", "all-01", "1999", "x", "2026-5", "2026-05-01"])
def test_a_nonsense_period_is_this_year(client, tree, trained, period):
    assert "2026年" in page(client, f"/plan/D9/{tree.city.code}/records/?period={period}")


@pytest.mark.parametrize("after", ["x", "2026-01-01", "2026-01-01.x", "2026-01-01.9" + "9" * 30, "%00", "."])
def test_a_nonsense_page_mark_is_the_first_page(client, tree, trained, after):
    assert "演**" in page(client, f"/plan/D9/{tree.city.code}/records/?after={after}")


def test_other_pages_open(client, tree, trained):
    for path in ("/plan/method/", f"/plan/districts/{tree.district.code}/", "/plan/D7/", "/plan/H3/"):
        assert "<h1" in page(client, path)


def test_a_district_owes_its_share(client, tree):
    district = make_organisation("芝罘区总工会", kind="district", parent=tree.city, code="370602")
    complete(make_organisation(parent=district))
    count()
    share = current().shares(current().promises["D9"])["370602"]
    assert f"{share:,} 人次" in page(client, f"/plan/districts/{district.code}/")
    assert "芝罘区" in page(client, "/")


def rows_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_downloads_say_the_same_and_leave_uncounted_figures_empty(client, tree, trained):
    rows = {row[0]: row for row in rows_of(client.get("/plan/promises.csv"))}
    assert rows["D9"][3:7] == ["2026", "100000", "2.00", "4"]
    assert rows["C3"][4:8] == ["10000", "", "", ""]
    found = {p["id"]: p for p in client.get("/plan/promises.json").json()["promises"]}
    assert (found["D9"]["figure"], found["D9"]["entries"], found["C3"]["figure"]) == (2.0, 4, None)
    cells = rows_of(client.get("/plan/D9/cells.csv?period=2026"))
    assert [row[0] for row in cells[1:]] == [
        o.code
        for o in sorted(
            (tree.city, tree.district, tree.township, tree.enterprise, tree.industry), key=lambda o: o.path
        )
    ]


def test_a_name_that_a_spreadsheet_would_run_is_made_harmless(client, tree):
    complete(make_organisation("=HYPERLINK(1)", parent=tree.township))
    count()
    assert "'=HYPERLINK(1)" in [row[1] for row in rows_of(client.get("/plan/D9/cells.csv"))]


# --- the workbench and the ledger -------------------------------------------------------------------------

REACH = {
    "chair": {"enterprise", "branch"},
    "township_cadre": {"township", "village", "enterprise", "branch", "sibling_enterprise"},
    "worker": set(),
    "expert": set(),
    "administrator": set(),
    "outsider": set(),
}


@pytest.mark.parametrize("who", REACH)
def test_the_workbench_shows_the_plan_within_reach(client, cast, tree, trained, who):
    client.force_login(cast[who])
    page(client, "/workbench/plan/", 200 if REACH[who] else 403)
    page(client, "/workbench/ledger/", 200 if REACH[who] else 403)
    for name, organisation in vars(tree).items():
        status = 200 if name in REACH[who] else 403
        page(client, f"/workbench/plan/D9/{organisation.code}/", status)
        page(client, f"/workbench/plan/D9/{organisation.code}/records/", status)


def test_auditors_read_everything_of_their_union_masked(client, cast, tree, trained):
    client.force_login(cast["auditor"])
    assert "规划进度" in page(client, "/workbench/plan/")
    text = page(client, "/workbench/ledger/")
    assert "演**" in text
    assert "演示职工甲" not in text


def test_lists_show_what_single_permission_allows(cast, tree, trained):
    from jiangong.foundation.ledger.models import Entry
    from jiangong.plan.queries import entries_visible_to, newest_entries

    for user in cast.values():
        allowed = {entry.pk for entry in Entry.objects.all() if user.has_perm("plan.view_records", entry)}
        assert {entry.pk for entry in entries_visible_to(user)} == allowed
        assert {entry.pk for entry in newest_entries(user).rows} == allowed


def test_an_entry_page_shows_its_correction_and_only_to_readers(client, cast, tree, trained):
    path = f"/workbench/ledger/{trained[0].pk}/"
    client.force_login(cast["township_cadre"])
    assert "签到表录错" in page(client, path)
    for who in ("worker", "outsider", "administrator"):
        client.force_login(cast[who])
        page(client, path, 404)


def test_the_ledger_can_be_searched(client, cast, tree, trained):
    client.force_login(cast["city_officer"])
    assert (
        page(client, f"/workbench/ledger/?verb=growth.completed&code={tree.other_district.code}").count(
            "/workbench/ledger/"
        )
        < 5
    )
    assert "没有符合条件的条目" in page(client, "/workbench/ledger/?since=2026-07-01")
    assert "没有符合条件的条目" in page(client, "/workbench/ledger/?code=nowhere")
    assert (
        page(client, "/workbench/ledger/?since=2025-03-01&until=2025-03-01&verb=growth.completed").count(
            'scope="row"'
        )
        == 1
    )
    page(client, "/workbench/ledger/?since=yesterday", 422)


def test_everyone_reads_what_is_recorded_about_them(client, cast, tree):
    complete(tree.branch, person=cast["worker"].person)
    complete(tree.branch, person=make_person())
    client.force_login(cast["worker"])
    assert page(client, "/me/records/").count("培训结业") == 1
    client.force_login(cast["outsider"])
    assert "还没有记录" in page(client, "/me/records/")


LISTS = [
    ("/", None, 6),
    ("/plan/D9/", None, 10),
    ("/plan/D9/{township}/", None, 10),
    ("/plan/D9/{township}/records/", None, 11),
    ("/plan/districts/{district}/", None, 3),
    ("/workbench/ledger/", "city_officer", 9),
    ("/workbench/plan/", "city_officer", 9),
    ("/me/records/", "worker", 8),
]


@pytest.mark.parametrize(("path", "who", "most"), LISTS)
def test_pages_need_the_same_few_queries_at_one_and_three_items(
    client, cast, tree, path, who, most, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    if who:
        client.force_login(cast[who])
    path = path.format(township=tree.township.code, district=tree.district.code)
    numbers = []
    for new in (1, 2):
        for _ in range(new):
            member = make_member(make_organisation(parent=tree.township))
            complete(member.organisation, person=cast["worker"].person)
        count()
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(client, path)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= most, [q["sql"][:200] for q in queries]


@pytest.mark.parametrize(
    ("few", "many", "near"), [(400, 4000, 50_000), (0, 0, 0), (0, 0, 3), (0, 4000, 0), (0, 4000, 50_000)]
)
def test_the_ledger_pages_alike_in_every_way_of_reading_it(cast, tree, trained, monkeypatch, few, many, near):
    """A small reach and a large one are read differently; nothing is skipped and nothing comes twice."""
    from jiangong.foundation.ledger.models import Entry
    from jiangong.plan.queries import newest_entries, records

    monkeypatch.setattr(records, "SIZE", 2)
    monkeypatch.setattr(records, "FEW_UNIONS", few)
    monkeypatch.setattr(records, "MANY_UNIONS", many)
    monkeypatch.setattr(records, "NEAR", near)
    for _ in range(3):
        complete(tree.enterprise)
        complete(tree.other_enterprise)
    within = Entry.objects.filter(organisation__path__startswith=tree.township.path).order_by("-pk")
    verb = within[0].verb
    for wanted, expected in (({}, within), ({"verb": verb}, within.filter(verb=verb))):
        seen, after = [], None
        while True:
            page = newest_entries(cast["township_cadre"], after, **wanted)
            seen += [entry.pk for entry in page.rows]
            after = page.next
            if after is None:
                break
        assert seen == list(expected.values_list("pk", flat=True))
        assert len(seen) > 2


# --- small unions -----------------------------------------------------------------------------------------


@pytest.fixture
def too_small(tree):
    """The log decided that the enterprise is too small to be named in 2026; it decides once."""
    Named.objects.create(organisation_id=tree.enterprise.pk, year=2026, named=False)


@pytest.fixture
def small(tree, too_small, trained):
    """The enterprise of `trained` was too small in 2026, its neighbour never."""
    return tree.enterprise


def test_a_small_unions_figure_is_for_its_officers_only(client, cast, tree, small):
    for path in (f"/plan/D9/{small.code}/?period=2026", f"/plan/D9/{small.code}/records/?period=2026-05",
                 f"/plan/D9/{small.code}/?period=all", f"/plan/districts/{small.code}/"):  # fmt: skip
        text = page(client, path, 404)
        assert f"/plan/{'districts' if 'districts' in path else 'D9'}/{tree.township.code}/" in text, path
    assert page(client, f"/plan/D9/{tree.other_enterprise.code}/?period=2025")
    client.force_login(cast["city_officer"])
    assert "凭据" in page(client, f"/workbench/plan/D9/{small.code}/?period=2026")


def test_the_union_above_counts_a_small_one_without_naming_it(client, tree, small):
    text = page(client, f"/plan/D9/{small.parent.code}/?period=2026")
    assert small.name not in text
    assert "有 1 个直属下级会员太少" in text
    rows = {
        period: client.get(f"/plan/D9/cells.csv?period={period}").getvalue().decode()
        for period in ("2025", "2026", "all")
    }
    assert small.code not in rows["2026"] + rows["all"]
    assert tree.other_enterprise.code in rows["2025"]


def test_records_of_a_small_union_stand_under_the_one_that_their_leaf_names(client, tree, small):
    text = page(client, f"/plan/D9/{tree.district.code}/records/?period=2026")
    assert small.name not in text
    assert text.count(f'rec-where">{tree.township.name}') == 4  # one of them a correction


def test_the_api_keeps_the_same_from_everybody(client, tree, small):
    assert client.get(f"/api/v1/plan/figures/D9/{small.code}?period=2026").status_code == 404
    assert client.get(f"/api/v1/plan/figures/D9/{small.code}/records?period=2026").status_code == 404
    found = client.get(f"/api/v1/plan/figures/D9/{tree.district.code}/records?period=2026").json()
    assert {one["organisation"] for one in found["items"]} == {tree.township.code}
