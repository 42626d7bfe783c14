"""Writing down who sees what, before it is seen: one transaction of its own, committed, or nothing is shown."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from jiangong.foundation.common.locks import Lock, wait_for
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import Look, Person
from jiangong.foundation.people.queries.persons import ledger_home
from jiangong.foundation.people.readlog.formulas import (
    FIRST,
    commitment_of,
    digest_of,
    hash_of,
    parts_of,
    people_in,
    said_of,
)
from jiangong.foundation.people.readlog.models import Export, ExportPart, Reading
from jiangong.foundation.people.readlog.states import Kind, Reason, Verb
from jiangong.foundation.people.states import Looked

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


def look(
    person: Person, what: Looked, *, purpose: str, by: User | None, organisation: Organisation | None = None
) -> None:
    """Write down that somebody sees one person's data in clear; returns when it is on disk.

    Raises Refused(PURPOSE_MISSING), Refused(NOT_WRITTEN). Whoever calls this shows nothing if it raises.
    """
    purpose = _required(purpose)
    facts = _facts(by, organisation, what, purpose) | {"people": [person.pk]}
    said, salt = said_of(facts), os.urandom(32)

    def details(number: int, at: datetime) -> None:
        Look.objects.create(
            person=person,
            by=by,
            organisation=organisation,
            what=what,
            purpose=purpose,
            looked_at=at,
            number=number,
            said=said,
            salt=salt,
        )

    home = organisation or ledger_home(person)
    _written(Kind.LOOK, details, commitment_of(said, salt), home, by, people=1, person=person)


def exported(
    what: str, people: Iterable[int], *, title: str, purpose: str, organisation: Organisation, by: User | None
) -> Export:
    """Write down that a list of people leaves the platform, or is shown in clear; returns when it is on disk.

    `people` are the numbers of the persons on it, however many: the list is one row and one bit for each of them.
    `what` is the room's code for this kind of list, `title` what it is called. Raises as `look` does.
    """
    purpose = _required(purpose)
    parts = parts_of(people)
    count = people_in(parts)
    facts = _facts(by, organisation, what, purpose) | {
        "title": title[:160],
        "count": count,
        "digest": digest_of(parts),
    }
    said, salt = said_of(facts), os.urandom(32)
    made: list[Export] = []

    def details(number: int, at: datetime) -> None:
        export = Export.objects.create(
            number=number,
            by=by,
            organisation=organisation,
            what=what,
            title=title[:160],
            purpose=purpose,
            people=count,
            at=at,
            said=said,
            salt=salt,
        )
        ExportPart.objects.bulk_create(
            ExportPart(export=export, bucket=bucket, bits=bits) for bucket, bits in parts.items()
        )
        made.append(export)

    _written(Kind.EXPORT, details, commitment_of(said, salt), organisation, by, people=count)
    return made[0]


def _written(
    kind: Kind,
    details: Callable[[int, datetime], None],
    commitment: bytes,
    organisation: Organisation,
    by: User | None,
    *,
    people: int,
    person: Person | None = None,
) -> None:
    try:
        with transaction.atomic(durable=True):  # on disk before anything leaves
            reading = append(kind, commitment, people=people)
            details(reading.number, reading.at)
            record(
                Verb.READ,
                reading,
                organisation=organisation,
                by=by,
                person=person,
                payload={"number": reading.number, "hash": reading.hash.hex()},
            )
    except DatabaseError as error:
        raise Refused(Reason.NOT_WRITTEN) from error


def append(kind: Kind, commitment: bytes, *, people: int, covers: Sequence[int] = ()) -> Reading:
    """The next place in the log, in the caller's transaction; one process at a time, so that no number is left out."""
    wait_for(Lock.READINGS)
    last = Reading.objects.order_by("-number").first()
    place: dict[str, Any] = {
        "number": last.number + 1 if last else 1,
        "at": timezone.now(),
        "kind": kind.value,
        "people": people,
        "covers": list(covers),
        "commitment": commitment,
        "previous": bytes(last.hash) if last else FIRST,
    }
    return Reading.objects.create(**place, hash=hash_of(**place))


def _facts(by: User | None, organisation: Organisation | None, what: str, purpose: str) -> dict[str, Any]:
    return {
        "by": by.pk if by else None,
        "organisation": organisation.pk if organisation else None,
        "what": str(what),
        "purpose": purpose,
    }


def _required(purpose: str) -> str:
    if not purpose.strip():
        raise Refused(Reason.PURPOSE_MISSING)
    return purpose.strip()[:200]
