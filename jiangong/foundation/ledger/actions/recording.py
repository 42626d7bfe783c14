"""Write down what happened, and correct it: the only ways an entry comes about, besides copying a past (copying.py)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.ledger.queries import verbs
from jiangong.foundation.ledger.states import Reason
from jiangong.foundation.rulebook.actions import Decided, keep_used

if TYPE_CHECKING:
    from jiangong.foundation.organisations.models import Organisation
    from jiangong.foundation.people.models import Person, User
    from jiangong.foundation.rulebook.queries import Read


def record(
    verb: str,
    subject: models.Model,
    *,
    organisation: Organisation,
    by: User | None,
    person: Person | None = None,
    quantity: Decimal | int = 1,
    attribute: str = "",
    happened_on: date | None = None,
    payload: Mapping[str, Any] | None = None,
    used: Sequence[Read] = (),
) -> Entry:
    """Write down one thing that happened, in the caller's transaction.

    `organisation` is the union it counts for, `happened_on` the day it happened (today if not given): the entry
    belongs to where that union stood on that day. `attribute` is what distinct counts count (a trade, a firm's
    code); `payload` small public facts without personal data; `used` the values of the rulebook that decided
    (rulebook.queries.used), which are kept with the entry as they stood.
    Raises Refused(NOT_YET_ESTABLISHED) if the organisation did not exist on that day, ValueError if no room's
    states.py lists the verb.
    """
    [entry] = record_many(
        [
            Fact(
                verb,
                subject._meta.label_lower,
                subject.pk,
                organisation,
                person_id=person.pk if person else None,
                quantity=quantity,
                attribute=attribute,
                happened_on=happened_on or timezone.localdate(),
                payload=payload or {},
                used=used,
            )
        ],
        by=by,
    )
    return entry


@dataclass(frozen=True)
class Fact:
    """What `record_many` writes as one entry; the fields mean what they mean in `record`."""

    verb: str
    subject_type: str
    subject_id: int
    organisation: Organisation
    person_id: int | None = None
    quantity: Decimal | int = 1
    attribute: str = ""
    happened_on: date = field(default_factory=timezone.localdate)
    payload: Mapping[str, Any] = field(default_factory=dict)
    used: Sequence[Read] = ()


def record_many(facts: Sequence[Fact], *, by: User | None) -> list[Entry]:
    """Write down many things in one statement, in the caller's transaction; the entries in the same order."""
    only_known_verbs({fact.verb for fact in facts})
    lineages = _lineages({(fact.organisation, fact.happened_on) for fact in facts})
    entries = Entry.objects.bulk_create(
        Entry(
            verb=fact.verb,
            subject_type=fact.subject_type,
            subject_id=fact.subject_id,
            organisation=fact.organisation,
            lineage_id=lineages[fact.organisation, fact.happened_on],
            person_id=fact.person_id,
            quantity=fact.quantity,
            attribute=fact.attribute,
            payload=dict(fact.payload),
            happened_on=fact.happened_on,
            recorded_by=by,
        )
        for fact in facts
    )
    keep_used(
        [
            Decided(entry.pk, fact.subject_type, fact.subject_id, fact.used)
            for entry, fact in zip(entries, facts, strict=True)
            if fact.used
        ]
    )
    return entries


def recording(facts: str, *, own: Sequence[str] = ()) -> str:
    """SQL that records rows of the query (or name of a CTE) `facts`, as part of a statement that writes more.

    For writes where another round trip would hold a lock that everybody waits for, and for those of very many rows.
    The rows have the columns verb, subject_type, subject_id, organisation_id, lineage_id (of that day), person_id,
    happened_on, recorded_by_id, and of id (from the table's own sequence), quantity, attribute, payload those named in
    `own`; the caller vouches for what `record_many` checks.
    """
    columns = (
        "verb, subject_type, subject_id, organisation_id, lineage_id, person_id, happened_on, recorded_by_id"
    )
    otherwise = {"quantity": "1", "attribute": "''", "payload": "'{}'"}
    others = {name: value for name, value in otherwise.items() if name not in own}
    into = ", ".join((columns, *own, *others))
    values = ", ".join((columns, *own, *others.values()))
    return f"INSERT INTO ledger_entry ({into}) SELECT {values} FROM {facts}"  # noqa: S608  # our own names


