"""The SQL that both ways of counting share, so that following and rebuilding cannot differ in what they count.

The way of a figure, always over sets: entries → `plan_leaf` (promise, lineage, month: value and number of entries)
and `plan_key` (promise, distinct thing, lineage, month: times) → every ancestor of the lineage, both lines, each
once → month, year and the whole plan.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.backends.utils import CursorWrapper

from jiangong.plan.definition import Counting, Measure, Plan

ROLL_UP_LOCK = 0x6A67_0002  # one roller at a time, over all processes

# The entries to count, as columns that the measures' conditions speak of. A correction takes back: sign -1.
ENTRY_COLUMNS = """
    e.verb, e.lineage_id, e.person_id, e.quantity, e.attribute, e.payload, e.happened_on,
    CASE WHEN e.corrects_id IS NULL THEN 1 ELSE -1 END AS sign"""

# A month counts for itself, for its year and for the whole plan. Spans stay numbers and days while they are many;
# PERIOD writes them as the cells' words when few are left.
SPANS = """CROSS JOIN LATERAL (
    VALUES (1, month), (2, date_trunc('year', month::timestamp)::date), (3, NULL)) span(size, first)"""
PERIOD = "CASE size WHEN 1 THEN to_char(first, 'YYYY-MM') WHEN 2 THEN to_char(first, 'YYYY') ELSE 'all' END"
MONTH = "date_trunc('month', happened_on::timestamp)::date"


def lock_roll_up(cursor: CursorWrapper) -> None:
    """Wait until no other process rolls up; held to the end of the transaction."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ROLL_UP_LOCK])


def matching(measure: Measure, plan: Plan) -> tuple[str, list[Any]]:
    """The measure's conditions on an entry; entries outside the plan's period go nowhere."""
    conditions = ["verb = ANY(%s)", "happened_on BETWEEN %s AND %s"]
    values: list[Any] = [list(measure.verbs), plan.since, plan.until]
    if len(measure.verbs) == 1:  # with "=" PostgreSQL reads the index by day in order, and stops after a page
        conditions[0], values[0] = "verb = %s", measure.verbs[0]
    for name, value in measure.payload:
        conditions.append("payload ->> %s = %s")
        values += [name, value]
    if measure.attributes:
        conditions.append("attribute = ANY(%s)")
        values.append(list(measure.attributes))
    if measure.kind is Counting.DISTINCT_PEOPLE:
        conditions.append("person_id IS NOT NULL")
    if measure.kind is Counting.DISTINCT_ATTRIBUTE:
        conditions.append("attribute <> ''")
    return " AND ".join(conditions), values


VALUE = {Counting.COUNT: "sum(sign)", Counting.SUM: "sum(sign * quantity)"}
KEY = {Counting.DISTINCT_PEOPLE: "person_id::text", Counting.DISTINCT_ATTRIBUTE: "attribute"}


def _each(plan: Plan, source: str, columns: Mapping[str, str]) -> tuple[str, list[Any]]:
    """One SELECT per promise over the source, put together. `columns` gives each promise its middle columns."""
    parts, values = [], []
    for name, middle in columns.items():  # every text here is ours; what the plan file says travels as values
        condition, more = matching(plan.counted[name], plan)
        parts.append(
            f"SELECT %s::varchar AS promise, {middle} FROM {source} WHERE {condition} GROUP BY 2, 3, 4"  # noqa: S608
        )
        values += [name, *more]
    return " UNION ALL ".join(parts), values


def make_leaves(cursor: CursorWrapper, plan: Plan, source: str) -> None:
    """Make the temporary table plan_leaf from the entries of `source` (a table or a bracketed SELECT with a name)."""
    _make(
        cursor,
        "plan_leaf (promise varchar, lineage_id bigint, month date, nothing text, value numeric, entries bigint)",
        *_each(
            plan,
            source,
            {
                name: f"lineage_id, {MONTH}, NULL::text, {VALUE.get(measure.kind, '0')}, count(*)"
                for name, measure in plan.counted.items()
            },
        ),
    )


def make_keys(cursor: CursorWrapper, plan: Plan, source: str) -> None:
    """Make the temporary table plan_key: how often each distinct thing was counted, by lineage and month."""
    _make(
        cursor,
        "plan_key (promise varchar, key varchar, month date, lineage_id bigint, times bigint)",
        *_each(
            plan,
            source,
            {
                name: f"{KEY[measure.kind]}, {MONTH}, lineage_id, sum(sign)"
                for name, measure in plan.counted.items()
                if measure.kind.is_distinct
            },
        ),
    )


def _make(cursor: CursorWrapper, table: str, select: str, values: Sequence[Any]) -> None:
    cursor.execute(f"CREATE TEMP TABLE {table} ON COMMIT DROP")
    if select:
        cursor.execute(f"INSERT INTO {table.split()[0]} {select}", values)


