"""Progress of a write that is one transaction: told on a connection of its own, or nobody could see it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, models


@contextmanager
def beside(row: models.Model, field: str) -> Iterator[Callable[[int], None]]:
    """A function that puts a number into a field of the row, outside the transaction that works on it.

    It never waits for it: while the row itself is locked, what is told is left out.
    """
    table = row._meta.db_table
    other = connection.copy()

    def show(count: int) -> None:
        with other.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET {field} = %s WHERE id ="  # noqa: S608  # our own names
                f" (SELECT id FROM {table} WHERE id = %s FOR NO KEY UPDATE SKIP LOCKED)",
                [count, row.pk],
            )

    try:
        yield show
    finally:
        other.close()
