"""Writing tables that open quietly: strings stay strings in .xlsx, formula starts are defused in CSV."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from django.utils.functional import Promise

from jiangong.foundation.common.spreadsheets.cells import Cell

Value = Cell | Decimal | Promise | None
_LIVE = ("=", "+", "-", "@", "\t", "\r", "\n")
_TEMPLATE_ROWS = 5_000  # rows of a template that carry formats and drop-downs


@dataclass(frozen=True)
class Heading:
    """A column to write: its title, width in characters, whether its cells are text, its drop-down, a hint."""

    title: str | Promise
    width: int = 14
    text: bool = False
    options: tuple[str, ...] = ()
    hint: str | Promise = ""
    required: bool = False


@dataclass(frozen=True)
class Marked:
    """A value whose cell is marked as wrong."""

    value: Value


def defused(text: str) -> str:
    """Text for a CSV cell that no spreadsheet program will run: an apostrophe before = + - @ tab and line ends."""
    return f"'{text}" if text.startswith(_LIVE) else text


def write_csv(headings: Sequence[Heading], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """The table as UTF-8 CSV with the mark that Excel needs, in pieces ready to be streamed."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([defused(str(one.title)) for one in headings])
    for count, row in enumerate(rows, 1):
        writer.writerow([_csv_value(value) for value in row])
        if count % 500 == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _csv_value(value: Value) -> Any:
    if isinstance(value, str | Promise):
        return defused(str(value))
    return "" if value is None else value


def write_xlsx(
    target: Path | IO[bytes],
    headings: Sequence[Heading],
    rows: Iterable[Sequence[Value | Marked]],
    *,
    sheet: str = "Sheet1",
    notes: Sequence[str | Promise] = (),
) -> int:
    """Write one sheet row by row with little memory; return the number of rows.

    `notes` are lines above the header (what this is, when, how many). Strings are written as strings whatever
    they begin with; long numbers must be given as strings.
    """
    with _workbook(target) as book:
        formats = _Formats(book)
        page = book.add_worksheet(sheet)
        top = _head(page, formats, headings, notes)
        count = 0
        for count, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                _write(page, formats, top + count, place, value)
        page.freeze_panes(top + 1, 0)
        if count:
            page.autofilter(top, 0, top + count, len(headings) - 1)
    return count


def write_book(
    target: Path | IO[bytes],
    sheets: Sequence[tuple[str, Sequence[Heading], Sequence[Sequence[Value | Marked]]]],
) -> None:
    """Write several sheets, each (name, headings, rows), as `write_xlsx` writes one."""
    with _workbook(target, constant_memory=False) as book:
        formats = _Formats(book)
        for name, headings, rows in sheets:
            page = book.add_worksheet(name)
            top = _head(page, formats, headings, ())
            for count, row in enumerate(rows, 1):
                for place, value in enumerate(row):
                    _write(page, formats, top + count, place, value)
            page.freeze_panes(top + 1, 0)


def write_template(
    target: Path | IO[bytes],
    headings: Sequence[Heading],
    *,
    sheet: str,
    notes: Sequence[str | Promise] = (),
    example: Sequence[str] = (),
) -> None:
    """An empty table to fill in: text-formatted columns, drop-downs from a hidden sheet, hints, an example row."""
    with _workbook(target, constant_memory=False) as book:
        formats = _Formats(book)
        page = book.add_worksheet(sheet)
        choices = book.add_worksheet("选项")
        choices.hide()
        top = _head(page, formats, headings, notes)
        page.freeze_panes(top + 1, 0)
        last = top + _TEMPLATE_ROWS
        for place, one in enumerate(headings):
            page.set_column(place, place, one.width, formats.text if one.text else formats.plain)
            check: dict[str, Any] = {"validate": "any"}
            if one.options:
                choices.write_string(0, place, str(one.title))
                for line, option in enumerate(one.options, 1):
                    choices.write_string(line, place, option)
                column = xlsxwriter.utility.xl_col_to_name(place)
                check = {
                    "validate": "list",
                    "source": f"='选项'!${column}$2:${column}${len(one.options) + 1}",
                    "error_title": str(one.title),
                    "error_message": "请从下拉列表里选择。",
                    "error_type": "warning",
                }
            if one.hint:
                check |= {"input_title": str(one.title)[:32], "input_message": str(one.hint)[:255]}
            if one.options or one.hint:
                page.data_validation(top + 1, place, last, place, check)
        for place, value in enumerate(example):
            page.write_string(top + 1, place, value, formats.example)
        page.activate()


def _workbook(target: Path | IO[bytes], *, constant_memory: bool = True) -> Any:
    return xlsxwriter.Workbook(
        str(target) if isinstance(target, Path) else target,
        {
            "constant_memory": constant_memory,
            "in_memory": not constant_memory,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )


class _Formats:
    """The few looks a cell can have."""

    def __init__(self, book: Any) -> None:
        self.plain = book.add_format({"valign": "top"})
        self.text = book.add_format({"num_format": "@", "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        self.time = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"})
        self.wrong = book.add_format(
            {"num_format": "@", "bg_color": "#FBE3E0", "font_color": "#8E1B12", "valign": "top"}
        )
        self.head = book.add_format({"bold": True, "bg_color": "#EDE7DA", "bottom": 1, "num_format": "@"})
        self.needed = book.add_format(
            {"bold": True, "bg_color": "#EDE7DA", "bottom": 1, "font_color": "#8E1B12", "num_format": "@"}
        )
        self.note = book.add_format({"font_color": "#5B5B5B"})
        self.example = book.add_format({"italic": True, "font_color": "#767676", "num_format": "@"})


def _head(page: Any, formats: _Formats, headings: Sequence[Heading], notes: Sequence[str | Promise]) -> int:
    """Write notes and header; return the header's row, counted from 0."""
    for place, one in enumerate(headings):
        page.set_column(place, place, one.width)
    for line, note in enumerate(notes):
        page.write_string(line, 0, str(note), formats.note)
    top = len(notes)
    for place, one in enumerate(headings):
        page.write_string(top, place, str(one.title), formats.needed if one.required else formats.head)
    return top


def _write(page: Any, formats: _Formats, row: int, place: int, value: Value | Marked) -> None:
    wrong = isinstance(value, Marked)
    if isinstance(value, Marked):
        value = value.value
    if value is None or value == "":
        if wrong:
            page.write_blank(row, place, None, formats.wrong)
    elif isinstance(value, str | Promise):
        page.write_string(row, place, str(value), formats.wrong if wrong else formats.text)
    elif isinstance(value, bool):
        page.write_string(row, place, "是" if value else "否", formats.wrong if wrong else formats.text)
    elif isinstance(value, int | float | Decimal):
        page.write_number(row, place, value, formats.wrong if wrong else formats.plain)
    elif isinstance(value, datetime):
        page.write_datetime(row, place, value.replace(tzinfo=None), formats.time)
    elif isinstance(value, date):
        page.write_datetime(row, place, value, formats.day)
    else:
        page.write_string(row, place, str(value), formats.wrong if wrong else formats.text)
