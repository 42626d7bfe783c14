"""Confirming an import, and writing all its good rows in one transaction: all of them are there, or none."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.beside import beside
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import recording
from jiangong.foundation.ledger.states import Reason as LedgerReason
from jiangong.foundation.organisations.models import Lineage
from jiangong.foundation.organisations.states import State as OrganisationState
from jiangong.foundation.people.actions.memberships import allocate_numbers
from jiangong.foundation.people.models import RosterImport, User
from jiangong.foundation.people.roster.actions.waiting import follow
from jiangong.foundation.people.roster.models import StagedRow
from jiangong.foundation.people.roster.states import GOOD, TRANSITIONS, Problem, Reason, Verdict
from jiangong.foundation.people.states import CURRENT, Verb

Progress = Callable[[int], None]
CHUNK = 10_000  # rows written by one round of statements; what the progress moves by
COLUMNS = (
    "sex", "born_on", "ethnicity", "education", "political_status", "household", "is_migrant_worker",
    "employment_form", "occupation", "skill_level",
)  # fmt: skip
_KIND = {"born_on": "date", "is_migrant_worker": "boolean"}


def _value(column: str, otherwise: str) -> str:
    if column == "phone_index":
        return f"coalesce(decode(s.values->>'phone_index', 'hex'), {otherwise})"
    kind = _KIND.get(column, "text")
    return f"coalesce((s.values->>'{column}')::{kind}, {otherwise})"


_EMPTY = {"born_on": "NULL", "is_migrant_worker": "false", "phone_index": "NULL"}
_WRITTEN = ("name", "initials", *COLUMNS, "phone_sealed", "phone_index")

# Only our own column names are put into these statements; values are parameters or stand in the staging table.
_INSERT_PERSONS = f"""
INSERT INTO people_person (id, document_type, document_sealed, document_index, is_demonstration, registered_at,
                           {", ".join(_WRITTEN)})
SELECT s.person_id, s.document_type, s.document_sealed, s.document_index, %(demonstration)s, now(),
       {", ".join(_value(column, _EMPTY.get(column, "''")) for column in _WRITTEN)}
FROM roster_stagedrow s WHERE s.roster_import_id = %(id)s AND s.number BETWEEN %(first)s AND %(last)s
  AND s.verdict = 'new' ORDER BY s.number
"""  # noqa: S608
_CHANGED = (*COLUMNS, "phone_sealed", "phone_index")
_KEEP_BEFORE = """
UPDATE roster_stagedrow s SET before = (
  SELECT coalesce(jsonb_object_agg(key, CASE key
           WHEN 'phone_index' THEN to_jsonb(encode(p.phone_index, 'hex')) ELSE to_jsonb(p)->key END), '{}')
  FROM jsonb_object_keys(s.values) AS key)
FROM people_person p
WHERE s.roster_import_id = %(id)s AND s.verdict IN ('join', 'update') AND p.id = s.person_id AND s.values <> '{}'
"""
_UPDATE_PERSONS = f"""
UPDATE people_person p SET {", ".join(f"{column} = {_value(column, f'p.{column}')}" for column in _CHANGED)}
FROM roster_stagedrow s
WHERE s.roster_import_id = %(id)s AND s.verdict IN ('join', 'update') AND p.id = s.person_id AND s.values <> '{{}}'
"""  # noqa: S608
_LOCK_PERSONS = """
SELECT p.id FROM people_person p JOIN roster_stagedrow s ON s.person_id = p.id
WHERE s.roster_import_id = %(id)s AND s.verdict IN ('join', 'update', 'same') ORDER BY p.id FOR UPDATE OF p
"""
# What became true between preview and now: somebody registered, admitted, moved or merged the person meanwhile.
_MARK_LATE = """
UPDATE roster_stagedrow s SET verdict = 'wrong', problems = s.problems || %(late)s::jsonb
WHERE s.roster_import_id = %(id)s AND s.verdict <> 'wrong' AND (
  (s.verdict = 'new' AND EXISTS (SELECT 1 FROM people_person p WHERE p.document_type = s.document_type
     AND p.document_index = s.document_index AND p.merged_into_id IS NULL))
  OR (s.verdict <> 'new' AND NOT EXISTS (SELECT 1 FROM people_person p
     WHERE p.id = s.person_id AND p.merged_into_id IS NULL))
  OR (s.verdict = 'join' AND EXISTS (SELECT 1 FROM people_membership m
     WHERE m.person_id = s.person_id AND m.state = ANY(%(current)s)))
  OR (s.verdict IN ('update', 'same') AND NOT EXISTS (SELECT 1 FROM people_membership m
     WHERE m.person_id = s.person_id AND m.organisation_id = %(organisation)s AND m.state IN ('active', 'retired'))))
