"""Spreadsheets of unions that we write: the result of an import, the template, the export of a subtree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import IO

from jiangong.foundation.common import spreadsheets
from jiangong.foundation.common.spreadsheets import Heading, Marked
from jiangong.foundation.organisations.actions.columns import COLUMNS, HEADINGS
from jiangong.foundation.organisations.actions.importing import Import, ImportRow
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.queries import subtree
from jiangong.foundation.organisations.states import Kind

WIDE = frozenset({"name", "parent", "employer_name", "address", "credit_code"})


def write_report(target: Path | IO[bytes], read: Import) -> int:
    """The rows as they were read, wrong cells marked, with what became of each; returns how many."""
    keys = [column.key for column in COLUMNS if any(row.texts.get(column.key) for row in read.rows)]
    headings = [Heading("行号", 8), *map(_heading, keys), Heading("结果", 60)]

    def line(row: ImportRow) -> list[str | int | Marked]:
        cells: list[str | int | Marked] = [row.number]
        for key in keys:
            text = row.texts.get(key, "")
            cells.append(Marked(text) if key in row.problems else text)
        return [*cells, row.result]

    return spreadsheets.write_xlsx(target, headings, map(line, read.rows), sheet="工会组织")


def write_template(target: Path | IO[bytes]) -> None:
    """An empty table to fill in, with the kinds to choose from."""
    spreadsheets.write_template(
        target,
        [_heading(key) for key in HEADINGS],
        sheet="工会组织",
        notes=[
            "一行一个工会。上级填编码或者名称，不填就直属所选的工会；类型不填，企业之下是分工会，其余是企业工会。",
            "统一社会信用代码校验不符又确实如此的，请写明说明。",
        ],
        example=("", "示例：某企业工会", "", str(Kind.ENTERPRISE.label), "", "", "", "2024-05-01"),
    )


def write_export(organisation: Organisation) -> Iterator[bytes]:
    """The union and everything active below it as CSV, in pieces to be streamed; it can be imported again."""
    headings = [_heading(key) for key in HEADINGS]
    rows = subtree(organisation).select_related("parent", "industry").iterator(chunk_size=2000)
    return spreadsheets.write_csv(headings, map(_exported, rows))


def _exported(one: Organisation) -> list[str | date | None]:
    values: dict[str, str | date | None] = {
        "kind": str(one.get_kind_display()),
        "parent_code": one.parent.code if one.parent else "",
        "parent": one.parent.name if one.parent else "",
        "industry": one.industry.name if one.industry else "",
    }
    return [values[key] if key in values else getattr(one, key) for key in HEADINGS]


def _heading(key: str) -> Heading:
    options = tuple(str(label) for kind, label in Kind.choices if kind != Kind.CITY) if key == "kind" else ()
    required = any(column.key == key and column.required for column in COLUMNS)
    return Heading(HEADINGS[key], 30 if key in WIDE else 18, text=True, options=options, required=required)
