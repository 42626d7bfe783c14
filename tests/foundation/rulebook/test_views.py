"""The public pages: all parameters, one with its history and what uses it."""

from datetime import date
from html import unescape

import pytest

from jiangong.foundation.rulebook import queries
from jiangong.foundation.rulebook.queries.showing import in_one_line, shown
from jiangong.foundation.rulebook.states import COLUMNS, TOPICS
from jiangong.foundation.rulings.actions import Document, override, withdraw

LIST = "/rulebook/"
KEY = "people.deemed_withdrawal_months"


def body(response):
    assert response.status_code == 200
    return unescape(response.content.decode())


def titles(response):
    return [row.parameter.key for row in response.context["rows"]]


def test_every_parameter_has_its_page_and_the_list_leads_to_it(client, db):
    page = body(client.get(LIST))
    assert "规则参数" in page
    for key in queries.rulebook():
        if key.startswith(("people.", "congress.", "competitions.", "insurance.")):
            body(client.get(f"/rulebook/{key}/"))


def test_an_unknown_parameter(client, db):
    assert client.get("/rulebook/people.unheard_of/").status_code == 404
    assert client.get("/rulebook/people/").status_code == 404


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("?q=视为自动退会", ["people.deemed_withdrawal_months"]),
        ("?q=审查 十五日", []),
        ("?q=审查 即行生效&room=bargaining", ["bargaining.agreement_review_days", "bargaining.review_days"]),
        (
            "?room=mentoring",
            [f"mentoring.{name}" for name in ("apprentices_most", "grades", "reward_years", "years")],
        ),
        ("?room=nowhere", []),
    ],
)
def test_searched_and_filtered_by_the_address(client, db, address, expected):
    assert titles(client.get(LIST + address)) == expected


def test_the_filters_count_what_there_is(client, db):
    counts = client.get(LIST).context["counts"]
    for status, count in counts.items():
        assert client.get(f"{LIST}?status={status}").context["found"] == count
    assert counts["confirmed"] + counts["to_be_confirmed"] == len(queries.rulebook())
    for level in ("city", "province", "nation"):
        rows = queries.listed(jurisdiction=level)
        assert rows
        assert {row.parameter.jurisdiction for row in rows} == {level}


def test_the_pages_of_the_list_hold_everything_once(client, db):
    found, address = [], LIST
    while address:
        page = client.get(address)
        found += titles(page)
        address = LIST + page.context["after"] if page.context["after"] else ""
    assert found == sorted(queries.rulebook())
    assert client.get(LIST + "?after=99999999999999").status_code == 200
    assert client.get(LIST + "?after=x").context["first"] == 1


def test_the_address_keeps_the_filter_from_page_to_page(client, db):
    page = client.get(LIST + "?status=to_be_confirmed")
    assert page.context["after"].startswith("?status=to_be_confirmed&")


def test_a_parameter_shows_where_it_is_written_and_who_reads_it(client, db):
    page = body(client.get(f"/rulebook/{KEY}/"))
    for words in ("6 个月", "《会籍管理制度》自动退会", "待核定", "还没有核定过", "deem_withdrawn"):
        assert words in page


def test_a_ruling_and_its_withdrawal_stay_on_the_page(client, tree, cast):
    made = override(
        KEY,
        9,
        organisation=tree.city,
        document=Document("演示通知", "演示〔2026〕1号"),
        since=date(2026, 1, 1),
        by=None,
    )
    page = body(client.get(f"/rulebook/{KEY}/"))
    for words in ("9 个月", "6 个月", "演示〔2026〕1号", "演示市总工会", "已核定"):
        assert words in page
    assert page.count("现行") == 1, "one stretch of time is now, though the file's value has no end"
    withdraw(made, reason="文件废止了", by=None)
    page = body(client.get(f"/rulebook/{KEY}/"))
    assert "文件废止了" in page
    assert "已撤回" in page


def test_a_page_asks_little(client, db, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        client.get(f"/rulebook/{KEY}/")
    with django_assert_max_num_queries(1):
        client.get(LIST)


@pytest.mark.parametrize(
    ("value", "unit", "line"),
    [
        (True, "是否", "是"),
        (None, "元", "待填写"),
        (10000, "元", "10,000 元"),
        (2, "%", "2%"),
        ([3, 5], "年", "3、5 年"),
        ({"numerator": 2, "denominator": 3}, "分数", "2/3"),
        ({"numerator": 1, "denominator": 2, "of": "全体会员", "more_than": True}, "分数", "全体会员 过1/2"),
        ({"least": 3, "most": 5}, "年", "最少 3，最多 5"),
        ([{"from": 1, "to": 5}], "名次", "起 1，止 5"),
    ],
)
def test_a_value_in_one_line(value, unit, line):
    assert in_one_line(value, unit) == line


def test_a_table_has_a_column_for_every_name_once():
    table = shown([{"from": 1, "to": 5}, {"from": 6, "percent": 30}])
    assert [str(one) for one in table.columns] == ["起", "止", "百分比"]
    assert table.rows == [["1", "5", ""], ["6", "", "30"]]


def names_in(value):
    if isinstance(value, dict):
        return set(value) | {name for one in value.values() for name in names_in(one)}
    return {name for one in value for name in names_in(one)} if isinstance(value, list) else set()


def test_every_column_and_every_topic_has_its_name():
    used = {name for many in queries.rulebook().values() for one in many for name in names_in(one.value)}
    assert used - COLUMNS.keys() - {"numerator", "denominator", "of", "more_than"} == set()
    assert COLUMNS.keys() - used == set()
    assert {label for label, _file in queries.files()} >= TOPICS.keys()
    for label, name in queries.rooms():
        assert name != label, f"what is {label} called?"
