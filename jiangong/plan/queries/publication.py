"""What the plan publishes for recounting: what is counted (plan.json) and every figure (figures.csv). docs/proof.md."""

from collections.abc import Generator
from itertools import islice
from typing import Any

from django.db import connection, transaction

from jiangong.foundation.ledger import queries as ledger
from jiangong.foundation.ledger.states import ALWAYS_NAMED
from jiangong.plan.definition import Plan, current
from jiangong.plan.models import RollUp

BLOCK = 2000  # rows that figures_csv gives at a time

HEADER = b"promise,organisation,period,value,entries\n"

# One promise's cells as a stranger finds them in the leaves. A union that is not always named shows in the years in
# which it is; its figure for the whole plan is left empty where a year of it is hidden, for the difference would tell
# that year's, and so do the entries count only the years that show.
PUBLISHED = """
    SELECT %(promise)s::text, o.code, c.period,
           CASE WHEN years.is_whole IS NOT FALSE THEN trim_scale(c.value) END,
           COALESCE(years.entries, c.entries)
    FROM plan_cell c JOIN organisations_organisation o ON o.id = c.organisation_id
    LEFT JOIN ledger_named n ON n.organisation_id = c.organisation_id AND n.year::text = left(c.period, 4) AND n.named
    LEFT JOIN (
      SELECT y.organisation_id, bool_and(shown.named IS NOT NULL) AS is_whole,
             (sum(y.entries) FILTER (WHERE shown.named))::bigint AS entries
      FROM plan_cell y JOIN organisations_organisation u ON u.id = y.organisation_id
      LEFT JOIN ledger_named shown
        ON shown.organisation_id = y.organisation_id AND shown.year::text = y.period AND shown.named
      WHERE y.promise = %(promise)s AND length(y.period) = 4 AND NOT (u.kind = ANY(%(always)s))
      GROUP BY 1 HAVING bool_or(shown.named)
    ) years ON years.organisation_id = c.organisation_id AND c.period = 'all'
    WHERE c.promise = %(promise)s
      AND (o.kind = ANY(%(always)s) OR n.named OR years.organisation_id IS NOT NULL)
    ORDER BY o.code COLLATE "C", c.period COLLATE "C\""""


class NotYetLogged(Exception):
    """The figures are ahead of the log: entries they count have no leaf yet. True for a moment after each entry."""


def published_plan() -> dict[str, Any]:
    """What is counted: the period and the measures of the counted promises, as plan.json has them."""
    return plan_facts(current())


def plan_facts(plan: Plan) -> dict[str, Any]:
    """The same of any plan; `read_measures` of the recount reads it."""
    return {
        "slug": plan.slug,
        "since": plan.since.isoformat(),
        "until": plan.until.isoformat(),
        "promises": {
            name: {
                "kind": measure.kind.value,
                "verbs": list(measure.verbs),
                "payload": dict(measure.payload),
                "attributes": list(measure.attributes),
            }
            for name, measure in plan.counted.items()
        },
    }


def figures_csv() -> Generator[bytes, None, None]:
    """Every published figure, sorted, in one snapshot of the database, in blocks of 2,000 rows.

    The first line says how many leaves the figures follow. Constant memory: rows come from PostgreSQL by COPY as they
    are read. Raises NotYetLogged while the figures count entries that have no leaf yet: the log decides which unions
    are named. Within a transaction it reads that transaction's view.
    """
    plan = current()
    snapshot = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if snapshot:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        size = RollUp.objects.values_list("next_position", flat=True).first() or 0
        if ledger.head()[0] < size:
            raise NotYetLogged
        yield b"size,%d\n" % size + HEADER
        for promise in sorted(plan.counted):
            # The driver's own cursor: Django's debugging one takes no parameters with a COPY.
            with cursor.cursor.copy(
                f"COPY ({PUBLISHED}) TO STDOUT (FORMAT csv)",
                {"promise": promise, "always": list(ALWAYS_NAMED)},
            ) as copy:
                rows = iter(copy)
                while block := b"".join(islice(rows, BLOCK)):
                    yield block
