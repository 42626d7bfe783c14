"""Cells: text as people meant it, days however they were written. Pure and lean: called a million times."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

Cell = str | int | float | bool | date | datetime | time | timedelta
"""What a cell holds; an empty one is ''."""

_BLANKS = dict.fromkeys(
    [*range(0x20), 0x7F, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000],
    " ",
)
_NOTHING = dict.fromkeys([0xAD, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF])
_HALF_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_CLEANED = {**_BLANKS, **_NOTHING, **_HALF_WIDTH}
EXACT = 10**15  # spreadsheet programs keep 15 digits of a number


def as_text(cell: Cell) -> str:
    """The cell as clean text: half-width, line breaks and odd spaces as one space, nothing at the ends.

    A whole number has no decimal point. A number of more than 15 digits is given as 3.70602E+17, because the
    spreadsheet program has lost its last digits: whoever reads it must see that.
    """
    if isinstance(cell, str):
        if cell.isalnum() and (cell.isascii() or not _has_full_width(cell)):
            return cell
        return " ".join(cell.translate(_CLEANED).split())
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, int | float):
        if abs(cell) >= EXACT:
            return f"{cell:.5E}"
        return str(int(cell)) if cell == int(cell) else repr(float(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


_FULL_WIDTH = re.compile("[\uff01-\uff5e]")


def _has_full_width(text: str) -> bool:
    return _FULL_WIDTH.search(text) is not None


_PARTS = re.compile(
    r"""(?P<year>\d{4}|\d{2}) \s*[-./年,，、\\]\s* (?P<month>\d{1,2})
        (?:\s*[-./月,，、\\]\s*(?P<day>\d{1,2}))? \s*[日号月.]?
        (?:[\sT]+\d{1,2}[:时点]\d{1,2}.*)?""",
    re.VERBOSE,
)
_SOLID = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_YEAR = re.compile(r"(\d{4})\s*年?")
_FIRST_SERIAL, _LAST_SERIAL = 3654, 73050  # 1910-01-01 … 2099-12-31 as days since 1899-12-30
_SERIAL_ZERO = date(1899, 12, 30)


def as_day(cell: Cell) -> date | None:
    """The day a cell means, or None when it means none.

    Takes dates, serial numbers (days since 1899-12-30), and text in the usual ways: 1985-03-02, 1985/3/2,
    1985.3.2, 1985年3月2日, 19850302. Where only month or year is given (1985.3, 1985年3月, 198503, 1985) it is the first
    day. The number 1985.1 reads as January, as 1985.10 is kept by a spreadsheet only when it is text.
    """
    if isinstance(cell, str):
        return day_in_text(cell)
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    whole = int(cell)
    if cell != whole:
        month = round((cell - whole) * 100)
        if 1900 <= whole <= 2099 and abs((cell - whole) * 100 - month) < 1e-6:
            return _day(whole, month if month % 10 else month // 10, 1)
        return _SERIAL_ZERO + timedelta(whole) if _FIRST_SERIAL <= cell <= _LAST_SERIAL else None
    if 1900 <= whole <= 2099:
        return _day(whole, 1, 1)
    if _FIRST_SERIAL <= whole <= _LAST_SERIAL:
        return _SERIAL_ZERO + timedelta(whole)
    return day_in_text(str(whole))


@lru_cache(maxsize=50_000)
def day_in_text(text: str) -> date | None:
    """The day written in a text (see as_day), or None."""
    text = " ".join(text.translate(_CLEANED).split())
    if found := _PARTS.fullmatch(text):
        return _day(_century(found["year"]), int(found["month"]), int(found["day"] or 1))
    if found := _SOLID.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3] or 1))
    if found := _YEAR.fullmatch(text):
        return _day(int(found[1]), 1, 1)
    if re.fullmatch(r"\d{4,5}(\.0+)?", text):
        return as_day(float(text))
    return None


def _century(year: str) -> int:
    if len(year) == 4:
        return int(year)
    return 2000 + int(year) if int(year) <= date.today().year % 100 else 1900 + int(year)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1900 <= year <= 2099 else None
    except ValueError:
        return None
