"""Marks are computed and written, never edited; a ruling on a question marks everybody again."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people.models import User
from jiangong.selection.exams.actions.writing import reasoned
from jiangong.selection.exams.models import Correction, Sitting
from jiangong.selection.exams.queries.marking import Ruled, marked, rulings_of, sound_ruling
from jiangong.selection.exams.states import Reason, SittingState, Verb


def write_marks(sitting: Sitting) -> int:
    """Mark every paper of a locked sitting by the rulings that stand; returns how many."""
    rows = [
        (str(marks.score), [str(points) for points in marks.points], pk)
        for pk, _code, marks in marked(sitting, rulings_of(sitting))
    ]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE exams_examinee SET score = %s, marks = %s WHERE id = %s", rows)
    return len(rows)


@transaction.atomic
def correct_key(
    sitting: Sitting,
    number: int,
    ruling: str,
    *,
    key: Mapping[str, Any] | None = None,
    reason: str,
    by: User | None,
) -> Correction:
    """Rule on a question after the sitting: another key counts too, or it is struck out; everybody is marked again.

    What it will do is shown before by queries.preview. Raises Refused: WHY_MISSING, NOT_CLOSED, NOT_ASKED.
    """
    reason, sitting = reasoned(reason), lock(sitting)
    require(by, "exams.manage_sitting", sitting)
    if sitting.state != SittingState.CLOSED:
        raise Refused(Reason.NOT_CLOSED)
    ruled = Ruled(number, ruling, key)
    if not sound_ruling(sitting, ruled):
        raise Refused(Reason.NOT_ASKED, question=number)
    entry = record(
        Verb.CORRECTED,
        sitting,
        organisation=sitting.organisation,
        by=by,
        payload={"question": number, "ruling": ruling, "key": dict(key) if key else None},
    )
    correction = Correction.objects.create(
        sitting=sitting,
        number=number,
        ruling=ruling,
        key=dict(key) if key else None,
        reason=reason,
        entry=entry,
        by=by,
    )
    write_marks(sitting)
    return correction
