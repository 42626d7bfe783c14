"""What following and rebuilding share: a measure's conditions and the periods in PostgreSQL's words, merges."""

from typing import Any

from django.db.backends.utils import CursorWrapper

from jiangong.foundation.ledger.states import MERGED, SEPARATED
from jiangong.plan.definition import Counting, Measure, Plan
from jiangong.plan.recount.people import Event


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


# A month (202403) counts for itself, for its year and for the whole plan.
SPANS = "CROSS JOIN LATERAL (VALUES (month), (month / 100), (0)) span(span)"
PERIOD = """CASE WHEN span = 0 THEN 'all' WHEN span < 10000 THEN span::text
            ELSE left(span::text, 4) || '-' || right(span::text, 2) END"""


def add_to_cells(cursor: CursorWrapper, select: str) -> None:
    """Add the rows of a query (promise, organisation_id, period, value, entries) to the cells."""
    cursor.execute(
        f"""
        INSERT INTO plan_cell (promise, organisation_id, period, value, entries)
        SELECT promise, organisation_id, period, value, entries FROM ({select}) more
        ON CONFLICT (organisation_id, promise, period)
        DO UPDATE SET value = plan_cell.value + excluded.value, entries = plan_cell.entries + excluded.entries
        """  # noqa: S608
    )
