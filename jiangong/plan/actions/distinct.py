"""Follow what is distinct: a person or an attribute counts once, so a new entry may change a figure or not.

`plan_thing` holds, for everything the batch touches, how often each organisation above counted it in each month before
the batch and after it. People are many with few entries each: their entries are read again from the ledger, by its index
of people. Attributes are few with very many entries: what each organisation holds of them is kept in Seen.
"""

from django.db.backends.utils import CursorWrapper

from jiangong.plan.actions.counting import PERIOD, SPANS, add_to_cells, matching, read_events
from jiangong.plan.definition import Counting, Plan
from jiangong.plan.models import Alias
from jiangong.plan.recount.people import apply_events, canonical_numbers


def add_distinct(cursor: CursorWrapper, plan: Plan, since: int, until: int) -> None:
    """Bring the distinct figures from place `since` to `until`: the batch is in plan_batch."""
    cursor.execute(
        "CREATE TEMP TABLE plan_thing (promise varchar, key varchar, organisation_id bigint, month int, before bigint,"
        " after bigint) ON COMMIT DROP"
    )
    _people(cursor, plan, since, until)
    for name, measure in plan.counted.items():
        if measure.kind is Counting.DISTINCT_ATTRIBUTE:
            _attributes(cursor, plan, name)
    add_to_cells(cursor, CHANGES)
    cursor.execute("DROP TABLE plan_thing")


# Once in any month of the span, before or after: what came counts 1, what went -1.
CHANGES = f"""
    SELECT promise, organisation_id, {PERIOD} AS period, sum(change) AS value, 0 AS entries
    FROM (
      SELECT promise, organisation_id, span, bool_or(after > 0)::int - bool_or(before > 0)::int AS change
      FROM (
        SELECT promise, key, organisation_id, month, sum(before) AS before, sum(after) AS after
        FROM plan_thing GROUP BY 1, 2, 3, 4
      ) thing {SPANS}
      GROUP BY promise, key, organisation_id, span
    ) changes WHERE change <> 0 GROUP BY promise, organisation_id, span"""  # noqa: S608


# --- people ------------------------------------------------------------------------------------------------


def _people(cursor: CursorWrapper, plan: Plan, since: int, until: int) -> None:
    """Put the people of the batch, and those whom it makes one or several, into plan_thing."""
    promises = [name for name, one in plan.counted.items() if one.kind is Counting.DISTINCT_PEOPLE]
    if not promises:
        return
    changed: list[int] = []
    if events := read_events(cursor, since, until):
        links = apply_events(dict(Alias.objects.values_list("key", "into")), events)
        before, after = dict(Alias.objects.values_list("key", "canonical")), canonical_numbers(links)
        changed = _one_with_the_changed(before, after)
    any_touched = _make_entries_of_people(cursor, plan, promises, changed, since, until)
    if any_touched:
        cursor.execute(AS_ONE.format(column="before", sums="before, 0"))
    if events:
        Alias.objects.all().delete()
        Alias.objects.bulk_create(Alias(key, into, after[key]) for key, into in links.items())
    if any_touched:
        cursor.execute(AS_ONE.format(column="after", sums="0, after"))
        cursor.execute("DROP TABLE plan_person")


AS_ONE = """
    INSERT INTO plan_thing
    SELECT promise, COALESCE(a.canonical, p.person), above.organisation_id, month, {sums}
    FROM plan_person p LEFT JOIN plan_alias a ON a.key = p.person
    JOIN organisations_lineage n ON n.id = lineage_id CROSS JOIN LATERAL unnest(n.ancestors) above(organisation_id)
    WHERE {column} <> 0"""


def _one_with_the_changed(before: dict[str, str], after: dict[str, str]) -> list[int]:
    """Every number whose person is another one now, with all numbers that are or were one person with it."""
    keys = before.keys() | after.keys()
    changed = {key for key in keys if before.get(key, key) != after.get(key, key)}
    if not changed:
        return []
    people = {one for key in changed for one in (before.get(key, key), after.get(key, key))}
    return sorted(
        int(one)
        for one in people | {key for key in keys if before.get(key) in people or after.get(key) in people}
    )


