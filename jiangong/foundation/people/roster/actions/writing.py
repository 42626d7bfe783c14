"""Confirming an import, and writing all its good rows in one transaction: all of them are there, or none."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import Fact, record_many
from jiangong.foundation.organisations.models import Lineage
from jiangong.foundation.organisations.states import State as OrganisationState
from jiangong.foundation.people.actions.memberships import allocate_numbers
from jiangong.foundation.people.models import RosterImport, User
from jiangong.foundation.people.roster.actions.progress import beside
from jiangong.foundation.people.roster.models import StagedRow
from jiangong.foundation.people.roster.states import GOOD, TRANSITIONS, Problem, Reason, Verdict
from jiangong.foundation.people.states import CURRENT, Verb

Progress = Callable[[int], None]
CHUNK = 5_000
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
FROM roster_stagedrow s WHERE s.roster_import_id = %(id)s AND s.verdict = 'new' ORDER BY s.number
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
_NUMBER_MEMBERSHIPS = """
UPDATE roster_stagedrow SET membership_id = nextval(pg_get_serial_sequence('people_membership', 'id'))
WHERE roster_import_id = %(id)s AND verdict IN ('new', 'join')
"""
_INSERT_MEMBERSHIPS = """
WITH given AS (SELECT number, row_number() OVER () AS place FROM unnest(%(numbers)s::text[]) AS number),
staged AS (
  SELECT s.*, (SELECT m.number FROM people_membership m WHERE m.person_id = s.person_id AND m.number <> ''
               ORDER BY m.id LIMIT 1) AS own,
         row_number() OVER (ORDER BY s.number) AS place
  FROM roster_stagedrow s WHERE s.roster_import_id = %(id)s AND s.verdict IN ('new', 'join'))
INSERT INTO people_membership (id, person_id, organisation_id, state, number, applied_on, joined_on, ended_on,
                               reason, next_organisation_id, roster_import_id)
SELECT s.membership_id, s.person_id, %(organisation)s, 'active', coalesce(s.own, given.number), NULL, s.joined_on,
       NULL, '', NULL, %(id)s
FROM staged s JOIN given USING (place) ORDER BY s.place
"""


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
    with beside(roster_import) as show, transaction.atomic():
        with (
            connection.cursor() as cursor
        ):  # not the row itself: the page's progress is written to it meanwhile
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x6A67, roster_import.pk])
        roster_import = RosterImport.objects.select_related("organisation", "by").get(pk=roster_import.pk)
        if roster_import.state != RosterImport.State.WRITING:
            return roster_import
        _merge(roster_import)
        written = _record(roster_import, by or roster_import.by, progress or show)
        roster_import.refresh_from_db()
        _count(roster_import)
        roster_import.rows_written = written
        roster_import.finished_at = timezone.now()
        advance(
            roster_import,
            RosterImport.State.DONE,
            TRANSITIONS,
            otherwise=Reason.NOT_READY,
            also=["rows_written", "rows_good", "rows_bad", "columns", "finished_at"],
        )
    return roster_import


def _merge(roster_import: RosterImport) -> None:
    """From the staging table into persons and memberships."""
    facts: dict[str, Any] = {
        "id": roster_import.pk,
        "organisation": roster_import.organisation_id,
        "demonstration": roster_import.organisation.is_demonstration,
        "current": sorted(CURRENT),
        "late": f"[{_json(Problem('document', 'late').packed())}]",
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_PERSONS, facts)
        cursor.execute(_MARK_LATE, facts)
        cursor.execute(_INSERT_PERSONS, facts)
        cursor.execute(_KEEP_BEFORE, facts)
        cursor.execute(_UPDATE_PERSONS, facts)
        cursor.execute(_NUMBER_MEMBERSHIPS, facts)
        facts["numbers"] = allocate_numbers(cursor.rowcount) if cursor.rowcount else []
        cursor.execute(_INSERT_MEMBERSHIPS, facts)


def _json(value: list[Any]) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


def _record(roster_import: RosterImport, by: User | None, progress: Progress) -> int:
    """One ledger entry for every row that changed something, in pieces; return how many rows were written.

    A new member's entry stands on the day of joining, when the file tells it and the union existed in our tree on
    that day. Otherwise it says that the person was registered today: a roster taken over is no wave of joiners.
    """
    rows = StagedRow.objects.filter(roster_import=roster_import, verdict__in=GOOD)
    stood = _stretches(roster_import)
    today = timezone.localdate()
    done = 0
    for chunk in _chunks(rows.exclude(verdict=Verdict.SAME).order_by("number")):
        entries = record_many([_fact(row, roster_import, stood, today) for row in chunk], by=by)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE roster_stagedrow s SET entry_id = made.entry FROM unnest(%s::bigint[], %s::bigint[])"
                " AS made (id, entry) WHERE s.id = made.id",
                [[row.pk for row in chunk], [entry.pk for entry in entries]],
            )
        done += len(chunk)
        progress(done)
    return done + rows.filter(verdict=Verdict.SAME).count()


def _chunks(rows: Any) -> Iterator[list[StagedRow]]:
    last = 0
    fields = ("pk", "number", "verdict", "person_id", "membership_id", "joined_on")
    while chunk := list(rows.filter(number__gt=last).only(*fields)[:CHUNK]):
        yield chunk
        last = chunk[-1].number


def _fact(
    row: StagedRow, roster_import: RosterImport, stood: list[tuple[date, date | None]], today: date
) -> Fact:
    verb, day = Verb.REGISTERED, today
    if row.verdict == Verdict.UPDATE:
        verb = Verb.CHANGED
    elif row.joined_on and any(
        since <= row.joined_on and (until is None or row.joined_on < until) for since, until in stood
    ):
        verb, day = Verb.JOINED, row.joined_on
    is_member = row.membership_id is not None
    return Fact(
        verb,
        "people.membership" if is_member else "people.person",
        row.membership_id or row.person_id or 0,
        roster_import.organisation,
        person_id=row.person_id,
        happened_on=day,
        payload={"import": roster_import.pk},
    )


def _stretches(roster_import: RosterImport) -> list[tuple[date, date | None]]:
    """The days on which the union stood in our tree."""
    return list(Lineage.objects.filter(organisation=roster_import.organisation).values_list("since", "until"))


def _count(roster_import: RosterImport) -> None:
    """Count again what the preview counted: rows may have turned late."""
    counts = {verdict.value: 0 for verdict in Verdict}
    for verdict in (
        StagedRow.objects.filter(roster_import=roster_import).values_list("verdict", flat=True).iterator()
    ):
        counts[verdict] += 1
    roster_import.columns = {**roster_import.columns, "counts": counts}
    roster_import.rows_bad = counts[Verdict.WRONG]
    roster_import.rows_good = sum(counts[verdict] for verdict in GOOD)
