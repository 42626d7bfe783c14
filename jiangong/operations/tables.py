"""Plain-text tables for the terminal, aligned although Chinese signs are two columns wide."""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def aligned(rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset()) -> Iterator[str]:
    """Lines of a table; columns in `right` are numbers and stand at the right."""
    widths = [max(width(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = []
        for position, (cell, room) in enumerate(zip(row, widths, strict=True)):
            space = " " * (room - width(cell))
            cells.append(space + cell if position in right else cell + space)
        yield "  ".join(cells).rstrip()


def ledger_table(last: int) -> Iterator[str]:
    """The latest entries: number, day, verb, organisation's code, quantity, what it corrects."""
    from jiangong.foundation.ledger.models import Entry

    rows = [["#", "日期 day", "事项 verb", "组织 union", "数量 quantity", "更正 corrects"]]
    rows += [
        [
            str(e.pk),
            e.happened_on.isoformat(),
            e.verb,
            e.organisation.code,
            f"{e.quantity.normalize():f}",
            str(e.corrects_id or ""),
        ]
        for e in Entry.objects.select_related("organisation").order_by("-pk")[:last]
    ]
    return aligned(rows, right=frozenset({0, 4, 5}))


def plan_table(today: date) -> Iterator[str]:
    """Every promise with a figure: id, words, figure, where it should be today, target."""
    from jiangong.plan import queries

    rows = [["编号 id", "承诺 promise", "实际 figure", "今天应到 due today", "目标 target"]]
    rows += queries.plain_rows(today)
    return aligned(rows, right=frozenset({2, 3, 4}))
