"""A letter from a template and facts: every field filled and of its type, or a named refusal; never a blank.

Facts are kept as JSON (`clean`): days as 2026-11-26, numbers as they are said, lists of lines, rows of a table.
"""
# not law in this file (4, 10, 15, 200, 2000, 20000): forms of texts and tables in a letter

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents.formulas.templates import PLACEHOLDER, Field, Template
from jiangong.foundation.documents.states import Kind, Reason

MOST_LINE, MOST_TEXT, MOST_ROWS = 200, 20_000, 2_000
_MARKS = (
    re.compile(r"[一二三四五六七八九十]{1,3}、"),
    re.compile(r"（[一二三四五六七八九十]{1,3}）"),
    re.compile(r"\d{1,2}[.．](?!\d)"),
    re.compile(r"（\d{1,2}）"),
)
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Paragraph:
    """One paragraph. `level` 0 is text, 1 to 4 the levels of headings; `head` is set in the level's font, `rest` as text."""

    level: int
    head: str
    rest: str = ""

    @property
    def words(self) -> str:
        return self.head + self.rest


@dataclass(frozen=True)
class Table:
    """Rows under headings, as a list of names."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Letter:
    """Everything that stands on the paper besides number, day, and how to check it. Empty parts do not appear."""

    kind: Kind
    organisation: str
    title: str
    to: str
    body: tuple[Paragraph | Table, ...]
    attachments: tuple[str, ...]
    note: str
    copies: str
    signatory: str


def clean(template: Template, facts: Mapping[str, object]) -> dict[str, Any]:
    """The facts as they are kept, without empty ones; they need not be complete.

    Raises Refused(UNKNOWN_FIELD) for what the template does not know, Refused(WRONG_VALUE) for what is not of its type.
    """
    for name in facts:
        if name not in template.fields:
            raise Refused(Reason.UNKNOWN_FIELD, field=name, title=template.name)
    kept = {name: _kept(template.fields[name], value) for name, value in facts.items()}
    return {name: value for name, value in kept.items() if value not in ("", [], None)}


def missing(template: Template, facts: Mapping[str, object]) -> list[Field]:
    """The fields that must still be filled."""
    known = clean(template, facts)
    return [field for field in template.fields.values() if not field.optional and field.name not in known]


def filled(template: Template, facts: Mapping[str, object], *, organisation: str) -> Letter:
    """The letter. Raises Refused(FIELD_MISSING) naming what is missing, and what `clean` raises."""
    known = clean(template, facts)
    if lacking := missing(template, known):
        raise Refused(
            Reason.FIELD_MISSING, fields="、".join(field.label for field in lacking), title=template.name
        )
    said = {name: _said(template.fields[name], value) for name, value in known.items()}

    def put(words: str) -> str:
        return PLACEHOLDER.sub(lambda match: said[match[1]], words)

    def line(words: str) -> str:
        return put(words) if all(name in said for name in PLACEHOLDER.findall(words)) else ""

    title = put(template.title)
    if len(title) > MOST_LINE:
        raise Refused(Reason.WRONG_VALUE, field=_("标题"), why=_too_long(MOST_LINE))
    return Letter(
        kind=template.kind,
        organisation=organisation,
        title=title,
        to=line(template.to),
        body=tuple(_body(template, known, put)),
        attachments=tuple(known.get(template.attachments, ())) if template.attachments else (),
        note=line(template.note),
        copies=line(template.copies),
        signatory=line(template.signatory),
    )


def title_of(template: Template, facts: Mapping[str, Any]) -> str:
    """The title of a draft: what is not filled yet shows as its label in 〔〕."""
    said = {name: _said(template.fields[name], value) for name, value in facts.items()}
    return PLACEHOLDER.sub(lambda m: said.get(m[1]) or f"〔{template.fields[m[1]].label}〕", template.title)[
        :MOST_LINE
    ]


def _body(template: Template, known: Mapping[str, Any], put: Any) -> list[Paragraph | Table]:
    made: list[Paragraph | Table] = []
    counts = [0, 0, 0, 0]
    for piece in template.body:
        if piece.when and piece.when not in known:
            continue
        if piece.kind == "table":
            if piece.words in known:
                made.append(
                    Table(
                        template.fields[piece.words].columns, tuple(tuple(row) for row in known[piece.words])
                    )
                )
        elif piece.kind == "text":
            made += [typed(one) for one in str(known.get(piece.words, "")).splitlines() if one.strip()]
        elif piece.kind == "p":
            made.append(Paragraph(0, put(piece.words)))
        else:
            level = int(piece.kind[1])
            counts[level - 1] += 1
            counts[level:] = [0] * (4 - level)
            made.append(Paragraph(level, mark_of(level, counts[level - 1]) + put(piece.words)))
    return made


def typed(line: str) -> Paragraph:
    """A paragraph somebody typed, with the level its own mark says. Of a heading with text behind it the first sentence is the head."""
    words = line.strip()
    for level, mark in enumerate(_MARKS, 1):
        if mark.match(words):
            head, stop, rest = words.partition("。")
            return Paragraph(level, head + stop, rest) if rest else Paragraph(level, words)
    return Paragraph(0, words)


def mark_of(level: int, nth: int) -> str:
    """The mark of the nth heading of a level (GB/T 9704-2012 §7.3.3): 一、 （一） 1. （1）"""
    return (f"{_chinese(nth)}、", f"（{_chinese(nth)}）", f"{nth}.", f"（{nth}）")[level - 1]


def _chinese(n: int) -> str:
    """1 to 99 in Chinese numerals."""
    tens, ones = divmod(n, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens - 1]}十"
    return ten + (_NUMERALS[ones - 1] if ones else "")


def day_words(day: date) -> str:
    """A day as letters write it, in Arabic numerals without noughts: 2026年3月8日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _said(field: Field, value: Any) -> str:
    return day_words(date.fromisoformat(value)) if field.type == "day" else str(value)


