"""Rebuild all cells from the ledger alone. Readers see the old cells until the new ones stand, then only the new."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from time import monotonic

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from jiangong.foundation.ledger import queries as ledger
from jiangong.plan.actions.counting import (
    CELLS_OF_LEAVES,
    ENTRY_COLUMNS,
    apply_events,
    canonical_numbers,
    distinct_cells,
    drop,
    lock_roll_up,
    make_keys,
    make_leaves,
    read_events,
)
from jiangong.plan.definition import Plan, current
from jiangong.plan.models import Alias, RollUp

SHOWN = 1000  # differences that `check` lists at most

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild read and wrote: places read, cells that stand now, cells that were wrong before, seconds."""

    entries: int
    cells: int
    changed: int
    seconds: float


@dataclass(frozen=True)
class Difference:
    """A cell that does not say what the ledger says; None where there is no such cell."""

    promise: str
    organisation_id: int
    period: str
    cell: Decimal | None
    ledger: Decimal | None


def rebuild(progress: Progress | None = None) -> Rebuilt:
    """Count everything again and put right whatever cell differs; cells that agree are not touched."""
    began = monotonic()
    plan = current()
    say = progress or (lambda words: None)
    with transaction.atomic(), connection.cursor() as cursor:
        lock_roll_up(cursor)
        end, cells = _build(cursor, plan, say)
        say(_("更换有出入的数格"))
        changed = _replace(cursor)
        drop(cursor, "plan_new_cell")
        RollUp.objects.all().delete()
        RollUp.objects.create(definition=plan.fingerprint, next_position=end)
    return Rebuilt(end, cells, changed, monotonic() - began)


def check(progress: Progress | None = None) -> list[Difference]:
    """Count everything again and compare; write nothing. Up to 1,000 differences, an empty list when all agree.

    Compares with what the cells should say at the ledger's end, so follow first: places not yet followed differ.
    """
    say = progress or (lambda words: None)
    with transaction.atomic(), connection.cursor() as cursor:
        lock_roll_up(cursor)
        _build(cursor, current(), say)
        cursor.execute(f"{DIFFERENCES} ORDER BY 1, 2, 3 LIMIT %s", [SHOWN])
        found = [Difference(*row) for row in cursor.fetchall()]
        transaction.set_rollback(True)  # takes back what _build wrote beside the cells
    return found


def _build(cursor: CursorWrapper, plan: Plan, say: Progress) -> tuple[int, int]:
    """Make plan_new_cell, and Seen and Alias anew; return the ledger's end and the number of cells."""
    cursor.execute("SET LOCAL work_mem = '256MB'")
    end = ledger.next_position()
    # Every entry we can see waits, or has a place before `end`, or got one while we read.
    source = f"""(
        SELECT {ENTRY_COLUMNS} FROM ledger_entry e
        WHERE NOT EXISTS (SELECT FROM ledger_pending waiting WHERE waiting.entry_id = e.id)
        AND NOT EXISTS (SELECT FROM ledger_place later WHERE later.entry_id = e.id AND later.position >= {end})
    ) entries"""  # noqa: S608
    say(_("按隶属和月份汇总台账"))
    make_leaves(cursor, plan, source)
    say(_("找出不同的人和事项"))
    make_keys(cursor, plan, source)
    links = apply_events({}, read_events(cursor, 0, end))
    canonical = canonical_numbers(links)
    Alias.objects.all().delete()
    Alias.objects.bulk_create(
        (Alias(key, into, canonical[key]) for key, into in links.items()), batch_size=5000
    )
    cursor.execute("TRUNCATE plan_seen")
    cursor.execute(
        """
        INSERT INTO plan_seen (promise, key, month, lineage_id, times)
        SELECT promise, key, month, lineage_id, times FROM plan_key WHERE times <> 0
        ORDER BY promise, key, month, lineage_id
        """
    )
    cursor.execute("ANALYZE plan_leaf")
    cursor.execute("ANALYZE plan_key")
    say(_("沿组织树向上汇总"))
    select, values = distinct_cells(plan, "(SELECT * FROM plan_key)")
    cursor.execute(
        f"""
        CREATE TEMP TABLE plan_new_cell ON COMMIT DROP AS
        SELECT promise, organisation_id, period, sum(value)::numeric(18, 2) AS value, sum(entries)::bigint AS entries
        FROM ({CELLS_OF_LEAVES} UNION ALL SELECT * FROM ({select}) things) counted GROUP BY 1, 2, 3
        """,  # noqa: S608
        values,
    )
    cells = cursor.rowcount
    cursor.execute("ANALYZE plan_new_cell")
    drop(cursor, "plan_leaf", "plan_key")
    return end, cells


DIFFERENCES = """
    SELECT promise, organisation_id, period, old.value, new.value
    FROM plan_cell old FULL JOIN plan_new_cell new USING (promise, organisation_id, period)
    WHERE (old.value, old.entries) IS DISTINCT FROM (new.value, new.entries)"""


def _replace(cursor: CursorWrapper) -> int:
    """Make plan_cell equal to plan_new_cell by writing only what differs; return how many rows that were."""
    cursor.execute(
        """
        DELETE FROM plan_cell old WHERE NOT EXISTS (
          SELECT FROM plan_new_cell new WHERE (new.organisation_id, new.promise, new.period)
            = (old.organisation_id, old.promise, old.period))
        """
    )
    changed = int(cursor.rowcount)
    cursor.execute(
        """
        INSERT INTO plan_cell (promise, organisation_id, period, value, entries)
        SELECT promise, organisation_id, period, new.value, new.entries
        FROM plan_new_cell new LEFT JOIN plan_cell old USING (organisation_id, promise, period)
        WHERE (old.value, old.entries) IS DISTINCT FROM (new.value, new.entries)
        ON CONFLICT (organisation_id, promise, period)
        DO UPDATE SET value = excluded.value, entries = excluded.entries
        """
    )
    return changed + int(cursor.rowcount)
