"""Write back from DuckDB what differs, by COPY: all of it first when nothing stands there yet."""

from django.db.backends.utils import CursorWrapper

from jiangong.plan.actions.reading import Reader
from jiangong.plan.definition import Counting
from jiangong.plan.recount.engines import Duck
from jiangong.plan.recount.measures import Counted
from jiangong.plan.recount.statements import held

AT_A_TIME = 1 << 20  # bytes

VALUE = "CAST(hundredths * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(20, 2))"


def replace_cells(cursor: CursorWrapper, duck: Duck) -> int:
    """Make plan_cell say what `cell` says, from the table `differing`; return how many rows were wrong."""
    [(changed, standing)] = duck.rows("SELECT count(*), count(had) FROM differing")
    select = f"SELECT promise, organisation, period, {VALUE}, entries FROM differing"  # noqa: S608
    if not changed:
        return 0
    cursor.execute("SELECT NOT EXISTS (SELECT FROM plan_cell)")
    [(is_empty,)] = cursor.fetchall()
    columns = "promise, organisation_id, period, value, entries"
    if is_empty:
        _copy(cursor, duck, f"{select} ORDER BY promise, organisation, period", f"plan_cell ({columns})")
        return int(changed)
    cursor.execute(
        "CREATE TEMP TABLE plan_change (promise varchar, organisation_id bigint, period varchar,"
        " value numeric(18, 2), entries bigint) ON COMMIT DROP"
    )
    _copy(cursor, duck, f"{select} ORDER BY promise, organisation, period", f"plan_change ({columns})")
    cursor.execute("ANALYZE plan_change")
    if standing:
        cursor.execute(
            """
            DELETE FROM plan_cell cell USING plan_change change WHERE change.entries IS NULL
            AND (cell.organisation_id, cell.promise, cell.period) = (change.organisation_id, change.promise, change.period)
            """
        )
    cursor.execute(
        f"""
        INSERT INTO plan_cell ({columns}) SELECT {columns} FROM plan_change WHERE entries IS NOT NULL
        ON CONFLICT (organisation_id, promise, period)
        DO UPDATE SET value = excluded.value, entries = excluded.entries
        """  # noqa: S608
    )
    cursor.execute("DROP TABLE plan_change")
    return int(changed)


def replace_seen(cursor: CursorWrapper, duck: Duck, reader: Reader, counted: Counted) -> None:
    """Make plan_seen say what the tables of `held` say, writing only the rows that differ."""
    tables = " UNION ALL ".join(
        f"SELECT '{name}' AS promise, thing, organisation, month, times FROM {held(number)}"  # noqa: S608
        for number, (name, measure) in enumerate(counted.measures.items())
        if measure.kind is Counting.DISTINCT_ATTRIBUTE
    )
    if not tables:
        cursor.execute("DELETE FROM plan_seen")
        return
    duck.connection.execute(
        "CREATE TABLE seen AS SELECT promise, thing, organisation, string_agg(month, ',' ORDER BY month) AS months,"  # noqa: S608
        f" string_agg(times, ',' ORDER BY month) AS times FROM ({tables}) t GROUP BY promise, thing, organisation"
    )
    reader.read(
        "old_seen",
        "SELECT * FROM source",
        "SELECT promise, key AS thing, organisation_id::int AS organisation, array_to_string(months, ',') AS had,"
        " array_to_string(times, ',') AS was FROM plan_seen",
        [],
        {
            "promise": "VARCHAR",
            "thing": "VARCHAR",
            "organisation": "INTEGER",
            "had": "VARCHAR",
            "was": "VARCHAR",
        },
    )
    cursor.execute(
        "CREATE TEMP TABLE plan_seen_change (promise varchar, key varchar, organisation_id bigint, months int[], times int[])"
        " ON COMMIT DROP"
    )
    _copy(
        cursor,
        duck,
        "SELECT promise, thing, organisation, '{' || months || '}', '{' || times || '}'"
        " FROM seen FULL JOIN old_seen USING (promise, thing, organisation)"
        " WHERE (months, times) IS DISTINCT FROM (had, was) ORDER BY promise, thing, organisation",
        "plan_seen_change (promise, key, organisation_id, months, times)",
    )
    cursor.execute("ANALYZE plan_seen_change")
    cursor.execute(
        """
        DELETE FROM plan_seen seen USING plan_seen_change change WHERE change.months IS NULL
        AND (seen.promise, seen.key, seen.organisation_id) = (change.promise, change.key, change.organisation_id)
        """
    )
    cursor.execute(
        """
        INSERT INTO plan_seen (promise, key, organisation_id, months, times)
        SELECT promise, key, organisation_id, months, times FROM plan_seen_change WHERE months IS NOT NULL
        ON CONFLICT (promise, key, organisation_id) DO UPDATE SET months = excluded.months, times = excluded.times
        """
    )
    cursor.execute("DROP TABLE plan_seen_change")


def _copy(cursor: CursorWrapper, duck: Duck, select: str, into: str) -> None:
    """Send the rows of a DuckDB query into a table of PostgreSQL."""
    file = duck.folder / "change.csv"
    duck.connection.execute(f"COPY ({select}) TO '{file}' (FORMAT csv, HEADER false)")
    with file.open("rb") as rows, cursor.copy(f"COPY {into} FROM STDIN (FORMAT csv)") as copy:
        while block := rows.read(AT_A_TIME):
            copy.write(block)
    file.unlink()
