"""The locks that hold over all processes: one number each, all in this place, so that no two wait for each other."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum, unique

from django.db import connection


@unique
class Lock(IntEnum):
    """What one process at a time does. The numbers are PostgreSQL's advisory locks: never give an old one a new meaning.

    Locks of single rows (0x6A67, row) take two numbers and cannot meet these.
    """

    SEQUENCER = 0x6A67_0001  # gives entries their places
    TREE = 0x6A67_0002  # changes the shape of the tree of organisations; shared by those who add to it
    LOG = 0x6A67_0003  # grows the tree of leaves, or destroys salts
    ERASURES = 0x6A67_0005  # does erasures again
    READINGS = 0x6A67_0007  # gives looks and exports their places in the read log
    RULINGS = 0x6A67_0011  # rules on parameters
    ROLL_UP = 0x6A67_0006  # brings the plan's cells up to date
    MAILS = 0x6A67_0021  # hands out what goes by each channel; one at a time, so that what is found half done has no owner
    TEXTS = 0x6A67_0022
    WORK_WECHAT = 0x6A67_0023
    OFFICIAL_ACCOUNT = 0x6A67_0024
    DEMO_SEASON = 0x6A67_0031  # plays a season of contests in a demonstration


def wait_for(*locks: Lock, shared: bool = False) -> None:
    """Wait until no other process holds any of these locks, and hold them to the end of the transaction.

    With `shared` wait only for those who hold it alone.
    """
    name = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        for lock in locks:
            cursor.execute(f"SELECT {name}(%s)", [int(lock)])


@contextmanager
def held_or_not(lock: Lock) -> Iterator[bool]:
    """Whether we got the lock, without waiting; held outside of transactions, and let go when the block or the process ends.

    PostgreSQL lets it go as soon as it sees the process gone, also after kill -9.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [int(lock)])
        got = bool((cursor.fetchone() or (False,))[0])
    try:
        yield got
    finally:
        if got:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [int(lock)])
