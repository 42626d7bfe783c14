"""The one statement that gives places: whoever may have one gets it, whoever may not is left out.

What it asks of an ask is what `refusing.py` can say no to: they name the same rules, in the same words where SQL
allows. It is prepared once a connection, since planning it takes as long as giving fifty places.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from weakref import WeakSet

from django.db import connection
from django.utils import timezone

from jiangong.foundation.ledger.actions import recording
from jiangong.programmes.growth.actions.places.asking import Ask, Place

_GIVING = f"""
WITH asked AS (
  SELECT * FROM unnest($1, $2, $3, $4, $5)
    WITH ORDINALITY AS asked(session_id, person_id, recorded_by_id, token_id, request_key, nth)
), admitted AS (
  SELECT a.*, m.organisation_id, l.id AS lineage_id, s.places - s.taken AS free, s.giving = 'first' AS first_come,
         row_number() OVER (PARTITION BY a.session_id ORDER BY a.nth) AS turn
  FROM asked a
  JOIN growth_session s ON s.id = a.session_id
  JOIN people_membership m ON m.person_id = a.person_id AND m.state = 'active'
  JOIN organisations_lineage l ON l.organisation_id = m.organisation_id
    AND l.since <= $7 AND (l.until IS NULL OR l.until > $7)
  WHERE s.state = 'open' AND s.enrol_from <= $6 AND s.enrol_until > $6 AND s.open_to_id = ANY (l.ancestors)
    AND (a.token_id IS NULL OR (
      SELECT 1 FROM api_token t JOIN people_user u ON u.id = t.user_id
      WHERE t.id = a.token_id AND t.revoked_at IS NULL AND t.expires_at > $6 AND u.is_active
    ) IS NOT NULL)
    AND (
      SELECT 1 FROM growth_enrolment e
      WHERE e.person_id = a.person_id AND (
        (e.session_id = a.session_id AND NOT e.state = 'cancelled')
        OR (e.request_key = a.request_key AND NOT e.request_key = '')
      ) LIMIT 1
    ) IS NULL
  ORDER BY a.nth
), placed AS (
  SELECT nextval('growth_enrolment_id_seq') AS id, a.*,
         CASE WHEN turn <= free AND first_come THEN 'enrolled' ELSE 'waiting' END AS state
  FROM admitted a
), written AS (
  INSERT INTO growth_enrolment
    (id, session_id, person_id, organisation_id, state, enrolled_at, request_key, wrong_codes)
  SELECT id, session_id, person_id, organisation_id, state, $6, request_key, 0 FROM placed
), counted AS (
  UPDATE growth_session s SET taken = s.taken + given.n
  FROM (SELECT session_id, count(*) AS n FROM placed WHERE state = 'enrolled' GROUP BY 1) given
  WHERE s.id = given.session_id
), facts AS (
  SELECT 'growth.' || state AS verb, 'growth.enrolment' AS subject_type, id AS subject_id, organisation_id,
         lineage_id, person_id, $7 AS happened_on, recorded_by_id
  FROM placed
), recorded AS ({recording("facts")})
SELECT id, session_id, person_id, state FROM placed
"""  # noqa: S608  # the ledger's own statement

_PREPARING = f"PREPARE growth_give_places (bigint[], bigint[], bigint[], bigint[], text[], timestamptz, date) AS {_GIVING}"
# Locked in the order of their numbers, before the statement that counts is given its view of the rows.
_RUNNING = """
SET LOCAL plan_cache_mode = force_generic_plan;
SELECT id FROM growth_session WHERE id = ANY (%s::bigint[]) ORDER BY id FOR UPDATE;
EXECUTE growth_give_places (%s, %s, %s, %s, %s, %s, %s)
"""
_prepared: WeakSet[Any] = WeakSet()


def give(cursor: Any, asks: Sequence[Ask], now: datetime) -> dict[tuple[int, int], Place]:
    """Lock, insert, count, record, commit; what was given, by (session, person), of which each occurs once."""
    _prepare(cursor)
    cursor.execute(
        _RUNNING,
        (
            _array(sorted({ask.session_id for ask in asks})),
            _array(ask.session_id for ask in asks),
            _array(ask.person_id for ask in asks),
            _array(ask.by_id for ask in asks),
            _array(ask.token_id for ask in asks),
            _array(_quoted(ask.request_key) for ask in asks),
            now,
            timezone.localdate(now),
        ),
    )
    while cursor.nextset():
        pass
    return {
        (session_id, person_id): Place(pk, session_id, person_id, state, now)
        for pk, session_id, person_id, state in cursor.fetchall()
    }


def _prepare(cursor: Any) -> None:
    if connection.connection not in _prepared:
        cursor.execute(_PREPARING)
        _prepared.add(connection.connection)


def _array(values: Iterable[Any]) -> str:
    """An array as PostgreSQL writes it: a quarter of the time that the driver takes for the same."""
    return "{" + ",".join("NULL" if value is None else str(value) for value in values) + "}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