"""
# The rows to write in rounds: where each begins and ends, how many rows it writes, how many of them join.
_ROUNDS = """
SELECT min(number), max(number), count(*), count(*) FILTER (WHERE verdict IN ('new', 'join')) FROM (
  SELECT number, verdict, (row_number() OVER (ORDER BY number) - 1) / %(chunk)s AS round
  FROM roster_stagedrow WHERE roster_import_id = %(id)s AND verdict IN ('new', 'join', 'update')) AS rows
GROUP BY round ORDER BY round
"""
_NUMBER = """
UPDATE roster_stagedrow SET entry_id = nextval(pg_get_serial_sequence('ledger_entry', 'id')), membership_id =
  CASE WHEN verdict <> 'update' THEN nextval(pg_get_serial_sequence('people_membership', 'id')) END
WHERE roster_import_id = %(id)s AND number BETWEEN %(first)s AND %(last)s AND verdict IN ('new', 'join', 'update')
"""
_INSERT_MEMBERSHIPS = """
WITH given AS (SELECT number, place FROM unnest(%(numbers)s::text[]) WITH ORDINALITY AS given (number, place)),
staged AS (
  SELECT s.membership_id, s.person_id, s.joined_on, row_number() OVER (ORDER BY s.number) AS place,
         CASE WHEN s.verdict = 'join' THEN
           (SELECT m.number FROM people_membership m WHERE m.person_id = s.person_id AND m.number <> ''
            ORDER BY m.id LIMIT 1) END AS own
  FROM roster_stagedrow s WHERE s.roster_import_id = %(id)s AND s.number BETWEEN %(first)s AND %(last)s
    AND s.verdict IN ('new', 'join'))
INSERT INTO people_membership (id, person_id, organisation_id, state, number, applied_on, joined_on, ended_on,
                               reason, next_organisation_id, roster_import_id)
SELECT s.membership_id, s.person_id, %(organisation)s, 'active', coalesce(s.own, given.number), NULL, s.joined_on,
       NULL, '', NULL, %(id)s
FROM staged s JOIN given USING (place) ORDER BY s.place
"""
# A new member's entry stands on the day of joining, when the file tells it and the union existed in our tree on that
# day. Otherwise it says that the person was registered today: a roster taken over is no wave of joiners.
_FACTS = """
SELECT s.entry_id AS id,
  CASE WHEN s.verdict = 'update' THEN %(changed)s WHEN l.id IS NULL THEN %(registered)s ELSE %(joined)s END AS verb,
  CASE WHEN s.verdict = 'update' THEN 'people.person' ELSE 'people.membership' END AS subject_type,
  CASE WHEN s.verdict = 'update' THEN s.person_id ELSE s.membership_id END AS subject_id,
  %(organisation)s AS organisation_id, coalesce(l.id, %(lineage)s) AS lineage_id, s.person_id,
  CASE WHEN l.id IS NULL THEN %(today)s::date ELSE s.joined_on END AS happened_on, %(by)s::bigint AS recorded_by_id,
  jsonb_build_object('import', %(id)s) AS payload
FROM roster_stagedrow s
LEFT JOIN organisations_lineage l ON s.verdict <> 'update' AND l.organisation_id = %(organisation)s
  AND l.since <= s.joined_on AND (l.until IS NULL OR s.joined_on < l.until)
WHERE s.roster_import_id = %(id)s AND s.number BETWEEN %(first)s AND %(last)s
  AND s.verdict IN ('new', 'join', 'update') ORDER BY s.number
