"""Reading safely, numbers and days, writing without live formulas."""

import io
import struct
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangong.foundation.common.spreadsheets import (
    MOST_BYTES,
    Column,
    Heading,
    Marked,
    Unreadable,
    as_day,
    as_text,
    read_table,
    reading,
    write_csv,
    write_xlsx,
)

COLUMNS = (Column("name", ("姓名",), required=True), Column("note", ("备注",)))


def book(rows=(["姓名", "备注"], ["示例一", 1])) -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def refused(content) -> str:
    with pytest.raises(Unreadable) as caught:
        list(read_table(content, COLUMNS).rows)
    assert str(caught.value).endswith("。")
    return caught.value.code.partition(".")[2]


@pytest.mark.parametrize("content", [b"", b"\x00\x00", b"\r\n\r\n"])
def test_empty(content):
    assert refused(content) == "empty"


@pytest.mark.parametrize("content", [b"hello", b"%PDF-1.7\x00\x01", b"\x89PNG\r\n\x1a\n\x00" * 9])
def test_not_a_spreadsheet(content):
    assert refused(content) == "not_a_spreadsheet"


def test_a_zip_that_is_no_workbook():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "a")
    assert refused(target.getvalue()) == "not_a_spreadsheet"


def test_broken():
    content = book()
    assert refused(content[: len(content) // 2]) == "broken"
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x07" * 4096) == "broken"


def test_password_protected_xlsx():
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1016 + "EncryptedPackage".encode("utf-16-le")
    assert refused(content) == "password"


def test_a_web_page_called_xls():
    assert refused("<html><table><tr><td>姓名</td></tr></table></html>".encode()) == "web_page"


def test_too_large():
    assert refused(b"a," * (MOST_BYTES // 2 + 1)) == "too_large"


def test_a_bomb_is_not_opened(monkeypatch):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    monkeypatch.setattr(reading, "CalamineWorkbook", None)
    assert refused(target.getvalue()) == "inflates_too_far"


def test_a_bomb_that_lies_about_its_size_is_not_opened(monkeypatch):
    size = 8_000_000
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * size)
    lying = target.getvalue().replace(struct.pack("<I", size), struct.pack("<I", 100))
    monkeypatch.setattr(reading, "MOST_INFLATED", 1_000_000)
    monkeypatch.setattr(reading, "CalamineWorkbook", None)
    assert refused(lying) == "inflates_too_far"


def test_too_many_rows():
    content = "姓名,备注\n".encode() + "甲,1\n".encode() * 11
    with pytest.raises(Unreadable, match="超过 10 行"):
        list(read_table(content, COLUMNS, most_rows=10).rows)


def test_only_hidden_sheets_are_read_after_all():
    workbook = openpyxl.load_workbook(io.BytesIO(book()))
    workbook.active.sheet_state = "visible"
    other = workbook.create_sheet("空")
    workbook.worksheets[0].sheet_state = "hidden"
    assert other.sheet_state == "visible"
    target = io.BytesIO()
    workbook.save(target)
    assert refused(target.getvalue()) == "no_rows"


def test_row_numbers_are_those_of_the_file():
    table = read_table(book([[], ["", "姓名", "备注"], ["", "示例一", ""], [], ["", "示例二", ""]]), COLUMNS)
    assert [(number, row[table.places["name"]]) for number, row in table.rows] == [
        (3, "示例一"),
        (5, "示例二"),
    ]


def test_cells_can_be_had_again_by_number():
    table = read_table(book(), COLUMNS)
    assert len(list(table.rows)) == 1
    assert list(table.cells({2})) == [(2, ["示例一", 1])]


@given(st.dates(date(1911, 1, 1), date(2099, 12, 31)))
def test_a_day_is_read_in_every_way_it_is_written(day):
    ways = [
        day, datetime.combine(day, datetime.min.time()), f"{day:%Y%m%d}", f"{day:%Y-%m-%d}", int(f"{day:%Y%m%d}"),
        f"{day.year}/{day.month}/{day.day}", f"{day.year}.{day.month}.{day.day}", f" {day.year}年{day.month}月{day.day}日 ",
        (day - date(1899, 12, 30)).days, float((day - date(1899, 12, 30)).days) + 0.5,
    ]  # fmt: skip
    assert {as_day(way) for way in ways} == {day}


@given(st.integers(1900, 2099), st.integers(1, 12))
def test_year_and_month_mean_the_first_day(year, month):
    ways = [
        f"{year}.{month}",
        f"{year}年{month}月",
        f"{year}-{month:02d}",
        f"{year}{month:02d}",
        float(f"{year}.{month:02d}"),
    ]
    if month < 10:
        ways.append(float(f"{year}.{month}"))
    else:
        ways.pop() if month == 10 else None  # as a number 1985.10 is 1985.1, which reads as January
    assert {as_day(way) for way in ways} == {date(year, month, 1)}


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_none(text):
    assert as_day(text) is None or isinstance(as_day(text), date)


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_whole_numbers_keep_all_their_digits(number):
    assert as_text(float(number)) == as_text(number) == str(number)


@given(st.integers(10**15, 10**19))
def test_longer_numbers_show_that_digits_are_lost(number):
    assert "E+" in as_text(number)


@given(st.text(alphabet="0123456789ABCxyz一二", min_size=1, max_size=20))
def test_full_width_and_spaces_do_not_matter(text):
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)
    assert as_text(f"\u3000{wide}\u00a0\n") == as_text(text) == text


@given(st.one_of(st.text(max_size=20), st.floats(allow_nan=False, allow_infinity=False), st.booleans()))
def test_text_of_a_cell_is_clean(cell):
    text = as_text(cell)
    assert text == text.strip()
    assert "\n" not in text


LIVE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("text", LIVE)
def test_nothing_becomes_a_formula_in_xlsx(text, tmp_path: Path):
    target = tmp_path / "a.xlsx"
    assert write_xlsx(target, [Heading(text)], [[text], [Marked(text)]]) == 2
    for row in openpyxl.load_workbook(target).active.iter_rows():
        assert row[0].data_type == "s"


@pytest.mark.parametrize("text", LIVE)
def test_nothing_becomes_a_formula_in_csv(text):
    content = b"".join(write_csv([Heading("列")], [[text]])).decode("utf-8-sig")
    assert content.splitlines()[1].lstrip('"').startswith("'")


def test_days_and_numbers_are_written_as_what_they_are(tmp_path: Path):
    target = tmp_path / "a.xlsx"
    write_xlsx(target, [Heading("日"), Heading("数")], [[date(2026, 1, 2), 5]], notes=["说明"])
    page = openpyxl.load_workbook(target).active
    assert page["A1"].value == "说明"
    assert (page["A3"].value, page["B3"].value) == (datetime(2026, 1, 2), 5)
    assert page["A3"].value - timedelta(days=1) == datetime(2026, 1, 1)
