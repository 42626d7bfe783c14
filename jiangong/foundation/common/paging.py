"""Pages of long lists: by the last row seen, never by counting (a million rows would be counted each time)."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Up to `size` rows; `next` is the `after` of the following page, or None on the last one."""

    rows: list[Row]
    next: int | None


def rows_behind(
    rows: "models.QuerySet[Row]", after: str | int | None, *, newest_first: bool = False
) -> "models.QuerySet[Row]":
    """The rows whose primary key comes behind `after`; all of them where it is no number."""
    try:
        mark = int(after) if after else None
    except (TypeError, ValueError):
        mark = None
    if mark is None:
        return rows
    return rows.filter(pk__lt=mark) if newest_first else rows.filter(pk__gt=mark)


def page_after(
    rows: "models.QuerySet[Row]", after: str | int | None, *, size: int = 50, newest_first: bool = False
) -> Page[Row]:
    """One page of `rows` in order of their primary key, beginning behind `after`."""
    rows = rows_behind(rows, after, newest_first=newest_first)
    found = list(rows.order_by("-pk" if newest_first else "pk")[: size + 1])
    return Page(found[:size], found[size - 1].pk if len(found) > size else None)