def _kept(field: Field, value: object) -> Any:
    if value is None:
        return None
    if field.type == "day":
        return _day(field, value)
    if field.type == "number":
        return _number(field, value)
    if field.type == "lines":
        return [one for one in (_line(field, each) for each in _listed(field, value)) if one]
    if field.type == "table":
        return _rows(field, value)
    if field.type == "text":
        words = "\n".join(one for one in (_plain(each) for each in str(value).splitlines()) if one)
        if len(words) > MOST_TEXT:
            raise Refused(Reason.WRONG_VALUE, field=field.label, why=_too_long(MOST_TEXT))
        return words
    return _line(field, value)


def _too_long(most: int) -> str:
    return _("最长 %(most)s 字") % {"most": most}


def _plain(words: object) -> str:
    """Text without control characters, invisible direction marks and spaces around it."""
    found = unicodedata.normalize("NFC", str(words))
    return "".join(
        " " if one in "\t\u00a0" else one
        for one in found
        if one == "\t" or unicodedata.category(one) not in ("Cc", "Cf", "Cs")
    ).strip(" \u3000")


def _line(field: Field, value: object) -> str:
    words = " ".join(_plain(one) for one in str(value).splitlines()).strip()
    if len(words) > MOST_LINE:
        raise Refused(Reason.WRONG_VALUE, field=field.label, why=_too_long(MOST_LINE))
    return words


def _day(field: Field, value: object) -> str:
    if isinstance(value, date):
        return date(value.year, value.month, value.day).isoformat()
    if not str(value).strip():
        return ""
    try:
        return date.fromisoformat(str(value).strip()).isoformat()
    except ValueError as error:
        raise Refused(Reason.WRONG_VALUE, field=field.label, why=_("应当是 2026-03-08 这样的日期")) from error


def _number(field: Field, value: object) -> str:
    words = str(value).strip()
    if not words:
        return ""
    try:
        number = Decimal(words)
    except ArithmeticError as error:
        raise Refused(Reason.WRONG_VALUE, field=field.label, why=_("应当是数字")) from error
    if not number.is_finite() or abs(number) >= 10**15:
        raise Refused(Reason.WRONG_VALUE, field=field.label, why=_("应当是数字"))
    return f"{number:f}"


def _listed(field: Field, value: object) -> Sequence[object]:
    if isinstance(value, str):
        return value.splitlines()
    if not isinstance(value, Sequence):
        raise Refused(Reason.WRONG_VALUE, field=field.label, why=_("应当是一行一个"))
    return value


def _rows(field: Field, value: object) -> list[list[str]]:
    """Rows of cells; typed text has one row a line, cells apart by tab, | or ｜ or ，"""
    rows = [
        re.split(r"\t|\||｜|，", one) if isinstance(one, str) else list(one)  # type: ignore[call-overload]
        for one in _listed(field, value)
        if one
    ]
    if len(rows) > MOST_ROWS:
        raise Refused(Reason.WRONG_VALUE, field=field.label, why=_("最多 %(most)s 行") % {"most": MOST_ROWS})
    if any(len(row) != len(field.columns) for row in rows):
        raise Refused(
            Reason.WRONG_VALUE,
            field=field.label,
            why=_("每行应当是这几格：%(columns)s") % {"columns": "、".join(field.columns)},
        )
    return [[_line(field, cell) for cell in row] for row in rows]
