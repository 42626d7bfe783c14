"""Follow the ledger: what got a place since last time is added to the cells, in sets, in one transaction a batch."""

from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from jiangong.foundation.ledger import queries as ledger
from jiangong.plan.actions.counting import (
    CELLS_OF_LEAVES,
    ENTRY_COLUMNS,
    MERGED,
    SEPARATED,
    apply_events,
    canonical_numbers,
    distinct_cells,
    drop,
    lock_roll_up,
    make_keys,
    make_leaves,
    people_promises,
    read_events,
)
from jiangong.plan.actions.rebuilding import rebuild
from jiangong.plan.definition import Plan, current
from jiangong.plan.models import Alias, RollUp

BATCH = 10_000  # places a transaction
FAR_BEHIND = 200_000  # places from which rebuilding is the shorter way


def follow(*, most: int = BATCH) -> int:
    """Add the next places (up to `most`) to the cells; return how many were read, 0 when nothing is new.

    Rebuilds instead, and returns what that read, when the plan counts something else than the cells do or they
    are far behind. Two processes may call this at once: the second waits and goes on where the first ended.
    """
    plan = current()
    with transaction.atomic(), connection.cursor() as cursor:
        lock_roll_up(cursor)
        roll_up = RollUp.objects.filter(definition=plan.fingerprint).first()
        end = ledger.next_position()
        if roll_up is None or end - roll_up.next_position > FAR_BEHIND:
            return rebuild().entries
        until = min(end, roll_up.next_position + most)
        if until > roll_up.next_position:
            _add(cursor, plan, roll_up.next_position, until)
            read, roll_up.next_position = until - roll_up.next_position, until
            roll_up.save(update_fields=["next_position", "rolled_up_at"])
            return read
    return 0


def _add(cursor: CursorWrapper, plan: Plan, since: int, until: int) -> None:
    verbs = {verb for measure in plan.counted.values() for verb in measure.verbs}
    cursor.execute(
        f"""
        CREATE TEMP TABLE plan_batch ON COMMIT DROP AS
        SELECT {ENTRY_COLUMNS} FROM ledger_place place JOIN ledger_entry e ON e.id = place.entry_id
        WHERE place.position >= %s AND place.position < %s AND e.verb = ANY(%s)
        """,  # noqa: S608
        [since, until, sorted({*verbs, MERGED, SEPARATED})],
    )
    relevant = cursor.rowcount
    if relevant:
        make_leaves(cursor, plan, "plan_batch")
        make_keys(cursor, plan, "plan_batch")
        _upsert(cursor, CELLS_OF_LEAVES)
        _add_distinct(cursor, plan, since, until)
        drop(cursor, "plan_leaf", "plan_key")
    drop(cursor, "plan_batch")


def _upsert(cursor: CursorWrapper, select: str, values: list[Any] | None = None, sign: int = 1) -> None:
    cursor.execute(
        f"""
        INSERT INTO plan_cell (promise, organisation_id, period, value, entries)
        SELECT promise, organisation_id, period, {sign} * value, entries FROM ({select}) more
        ON CONFLICT (organisation_id, promise, period)
        DO UPDATE SET value = plan_cell.value + excluded.value, entries = plan_cell.entries + excluded.entries
        """,  # noqa: S608
        values,
    )


def _add_distinct(cursor: CursorWrapper, plan: Plan, since: int, until: int) -> None:
    """Take what the touched things counted for out of the cells, note what is new, and put the new count in."""
    links = {key: (into, canonical) for key, into, canonical in Alias.objects.values_list()}
    before = {key: canonical for key, (_, canonical) in links.items()}
    events = read_events(cursor, since, until)
    after_links = apply_events({key: into for key, (into, _) in links.items()}, events) if events else {}
    after = canonical_numbers(after_links) if events else before

    _make_touched(cursor, plan, _one_with_the_changed(before, after))
    touched = "(SELECT seen.* FROM plan_seen seen JOIN plan_touched USING (promise, key))"
    _upsert(cursor, *distinct_cells(plan, touched), sign=-1)
    cursor.execute(
        """
        INSERT INTO plan_seen (promise, key, month, lineage_id, times)
        SELECT promise, key, month, lineage_id, times FROM plan_key WHERE times <> 0
        ON CONFLICT (promise, key, month, lineage_id) DO UPDATE SET times = plan_seen.times + excluded.times
        """
    )
    if events:
        Alias.objects.all().delete()
        Alias.objects.bulk_create(Alias(key, into, after[key]) for key, into in after_links.items())
    _upsert(cursor, *distinct_cells(plan, touched))
    cursor.execute(
        "DELETE FROM plan_seen s USING plan_touched t WHERE (s.promise, s.key) = (t.promise, t.key) AND times = 0"
    )
    drop(cursor, "plan_touched")


def _one_with_the_changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Every number whose person is another one now, with all numbers that are or were one person with it."""
    keys = before.keys() | after.keys()
    changed = {key for key in keys if before.get(key, key) != after.get(key, key)}
    if not changed:
        return []
    people = {one for key in changed for one in (before.get(key, key), after.get(key, key))}
    return sorted(people | {key for key in keys if before.get(key) in people or after.get(key) in people})


def _make_touched(cursor: CursorWrapper, plan: Plan, changed: list[str]) -> None:
    """The things whose count may change: those in the batch and all numbers of the same people."""
    cursor.execute(
        """
        CREATE TEMP TABLE plan_touched ON COMMIT DROP AS
        WITH met AS (
          SELECT DISTINCT k.promise, k.key, COALESCE(a.canonical, k.key) AS canonical
          FROM plan_key k LEFT JOIN plan_alias a ON a.key = k.key AND k.promise = ANY(%(people)s)
        )
        SELECT promise, key FROM met
        UNION SELECT promise, canonical FROM met
        UNION SELECT met.promise, a.key FROM met JOIN plan_alias a USING (canonical) WHERE met.promise = ANY(%(people)s)
        UNION SELECT promise, key FROM unnest(%(people)s::varchar[]) promise, unnest(%(changed)s::varchar[]) key
        """,
        {"people": people_promises(plan), "changed": changed},
    )
