"""The workbench of rulings: first what would change, then the act."""

from html import unescape

import pytest

from jiangong.foundation.rulebook import queries as rulebook
from jiangong.foundation.rulebook.formulas import fingerprint
from jiangong.foundation.rulings.models import Ruling

KEY, LOCAL = "people.deemed_withdrawal_months", "assistance.dibao"
BENCH = "/workbench/rulebook/"
PAPER = {"regulation": "演示通知", "number": "演示工发〔2026〕1号", "article": "第三条"}


def body(response, status=200):
    assert response.status_code == status, response.content.decode()[:2000]
    return unescape(response.content.decode())


@pytest.fixture
def officer(client, cast):
    client.force_login(cast["city_officer"])
    return client


def test_the_list_is_for_officers(client, cast):
    for who, status in {
        "city_officer": 200,
        "district_cadre": 200,
        "chair": 200,
        "worker": 403,
        "auditor": 403,
    }.items():
        client.force_login(cast[who])
        assert client.get(BENCH).status_code == status, who


def test_who_may_rule_sees_the_acts(client, cast):
    for who, confirm, set_ in (
        ("city_officer", True, True),
        ("district_cadre", False, False),
        ("chair", False, False),
    ):
        client.force_login(cast[who])
        page = body(client.get(f"{BENCH}{KEY}/"))
        assert (f"{KEY}/confirmation/" in page, f"{KEY}/override/" in page) == (confirm, set_), who
    client.force_login(cast["district_cadre"])
    assert f"{LOCAL}/override/" in body(client.get(f"{BENCH}{LOCAL}/"))
    assert client.get(f"{BENCH}{LOCAL}/override/").status_code == 200
    assert client.get(f"{BENCH}{KEY}/override/").status_code == 403
    assert client.get(f"{BENCH}{KEY}/confirmation/").status_code == 403


def test_a_confirmation_first_shows_and_then_acts(officer, tree):
    mark = fingerprint(rulebook.rulebook()[KEY][0])
    form = {**PAPER, "organisation": tree.city.pk, "mark": mark}
    page = body(officer.post(f"{BENCH}{KEY}/confirmation/", form))
    assert "将要发生的变化" in page
    assert "待核定" in page
    assert not Ruling.objects.exists(), "looking writes nothing"
    answer = officer.post(f"{BENCH}{KEY}/confirmation/", {**form, "do": "1"})
    assert answer["Location"] == f"{BENCH}{KEY}/"
    assert rulebook.parameter(KEY).confirmed
    assert "演示工发〔2026〕1号" in body(officer.get(f"{BENCH}{KEY}/"))


def test_an_override_first_shows_and_then_acts(officer, tree):
    form = {**PAPER, "organisation": tree.city.pk, "value": "9", "since": "2026-01-01"}
    page = body(officer.post(f"{BENCH}{KEY}/override/", form))
    assert "6 个月" in page
    assert "9 个月" in page
    assert not Ruling.objects.exists()
    officer.post(f"{BENCH}{KEY}/override/", {**form, "do": "1"})
    assert rulebook.value(KEY) == 9
    made = Ruling.objects.get()
    page = body(
        officer.post(f"{BENCH}rulings/{made.pk}/withdrawal/", {"reason": "录错", "since": "2026-01-01"})
    )
    assert "将要发生的变化" in page
    officer.post(
        f"{BENCH}rulings/{made.pk}/withdrawal/", {"reason": "录错", "since": "2026-01-01", "do": "1"}
    )
    assert rulebook.value(KEY) == 6
    assert officer.get(f"{BENCH}rulings/{made.pk}/withdrawal/").status_code == 404


def test_a_structured_value_is_offered_as_it_is_written(officer, tree):
    key = "insurance.weihai_bands"
    page = officer.get(f"{BENCH}{key}/override/")
    written = page.context["form"].initial["value"]
    assert written.startswith("- {from: 10000")
    form = {
        **PAPER,
        "organisation": tree.city.pk,
        "since": "2026-01-01",
        "value": written.replace("80", "85"),
        "do": "1",
    }
    officer.post(f"{BENCH}{key}/override/", form)
    assert rulebook.value(key)[0]["percent"] == 85


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"value": "{"}, "读不懂"),
        ({"value": "六"}, "形式不符"),
        ({"since": ""}, "必填"),
        ({"number": ""}, "必填"),
        ({"until": "2025-01-01"}, "起止日期不对"),
        ({"value": "6"}, "核定"),
    ],
)
def test_what_is_wrong_stays_on_the_form(officer, tree, wrong, words):
    form = {**PAPER, "organisation": tree.city.pk, "value": "9", "since": "2026-01-01", "do": "1", **wrong}
    page = officer.post(f"{BENCH}{KEY}/override/", form)
    if wrong == {"value": "6"}:  # the same figure with a paper of its own: allowed, for it was not confirmed
        assert page.status_code == 302
        return
    assert words in body(page, 422)
    assert not Ruling.objects.exists()


def test_somebody_elses_jurisdiction_is_no_choice(client, cast, tree):
    client.force_login(cast["district_cadre"])
    form = {**PAPER, "organisation": tree.city.pk, "value": "1000", "since": "2026-01-01", "do": "1"}
    assert client.post(f"{BENCH}{LOCAL}/override/", form).status_code == 422
    form["organisation"] = tree.district.pk
    assert client.post(f"{BENCH}{LOCAL}/override/", form).status_code == 302
    made = Ruling.objects.get()
    client.force_login(cast["chair"])
    assert client.get(f"{BENCH}rulings/{made.pk}/withdrawal/").status_code == 403


def test_lists_cost_the_same_with_one_and_three(officer, tree, django_assert_num_queries):
    from datetime import date

    from jiangong.foundation.rulings.actions import Document, override

    def rule(value):
        override(
            KEY,
            value,
            organisation=tree.city,
            document=Document("演示", "一"),
            since=date(2026, 1, value),
            by=None,
        )

    rule(1)
    rulebook.value(KEY)
    with django_assert_num_queries(8):
        officer.get(f"{BENCH}{KEY}/")
    rule(2)
    rule(3)
    rulebook.value(KEY)
    with django_assert_num_queries(8):
        officer.get(f"{BENCH}{KEY}/")
