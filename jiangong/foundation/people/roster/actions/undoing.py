"""Taking a whole import back: what it made is removed, what it changed is restored, the ledger is corrected.

What was used since stays, with a word: a membership that moved on, a person who enrolled, holds an office, signed
in or was looked at, a value that was changed again.
"""

from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import correct_many
from jiangong.foundation.people.models import Membership, Person, RosterImport, User
from jiangong.foundation.people.roster.actions.waiting import settle
from jiangong.foundation.people.roster.actions.writing import COLUMNS
from jiangong.foundation.people.roster.models import StagedRow
from jiangong.foundation.people.roster.queries import undo_until
from jiangong.foundation.people.roster.states import TRANSITIONS, Reason, Undone, Verdict

_FIELDS = (*COLUMNS, "phone_sealed", "phone_index")
_LOCK = """
SELECT p.id FROM people_person p JOIN roster_stagedrow s ON s.person_id = p.id
WHERE s.roster_import_id = %(id)s AND s.verdict IN ('new', 'join', 'update') ORDER BY p.id FOR UPDATE OF p
"""
# A membership of ours that is no longer as we made it. Looked up one by one on purpose: right after an import the
# planner does not know yet how many members the union has, and would go through all of them for each.
_MOVED_ON = """
UPDATE roster_stagedrow s SET undone = 'used' WHERE s.roster_import_id = %(id)s AND s.verdict IN ('new', 'join')
AND (SELECT m.state = 'active' AND m.roster_import_id = %(id)s AND m.organisation_id = %(organisation)s
     FROM people_membership m WHERE m.id = s.membership_id) IS NOT TRUE
"""
# A ledger entry about the person or the membership besides our own.
_ON_RECORD = """
UPDATE roster_stagedrow s SET undone = 'used' WHERE s.roster_import_id = %(id)s AND s.undone = '' AND (
  (s.verdict = 'new' AND EXISTS (SELECT 1 FROM ledger_entry e WHERE e.person_id = s.person_id
                                 AND e.id <> s.entry_id))
  OR (s.verdict = 'join' AND EXISTS (SELECT 1 FROM ledger_entry e WHERE e.subject_type = 'people.membership'
                                     AND e.subject_id = s.membership_id AND e.id <> s.entry_id)))
"""
# A value of ours that somebody has changed since.
_CHANGED_AGAIN = """
UPDATE roster_stagedrow s SET undone = 'changed' FROM people_person p
WHERE s.roster_import_id = %(id)s AND s.undone = '' AND s.verdict IN ('new', 'join', 'update') AND p.id = s.person_id
AND (p.merged_into_id IS NOT NULL
     OR NOT to_jsonb(p) || jsonb_build_object('phone_index', encode(p.phone_index, 'hex'))
            @> s.values - 'phone_sealed')
"""


def _restored(column: str) -> str:
    if column == "phone_index":
        value = "decode(s.before->>'phone_index', 'hex')"
    else:
        kind = {"born_on": "date", "is_migrant_worker": "boolean"}.get(column, "text")
        value = f"(s.before->>'{column}')::{kind}"
    return f"{column} = CASE WHEN s.before ? '{column}' THEN {value} ELSE p.{column} END"


_RESTORE = f"""
UPDATE people_person p SET {", ".join(_restored(column) for column in _FIELDS)}
FROM roster_stagedrow s WHERE s.roster_import_id = %(id)s AND s.undone = '' AND s.verdict IN ('join', 'update')
AND p.id = s.person_id AND s.before <> '{{}}'
"""  # noqa: S608 - only our own column names
_REMOVE_MEMBERSHIPS = """
DELETE FROM people_membership m USING roster_stagedrow s
WHERE s.roster_import_id = %(id)s AND s.undone = '' AND s.verdict IN ('new', 'join') AND m.id = s.membership_id
"""
_REMOVE_PERSONS = """
DELETE FROM people_person p USING roster_stagedrow s
WHERE s.roster_import_id = %(id)s AND s.undone = '' AND s.verdict = 'new' AND p.id = s.person_id
"""
_CLOSE = """
UPDATE roster_stagedrow SET undone = 'yes'
WHERE roster_import_id = %(id)s AND undone = '' AND verdict IN ('new', 'join', 'update')
"""


@transaction.atomic
def undo(roster_import: RosterImport, *, by: User | None) -> RosterImport:
    """Take the import back, within 24 hours, in one transaction; rows used or changed since stay, with a word.

    Raises Refused(NOT_DONE), Refused(TOO_LATE).
    """
    roster_import = lock(roster_import)
    require(by, "roster.undo", roster_import)
    if roster_import.state != RosterImport.State.DONE:
        raise Refused(Reason.NOT_DONE)
    if undo_until(roster_import) is None:
        raise Refused(Reason.TOO_LATE)
    facts = {"id": roster_import.pk, "organisation": roster_import.organisation_id}
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, facts)
        for statement in (_MOVED_ON, _ON_RECORD, _CHANGED_AGAIN):
            cursor.execute(statement, facts)
        for statement in _used_elsewhere():
            cursor.execute(statement, facts)
        _correct(roster_import, by)
        for statement in (_RESTORE, _REMOVE_MEMBERSHIPS, _REMOVE_PERSONS, _CLOSE):
            cursor.execute(statement, facts)
    roster_import.undone_at = timezone.now()
    advance(
        roster_import,
        RosterImport.State.UNDONE,
        TRANSITIONS,
        otherwise=Reason.NOT_DONE,
        also=["undone_at"],
    )
    settle(roster_import, by=by)
    return roster_import


def _used_elsewhere() -> list[str]:
    """One statement for every other table, of whatever room, that points at a person or a membership.

    The tables are found in Django's registry, so that a room built later is seen without a word here.
    """
    statements = []
    for model, column, verdicts in (
        (Person, "person_id", "'new'"),
        (Membership, "membership_id", "'new', 'join'"),
    ):
        for relation in model._meta.get_fields(include_hidden=True):
            if not relation.auto_created or not (relation.one_to_many or relation.one_to_one):
                continue
            table = relation.related_model._meta.db_table  # type: ignore[union-attr]
            if table in ("people_membership", "ledger_entry"):
                continue
            field: Any = relation.field  # type: ignore[union-attr]
            statements.append(
                f"UPDATE roster_stagedrow s SET undone = 'used' WHERE s.roster_import_id = %(id)s"  # noqa: S608
                f" AND s.undone = '' AND s.verdict IN ({verdicts})"
                f" AND EXISTS (SELECT 1 FROM {table} t WHERE t.{field.column} = s.{column})"
            )
    statements.append(
        "UPDATE roster_stagedrow s SET undone = 'used' WHERE s.roster_import_id = %(id)s AND s.undone = ''"
        " AND s.verdict = 'new' AND EXISTS (SELECT 1 FROM people_membership m WHERE m.person_id = s.person_id"
        " AND m.id <> s.membership_id)"
    )
    return statements


def _correct(roster_import: RosterImport, by: User | None) -> None:
    """Take the ledger entries of everything that is taken back, in pieces."""
    rows = StagedRow.objects.filter(
        roster_import=roster_import,
        undone=Undone.NOT_YET,
        verdict__in=(Verdict.NEW, Verdict.JOIN, Verdict.UPDATE),
        entry_id__isnull=False,
    )
    entries = [entry for entry in rows.values_list("entry_id", flat=True) if entry is not None]
    correct_many(entries, reason=_("花名册导入整批撤回"), by=by)
