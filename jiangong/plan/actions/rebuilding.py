"""Rebuild all cells from the ledger alone. Readers see the old cells until the new ones stand, then only the new.

The entries go to DuckDB as columns, are counted there by the statements of the public recount, and only the cells that
differ come back. No row that a reader needs is locked before they are written; only the follower waits meanwhile.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from jiangong.foundation.common.locks import Lock, wait_for
from jiangong.foundation.ledger import queries as ledger
from jiangong.plan.actions.counting import read_events
from jiangong.plan.actions.reading import Reader, as_database_errors
from jiangong.plan.actions.replacing import replace_cells, replace_seen
from jiangong.plan.definition import Counting, Plan, current
from jiangong.plan.models import Alias, RollUp
from jiangong.plan.recount.engines import Duck
from jiangong.plan.recount.measures import Counted, counted_by
from jiangong.plan.recount.people import apply_events, canonical_numbers
from jiangong.plan.recount.statements import marks, steps

SHOWN = 1000  # differences that `check` lists at most
MANY = 10_000  # changed cells after which the table is tidied up at once

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
    """Count everything again and put right whatever cell differs; cells that agree are not touched.

    Counts what is committed; called within a transaction, what that transaction sees.
    """
    began = monotonic()
    plan = current()
    say = progress or (lambda words: None)
    with _counted_anew(plan, say) as new:
        say(_("更换有出入的数格"))
        changed = replace_cells(new.cursor, new.duck)
        replace_seen(new.cursor, new.duck, new.reader, new.counted)
        Alias.objects.all().delete()
        Alias.objects.bulk_create(
            (Alias(key, into, new.canonical[key]) for key, into in new.links.items()), batch_size=5000
        )
        RollUp.objects.all().delete()
        RollUp.objects.create(definition=plan.fingerprint, next_position=new.end)
        [(cells,)] = new.duck.rows("SELECT count(*) FROM cell")
    if changed > MANY and not connection.in_atomic_block:
        with (
            connection.cursor() as cursor
        ):  # else pages read past dead rows, by old statistics, until PostgreSQL looks
            cursor.execute("VACUUM (ANALYZE) plan_cell, plan_seen")
    return Rebuilt(new.end, cells, changed, monotonic() - began)


def check(progress: Progress | None = None) -> list[Difference]:
    """Count everything again and compare; write nothing. Up to 1,000 differences, an empty list when all agree.

    Compares with what the cells should say at the ledger's end, so follow first: places not yet followed differ.
    """
    with _counted_anew(current(), progress or (lambda words: None)) as new:
        rows = new.duck.rows(
            "SELECT promise, organisation, period, was, hundredths FROM differing"  # noqa: S608
            f" ORDER BY promise, organisation, period LIMIT {SHOWN}"
        )
        return [
            Difference(promise, organisation, period, _figure(was), _figure(now))
            for promise, organisation, period, was, now in rows
        ]


def _figure(hundredths: int | None) -> Decimal | None:
    return None if hundredths is None else Decimal(hundredths) / 100


@dataclass(frozen=True)
class _New:
    """Everything counted anew in `duck`: the table `cell`, and `differing` beside what stands in PostgreSQL."""

    cursor: CursorWrapper
    duck: Duck
    reader: Reader
    counted: Counted
    end: int
    links: dict[str, str]
    canonical: dict[str, str]


@contextmanager
def _counted_anew(plan: Plan, say: Progress) -> Iterator[_New]:
    """Count up to the ledger's end; until this is left no other process rolls up."""
    inside = connection.in_atomic_block
    with (
        as_database_errors(),
        TemporaryDirectory(prefix="jiangong-") as folder,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        wait_for(Lock.ROLL_UP)
        end = ledger.next_position()
        duck = Duck(Path(folder))
        try:
            reader, counted = Reader(duck, inside=inside), counted_by(plan)
            say(_("读出台账"))
            _read_entries(reader, counted, end)
            reader.read(
                "above",
                "SELECT unit, organisation FROM source",
                "SELECT id::int AS unit, unnest(ancestors)::int AS organisation FROM organisations_lineage",
                [],
                {"unit": "INTEGER", "organisation": "INTEGER"},
            )
            links = apply_events({}, read_events(cursor, 0, end))
            canonical = canonical_numbers(links)
            people = counted.of_kind(Counting.DISTINCT_PEOPLE)
            duck.load(
                "alias",
                {"promise": "VARCHAR", "person": "BIGINT", "canonical": "BIGINT"},
                ((name, key, into) for name in people for key, into in canonical.items()),
            )
            say(_("沿组织树向上汇总"))
            for step in steps(counted, dict.fromkeys(people, "person"), aliases=bool(canonical), keep=True):
                duck.take(step)
            duck.connection.execute("DROP TABLE entry")
            say(_("与现有数格比较"))
            _compare(reader)
            yield _New(cursor, duck, reader, counted, end, links, canonical)
        finally:
            duck.connection.close()


def _read_entries(reader: Reader, counted: Counted, end: int) -> None:
    """Make `entry` of everything with a place before `end` that a measure may count."""
    facts = {name: f"fact{n}" for n, name in enumerate(counted.facts)}
    columns = {"verb": "VARCHAR", "unit": "INTEGER", "day": "DATE", "sign": "TINYINT"}
    wanted = [
        "e.verb",
        "e.lineage_id::int AS unit",
        "e.happened_on AS day",
        "(CASE WHEN e.corrects_id IS NULL THEN 1 ELSE -1 END)::int2 AS sign",
    ]
    values: list[object] = []
    if counted.of_kind(Counting.DISTINCT_PEOPLE):
        columns["person"] = "BIGINT"
        wanted.append("e.person_id AS person")
    columns["attribute"] = "VARCHAR"
    asked = any(measure.attributes for measure in counted.measures.values())
    distinct = counted.of_kind(Counting.DISTINCT_ATTRIBUTE)
    wanted.append("e.attribute" if asked or distinct else "''::varchar AS attribute")
    columns["hundredths"] = "BIGINT"
    sums = counted.of_kind(Counting.SUM)
    wanted.append("(e.quantity * 100)::int8 AS hundredths" if sums else "0::int8 AS hundredths")
    for name, column in facts.items():  # asked for once a name, and only of the verbs whose measures ask
        columns[column] = "VARCHAR"
        wanted.append(f"CASE WHEN e.verb = ANY(%s) THEN e.payload ->> %s END AS {column}")
        values += [
            [verb for one in counted.measures.values() if name in dict(one.payload) for verb in one.verbs],
            name,
        ]
    made = [
        "unit", "CAST(year(day) * 100 + month(day) AS INTEGER) AS month", "sign", "hundredths * sign AS amount",
        "attribute AS thing" if distinct else "NULL AS thing", *(["person"] if "person" in columns else []),
        *(f"{mark} AS mark{n}" for n, mark in enumerate(marks(counted, facts.__getitem__, lambda name: "person"))),
    ]  # fmt: skip
    # Every entry we can see waits, or has a place before `end`, or got one while we read.
    reader.read(
        "entry",
        f"SELECT {', '.join(made)} FROM source",  # noqa: S608
        f"""
        SELECT {", ".join(wanted)} FROM ledger_entry e
        WHERE e.verb = ANY(%s) AND e.happened_on BETWEEN %s AND %s
        AND NOT EXISTS (SELECT FROM ledger_pending waiting WHERE waiting.entry_id = e.id)
        AND NOT EXISTS (SELECT FROM ledger_place later WHERE later.entry_id = e.id AND later.position >= %s)
        """,  # noqa: S608
        [*values, counted.verbs, counted.since, counted.until, end],
        columns,
    )


def _compare(reader: Reader) -> None:
    """Make `differing`: the cells that do not stand in PostgreSQL as they were counted, with what stands there."""
    reader.read(
        "old",
        "SELECT * FROM source",
        "SELECT promise, organisation_id::int AS organisation, period, (value * 100)::int8 AS was, entries AS had FROM plan_cell",
        [],
        {
            "promise": "VARCHAR",
            "organisation": "INTEGER",
            "period": "VARCHAR",
            "was": "BIGINT",
            "had": "BIGINT",
        },
    )
    reader.duck.connection.execute(
        "CREATE TABLE differing AS SELECT promise, organisation, period, hundredths, entries, was, had"
        " FROM cell FULL JOIN old USING (promise, organisation, period)"
        " WHERE (hundredths, entries) IS DISTINCT FROM (was, had)"
    )
    reader.duck.connection.execute("DROP TABLE old")
