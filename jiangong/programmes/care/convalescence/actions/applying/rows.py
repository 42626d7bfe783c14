"""The rows of those who may apply: application, applicant and the entry in the ledger, all in one statement however many.

Written by the ORM they are three statements that take five times as long, most of it in building their text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from jiangong.foundation.common.prepared import Prepared
from jiangong.foundation.ledger.actions import recording
from jiangong.programmes.care.convalescence import queries
from jiangong.programmes.care.convalescence.actions.applying.asking import Ask, Ticket
from jiangong.programmes.care.convalescence.formulas.eligibility import Record
from jiangong.programmes.care.convalescence.queries import Asked
from jiangong.programmes.care.convalescence.states import ApplicationState, Channel, Verb
from jiangong.selection.draws.actions import new_ticket

# $1: the rows (`_row`), $2: now, $3: today
_WRITING = f"""
WITH asked AS (
  SELECT * FROM jsonb_to_recordset($1) AS asked(
    nth int, programme_id bigint, ticket text, organisation_id bigint, state text, wants text[], channel text,
    entered_by_id bigint, consented_at timestamptz, consent_words text, request_key text,
    person_id bigint, sound boolean, facts jsonb, pools text[], lots int, by_id bigint)
), numbered AS MATERIALIZED (
  SELECT nextval('convalescence_application_id_seq') AS id, a.* FROM (SELECT * FROM asked ORDER BY nth) a
), applications AS (
  INSERT INTO convalescence_application (id, programme_id, ticket, organisation_id, state, wants, channel, applied_at,
    entered_by_id, consented_at, consent_words, request_key, ended_at, end_reason)
  SELECT id, programme_id, ticket, organisation_id, state, wants, channel, $2,
         entered_by_id, consented_at, consent_words, request_key, NULL, '' FROM numbered
), applicants AS (
  INSERT INTO convalescence_applicant (programme_id, application_id, number, person_id, organisation_id, agreed_at,
    agreed_how, sound, facts, pools, lots, live)
  SELECT programme_id, id, 1, person_id, organisation_id, coalesce(consented_at, $2),
         consent_words, sound, facts, pools, lots, true FROM numbered
), entries AS (
  SELECT '{Verb.APPLIED.value}' AS verb, 'convalescence.application' AS subject_type, n.id AS subject_id, n.organisation_id,
         l.id AS lineage_id, n.person_id, $3 AS happened_on, n.by_id AS recorded_by_id,
         jsonb_build_object('channel', n.channel) AS payload
  FROM numbered n JOIN organisations_lineage l ON l.organisation_id = n.organisation_id AND l.until IS NULL
  ORDER BY n.nth
), recorded AS ({recording("entries", own=("payload",))})
SELECT id FROM numbered ORDER BY nth
"""  # noqa: S608  # the ledger's own statement
_writing = Prepared("convalescence_apply", ("jsonb", "timestamptz", "date"), _WRITING)


def write(
    asks: Sequence[Ask],
    programmes: Mapping[int, Asked],
    people: Mapping[tuple[int, int], Record],
    now: datetime,
) -> list[Ticket]:
    """Write what is asked by those who may; their tickets, in the same order."""
    if not asks:
        return []
    rows = [
        _row(n, ask, programmes[ask.programme_id], people[ask.programme_id, ask.person_id])
        for n, ask in enumerate(asks)
    ]
    written = _writing.run(json.dumps(rows), now, timezone.localdate(now))
    return [
        Ticket(pk, ask.programme_id, str(row["ticket"]), str(row["state"]), now)
        for (pk,), ask, row in zip(written, asks, rows, strict=True)
    ]


def _row(nth: int, ask: Ask, asked: Asked, record: Record) -> dict[str, object]:
    assert record.organisation_id is not None, "only members may apply"
    return {
        "nth": nth,
        "programme_id": ask.programme_id,
        "ticket": new_ticket(),
        "organisation_id": record.organisation_id,
        "state": (ApplicationState.WAITING if ask.partner_id else ApplicationState.SUBMITTED).value,
        "wants": ask.wants,
        "channel": str(ask.channel),
        "entered_by_id": None if ask.channel == Channel.SELF else ask.by_id,
        "consented_at": ask.consented_at.isoformat() if ask.consented_at else None,
        "consent_words": ask.consent_words,
        "request_key": ask.request_key,
        "person_id": record.person_id,
        "sound": ask.sound,
        "facts": queries.kept(record),
        "pools": queries.pools_for(asked, record),
        "lots": record.lots,
        "by_id": ask.by_id,
    }
