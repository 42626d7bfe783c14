"""Finding the table in a sheet: title rows above, a header of one or two rows, columns by any usual name."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.spreadsheets.cells import Cell, as_text
from jiangong.foundation.common.spreadsheets.reading import Merged, Sheet, open_sheets
from jiangong.foundation.common.spreadsheets.reasons import MOST_ROWS, SpreadsheetReason, Unreadable

SEARCHED = 30  # rows in which the header is looked for
MOST_FILLED = 500_000  # cells filled from merged blocks; a file that merges more is not a table

_MARKS = re.compile(r"[\s*＊:：()（）\[\]【】“”\"'、/_\-]+")
_HINT = re.compile(r"[(（\[【].*?[)）\]】]")
_TOTALS = re.compile(
    r"(合|总|共|小|累)\s*计\s*[:：]?\s*[\d,.]*\s*[人名个条]?|(共|计|总人数|合计人数|总数)\s*[:：]?\s*[\d,]+\s*[人名个条]?|(grand\s+)?total\s*:?",
    re.IGNORECASE,
)
_TOTALS_BEGIN = "合总共小累计gGtT"  # the signs with which any of _TOTALS begins
_FOOTER = re.compile(
    r"(填表|制表|审核|填报|经办|负责|联系|批准|复核)(人|单位|日期|时间|电话|部门)?\s*[:：]|(备注|说明|注)\s*\d*\s*[:：]|单位(盖章|公章|[(（]盖章)"
)


@dataclass(frozen=True)
class Column:
    """A column the caller knows, under all its usual names; the first is the one people are told."""

    key: str
    names: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True)
class RowFault:
    """A row that is not in order: its number in the file, whom or what it names, and why."""

    row: int
    name: str
    why: str


@dataclass(frozen=True)
class LeftOut:
    """A row that is no data: its number in the file, and in a word why."""

    number: int
    why: str | Promise


@dataclass
class Table:
    """A table found in a file. `rows` can be run through once; `left_out` fills meanwhile."""

    sheet: str
    header_row: int
    headings: list[str]  # as the file has them, left to right
    places: dict[str, int]  # column key → index into a row
    unknown: list[str]  # headings nobody asked for
    rows: Iterator[tuple[int, list[Cell]]]
    left_out: list[LeftOut] = field(default_factory=list)
    _sheet: Sheet | None = None

    def cells(self, numbers: Collection[int]) -> Iterator[tuple[int, list[Cell]]]:
        """The rows of these numbers once more, as the file has them; the file is not opened again."""
        if self._sheet is not None and numbers:
            wanted, last = set(numbers), max(numbers)
            for number, row in islice(self._sheet.rows(), last):
                if number in wanted:
                    yield number, row


def read_table(
    file: Path | bytes | IO[bytes],
    columns: Sequence[Column],
    *,
    example: str = "",
    most_rows: int = MOST_ROWS,
) -> Table:
    """Find the table of these columns in the first visible sheet that has all required ones.

    A row whose first filled cell begins with `example` (the template's example row) is left out with a word.
    Raises Unreadable; while the rows are run through, too, when they are more than `most_rows`.
    """
    best: set[str] | None = None
    empty = True
    for sheet in open_sheets(file):
        top = list(islice(sheet.rows(), SEARCHED + 1))
        if any(cell != "" for _number, row in top for cell in row):
            empty = False
        for height in (1, 2):  # a header of one row is tried everywhere before one of two rows
            for index in range(min(len(top), SEARCHED)):
                names = _header(top, index, height, sheet.merged)
                found = _match(names, columns)
                missing = {one.key for one in columns if one.required} - found.keys()
                if not missing and len(found) >= min(2, len(columns)):
                    return _table(sheet, index + height, names, found, columns, example, most_rows)
                if best is None or len(missing) < len(best):
                    best = missing
    if empty:
        raise Unreadable(SpreadsheetReason.NO_ROWS)
    words = "、".join(one.names[0] for one in columns if one.key in (best or ()))
    raise Unreadable(SpreadsheetReason.NO_HEADER, missing=words or columns[0].names[0], searched=SEARCHED)


def heading_key(text: str) -> str:
    """A heading reduced to what tells it apart: no marks, spaces, hints in brackets, or case."""
    return _MARKS.sub("", as_text(_HINT.sub("", text) or text)).lower()


def _header(top: list[tuple[int, list[Cell]]], index: int, height: int, merged: list[Merged]) -> list[str]:
    """The headings if the header began at row `index`; of two rows, upper and lower joined where both speak."""
    upper = [as_text(cell) for cell in top[index][1]]
    if height == 1:
        return upper
    if index + 1 >= len(top):
        return []
    lower = [as_text(cell) for cell in top[index + 1][1]]
    for (first_row, first), (last_row, last) in merged:
        if first_row <= index <= last_row and first < len(upper):
            for place in range(first, min(last + 1, len(upper))):
                upper[place] = as_text(top[first_row][1][first])
    width = max(len(upper), len(lower))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    return [
        f"{above}\n{below}" if above and below else above or below
        for above, below in zip(upper, lower, strict=True)
    ]


def _match(names: list[str], columns: Sequence[Column]) -> dict[str, int]:
    """Column key → place in the row. Two headings for one column: Unreadable, unless one is its first name."""
    known = {heading_key(name): one for one in columns for name in one.names}
    found: dict[str, int] = {}
    ranks: dict[str, int] = {}
    for place, name in enumerate(names):
        if not name:
            continue
        above, _line, below = name.partition("\n")
        for key in (heading_key(above + below), heading_key(below), heading_key(above)):
            column = known.get(key) if key else None
            if column is None:
                continue
            rank = [heading_key(one) for one in column.names].index(key)
            if column.key not in found or rank < ranks[column.key]:
                found[column.key], ranks[column.key] = place, rank
            elif rank == ranks[column.key] and len(found) > 1:
                raise Unreadable(
                    SpreadsheetReason.TWO_COLUMNS,
                    first=names[found[column.key]].replace("\n", ""),
                    second=name.replace("\n", ""),
                    column=column.names[0],
                )
            break
    return found


def _table(
    sheet: Sheet,
    header_end: int,
    names: list[str],
    found: dict[str, int],
    columns: Sequence[Column],
    example: str,
    most_rows: int,
) -> Table:
    headings = [name.replace("\n", "") for name in names]
    taken = set(found.values())
    table = Table(
        sheet=sheet.name,
        header_row=header_end,
        headings=headings,
        places=found,
        unknown=[name for place, name in enumerate(headings) if name and place not in taken],
        rows=iter(()),
        _sheet=sheet,
    )
    needed = [found[one.key] for one in columns if one.required]
    table.rows = _data(table, sheet, needed, example, most_rows)
    return table


def _data(
    table: Table, sheet: Sheet, needed: list[int], example: str, most_rows: int
) -> Iterator[tuple[int, list[Cell]]]:
    """The rows of data. Blank ones are passed over; totals, footers and repeated headers are left out with a word."""
    width = len(table.headings)
    first_place = needed[0] if needed else min(table.places.values())
    repeated = table.headings[first_place]
    fill = _fills(sheet.merged, table.header_row)
    kept: dict[int, Cell] = {}
    rest = needed[1:]
    hints = _TOTALS_BEGIN + example[:1]
    count = 0
    for number, row in islice(sheet.rows(), table.header_row, None):
        if len(row) < width:
            row.extend([""] * (width - len(row)))  # a CSV row may stop early
        if number in fill:
            for place, start in fill[number]:
                if start == number:
                    kept[place] = row[place] if place < len(row) else ""
                elif place < len(row) and row[place] == "":
                    row[place] = kept.get(place, "")
        named = row[first_place]
        if named == "" or named == repeated or (rest and "" in [row[place] for place in rest]):
            why = _no_data(row, repeated, first_place)
            if why == "":
                continue
            if why is not None:
                table.left_out.append(LeftOut(number, why))
                continue
        elif (
            isinstance(named, str)
            and named[0] in hints
            and (_TOTALS.fullmatch(named) or (example and named.startswith(example)))
        ):
            why = EXAMPLE if example and named.startswith(example) else TOTALS
            table.left_out.append(LeftOut(number, why))
            continue
        count += 1
        if count > most_rows:
            raise Unreadable(SpreadsheetReason.TOO_MANY_ROWS, most=most_rows)
        yield number, row


TOTALS = _("合计行")
FOOTER = _("表尾说明")
REPEATED = _("重复的表头")
EXAMPLE = _("模板的示例行")


def _no_data(row: list[Cell], repeated: str, first_place: int) -> str | Promise | None:
    """Why an incomplete row is no data: '' for a blank one, a word, or None when it is data after all."""
    filled = [text for text in map(as_text, row) if text]
    if not filled:
        return ""
    if any(_TOTALS.fullmatch(text) for text in filled[:3]):
        return TOTALS
    if _FOOTER.match(filled[0]):
        return FOOTER
    if as_text(row[first_place]) == repeated:
        return REPEATED
    return None


def _fills(merged: list[Merged], header_row: int) -> dict[int, list[tuple[int, int]]]:
    """For rows inside blocks merged downwards: the places to fill, and the row number the value stands in."""
    fills: dict[int, list[tuple[int, int]]] = {}
    left = MOST_FILLED
    for (top, first), (bottom, last) in merged:
        left -= bottom - top
        if bottom > top >= header_row and first == last and left > 0:
            for row in range(top, bottom + 1):
                fills.setdefault(row + 1, []).append((first, top + 1))
    return fills
