"""Opening a file safely: what it is by its first bytes, how far it would inflate, which sheets people can see."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from jiangong.foundation.common.spreadsheets.cells import Cell
from jiangong.foundation.common.spreadsheets.reasons import (
    MOST_BYTES,
    MOST_INFLATED,
    SpreadsheetReason,
    Unreadable,
)

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream in which Office hides an encrypted .xlsx
_WORKBOOKS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}
_MOST_PARTS = 2_000
_MOST_RATIO = 200  # honest sheets stay below 60; a 195 KB bomb reached 1,028
_RATIO_MATTERS_FROM = 20 * 1024 * 1024
_BITE = 64 * 1024  # small enough to stay in the processor's cache
_DEFLATE_LIMIT = 1_032  # no deflate stream inflates further than this

Merged = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell of a merged block as (row, column), counted from 0."""


@dataclass
class Sheet:
    """One sheet: its rows with the file's row numbers from 1, and its merged blocks."""

    name: str
    merged: list[Merged] = field(default_factory=list)
    _calamine: CalamineSheet | None = None
    _text: str = ""
    _separator: str = ","

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Every row from the first on, each with its number; may be called again."""
        if self._calamine is None:
            reader = csv.reader(io.StringIO(self._text, newline=""), delimiter=self._separator)
            return enumerate(cast("Iterator[list[Cell]]", map(_unquoted, reader)), 1)
        return enumerate(self._calamine.iter_rows(), 1)


def open_sheets(file: Path | bytes | IO[bytes]) -> Iterator[Sheet]:
    """The sheets people can see, in the file's order; hidden ones only where there is no other.

    A sheet is loaded when the iterator reaches it. Raises Unreadable.
    """
    data = _bytes(file)
    if not data.strip(b"\x00 \r\n\t"):
        raise Unreadable(SpreadsheetReason.EMPTY)
    if data.startswith(_ZIP):
        _refuse_bombs(data)
    elif data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise Unreadable(SpreadsheetReason.PASSWORD)
    else:
        yield _text_sheet(data)
        return
    yield from _workbook_sheets(data)


def _bytes(file: Path | bytes | IO[bytes]) -> bytes:
    """The whole file, but never more than one byte past the limit."""
    if isinstance(file, bytes):
        data = file
    elif isinstance(file, Path):
        with file.open("rb") as handle:
            data = handle.read(MOST_BYTES + 1)
    else:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        size = file.stat().st_size if isinstance(file, Path) else len(data)
        raise Unreadable(SpreadsheetReason.TOO_LARGE, size=-(-size // 1024**2), most=MOST_BYTES // 1024**2)
    return data


def _refuse_bombs(data: bytes) -> None:
    """Look at the zip directory before anything is unpacked; unpack in small bites what could lie about itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if not _WORKBOOKS & {part.filename for part in parts}:
                raise Unreadable(SpreadsheetReason.NOT_A_SPREADSHEET)
            inflated = sum(part.file_size for part in parts)
            if (
                len(parts) > _MOST_PARTS
                or inflated > MOST_INFLATED
                or inflated > max(_MOST_RATIO * len(data), _RATIO_MATTERS_FROM)
            ):
                raise Unreadable(SpreadsheetReason.BOMB)
            if len(data) * _DEFLATE_LIMIT > MOST_INFLATED:
                _inflate_in_bites(archive, parts)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise Unreadable(SpreadsheetReason.BROKEN) from error


def _inflate_in_bites(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """A directory may state sizes that are not true: unpack a bite at a time and stop when it does."""
    raw = archive.fp
    if raw is None:
        raise Unreadable(SpreadsheetReason.BROKEN)
    for part in parts:
        if part.compress_type != zipfile.ZIP_DEFLATED:
            continue
        raw.seek(part.header_offset)
        header = raw.read(30)
        raw.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
        inflater, left, size, pending = zlib.decompressobj(-15), part.compress_size, 0, b""
        while (pending or left > 0) and not inflater.eof:
            if not pending:
                pending = raw.read(min(left, _BITE))
                left -= _BITE
                if not pending:
                    break
            size += len(inflater.decompress(pending, _BITE))
            pending = inflater.unconsumed_tail
            if size > part.file_size:
                raise Unreadable(SpreadsheetReason.BOMB)


def _workbook_sheets(data: bytes) -> Iterator[Sheet]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        all_sheets = [one for one in workbook.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        seen = [one for one in all_sheets if one.visible == SheetVisibleEnum.Visible]
        for one in seen or all_sheets:
            sheet = workbook.get_sheet_by_name(one.name)
            left = sheet.start[1] if sheet.start else 0  # rows begin at the first used column
            merged = [
                ((top, first - left), (bottom, last - left))
                for (top, first), (bottom, last) in sheet.merged_cell_ranges or ()
                if first >= left
            ]
            yield Sheet(one.name, merged, _calamine=sheet)
    except PasswordError as error:
        raise Unreadable(SpreadsheetReason.PASSWORD) from error
    except CalamineError as error:
        raise Unreadable(SpreadsheetReason.BROKEN) from error


def _text_sheet(data: bytes) -> Sheet:
    """A CSV or tab-separated text as a sheet."""
    start = data[:2048].lstrip().lower()
    if (
        start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"\xef\xbb\xbf<"))
        or b"<table" in start
    ):
        raise Unreadable(SpreadsheetReason.WEB_PAGE)
    text = _decoded(data)
    separator = _separator(text)
    if separator is None:
        raise Unreadable(SpreadsheetReason.NOT_A_SPREADSHEET)
    return Sheet("", _text=text, _separator=separator)


def _decoded(data: bytes) -> str:
    """UTF-16 or UTF-8 by its mark; else UTF-8 if it is that, else GB 18030 as Chinese Excel writes it."""
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unreadable(SpreadsheetReason.NOT_A_SPREADSHEET)


def _separator(text: str) -> str | None:
    """The separator that cuts the first lines into most cells; None where nothing cuts them."""
    lines = text[:20_000].splitlines()[:40]
    most = {mark: max((line.count(mark) for line in lines), default=0) for mark in ",\t;"}
    best = max(most, key=lambda mark: most[mark])
    return best if most[best] else None


def _unquoted(row: list[str]) -> list[str]:
    """Cells without what people put in front of numbers to keep them text: ="370…" and '370…"""
    for index, cell in enumerate(row):
        if cell[:1] in ("=", "'"):
            if cell.startswith('="') and cell.endswith('"'):
                row[index] = cell[2:-1]
            elif cell.startswith("'"):
                row[index] = cell[1:]
    return row
