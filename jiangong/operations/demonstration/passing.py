"""What a reader of the demonstration would have had to wait for: the days of notices pass, a checkpoint was signed long ago.

Nothing else could make them: the database itself keeps them by its own clock. The owner of the tables moves their moments back,
which the application's role cannot.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction

TABLES = ("notices_notice", "notices_objection", "notices_answer")

MOVES = (
    """
    UPDATE notices_notice n SET published_at = published_at - past, ends_at = ends_at - past
    FROM (SELECT unnest(%s::bigint[]) AS id, unnest(%s::interval[]) AS past) moved WHERE n.id = moved.id
    """,
    """
    UPDATE notices_objection o SET made_at = made_at - past
    FROM (SELECT unnest(%s::bigint[]) AS id, unnest(%s::interval[]) AS past) moved WHERE notice_id = moved.id
    """,
    """
    UPDATE notices_answer a SET answered_at = answered_at - past
    FROM notices_objection o, (SELECT unnest(%s::bigint[]) AS id, unnest(%s::interval[]) AS past) moved
    WHERE o.id = a.objection_id AND o.notice_id = moved.id
    """,
)


def let_pass(notices: Mapping[int, timedelta]) -> None:
    """Move the moments of these notices, their objections and answers back, each by so much."""
    if not notices:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_kept")
        for statement in MOVES:
            cursor.execute(statement, [list(notices), list(notices.values())])
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_kept")


def let_signing_pass(size: int, when: datetime) -> None:
    """Say of the checkpoint of so many lines that it was signed at a moment of the past; text and signatures stay."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_checkpoint DISABLE TRIGGER ledger_checkpoint_stays")
        cursor.execute("UPDATE ledger_checkpoint SET signed_at = %s WHERE size = %s", [when, size])
        cursor.execute("ALTER TABLE ledger_checkpoint ENABLE TRIGGER ledger_checkpoint_stays")