CELLS_OF_LEAVES = f"""
    SELECT promise, organisation_id, {PERIOD} AS period, value, entries FROM (
      SELECT promise, above.organisation_id, size, first, sum(value) AS value, sum(entries)::bigint AS entries
      FROM (
        SELECT promise, lineage_id, size, first, sum(value) AS value, sum(entries) AS entries
        FROM plan_leaf {SPANS} GROUP BY 1, 2, 3, 4
      ) leaves JOIN organisations_lineage n ON n.id = lineage_id
      CROSS JOIN LATERAL unnest(n.ancestors) above(organisation_id)
      GROUP BY 1, 2, 3, 4
    ) sums"""  # noqa: S608


def distinct_cells(plan: Plan, seen: str) -> tuple[str, list[Any]]:
    """How many distinct things each organisation has seen in each period.

    Things are put together by the set of lineages they were seen in (nearly always one); each set is then counted
    once for every organisation above any of its lineages. `seen` is a table, or a bracketed SELECT, with plan_seen's
    columns.
    """
    return (
        f"""
        WITH keyed AS (
          SELECT promise, COALESCE(canonical, s.key) AS key, size, first, lineage_id
          FROM {seen} s LEFT JOIN plan_alias a ON a.key = s.key AND s.promise = ANY(%s) {SPANS}
          WHERE times > 0
        ), once AS (
          SELECT promise, key, size, first, min(lineage_id) AS least, max(lineage_id) AS most
          FROM keyed GROUP BY 1, 2, 3, 4
        ), sets AS (
          SELECT promise, size, first, ARRAY[least] AS lineages, count(*) AS things
          FROM once WHERE least = most GROUP BY promise, size, first, least
          UNION ALL
          SELECT promise, size, first, lineages, count(*) FROM (
            SELECT promise, key, size, first, array_agg(DISTINCT lineage_id) AS lineages
            FROM keyed JOIN (SELECT DISTINCT promise, key FROM once WHERE least <> most) many USING (promise, key)
            GROUP BY 1, 2, 3, 4 HAVING min(lineage_id) <> max(lineage_id)
          ) several GROUP BY 1, 2, 3, 4
        )
        SELECT promise, organisation_id, {PERIOD} AS period, value, 0::bigint AS entries FROM (
          SELECT promise, above.organisation_id, size, first, sum(things) AS value
          FROM sets CROSS JOIN LATERAL (
            SELECT DISTINCT unnest(n.ancestors) AS organisation_id
            FROM organisations_lineage n WHERE n.id = ANY(lineages)
          ) above GROUP BY 1, 2, 3, 4
        ) sums""",  # noqa: S608
        [people_promises(plan)],
    )


def people_promises(plan: Plan) -> list[str]:
    return [name for name, measure in plan.counted.items() if measure.kind is Counting.DISTINCT_PEOPLE]


def drop(cursor: CursorWrapper, *tables: str) -> None:
    """Drop temporary tables before the transaction ends: a transaction may roll up more than once."""
    cursor.execute(f"DROP TABLE {', '.join(tables)}")


# --- one person under several numbers ---------------------------------------------------------------------

MERGED, SEPARATED = (
    "people.merged",
    "people.separated",
)  # written by foundation/people, payload {"from", "into"}

Event = tuple[str, str, str, int]  # verb, from, into, sign


def apply_events(links: Mapping[str, str], events: Iterable[Event]) -> dict[str, str]:
    """The links (number → the number it was merged into) after some events, in their order.

    A separation takes a link away; so does the correction of a merge, and the correction of a separation puts it back.
    """
    after = dict(links)
    for verb, dropped, kept, sign in events:
        if (verb == MERGED) == (sign > 0):
            after[dropped] = kept
        elif after.get(dropped) == kept:
            del after[dropped]
    return after


def canonical_numbers(links: Mapping[str, str]) -> dict[str, str]:
    """Where each merged number leads in the end; a ring (which no room writes) ends where it closes."""
    found = {}
    for key in links:
        end, passed = links[key], {key}
        while end in links and end not in passed:
            passed.add(end)
            end = links[end]
        found[key] = end
    return found


def read_events(cursor: CursorWrapper, since: int, until: int) -> list[Event]:
    """The merges and separations among the places from `since` until (not including) `until`, in order."""
    cursor.execute(
        """
        SELECT e.verb, e.payload ->> 'from', e.payload ->> 'into',
               CASE WHEN e.corrects_id IS NULL THEN 1 ELSE -1 END
        FROM ledger_entry e JOIN ledger_place place ON place.entry_id = e.id
        WHERE e.verb = ANY(%s) AND place.position >= %s AND place.position < %s
        ORDER BY place.position
        """,
        [[MERGED, SEPARATED], since, until],
    )
    return [(verb, dropped, kept, sign) for verb, dropped, kept, sign in cursor.fetchall()]
