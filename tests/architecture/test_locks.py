"""Every lock of the whole application has a number of its own, in one place."""

import re
from pathlib import Path

import pytest
from django.db import connection

import jiangong
from jiangong.foundation.common.locks import Lock, wait_for

SOURCE = Path(jiangong.__file__).parent
HOME = SOURCE / "foundation" / "common" / "locks.py"


def test_no_other_file_has_the_number_of_a_lock_over_all():
    """A single number; two numbers, and texts by hashtext, are other locks."""
    number = re.compile(r"0x6A67_[0-9A-F]{4}", re.IGNORECASE)
    assert [
        str(file) for file in SOURCE.rglob("*.py") if file != HOME and number.search(file.read_text())
    ] == []


@pytest.mark.django_db
def test_a_lock_is_held_to_the_end_of_the_transaction_and_no_other_with_it():
    wait_for(Lock.ROLL_UP, Lock.LOG)
    wait_for(Lock.TREE, shared=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid::bigint, mode FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        )
        held = dict(cursor.fetchall())
    assert held == {Lock.ROLL_UP: "ExclusiveLock", Lock.LOG: "ExclusiveLock", Lock.TREE: "ShareLock"}