def _make_entries_of_people(
    cursor: CursorWrapper, plan: Plan, promises: list[str], changed: list[int], since: int, until: int
) -> bool:
    """Make plan_person: promise, person, lineage, month, how often before `since` and before `until`; False if none."""
    verbs = sorted({verb for name in promises for verb in plan.counted[name].verbs})
    cursor.execute(
        """
        CREATE TEMP TABLE plan_touched ON COMMIT DROP AS
        WITH met AS (SELECT DISTINCT person_id::text AS person FROM plan_batch WHERE verb = ANY(%s) AND person_id IS NOT NULL),
        whole AS (SELECT COALESCE(a.canonical, person) AS person FROM met LEFT JOIN plan_alias a ON a.key = person)
        SELECT person::bigint FROM met UNION SELECT person::bigint FROM whole
        UNION SELECT a.key::bigint FROM whole JOIN plan_alias a ON a.canonical = person
        UNION SELECT unnest(%s::bigint[])
        """,
        [verbs, changed],
    )
    if not cursor.rowcount:
        cursor.execute("DROP TABLE plan_touched")
        return False
    cursor.execute("ANALYZE plan_touched")
    cursor.execute(
        """
        CREATE TEMP TABLE plan_theirs ON COMMIT DROP AS
        SELECT e.verb, e.lineage_id, e.person_id, e.attribute, e.payload, e.happened_on, place.position,
               (extract(year FROM e.happened_on) * 100 + extract(month FROM e.happened_on))::int AS month,
               CASE WHEN e.corrects_id IS NULL THEN 1 ELSE -1 END AS sign
        FROM plan_touched JOIN ledger_entry e ON e.person_id = plan_touched.person AND e.verb = ANY(%s)
        JOIN ledger_place place ON place.entry_id = e.id AND place.position < %s
        """,
        [verbs, until],
    )
    cursor.execute(
        "CREATE TEMP TABLE plan_person (promise varchar, person varchar, lineage_id bigint, month int, before bigint,"
        " after bigint) ON COMMIT DROP"
    )
    for name in promises:
        condition, values = matching(plan.counted[name], plan)
        cursor.execute(
            "INSERT INTO plan_person SELECT %s, person_id::text, lineage_id, month,"  # noqa: S608
            " COALESCE(sum(sign) FILTER (WHERE position < %s), 0), sum(sign)"
            f" FROM plan_theirs WHERE {condition} GROUP BY person_id, lineage_id, month",
            [name, since, *values],
        )
    cursor.execute("DROP TABLE plan_touched, plan_theirs")
    return True


# --- attributes --------------------------------------------------------------------------------------------


def _attributes(cursor: CursorWrapper, plan: Plan, promise: str) -> None:
    """Put the attributes of the batch into plan_thing, with what Seen has of them, and bring Seen up to date."""
    condition, values = matching(plan.counted[promise], plan)
    cursor.execute(
        f"""
        INSERT INTO plan_thing
        WITH more AS (
          SELECT attribute, above.organisation_id, month, sum(times) AS times FROM (
            SELECT attribute, lineage_id, month, sum(sign) AS times FROM plan_batch WHERE {condition} GROUP BY 1, 2, 3
          ) batch JOIN organisations_lineage n ON n.id = lineage_id
          CROSS JOIN LATERAL unnest(n.ancestors) above(organisation_id) GROUP BY 1, 2, 3
        )
        SELECT %s, attribute, organisation_id, month, 0, times FROM more
        UNION ALL
        SELECT promise, key, seen.organisation_id, held.month, held.times, held.times FROM plan_seen seen
        JOIN (SELECT DISTINCT attribute, organisation_id FROM more) met
          ON seen.promise = %s AND seen.key = attribute AND seen.organisation_id = met.organisation_id
        CROSS JOIN LATERAL unnest(months, seen.times) held(month, times)
        """,  # noqa: S608
        [*values, promise, promise],
    )
    cursor.execute(
        """
        INSERT INTO plan_seen (promise, key, organisation_id, months, times)
        SELECT promise, key, organisation_id,
               COALESCE(array_agg(month ORDER BY month) FILTER (WHERE after <> 0), '{}'),
               COALESCE(array_agg(after ORDER BY month) FILTER (WHERE after <> 0), '{}')
        FROM (
          SELECT promise, key, organisation_id, month, sum(after)::int AS after FROM plan_thing
          WHERE promise = %s GROUP BY 1, 2, 3, 4
        ) held GROUP BY promise, key, organisation_id
        ON CONFLICT (promise, key, organisation_id) DO UPDATE SET months = excluded.months, times = excluded.times
        """,
        [promise],
    )
    cursor.execute(
        """
        DELETE FROM plan_seen seen USING plan_thing thing WHERE months = '{}' AND seen.promise = %s
        AND (thing.promise, thing.key, thing.organisation_id) = (seen.promise, seen.key, seen.organisation_id)
        """,
        [promise],
    )
