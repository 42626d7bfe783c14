"""Values as people read them: a figure with its unit, yes or no, a list, a table."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from jiangong.foundation.common.words import listed
from jiangong.foundation.rulebook.states import COLUMNS


@dataclass(frozen=True)
class Shown:
    """A value ready for a page. `text` alone is one line; a table has `columns` and `rows`, a list of items `items`."""

    text: str = ""
    items: list[str] = field(default_factory=list)
    columns: list[Any] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    facts: list[tuple[Any, str]] = field(default_factory=list)


def shown(value: Any, unit: str = "") -> Shown:
    """How a value is shown; `unit` goes behind a plain figure."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        names = list(dict.fromkeys(name for row in value for name in row))
        rows = [[line(row[name]) if name in row else "" for name in names] for row in value]
        return Shown(columns=[COLUMNS.get(name, name) for name in names], rows=rows)
    if isinstance(value, list):
        if any(isinstance(one, str) for one in value):
            return Shown(items=[line(one) for one in value])
        return Shown(text=_with_unit(listed(line(one) for one in value), unit))
    if isinstance(value, dict) and "numerator" not in value:
        return Shown(facts=[(COLUMNS.get(name, name), line(one)) for name, one in value.items()])
    if value is None or isinstance(value, (bool, dict)):
        return Shown(text=line(value))
    return Shown(text=line(value) if isinstance(value, str) else _with_unit(line(value), unit))


def line(value: Any) -> str:
    """A value in one line, for a cell or a sentence."""
    match value:
        case None:
            return _("待填写")
        case True:
            return _("是")
        case False:
            return _("否")
        case int() | float():
            return f"{value:,}"
        case list():
            return listed(line(one) for one in value)
        case {"numerator": above, "denominator": below, **more}:
            words = _("过%(share)s") if more.get("more_than") else "%(share)s"
            share = words % {"share": f"{above}/{below}"}
            return f"{more['of']} {share}" if "of" in more else share
        case dict():
            return "，".join(f"{COLUMNS.get(name, name)} {line(one)}" for name, one in value.items())
        case _:
            return str(value)


def in_one_line(value: Any, unit: str = "") -> str:
    """A value with its unit in one line."""
    if isinstance(value, bool) or value is None or isinstance(value, str | dict):
        return line(value)
    if isinstance(value, list) and any(isinstance(one, str | dict) for one in value):
        return "；".join(line(one) for one in value)
    return _with_unit(line(value), unit)


def _with_unit(text: str, unit: str) -> str:
    if unit in ("是否", "分数", ""):
        return text
    return f"{text}{unit}" if unit.startswith("%") else f"{text} {unit}"
