"""Follow the ledger: what got a place since last time is added to the cells, in sets, in one transaction a batch.

The way of a figure: entries → `plan_leaf` (promise, lineage, month: value and number of entries) → every ancestor of
the lineage, both lines, each once → month, year and the whole plan. What is distinct goes its own way (distinct.py).
"""

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from jiangong.foundation.common.locks import Lock, wait_for
from jiangong.foundation.ledger import queries as ledger
from jiangong.plan.actions.counting import PERIOD, SPANS, add_to_cells, matching
from jiangong.plan.actions.distinct import add_distinct
from jiangong.plan.actions.rebuilding import rebuild
from jiangong.plan.definition import Counting, Plan, current
from jiangong.plan.models import RollUp

BATCH = 10_000  # places a transaction
FAR_BEHIND = 200_000  # places from which rebuilding is the shorter way


def follow(*, most: int = BATCH) -> int:
    """Add the next places (up to `most`) to the cells; return how many were read, 0 when nothing is new.

    Rebuilds instead, and returns what that read, when the plan counts something else than the cells do or they
    are far behind. Two processes may call this at once: the second waits and goes on where the first ended.
    """
    plan = current()
    with transaction.atomic(), connection.cursor() as cursor:
        wait_for(Lock.ROLL_UP)
        roll_up = RollUp.objects.filter(definition=plan.fingerprint).first()
        end = ledger.next_position()
        if roll_up is not None and end - roll_up.next_position <= FAR_BEHIND:
            return _follow(cursor, plan, roll_up, min(end, roll_up.next_position + most))
    return rebuild().entries


def _follow(cursor: CursorWrapper, plan: Plan, roll_up: RollUp, until: int) -> int:
    read = until - roll_up.next_position
    if read:
        _add(cursor, plan, roll_up.next_position, until)
        roll_up.next_position = until
        roll_up.save(update_fields=["next_position", "rolled_up_at"])
    return read


def _add(cursor: CursorWrapper, plan: Plan, since: int, until: int) -> None:
    cursor.execute("SET LOCAL random_page_cost = 1.1")  # few rows of large tables: by their indexes
    cursor.execute(
        """
        CREATE TEMP TABLE plan_batch ON COMMIT DROP AS
        SELECT e.verb, e.lineage_id, e.person_id, e.quantity, e.attribute, e.payload, e.happened_on,
               (extract(year FROM e.happened_on) * 100 + extract(month FROM e.happened_on))::int AS month,
               CASE WHEN e.corrects_id IS NULL THEN 1 ELSE -1 END AS sign
        FROM ledger_place place JOIN ledger_entry e ON e.id = place.entry_id
        WHERE place.position >= %s AND place.position < %s AND e.verb = ANY(%s)
        """,
        [since, until, list(plan.by_verb)],
    )
    if cursor.rowcount:
        _make_leaves(cursor, plan)
        add_to_cells(cursor, CELLS_OF_LEAVES)
        cursor.execute("DROP TABLE plan_leaf")
    add_distinct(cursor, plan, since, until)
    cursor.execute("DROP TABLE plan_batch")


VALUE = {Counting.COUNT: "sum(sign)", Counting.SUM: "sum(sign * quantity)"}


def _make_leaves(cursor: CursorWrapper, plan: Plan) -> None:
    cursor.execute(
        "CREATE TEMP TABLE plan_leaf (promise varchar, lineage_id bigint, month int, value numeric, entries bigint)"
        " ON COMMIT DROP"
    )
    for name, measure in plan.counted.items():
        condition, values = matching(measure, plan)
        cursor.execute(
            f"INSERT INTO plan_leaf SELECT %s, lineage_id, month, {VALUE.get(measure.kind, '0')}, count(*)"  # noqa: S608
            f" FROM plan_batch WHERE {condition} GROUP BY lineage_id, month",
            [name, *values],
        )


CELLS_OF_LEAVES = f"""
    SELECT promise, above.organisation_id, {PERIOD} AS period, sum(value) AS value, sum(entries)::bigint AS entries
    FROM plan_leaf {SPANS} JOIN organisations_lineage n ON n.id = lineage_id
    CROSS JOIN LATERAL unnest(n.ancestors) above(organisation_id)
    GROUP BY promise, above.organisation_id, span"""  # noqa: S608
