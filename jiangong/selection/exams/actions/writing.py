"""What the acts of examinations share: a reason that is there, an event of the room, the lock that stops the saving."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.people.models import User
from jiangong.selection.exams.models import Event, Examinee, Sitting
from jiangong.selection.exams.states import Reason

# The first of two numbers of an advisory lock, the second is the sitting's: who saves shares it, who closes has it alone.
SAVING = 0x6A65


def reasoned(reason: str) -> str:
    """The reason without blanks at its ends; raises Refused(WHY_MISSING) if there is none."""
    if not reason.strip():
        raise Refused(Reason.WHY_MISSING)
    return reason.strip()[:200]


def say(
    kind: str,
    sitting: Sitting,
    examinee: Examinee | None = None,
    *,
    by: User | None,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Event:
    """Write an event of the room."""
    return Event.objects.create(
        sitting=sitting, examinee=examinee, kind=kind, by=by, reason=reason, facts=facts or {}
    )


def stop_saving(sitting: Sitting) -> None:
    """Wait until every answer under way is committed, and let no other in until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [SAVING, sitting.pk])


def let_save(sitting_id: int) -> None:
    """Hold off whoever closes the sitting or adds time until this transaction ends; any number at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [SAVING, sitting_id])
