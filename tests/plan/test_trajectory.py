"""A figure's months on its page: gaps are gaps, the running month says so, the end is foretold or it is said why not."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from jiangong.foundation.ledger.actions import correct, sequence
from jiangong.plan import queries
from jiangong.plan.actions import follow
from jiangong.plan.definition import current
from jiangong.plan.queries import WhyNot
from jiangong.web.charts import Course, trajectory
from tests.factories import make_person
from tests.plan.test_views import complete, count, page

TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-06-15T12:00:00+08:00", tick=False):
        yield


def months_back(number):
    """The 10th of the month so many months before this one."""
    place = TODAY.year * 12 + TODAY.month - 1 - number
    return date(place // 12, place % 12 + 1, 10)


def way(organisation, period="2026", promise="D9"):
    return queries.breakdown(current().promises[promise], organisation, period, TODAY).trajectory


def test_a_month_without_entries_is_a_gap_and_a_taken_back_one_a_nought(tree):
    complete(tree.enterprise, day=date(2026, 1, 10))
    entry = complete(tree.enterprise, day=date(2026, 3, 10))
    sequence()
    correct(entry, reason="签到表录错", by=None)
    complete(tree.other_enterprise, day=date(2026, 4, 10))
    count()
    months = {month.number: month for month in way(tree.enterprise).months}
    assert {number: month.value for number, month in months.items()} == {
        1: 1, 2: None, 3: 0, 4: None, 5: None, 6: None,
    }  # fmt: skip
    assert [number for number, month in months.items() if month.is_silent] == [2, 5, 6]  # April: others have
    assert [number for number, month in months.items() if month.is_open] == [6]
    assert [month.total for month in months.values()] == [1, None, 1, None, None, None]


def test_the_page_draws_gaps_and_not_noughts(client, tree):
    for day in (date(2026, 1, 10), date(2026, 3, 10)):
        complete(tree.enterprise, day=day)
    complete(tree.other_enterprise, day=date(2026, 4, 10))
    count()
    text = page(client, f"/plan/D9/{tree.district.code}/?period=2026")
    assert text.count('class="gap" x=') == 2  # February; April and May together
    assert text.count("全市没有记录") == 3  # and the running June, so far
    assert "没有记录（不等于 0）" in text
    assert "未完" in text
    below = page(client, f"/plan/D9/{tree.city.code}/?period=2025")
    assert below.count('<tr role="row" class="is-gap">') == 3  # two districts and the industry union
    assert '<tr role="row" class="is-gap">' not in page(client, f"/plan/D9/{tree.city.code}/?period=2026")
    assert page(client, f"/plan/D9/{tree.other_district.code}/?period=2025").count("推算") == 0


def test_different_people_have_no_running_total_and_no_forecast(client, tree):
    person = make_person()
    for number in range(1, 15):
        complete(tree.enterprise, day=months_back(number), person=person)
    count()
    found = way(tree.enterprise, "all", "D7")
    assert found.why_not is WhyNot.DISTINCT
    assert all(month.total is None for month in found.months)
    text = page(client, f"/plan/D7/{tree.enterprise.code}/?period=2026")
    assert "各月有重复" in text
    assert "chart--trajectory" not in text


def test_less_than_a_year_of_months_foretells_nothing_and_says_so(client, tree):
    for number in range(12):
        complete(tree.enterprise, day=months_back(number))
    count()
    assert way(tree.enterprise).why_not is WhyNot.TOO_SHORT  # eleven whole months and a part
    assert "不满 12 个整月" in page(client, f"/plan/D9/{tree.enterprise.code}/?period=2026")


def test_an_even_past_goes_on(client, tree):
    for number in range(24):
        for _ in range(4):
            complete(tree.enterprise, day=months_back(number))
    count()
    found = way(tree.enterprise)
    assert found.outlook is not None
    assert found.outlook.months == 23
    assert not found.outlook.is_seasonal
    assert (
        found.outlook.low <= 24 + 2 + 6 * 4 <= found.outlook.high
    )  # half of June and July to December to come
    assert found.outlook.path[0].middle == pytest.approx(24 + 2)
    assert len(found.outlook.path) == 7
    assert len(way(tree.enterprise, "all").outlook.path) == 19
    text = page(client, f"/plan/D9/{tree.enterprise.code}/?period=2026")
    assert "按过去 23 个月推算，到 2026 年底约 <b>50 人次</b>，八成可能在" in text
    assert "看不出淡旺季" in text
    assert 'class="band-range"' in text
    assert "推算到 2026 年底" in text
    english = client.get(f"/plan/D9/{tree.enterprise.code}/?period=all", headers={"Accept-Language": "en"})
    assert "by the end of 2027; four chances in five" in english.content.decode()


def test_months_before_the_first_entry_are_no_past(tree):
    """A union that began this year is not taken for one that did nothing for years."""
    for number in range(1, 30):
        complete(tree.other_enterprise, day=months_back(number))
    for number in range(1, 13):
        complete(tree.enterprise, day=months_back(number))
    count()
    assert way(tree.enterprise).outlook.path[-1].middle == pytest.approx(5 + 6.5, rel=0.01)


def test_what_the_target_has_to_do_with_it(client, tree):
    for number in range(24):
        complete(tree.enterprise, day=months_back(number))
    count()
    text = page(client, f"/plan/D9/{tree.city.code}/?period=2026")
    assert "照这样，很可能达不到目标。" in text
    assert "目标 10 万" in text


@pytest.mark.parametrize("today", [date(2022, 12, 31), date(2028, 1, 1)])
def test_nothing_is_foretold_outside_the_plan(tree, today):
    for number in range(24):
        complete(tree.enterprise, day=months_back(number))
    count()
    for period in ("2023", "2027", "all"):
        found = queries.breakdown(current().promises["D9"], tree.enterprise, period, today).trajectory
        assert found.outlook is None
        assert not found.has_open


def test_figures_that_have_not_followed_say_so(client, tree):
    complete(tree.enterprise)
    count()
    path = f"/plan/D9/{tree.enterprise.code}/?period=2026"
    assert "其余的正在计入" not in page(client, path)
    complete(tree.enterprise)
    complete(tree.enterprise)
    sequence()
    assert "数字跟到台账第 1 条，台账已有 3 条，其余的正在计入。" in page(client, path)
    while follow():
        pass
    assert "其余的正在计入" not in page(client, path)


def test_a_map_tile_without_records_shows_no_nought(client, tree):
    from tests.factories import make_organisation

    tile = make_organisation("芝罘区总工会", kind="district", parent=tree.city, code="370602")
    complete(tree.enterprise)
    count()
    text = page(client, "/")
    assert "hex--gap" in text
    assert f"{tile.short_name} 没有记录" in text


# --- the chart --------------------------------------------------------------------------------------------


def test_the_line_breaks_at_gaps_and_goes_on_where_it_was():
    drawn = trajectory(Course(12, [10, None, None, 30, 40]), "题", "话")
    runs = [one.split('"')[0] for one in drawn.split('class="value" d="M')[1:]]
    assert len(runs) == 2
    assert runs[0].count(" L") == 1
    assert runs[1].startswith("25.00 ")  # after three months of twelve, at the height of the first
    assert runs[1].split(" L")[0].split(" ")[1] == runs[0].split(" L")[1].split(" ")[1]
    assert drawn.count('class="gap"') == 1
    assert 'width="16.67%"' in drawn


def test_a_chart_of_nothing_is_empty_and_one_of_nought_is_drawn():
    assert trajectory(Course(12, [None, None]), "题", "话") == ""
    assert "<svg" in trajectory(Course(12, [0, 0]), "题", "话")
    assert "<svg" in trajectory(
        Course(60, [Decimal("0.5")] * 3, (3.2, 1), [(1, 2, 3)] * 57, 10), "<题>", "话"
    )
    assert "&lt;题&gt;" in trajectory(Course(12, [1]), "<题>", "话")


def test_every_point_stays_within_the_drawing():
    for most in (1, 7, 99, 100, 101, 12345, 10**6, 999_999):
        drawn = trajectory(
            Course(12, [most / 2, most], (2.5, most), [(most, most, most * 1.1)] * 10, most), "题", "话"
        )
        heights = [
            float(place.split(" ")[1].rstrip("Z"))
            for path in drawn.split(' d="M')[1:]
            for place in path.split('"')[0].split(" L")
        ]
        assert 34 <= min(heights) <= max(heights) <= 250
