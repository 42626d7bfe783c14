"""A scheme as tables and back: one sheet for each kind of row, one column for each figure. Pure; nothing is lost on the way.

Built from the shapes themselves (selection/judging), so that a figure added there has its column here. A cell is text: numbers as
they are written, closed choices by their words (`WORDS`), lists with “；”, levels and bands as pairs with “→”.
"""

import types
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

from jiangong.programmes.competitions.formulas.scheme_words import HEADINGS, WORDS
from jiangong.selection.judging.formulas.scheme import shapes

SEPARATOR, ARROW = "；", "→"
YES, NO = "是", "否"
GENERAL = "总则"
GENERAL_HEADINGS = ("项目", "值")


@dataclass(frozen=True)
class Column:
    """One figure of a row: where it stands in the shape ("panel.least"), its heading, its type."""

    path: str
    heading: str
    kind: Any


@dataclass(frozen=True)
class Kind:
    """One sheet: its name, the place of its rows in the scheme, the shape of a row, columns left to other sheets."""

    sheet: str
    path: str
    shape: type
    without: tuple[str, ...] = ()


KINDS = (
    Kind("模块", "components", shapes.Component, ("aspects",)),
    Kind("评分点", "components.aspects", shapes.Aspect),
    Kind("奖项", "awards", shapes.Award),
    Kind("同分", "ties", shapes.TieBreak),
    Kind("规模", "fields", shapes.Field),
    Kind("奖牌", "medals.kinds", shapes.Medal),
)
ELSEWHERE = ("components", "awards", "ties", "fields", "medals.kinds")
OWNER = Column("component", HEADINGS["component"], str)  # which component an aspect belongs to


@dataclass(frozen=True)
class CellFault:
    """A cell that cannot be read: the sheet, its row there, the heading, what is wrong with it."""

    sheet: str
    row: int
    heading: str
    value: str
    known: tuple[str, ...] = ()


def columns_of(shape: type, without: Iterable[str] = (), before: str = "") -> list[Column]:
    """The columns of a shape; shapes within it are spread out."""
    left, hints = set(without), get_type_hints(shape)
    found: list[Column] = []
    for one in fields(shape):
        path = f"{before}{one.name}"
        if path in left:
            continue
        kind = _bare(hints[one.name])
        if is_dataclass(kind):
            found += columns_of(kind, left, f"{path}.")  # type: ignore[arg-type]
        else:
            found.append(Column(path, heading_of(path), kind))
    return found


def heading_of(path: str) -> str:
    """The heading of a path: the whole path's own, or those of its steps."""
    return HEADINGS.get(path) or "·".join(HEADINGS[step] for step in path.split("."))


def sheet_columns(kind: Kind) -> list[Column]:
    own = columns_of(kind.shape, kind.without)
    return [OWNER, *own] if kind.path == "components.aspects" else own


def general_columns() -> list[Column]:
    return columns_of(shapes.Scheme, ELSEWHERE)


def tables_of(data: Mapping[str, Any]) -> dict[str, list[list[str]]]:
    """The sheets of a scheme as `write_scheme` gives it: rows of texts, without headings."""
    found: dict[str, list[list[str]]] = {
        GENERAL: [
            [one.heading, text]
            for one in general_columns()
            if (text := _text(one, _at(data, one.path))) != ""
        ]
    }
    for kind in KINDS:
        columns = sheet_columns(kind)
        found[kind.sheet] = [[_text(one, _at(row, one.path)) for one in columns] for row in _rows(data, kind)]
    return found


def data_of(
    tables: Mapping[str, Sequence[tuple[int, Mapping[str, str]]]],
) -> tuple[dict[str, Any], list[CellFault], dict[str, list[int]]]:
    """Rows (number in the file, heading → text) as the plain data that `read_scheme` reads.

    With the cells that cannot be read, and for each list of the scheme the rows its parts stand in, so that whatever
    `read_scheme` then finds can be said of a cell.
    """
    faults: list[CellFault] = []
    data: dict[str, Any] = {}
    by_heading = {one.heading: one for one in general_columns()}
    for number, row in tables.get(GENERAL, ()):
        name, text = (row.get(one, "") for one in GENERAL_HEADINGS)
        column = by_heading.get(name)
        if column is None:
            faults.append(CellFault(GENERAL, number, GENERAL_HEADINGS[0], name, tuple(by_heading)))
        else:
            _put(data, column, text, (GENERAL, number, GENERAL_HEADINGS[1]), faults)
    places: dict[str, list[int]] = {}
    for kind in KINDS:
        for number, row in tables.get(kind.sheet, ()):
            one: dict[str, Any] = {}
            for column in sheet_columns(kind):
                _put(one, column, row.get(column.heading, ""), (kind.sheet, number, column.heading), faults)
            _place(data, kind, one, number, places, faults)
    for key in ("components", "awards", "ties", "fields"):
        data.setdefault(key, [])
    return data, faults, places


