"""Progress of a write that is one transaction: told on a connection of its own, or nobody could see it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

from jiangong.foundation.people.models import RosterImport


@contextmanager
def beside(roster_import: RosterImport) -> Iterator[Callable[[int], None]]:
    """A function that shows how many rows are written, outside the transaction that writes them."""
    other = connection.copy()

    def show(count: int) -> None:
        with other.cursor() as cursor:
            cursor.execute(
                "UPDATE people_rosterimport SET rows_written = %s WHERE id = %s", [count, roster_import.pk]
            )

    try:
        yield show
    finally:
        other.close()
