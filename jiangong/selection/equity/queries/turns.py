"""Whose turn it is: years without, and the lots that follow. One query for one person as for 100,000."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from jiangong.foundation.people.states import REGISTERED
from jiangong.foundation.rulebook.queries import value
from jiangong.selection.equity.formulas.turns import Turns, whole_years
from jiangong.selection.equity.queries.goods import goods


@dataclass(frozen=True)
class Turn:
    """Where somebody stands: the last receipt and the day of joining as far as recorded, whole years without, lots."""

    received_on: date | None
    joined_on: date | None
    years: int
    lots: int

    @property
    def since(self) -> date | None:
        """The day from which the years are counted; None if neither is recorded."""
        return self.received_on or self.joined_on


def turns_rule(on: date) -> Turns:
    """The rule in force on a day."""
    return Turns(
        first=value("equity.first_lots", on=on),
        a_year=value("equity.lots_a_year", on=on),
        most=value("equity.most_lots", on=on),
    )


def lots_for(person_ids: Iterable[int], *, on: date, good: str = "convalescence") -> Mapping[int, int]:
    """How many lots each person has in a draw for this good on a day: more for years without, up to a limit.

    Every person asked for is in the answer. Who is on no register, or whose day of joining is not recorded, has
    the first lots only. One query, besides the rulebook. Raises KeyError for a good that no room declares.
    """
    return {person: turn.lots for person, turn in turns_for(person_ids, on=on, good=good).items()}


def turns_for(person_ids: Iterable[int], *, on: date, good: str = "convalescence") -> dict[int, Turn]:
    """The same with what led to it. Entries under a number that was merged into a person count for that person."""
    rule, people = turns_rule(on), list(dict.fromkeys(person_ids))
    kind = goods()[good]
    with connection.cursor() as cursor:
        cursor.execute(
            _NAMED,
            {
                "people": people,
                "registered": sorted(REGISTERED),
                "on": on,
                "verb": kind.verb,
                "taken_back": kind.taken_back,
            },
        )
        return {person: turn_of(rule, last, day, on) for person, last, day in cursor}


def turn_of(rule: Turns, received_on: date | None, joined_on: date | None, on: date) -> Turn:
    """Where somebody stands on a day by a rule, from what `turns_sql` reads of them."""
    since = received_on or joined_on
    years = whole_years(since, on) if since else 0
    return Turn(received_on, joined_on, years, rule.lots(years))


def turns_sql(*, people: str, registered: str, on: str, verb: str, taken_back: str) -> str:
    """SQL that reads `person, last, joined_on` of everybody in `people`, as part of a statement that reads more of them.

    The arguments are SQL too: parameters of the caller's statement, for the people (bigint[]), REGISTERED (text[]), the day, and
    the verbs of the good (`good_of`).
    """
    return _TURNS.format(people=people, registered=registered, on=on, verb=verb, taken_back=taken_back)


# Receipts are read by whom, for the people asked, also under numbers merged into them; corrected ones are none.
_TURNS = """
WITH asked AS (SELECT unnest({people}::bigint[]) AS person),
names AS (
  SELECT person, person AS number FROM asked
  UNION ALL SELECT p.merged_into_id, p.id FROM people_person p JOIN asked ON asked.person = p.merged_into_id
),
received AS (
  SELECT n.person, max(e.happened_on) AS last
  FROM ledger_entry e JOIN names n ON n.number = e.person_id
  WHERE e.verb = {verb} AND e.happened_on <= {on} AND e.corrects_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM ledger_entry c WHERE c.corrects_id = e.id)
    AND ({taken_back} = '' OR NOT EXISTS (
      SELECT 1 FROM ledger_entry b WHERE b.subject_type = e.subject_type AND b.subject_id = e.subject_id
        AND b.verb = {taken_back} AND b.happened_on <= {on} AND b.id > e.id
    ))
  GROUP BY n.person
)
SELECT asked.person, received.last AS last, m.joined_on
FROM asked
LEFT JOIN received USING (person)
LEFT JOIN people_membership m ON m.person_id = asked.person AND m.state = ANY({registered}) AND m.joined_on <= {on}
"""
_NAMED = turns_sql(
    **{name: f"%({name})s" for name in ("people", "registered", "on", "verb", "taken_back")},
)
