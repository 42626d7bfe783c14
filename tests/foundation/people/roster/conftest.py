"""Rosters as unions have them: each test builds its own real file."""

import io
from datetime import date

import openpyxl
import pytest

from jiangong.foundation.people.formulas import upgrade_identity
from jiangong.foundation.people.models import RosterImport
from jiangong.foundation.people.roster import actions

HEADER = ["姓名", "身份证号", "性别", "手机", "入会日期"]
CHECK = "10X98765432"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity(serial: int, *, born: date = date(1985, 3, 2), area: str = "370602") -> str:
    """A well-formed identity number that belongs to nobody: men have odd serials."""
    body = f"{area}{born:%Y%m%d}{serial:03d}"
    return body + CHECK[sum(int(a) * w for a, w in zip(body, WEIGHTS, strict=True)) % 11]


def person(serial: int, **more: object) -> list[object]:
    """A row under HEADER for a person invented for the test."""
    sex = "男" if serial % 2 else "女"
    row = {
        "name": f"示例职工{serial:03d}", "document": identity(serial), "sex": sex,
        "phone": f"1990000{serial:04d}", "joined": "2021-05-01", **more,
    }  # fmt: skip
    return list(row.values())


def xlsx(rows: list[list[object]], **sheets: list[list[object]]) -> bytes:
    """A workbook of one sheet (花名册), and further ones by name."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "花名册"
    for row in rows:
        page.append(row)
    for name, more in sheets.items():
        other = book.create_sheet(name)
        for row in more:
            other.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.fixture
def enterprise(tree):
    return tree.enterprise


@pytest.fixture
def load(enterprise):
    """Upload a file for the enterprise union and have it read: an import that waits for confirmation."""

    def load(content: bytes, *, organisation=None, by=None, name="花名册.xlsx") -> RosterImport:
        found = actions.receive(organisation or enterprise, file_name=name, content=content, by=by)
        return actions.read(found, progress=lambda count: None)

    return load


@pytest.fixture
def written(load):
    """The same, confirmed and written."""

    def written(content: bytes, **more) -> RosterImport:
        return actions.write(actions.confirm(load(content, **more), by=None))

    return written


__all__ = ["HEADER", "identity", "person", "saved", "upgrade_identity", "xlsx"]