def _place(
    data: dict[str, Any],
    kind: Kind,
    row: dict[str, Any],
    number: int,
    places: dict[str, list[int]],
    faults: list[CellFault],
) -> None:
    if kind.path == "components.aspects":
        owner = row.pop("component", "")
        for n, one in enumerate(data.get("components", ()), start=1):
            if one.get("code") == owner:
                one.setdefault("aspects", []).append(row)
                places.setdefault(f"components[{n}].aspects", []).append(number)
                return
        known = tuple(one.get("code", "") for one in data.get("components", ()))
        faults.append(CellFault(kind.sheet, number, OWNER.heading, owner, known))
    elif kind.path == "medals.kinds":
        data.setdefault("medals", {}).setdefault("kinds", []).append(row)
        places.setdefault("medals.kinds", []).append(number)
    else:
        data.setdefault(kind.path, []).append(row)
        places.setdefault(kind.path, []).append(number)


def _rows(data: Mapping[str, Any], kind: Kind) -> list[Mapping[str, Any]]:
    if kind.path == "components.aspects":
        return [
            {**aspect, "component": one["code"]}
            for one in data.get("components", ())
            for aspect in one.get("aspects", ())
        ]
    return list(_at(data, kind.path) or ())


def _at(data: Any, path: str) -> Any:
    for step in path.split("."):
        data = data.get(step) if isinstance(data, Mapping) else None
    return data


def _bare(kind: Any) -> Any:
    """The type without its “or None”."""
    if get_origin(kind) in (Union, types.UnionType):
        (kind,) = [one for one in get_args(kind) if one is not types.NoneType]
    return kind


def _text(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        pair = _pair(column.kind)
        return SEPARATOR.join(
            ARROW.join(str(one[key]) for key in pair) if pair else str(one) for one in value
        )
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(column.kind, type) and issubclass(column.kind, StrEnum):
        return WORDS[column.kind][value]
    return str(value)


def _pair(kind: Any) -> tuple[str, ...]:
    """The two fields of the shape in a list of pairs; nothing for a list of texts."""
    inner = get_args(kind)[0]
    return tuple(one.name for one in fields(inner)) if is_dataclass(inner) else ()


def _put(
    target: dict[str, Any], column: Column, text: str, where: tuple[str, int, str], faults: list[CellFault]
) -> None:
    """Read a cell into its place; an empty one says nothing."""
    text = text.strip()
    if not text:
        return
    try:
        value = _value(column.kind, text)
    except ValueError as error:
        faults.append(CellFault(*where, text, tuple(error.args)))
        return
    *way, last = column.path.split(".")
    for step in way:
        target = target.setdefault(step, {})
    target[last] = value


def _value(kind: Any, text: str) -> Any:
    """A cell's text as plain data. Raises ValueError with what may stand there."""
    if get_origin(kind) is tuple:
        parts = [part.strip() for part in text.split(SEPARATOR)]
        if not (pair := _pair(kind)):
            return [part for part in parts if part]
        if any(part.count(ARROW) != 1 for part in parts):
            raise ValueError(f"…{ARROW}…{SEPARATOR}…{ARROW}…")
        return [dict(zip(pair, (one.strip() for one in part.split(ARROW)), strict=True)) for part in parts]
    if kind is bool:
        if text not in (YES, NO):
            raise ValueError(YES, NO)
        return text == YES
    if kind is int:
        try:
            return int(text)
        except ValueError:
            raise ValueError("0", "1", "2") from None
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        by_word = {word: value for value, word in WORDS[kind].items()}
        if text not in by_word:
            raise ValueError(*by_word)
        return by_word[text]
    return text
