"""What one person received over all programmes, and where they stand: for this person alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from jiangong.selection.equity.formulas.turns import Turns
from jiangong.selection.equity.queries.goods import goods
from jiangong.selection.equity.queries.turns import Turn, turns_for, turns_rule
from jiangong.selection.equity.states import Good


@dataclass(frozen=True)
class Share:
    """A good with the days on which the person received it, newest first, and where they stand now."""

    good: Good
    days: Sequence[date]
    turn: Turn


@dataclass(frozen=True)
class Mine:
    """One's own share, and the rule in force."""

    shares: Sequence[Share]
    rule: Turns
    on: date


def share_of(person: int, *, on: date | None = None) -> Mine:
    """Two queries a good, one for all receipts, besides the rulebook."""
    day, declared = on or timezone.localdate(), goods()
    received: dict[str, list[date]] = {}
    facts: dict[str, Any] = {
        "person": person,
        "on": day,
        "goods": list(declared),
        "verbs": [one.verb for one in declared.values()],
        "backs": [one.taken_back for one in declared.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(_RECEIVED, facts)
        for code, received_on in cursor:
            received.setdefault(code, []).append(received_on)
    shares = [
        Share(good, received.get(code, []), turns_for([person], on=day, good=code)[person])
        for code, good in declared.items()
    ]
    return Mine(shares, turns_rule(day), day)


_RECEIVED = """
SELECT g.good, e.happened_on
FROM ledger_entry e
JOIN unnest(%(goods)s::text[], %(verbs)s::text[], %(backs)s::text[]) AS g(good, verb, back) ON g.verb = e.verb
WHERE e.person_id IN (SELECT %(person)s::bigint UNION SELECT id FROM people_person WHERE merged_into_id = %(person)s)
  AND e.happened_on <= %(on)s AND e.corrects_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM ledger_entry c WHERE c.corrects_id = e.id)
  AND (g.back = '' OR NOT EXISTS (
    SELECT 1 FROM ledger_entry b WHERE b.subject_type = e.subject_type AND b.subject_id = e.subject_id AND b.verb = g.back
      AND b.id > e.id AND b.happened_on <= %(on)s
  ))
ORDER BY e.happened_on DESC, e.id DESC
"""
