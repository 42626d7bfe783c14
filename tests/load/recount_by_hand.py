"""The same roll-ups as a person would write them in DuckDB by hand, without our statements: what a rebuild is held against.

Both read the same source (PostgreSQL, by Arrow) and leave every cell in a table of DuckDB. They compare with nothing
and write nothing back, which a rebuild does besides.
"""

from typing import Any

from jiangong.plan.actions.reading import Reader
from jiangong.plan.recount.engines import Duck

LINEAGES = "SELECT id::int AS unit, unnest(ancestors)::int AS organisation FROM organisations_lineage"

PLACED = """
    NOT EXISTS (SELECT FROM ledger_pending w WHERE w.entry_id = e.id)
    AND NOT EXISTS (SELECT FROM ledger_place l WHERE l.entry_id = e.id AND l.position >= (SELECT next_position FROM plan_rollup))"""


def read_lineages(duck: Duck) -> None:
    Reader(duck, inside=False).read(
        "above",
        "SELECT unit, organisation FROM source",
        LINEAGES,
        [],
        {"unit": "INTEGER", "organisation": "INTEGER"},
    )


def real_plan(duck: Duck) -> None:
    """D7, D8, D9 and H3 of the city's plan into `hand`: promise, organisation, period, value, entries."""
    run = duck.connection.execute
    Reader(duck, inside=False).read(
        "e",
        "SELECT * FROM source",
        f"""
        SELECT verb = 'growth.completed' AS completed, lineage_id::int AS unit, happened_on AS day, person_id AS person,
               (CASE WHEN corrects_id IS NULL THEN 1 ELSE -1 END)::int2 AS sign,
               payload ->> (CASE WHEN verb = 'growth.completed' THEN 'mode' ELSE 'kind' END) AS how
        FROM ledger_entry e WHERE verb IN ('growth.completed', 'organisations.founded')
        AND happened_on BETWEEN '2023-01-01' AND '2027-12-31' AND {PLACED}
        """,
        [],
        {},
    )
    read_lineages(duck)
    run("""
        CREATE TABLE unit_month AS SELECT unit, date_trunc('month', day) AS month,
          sum(sign) FILTER (completed) AS d9, count(*) FILTER (completed) AS d9n,
          sum(sign) FILTER (completed AND how = 'online') AS d8, count(*) FILTER (completed AND how = 'online') AS d8n,
          sum(sign) FILTER (NOT completed AND how = 'industry') AS h3,
          count(*) FILTER (NOT completed AND how = 'industry') AS h3n
        FROM e GROUP BY ALL""")
    run("""
        CREATE TABLE sums AS SELECT organisation,
          CASE WHEN grouping(year) = 1 THEN 'all' WHEN grouping(month) = 1 THEN year::VARCHAR
               ELSE strftime(month, '%Y-%m') END AS period,
          sum(d9) AS d9, sum(d9n) AS d9n, sum(d8) AS d8, sum(d8n) AS d8n, sum(h3) AS h3, sum(h3n) AS h3n
        FROM (
          SELECT organisation, year(month) AS year, month, sum(d9) AS d9, sum(d9n) AS d9n, sum(d8) AS d8,
                 sum(d8n) AS d8n, sum(h3) AS h3, sum(h3n) AS h3n
          FROM unit_month JOIN above USING (unit) GROUP BY ALL
        ) GROUP BY organisation, ROLLUP (year, month)""")
    distinct(run, "people", "person", "completed")
    run("""
        CREATE TABLE hand AS
        SELECT 'D9' AS promise, organisation, period, d9 AS value, d9n AS entries FROM sums WHERE d9n > 0
        UNION ALL SELECT 'D8', organisation, period, d8, d8n FROM sums WHERE d8n > 0
        UNION ALL SELECT 'H3', organisation, period, h3, h3n FROM sums WHERE h3n > 0
        UNION ALL SELECT 'D7', organisation, period, COALESCE(n, 0), d9n
        FROM sums LEFT JOIN people USING (organisation, period) WHERE d9n > 0""")


def distinct(run: Any, table: str, key: str, condition: str) -> None:
    """Distinct things of each organisation and period: once at their unit, or upwards where several units have them."""
    run(f"""
        CREATE TABLE {table} AS
        WITH seen AS (
          SELECT {key} AS key, unit, date_trunc('month', day) AS month FROM e WHERE {condition} AND {key} IS NOT NULL
          GROUP BY ALL HAVING sum(sign) > 0
        ), spans AS (
          SELECT DISTINCT key, unit, strftime(month, '%Y-%m') AS period FROM seen
          UNION ALL SELECT DISTINCT key, unit, year(month)::VARCHAR FROM seen
          UNION ALL SELECT DISTINCT key, unit, 'all' FROM seen
        ), homes AS (SELECT key, period, min(unit) AS unit, count(*) AS units FROM spans GROUP BY ALL)
        SELECT organisation, period, sum(n) AS n FROM (
          SELECT unit, period, count(*) AS n FROM homes WHERE units = 1 GROUP BY ALL
        ) JOIN above USING (unit) GROUP BY ALL
        UNION ALL
        SELECT organisation, period, count(DISTINCT key) FROM spans
        JOIN (SELECT key, period FROM homes WHERE units > 1) USING (key, period) JOIN above USING (unit) GROUP BY ALL""")
    run(f"""
        CREATE OR REPLACE TABLE {table} AS SELECT organisation, period, sum(n) AS n FROM {table} GROUP BY ALL""")