"""
_RECORD = recording(f"({_FACTS}) AS facts", own=("id", "payload"))


@transaction.atomic
def confirm(roster_import: RosterImport, *, by: User | None) -> RosterImport:
    """The officer has seen the preview and wants the good rows written; tasks.write does it in the background.

    Raises Refused(NOT_READY), Refused(NOTHING_TO_IMPORT), Refused(NOT_ACTIVE).
    """
    roster_import = lock(roster_import)
    require(by, "roster.confirm", roster_import)
    if roster_import.organisation.state != OrganisationState.ACTIVE:
        raise Refused(Reason.NOT_ACTIVE, organisation=roster_import.organisation.name)
    if roster_import.state == RosterImport.State.READY and not roster_import.rows_good:
        raise Refused(Reason.NOTHING_TO_IMPORT)
    roster_import.confirmed_at = timezone.now()
    advance(
        roster_import,
        RosterImport.State.WRITING,
        TRANSITIONS,
        otherwise=Reason.NOT_READY,
        also=["confirmed_at"],
    )
    return roster_import


def write(
    roster_import: RosterImport, *, by: User | None = None, progress: Progress | None = None
) -> RosterImport:
    """Write persons, memberships and ledger entries of a confirmed import, all in one transaction.

    Killed in between, nothing is there and it can simply be run again; run twice, the second does nothing. Rows
    whose persons were registered, admitted or moved since the preview are not written and say so. `by` defaults
    to who uploaded.
    """
    with beside(roster_import, "rows_written") as show, transaction.atomic():
        with (
            connection.cursor() as cursor
        ):  # not the row itself: the page's progress is written to it meanwhile
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x6A67, roster_import.pk])
        roster_import = RosterImport.objects.select_related("organisation", "by").get(pk=roster_import.pk)
        if roster_import.state != RosterImport.State.WRITING:
            return roster_import
        _merge(roster_import, by or roster_import.by, progress or show)
        roster_import.refresh_from_db()
        _count(roster_import)
        roster_import.rows_written = roster_import.rows_good
        roster_import.finished_at = timezone.now()
        advance(
            roster_import,
            RosterImport.State.DONE,
            TRANSITIONS,
            otherwise=Reason.NOT_READY,
            also=["rows_written", "rows_good", "rows_bad", "columns", "finished_at"],
        )
        follow(roster_import, by=by or roster_import.by)
    return roster_import


def _merge(roster_import: RosterImport, by: User | None, progress: Progress) -> None:
    """From the staging table into persons, memberships and the ledger, in rounds of rows and never row by row."""
    today = timezone.localdate()
    facts: dict[str, Any] = {
        "id": roster_import.pk,
        "organisation": roster_import.organisation_id,
        "demonstration": roster_import.organisation.is_demonstration,
        "current": sorted(CURRENT),
        "late": json.dumps([Problem("document", "late").packed()], ensure_ascii=False),
        "changed": Verb.CHANGED,
        "registered": Verb.REGISTERED,
        "joined": Verb.JOINED,
        "today": today,
        "lineage": _lineage(roster_import, today),
        "by": by.pk if by else None,
        "chunk": CHUNK,
    }
    done = 0
    with connection.cursor() as cursor:
        for statement in (_LOCK_PERSONS, _MARK_LATE, _KEEP_BEFORE, _UPDATE_PERSONS, _ROUNDS):
            cursor.execute(statement, facts)
        for first, last, rows, joining in cursor.fetchall():
            piece = {**facts, "first": first, "last": last}
            piece["numbers"] = allocate_numbers(joining) if joining else []
            for statement in (_INSERT_PERSONS, _NUMBER, _INSERT_MEMBERSHIPS, _RECORD):
                cursor.execute(statement, piece)
            done += rows
            progress(done)


def _lineage(roster_import: RosterImport, day: date) -> int:
    """Where the union stood in our tree on that day; Refused(NOT_YET_ESTABLISHED) when it was not there yet."""
    organisation = roster_import.organisation
    stretch = (
        Lineage.objects.filter(organisation=organisation, since__lte=day)
        .filter(Q(until__isnull=True) | Q(until__gt=day))
        .first()
    )
    if stretch is None:
        raise Refused(LedgerReason.NOT_YET_ESTABLISHED, organisation=organisation.name, day=day)
    return stretch.pk


def _count(roster_import: RosterImport) -> None:
    """Count again what the preview counted: rows may have turned late."""
    counts = {verdict.value: 0 for verdict in Verdict}
    rows = StagedRow.objects.filter(roster_import=roster_import).order_by()
    counts.update(rows.values_list("verdict").annotate(Count("pk")))
    roster_import.columns = {**roster_import.columns, "counts": counts}
    roster_import.rows_bad = counts[Verdict.WRONG]
    roster_import.rows_good = sum(counts[verdict] for verdict in GOOD)
