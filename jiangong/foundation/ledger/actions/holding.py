"""Stop the log, and let it go on: nothing gets a place or a leaf while somebody has to look first."""

from django.db import connection, transaction

from jiangong.foundation.common.locks import Lock, wait_for
from jiangong.foundation.ledger.tlog import merkle


@transaction.atomic
def hold(why: str) -> None:
    """Stop the log with one sentence that says why. Waits for whoever is adding to it."""
    wait_for(Lock.SEQUENCER, Lock.LOG)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_head (id, size, root, grown_at, held) VALUES (1, 0, %s, now(), %s)"
            " ON CONFLICT (id) DO UPDATE SET held = excluded.held",
            [merkle.EMPTY_ROOT, why],
        )


@transaction.atomic
def release() -> None:
    """Let the log go on. Only operations/settling.py calls this, after the tree was compared."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_head SET held = '' WHERE held <> ''")