FIELDS = ("安全生产", "焊接", "电工", "数控加工", "海洋装备", "精细化工", "护理", "法律")
VERBS = {
    "C1": "people.joined", "C2": "growth.enrolled", "C3": "growth.waiting", "C4": "growth.attended",
    "C5": "growth.completed", "C6": "growth.certified", "C7": "growth.session_opened",
    "C8": "growth.session_finished", "C9": "people.appointed", "C10": "organisations.committee_formed",
}  # fmt: skip
CODES = tuple(f"YS{n:05d}" for n in range(1, 11))


def thirty_promises() -> dict[str, dict[str, Any]]:
    """Thirty measures over what the demonstration records, as a plan file writes them."""
    done = ["growth.completed"]
    return {
        **{name: {"kind": "count", "verbs": [verb]} for name, verb in VERBS.items()},
        "C11": {"kind": "count", "verbs": done, "payload": {"mode": "online"}},
        "C12": {"kind": "count", "verbs": done, "payload": {"mode": "classroom"}},
        **{
            f"C{n}": {"kind": "count", "verbs": done, "payload": {"field": field}}
            for n, field in enumerate(FIELDS, 13)
        },
        "S1": {"kind": "sum", "verbs": ["growth.attended"]},
        "S2": {"kind": "sum", "verbs": done},
        "S3": {"kind": "sum", "verbs": ["growth.enrolled", "growth.waiting"]},
        "P1": {"kind": "distinct_people", "verbs": done},
        "P2": {"kind": "distinct_people", "verbs": ["growth.attended"]},
        "P3": {"kind": "distinct_people", "verbs": done, "payload": {"mode": "online"}},
        "A1": {"kind": "distinct_attribute", "verbs": done},
        "A2": {"kind": "distinct_attribute", "verbs": done, "payload": {"mode": "online"}},
        "A3": {"kind": "distinct_attribute", "verbs": ["growth.certified"]},
        "A4": {"kind": "distinct_attribute", "verbs": ["growth.attended"], "attributes": list(CODES)},
    }


def thirty(duck: Duck, since: str, until: str) -> None:
    """The same thirty by hand, into `hand`."""
    run = duck.connection.execute
    verbs = ", ".join(f"'{verb}'" for verb in VERBS.values())
    Reader(duck, inside=False).read(
        "e",
        "SELECT * FROM source",
        f"""
        SELECT verb, lineage_id::int AS unit, happened_on AS day, person_id AS person, attribute,
               (quantity * 100)::int8 AS hundredths, (CASE WHEN corrects_id IS NULL THEN 1 ELSE -1 END)::int2 AS sign,
               CASE WHEN verb = 'growth.completed' THEN payload ->> 'mode' END AS mode,
               CASE WHEN verb = 'growth.completed' THEN payload ->> 'field' END AS field
        FROM ledger_entry e WHERE verb IN ({verbs}) AND happened_on BETWEEN '{since}' AND '{until}' AND {PLACED}
        """,
        [],
        {},
    )
    read_lineages(duck)
    done = "verb = 'growth.completed'"
    counts = {name: f"verb = '{verb}'" for name, verb in VERBS.items()}
    counts |= {"C11": f"{done} AND mode = 'online'", "C12": f"{done} AND mode = 'classroom'"}
    counts |= {f"C{n}": f"{done} AND field = '{field}'" for n, field in enumerate(FIELDS, 13)}
    sums = {
        "S1": "verb = 'growth.attended'",
        "S2": done,
        "S3": "verb IN ('growth.enrolled', 'growth.waiting')",
    }
    people = {"P1": done, "P2": "verb = 'growth.attended'", "P3": f"{done} AND mode = 'online'"}
    codes = ", ".join(f"'{code}'" for code in CODES)
    things = {
        "A1": f"{done} AND attribute <> ''",
        "A2": f"{done} AND mode = 'online' AND attribute <> ''",
        "A3": "verb = 'growth.certified' AND attribute <> ''",
        "A4": f"verb = 'growth.attended' AND attribute IN ({codes})",
    }
    columns = [f"sum(sign) FILTER ({one}) AS v{name}" for name, one in counts.items()]
    columns += [f"sum(sign * hundredths) FILTER ({one}) / 100 AS v{name}" for name, one in sums.items()]
    columns += [f"count(*) FILTER ({one}) AS n{name}" for name, one in {**counts, **sums, **things}.items()]
    columns += [f"count(*) FILTER ({one} AND person IS NOT NULL) AS n{name}" for name, one in people.items()]
    names = [column.rsplit(" ", 1)[1] for column in columns]
    again = ", ".join(f"sum({name}) AS {name}" for name in names)
    run(
        f"CREATE TABLE unit_month AS SELECT unit, date_trunc('month', day) AS month, {', '.join(columns)} FROM e GROUP BY ALL"
    )
    run(f"""
        CREATE TABLE sums AS SELECT organisation,
          CASE WHEN grouping(year) = 1 THEN 'all' WHEN grouping(month) = 1 THEN year::VARCHAR
               ELSE strftime(month, '%Y-%m') END AS period, {again}
        FROM (SELECT organisation, year(month) AS year, month, {again} FROM unit_month JOIN above USING (unit) GROUP BY ALL)
        GROUP BY organisation, ROLLUP (year, month)""")
    for name, one in people.items():
        distinct(run, f"d{name}", "person", one)
    for name, one in things.items():
        distinct(run, f"d{name}", "attribute", one)
    parts = [
        f"SELECT '{name}' AS promise, organisation, period, v{name} AS value, n{name} AS entries FROM sums WHERE n{name} > 0"
        for name in (*counts, *sums)
    ]
    parts += [
        f"SELECT '{name}', organisation, period, COALESCE(n, 0), n{name} FROM sums"
        f" LEFT JOIN d{name} USING (organisation, period) WHERE n{name} > 0"
        for name in (*people, *things)
    ]
    run(f"CREATE TABLE hand AS {' UNION ALL '.join(parts)}")
