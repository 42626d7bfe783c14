"""The calendar's pages, a clock's page, and who may open them."""

from datetime import date

import pytest
from django.test import Client

from jiangong.foundation.clocks import actions, queries
from jiangong.foundation.clocks.formulas import national_years
from jiangong.foundation.clocks.models import SpecialDay
from jiangong.foundation.clocks.states import State
from tests.foundation.clocks.conftest import at


@pytest.fixture
def sign_in(cast):
    def sign_in(key):
        client = Client()
        client.force_login(cast[key])
        return client

    return sign_in


@pytest.fixture
def clock(tree, rule, now):
    return actions.start(tree.enterprise, rule(5, "工作日"), organisation=tree.township, by=None)


def body(answer):
    return answer.content.decode()


def test_the_calendar_shows_holidays_and_swapped_days(sign_in, now):
    text = body(sign_in("district_cadre").get("/workbench/calendar/?year=2025"))
    assert "国庆" in text
    assert "休 8 天" in text
    assert "上班" in text
    assert "还没有" not in text


def test_a_missing_year_is_warned_of_and_only_the_city_may_enter_it(sign_in, now):
    last = max(national_years())
    now.move_to(at(f"{last}-11-20 09:00"))
    words = f"还没有 {last + 1} 年的放假安排"
    district = body(sign_in("district_cadre").get("/workbench/calendar/"))
    assert words in district
    assert "录入年度放假安排" not in district
    city = sign_in("city_officer")
    assert "录入年度放假安排" in body(city.get("/workbench/calendar/"))
    form = {
        "year": last + 1,
        "document_number": "测试〔1〕号",
        "off": f"{last + 1}-01-01..{last + 1}-01-03",
        "worked": "",
    }
    assert city.post("/workbench/calendar/years/new/", {**form, "off": "明天"}).status_code == 422
    assert city.post("/workbench/calendar/years/new/", form).status_code == 302
    assert words not in body(city.get("/workbench/calendar/"))
    assert sign_in("district_cadre").post("/workbench/calendar/years/new/", form).status_code == 403


def test_a_special_day_from_the_page_moves_nothing_until_it_is_recomputed(sign_in, clock):
    officer = sign_in("township_cadre")
    form = {"day": "2026-03-05", "worked": "0", "title": "台风停工日", "document_number": "测试〔2026〕1号"}
    assert officer.post("/workbench/calendar/days/new/", {**form, "document_number": ""}).status_code == 422
    assert officer.post("/workbench/calendar/days/new/", form).status_code == 302
    text = body(officer.get("/workbench/calendar/"))
    assert "台风停工日" in text
    assert f"第 {clock.pk} 号" in text
    assert officer.post("/workbench/calendar/recomputation/", {"reason": ""}).status_code == 422
    assert officer.post("/workbench/calendar/recomputation/", {"reason": "3月5日停工"}).status_code == 302
    clock.refresh_from_db()
    assert clock.due_at == at("2026-03-10 23:59:59")
    day = SpecialDay.objects.get()
    assert (
        officer.post(f"/workbench/calendar/days/{day.pk}/withdrawal/", {"reason": "更正"}).status_code == 302
    )
    assert "已撤销" in body(officer.get("/workbench/calendar/"))
    assert (
        sign_in("chair").post("/workbench/calendar/days/new/", form).status_code == 403
    )  # a firm rules no days


def test_a_clock_is_paused_and_resumed_from_its_page_and_shows_past_days(sign_in, clock, now):
    officer = sign_in("township_cadre")
    at_ = f"/workbench/clocks/{clock.pk}/"
    assert "0 / 5 工作日" in body(officer.get(at_))
    assert officer.post(f"{at_}pause/", {"reason": ""}).status_code == 422
    now.move_to(at("2026-03-04 10:00"))
    assert officer.post(f"{at_}pause/", {"reason": "等待补正"}).status_code == 302
    text = body(officer.get(at_))
    assert "等待补正" in text
    assert "1 / 5 工作日" in text
    assert "到期 2026" in body(officer.get(f"{at_}?on=2026-03-03"))
    assert "那一天还没有开始计时" in body(officer.get(f"{at_}?on=2026-03-01"))
    now.move_to(at("2026-03-06 10:00"))
    assert officer.post(f"{at_}resume/").status_code == 302
    assert officer.get(f"{at_}nothing/").status_code == 404
    clock.refresh_from_db()
    assert clock.state == State.RUNNING


def test_outsiders_see_no_clock_and_auditors_change_none(sign_in, clock, cast):
    for key in ("outsider", "worker", "chair", "teacher", "administrator"):
        assert sign_in(key).get(f"/workbench/clocks/{clock.pk}/").status_code == 404
    auditor = sign_in("auditor")
    assert auditor.get(f"/workbench/clocks/{clock.pk}/").status_code == 200
    assert auditor.post(f"/workbench/clocks/{clock.pk}/pause/", {"reason": "看看"}).status_code == 403
    for user in cast.values():
        listed = queries.clocks_visible_to(user).filter(pk=clock.pk).exists()
        assert listed == user.has_perm("clocks.view", clock)


@pytest.mark.parametrize("count", [1, 3])
def test_the_calendar_takes_the_same_queries_for_one_and_three(
    sign_in, tree, rule, now, count, django_assert_num_queries
):
    key = rule(5, "工作日")
    for union in (tree.enterprise, tree.branch, tree.village)[:count]:
        actions.start(union, key, organisation=union, by=None)
    for day in range(3, 3 + count):
        actions.record_day(
            tree.township, date(2026, 3, day), worked=False, title="停工日", document_number="测试", by=None
        )
    client = sign_in("township_cadre")
    with django_assert_num_queries(11):
        assert "会变的期限" in body(client.get("/workbench/calendar/"))
