"""Between plain data (tables, lists, texts: what YAML and JSON hold) and the frozen shapes; every fault with its place."""

import dataclasses
import types
from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from jiangong.selection.judging.formulas.exact import number, written
from jiangong.selection.judging.formulas.faults import Fault, Wrong

T = TypeVar("T")
_UNREADABLE = object()


def read(shape: type[T], data: object, where: str = "") -> tuple[T | None, list[Fault]]:
    """Plain data as the frozen dataclass `shape`, and all that is wrong with it; None if anything is.

    Numbers may be integers, decimals or texts (“85.5”, “1/3”); keys that the shape does not know are faults.
    """
    faults: list[Fault] = []
    value = _table(shape, data, where, faults)
    return (None if value is _UNREADABLE or faults else value), faults


def plain(value: object) -> Any:
    """The shape as plain data: numbers as exact texts, what has its default left out. `read` gives the shape back."""
    if isinstance(value, Fraction):
        return written(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if dataclasses.is_dataclass(value):
        return {
            field.name: plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if field.default is dataclasses.MISSING or getattr(value, field.name) != field.default
        }
    return value


@cache
def _hints(shape: type) -> dict[str, Any]:
    return get_type_hints(shape)


def _table(shape: type, data: object, where: str, faults: list[Fault]) -> Any:
    if not isinstance(data, Mapping):
        faults.append(Fault(Wrong.NOT_A_TABLE, where))
        return _UNREADABLE
    fields = {field.name: field for field in dataclasses.fields(shape)}
    dot = f"{where}." if where else ""
    for key in data:
        if key not in fields:
            faults.append(
                Fault(Wrong.UNKNOWN_KEY, f"{dot}{key}", {"key": str(key), "known": ", ".join(fields)})
            )
    values = {}
    for name, field in fields.items():
        if name in data:
            values[name] = _value(_hints(shape)[name], data[name], f"{dot}{name}", faults)
        elif field.default is dataclasses.MISSING:
            faults.append(Fault(Wrong.MISSING, f"{dot}{name}", {"key": name}))
            values[name] = _UNREADABLE
    return _UNREADABLE if _UNREADABLE in values.values() else shape(**values)


def _value(kind: Any, data: object, where: str, faults: list[Fault]) -> Any:
    if get_origin(kind) in (Union, types.UnionType):
        if data is None:
            return None
        (kind,) = [one for one in get_args(kind) if one is not types.NoneType]
    if get_origin(kind) is tuple:
        return _list(get_args(kind)[0], data, where, faults)
    if dataclasses.is_dataclass(kind):
        return _table(kind, data, where, faults)  # type: ignore[arg-type]
    return _single(kind, data, where, faults)


def _list(kind: Any, data: object, where: str, faults: list[Fault]) -> Any:
    if not isinstance(data, list | tuple):
        faults.append(Fault(Wrong.NOT_A_LIST, where))
        return _UNREADABLE
    values = [_value(kind, one, f"{where}[{n}]", faults) for n, one in enumerate(data, start=1)]
    return _UNREADABLE if _UNREADABLE in values else tuple(values)


def _single(kind: Any, data: object, where: str, faults: list[Fault]) -> Any:
    if kind is bool:
        if isinstance(data, bool):
            return data
        wrong = Wrong.NOT_YES_OR_NO
    elif kind is int:
        if isinstance(data, int) and not isinstance(data, bool):
            return data
        wrong = Wrong.NOT_WHOLE
    elif kind is Fraction:
        try:
            return number(data)
        except ValueError:
            wrong = Wrong.NOT_A_NUMBER
    elif kind is str:
        if isinstance(data, str):
            return data
        wrong = Wrong.NOT_TEXT
    else:
        if isinstance(data, str) and data in {one.value for one in kind}:
            return kind(data)
        faults.append(
            Fault(
                Wrong.NOT_ONE_OF, where, {"value": str(data), "known": ", ".join(one.value for one in kind)}
            )
        )
        return _UNREADABLE
    faults.append(Fault(wrong, where, {"value": str(data)}))
    return _UNREADABLE
