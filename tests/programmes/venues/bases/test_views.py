"""Pages: public and workbench; each costs the same for one row as for three; lists equal single-row rights."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from jiangong.foundation.common.spreadsheets import write_xlsx
from jiangong.foundation.documents.actions import attach
from jiangong.programmes.venues.bases import actions, queries
from jiangong.programmes.venues.bases.models import Base, Contract, Inspection, Rating
from jiangong.programmes.venues.bases.queries import Satisfaction
from jiangong.programmes.venues.bases.states import PAPER, PHOTO
from tests.base_factories import make_base, make_contract, make_inspection
from tests.factories import let_take_effect
from tests.programmes.venues.bases.test_rating import in_force
from tests.programmes.venues.bases.test_verbs import png


def get(client, name, *args, **query):
    return client.get(reverse(f"bases:{name}", args=args), query)


@pytest.mark.parametrize("count", [1, 3])
def test_public_pages(client, tree, count, django_assert_max_num_queries, last_year, officer):
    bases = [make_base(tree.city) for _ in range(count)]
    for base in bases:
        make_contract(base, since=date(last_year, 1, 1))
        make_inspection(base, on=date(last_year, 3, 1))
        attach(png(), base, by=None, purpose=PHOTO, name="门.png")
    year = actions.open_year(tree.city, last_year, by=None)
    actions.propose_ratings(year, {bases[0].pk: Satisfaction(20, 1800)}, by=None)
    in_force(year, None)
    hidden = make_base(tree.city, listed=False)
    with django_assert_max_num_queries(8):
        page = get(client, "bases")
    assert page.content.decode().count("<h2><a") == count
    with django_assert_max_num_queries(10):
        page = get(client, "base", bases[0].pk)
    assert "380 元" in page.content.decode()
    with django_assert_max_num_queries(8):
        page = get(client, "ratings")
    assert "20 份答复" in page.content.decode()
    assert get(client, "base", hidden.pk).status_code == 404
    photo = page_photo(bases[0])
    shown = get(client, "photo", bases[0].pk, photo)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    assert get(client, "photo", hidden.pk, photo).status_code == 404


def page_photo(base):
    return queries.photos_of(base)[0].pk


def test_public_filters(client, tree):
    make_base(tree.city, name="演示甲", kind="other", step_free="none")
    make_base(tree.city, name="演示乙", name_en="Demo B", words_en="By the sea.")
    for query, wanted, not_wanted in (
        ({"kind": "other"}, "演示甲", "演示乙"),
        ({"access": "full"}, "演示乙", "演示甲"),
        ({"text": "甲"}, "演示甲", "演示乙"),
        ({"kind": "nonsense"}, "演示甲", "没有这样的基地"),
    ):
        text = get(client, "bases", **query).content.decode()
        assert wanted in text
        assert not_wanted not in text
    client.cookies["django_language"] = "en"
    assert "Demo B" in get(client, "bases").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_workbench(client, tree, officer, count, django_assert_max_num_queries, last_year):
    client.force_login(officer)
    bases = [make_base(tree.city) for _ in range(count)]
    for base in bases:
        make_contract(base, since=date(last_year, 1, 1))
        make_inspection(base, on=date(last_year, 3, 1), fire="灭火器过期")
    year = actions.open_year(tree.city, last_year, by=None)
    actions.propose_ratings(year, {}, by=None)
    for name, args in (
        ("bench", ()),
        ("new", ()),
        ("import", ()),
        ("template", ()),
        ("years", ()),
        ("rating_year", (year.pk,)),
        ("decide", (Rating.objects.first().pk,)),
        ("bench_base", (bases[0].pk,)),
        ("edit", (bases[0].pk,)),
        ("contract_new", (bases[0].pk,)),
        ("inspection_new", (bases[0].pk,)),
        ("contract", (Contract.objects.first().pk,)),
        ("contract_end", (Contract.objects.first().pk,)),
        ("inspection", (Inspection.objects.first().pk,)),
    ):
        with django_assert_max_num_queries(12):
            page = get(client, name, *args)
        assert page.status_code == 200, name


def test_a_base_from_entry_to_signed_contract_on_the_pages(client, tree, officer):
    client.force_login(officer)
    form = {
        "name": "演示页面基地", "code": "JD-P1", "kind": "sanatorium", "place": "演示区", "rooms": "10", "beds": "20",
        "step_free": "full", "words": "演示", "facilities": ["clinic", "lift"],
    }  # fmt: skip
    client.post(reverse("bases:new"), form)
    base = Base.objects.get(code="JD-P1")
    assert base.facilities == ["clinic", "lift"]
    assert client.post(reverse("bases:new"), form).status_code == 422  # the code is taken
    client.post(reverse("bases:set_state", args=[base.pk]), {"state": "listed"})
    today = timezone.localdate()
    contract = {"number": "HT-P1", "since": today, "until": today.replace(month=12, day=31), "places": 10}
    too_dear = client.post(reverse("bases:contract_new", args=[base.pk]), {**contract, "price": "600.01"})
    assert too_dear.status_code == 422
    assert "高于上限" in too_dear.content.decode()
    client.post(reverse("bases:contract_new", args=[base.pk]), {**contract, "price": "380.50"})
    made = Contract.objects.get()
    assert made.price_per_day == 380_50
    here = reverse("bases:contract", args=[made.pk])
    assert client.post(here, {"signed_on": today}).status_code == 422  # no text yet
    attach(png(), made, by=officer, purpose=PAPER, name="合同.png")
    client.post(here, {"signed_on": today})
    made.refresh_from_db()
    assert made.state == "draft"  # can still be taken back
    assert let_take_effect() == ["done"]
    made.refresh_from_db()
    assert made.state == "signed"


def test_an_inspection_on_the_pages(client, base, officer):
    client.force_login(officer)
    where = reverse("bases:inspection_new", args=[base.pk])
    sent = {f"passed_{one.item}": "yes" for one in queries.checklist(timezone.localdate())}
    sent |= {"kind": "yearly", "inspected_on": timezone.localdate(), "passed_rooms": "no"}
    assert client.post(where, sent).status_code == 422
    client.post(where, {**sent, "words_rooms": "潮湿"})
    inspection = Inspection.objects.get()
    here = reverse("bases:inspection", args=[inspection.pk])
    assert client.post(here, {"rooms": ""}).status_code == 422
    client.post(here, {"rooms": "已除湿"})
    inspection.refresh_from_db()
    assert inspection.state == "mended"


def book(rows):
    target = io.BytesIO()
    write_xlsx(target, queries.HEADINGS, rows)
    return SimpleUploadedFile("基地.xlsx", target.getvalue())


ROW = [
    "JD-T1",
    "演示表格基地",
    "",
    "工会疗养院",
    "演示区",
    "",
    12,
    "30",
    "60",
    "医务室、近海",
    "全程无障碍",
    "演示",
    "",
]


def test_a_list_comes_in_and_goes_out(client, tree, officer):
    client.force_login(officer)
    where = reverse("bases:import")
    wrong = [*ROW[:3], "旅馆", *ROW[4:]]
    page = client.post(where, {"file": book([ROW, wrong])})
    assert page.status_code == 422
    assert "种类应是其中之一" in page.content.decode()
    assert not Base.objects.exists()
    assert client.post(where, {"file": book([ROW])}).status_code == 302
    base = Base.objects.get()
    assert (base.rooms, base.beds, base.distance_km, base.facilities) == (30, 60, 12, ["clinic", "seaside"])
    out = client.get("/workbench/exports/bases.bases/?state=draft")
    assert out.status_code == 200
    sent = client.post("/workbench/exports/bases.bases/", {"state": "draft"})
    data = b"".join(sent.streaming_content) if sent.streaming else sent.content
    rows = list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
    assert any("JD-T1" in [str(cell) for cell in row] for row in rows)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({0: ""}, "没有填"),
        ({6: "很远"}, "不是数目"),
        ({7: "90"}, "床位少于客房"),
        ({9: "泳池"}, "不在名录里"),
        ({10: "也许"}, "无障碍应是"),
        ({1: "长" * 81}, "超过"),
    ],
)
def test_rows_that_are_not_in_order(row, why):
    cells = [row.get(n, cell) for n, cell in enumerate(ROW)]
    file = book([cells])
    read, faults = queries.read_bases(file)
    assert not read
    assert why in faults[0].why


def test_the_same_code_twice_in_a_list():
    _read, faults = queries.read_bases(book([ROW, ROW]))
    assert "重复" in faults[0].why


def test_lists_show_what_rights_allow(tree, cast, last_year):
    make_base(tree.city)
    theirs = make_base(tree.district)
    make_contract(theirs, since=date(last_year, 1, 1))
    make_inspection(theirs)
    year = actions.open_year(tree.district, last_year, by=None)
    actions.propose_ratings(year, {}, by=None)
    for user in cast.values():
        for rows, found, permission in (
            (Base.objects.all(), queries.bases_visible_to(user), "bases.watch"),
            (Contract.objects.all(), queries.contracts_visible_to(user), "bases.watch_contract"),
            (Inspection.objects.all(), queries.inspections_visible_to(user), "bases.watch_inspection"),
            (type(year).objects.all(), queries.years_visible_to(user), "bases.watch_year"),
        ):
            assert set(found) == {one for one in rows if user.has_perm(permission, one)}


def test_strangers_find_nothing_in_the_workbench(client, tree, cast):
    base = make_base(tree.district)
    contract = make_contract(base)
    for who in ("worker", "outsider", "teacher", "administrator"):
        client.force_login(cast[who])
        assert get(client, "bench").status_code == 403
        assert get(client, "bench_base", base.pk).status_code == 404
        assert get(client, "contract", contract.pk).status_code == 404
    client.force_login(cast["auditor"])
    assert get(client, "bench_base", base.pk).status_code == 200
    assert get(client, "contract_new", base.pk).status_code == 403
    assert get(client, "audit_new", base.pk).status_code == 200


def test_the_api_reads_what_everybody_sees(client, tree, last_year):
    base = make_base(tree.city)
    hidden = make_base(tree.city, listed=False)
    rows = client.get("/api/v1/bases/bases").json()["rows"]
    assert [one["code"] for one in rows] == [base.code]
    assert client.get(f"/api/v1/bases/bases/{base.pk}").json()["beds"] == 80
    assert client.get(f"/api/v1/bases/bases/{hidden.pk}").status_code == 404
    make_contract(base, since=date(last_year, 1, 1))
    year = actions.open_year(tree.city, last_year, by=None)
    actions.propose_ratings(year, {}, by=None)
    assert client.get(f"/api/v1/bases/ratings?year={last_year}").json() == []
    in_force(year, None)
    [rated] = client.get(f"/api/v1/bases/ratings?year={last_year}").json()
    assert (rated["base"], rated["year"], rated["verdict"]) == (base.pk, last_year, "warn")
