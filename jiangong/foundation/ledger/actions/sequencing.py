"""Give entries their place in the one order."""

from django.db import connection, transaction

from jiangong.foundation.common.locks import Lock, wait_for
from jiangong.foundation.ledger.queries import require_not_held


@transaction.atomic
def sequence(*, most: int = 10_000) -> int:
    """Give waiting entries their place in the one order; return how many got one (0 to `most`).

    Entries commit in any order; places are given by one sequencer at a time, so that they have no gaps and
    whoever has read up to a position has missed nothing.
    """
    wait_for(Lock.SEQUENCER)
    require_not_held()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH next AS (SELECT COALESCE(MAX(position) + 1, 0) AS position FROM ledger_place),
            taken AS (
              DELETE FROM ledger_pending WHERE entry_id IN (
                SELECT entry_id FROM ledger_pending ORDER BY entry_id LIMIT %s
              ) RETURNING entry_id
            )
            INSERT INTO ledger_place (position, entry_id)
            SELECT next.position + row_number() OVER (ORDER BY taken.entry_id) - 1, taken.entry_id FROM taken, next
            """,
            [most],
        )
        return int(cursor.rowcount)