def only_known_verbs(used: set[str]) -> None:
    if unknown := used - verbs().keys():
        raise ValueError(f"No room's states.py lists the verb {', '.join(sorted(unknown))}.")


def _lineages(wanted: set[tuple[Organisation, date]]) -> dict[tuple[Organisation, date], int]:
    """The lineage that each organisation had on each day."""
    lineage_table = apps.get_model("organisations", "Lineage")  # the storey above: by name, never by import
    rows = lineage_table._default_manager.filter(
        organisation__in={organisation for organisation, _ in wanted}
    ).values_list("organisation_id", "since", "until", "pk")
    of_one: dict[
        int, list[tuple[date, date | None, int]]
    ] = {}  # twenty thousand unions are founded in one go
    for organisation_id, *stretch in rows:
        of_one.setdefault(organisation_id, []).append(tuple(stretch))
    found = {}
    for organisation, day in wanted:
        for since, until, pk in of_one.get(organisation.pk, ()):
            if since <= day and (until is None or day < until):
                found[organisation, day] = pk
                break
        else:
            raise Refused(Reason.NOT_YET_ESTABLISHED, organisation=organisation.name, day=day)
    return found


@transaction.atomic
def correct(entry: Entry, *, reason: str, by: User | None) -> Entry:
    """Take an entry back by another entry that points at it; both stay. The figure moves in the same period.

    The correction repeats what it corrects (day, lineage, person, payload), so that whoever counted the one
    finds the other by the same conditions; the reason is added to its payload.
    Raises Refused(REASON_MISSING) without a reason, Refused(ALREADY_CORRECTED) the second time.
    """
    if not reason.strip():
        raise Refused(Reason.REASON_MISSING)
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if entry.corrects_id is not None or Entry.objects.filter(corrects=entry).exists():
        raise Refused(Reason.ALREADY_CORRECTED)
    return Entry.objects.create(
        verb=entry.verb,
        subject_type=entry.subject_type,
        subject_id=entry.subject_id,
        organisation_id=entry.organisation_id,
        lineage_id=entry.lineage_id,
        person_id=entry.person_id,
        quantity=entry.quantity,
        attribute=entry.attribute,
        payload={**entry.payload, "reason": reason.strip()},
        happened_on=entry.happened_on,
        recorded_by=by,
        corrects=entry,
    )


@transaction.atomic
def correct_many(entries: Sequence[int], *, reason: str, by: User | None) -> int:
    """Take many entries (their numbers) back at once, as `correct` does with one; return how many.

    Raises Refused(REASON_MISSING), Refused(ALREADY_CORRECTED) if one of them was corrected before.
    """
    if not reason.strip():
        raise Refused(Reason.REASON_MISSING)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM ledger_entry WHERE id = ANY(%s) AND corrects_id IS NOT NULL"
            " UNION ALL SELECT 1 FROM ledger_entry WHERE corrects_id = ANY(%s) LIMIT 1",
            [list(entries), list(entries)],
        )
        if cursor.fetchone():
            raise Refused(Reason.ALREADY_CORRECTED)
        cursor.execute(
            """
            INSERT INTO ledger_entry (verb, subject_type, subject_id, organisation_id, lineage_id, person_id, quantity,
                                      attribute, payload, happened_on, recorded_by_id, corrects_id)
            SELECT verb, subject_type, subject_id, organisation_id, lineage_id, person_id, quantity, attribute,
                   payload || jsonb_build_object('reason', %s::text), happened_on, %s, id
            FROM ledger_entry WHERE id = ANY(%s) ORDER BY id
            """,
            [reason.strip(), by.pk if by else None, list(entries)],
        )
        return int(cursor.rowcount)
