"""Marks are computed and written, never edited; a ruling on a question marks everybody again.

Marking 20,000 papers takes a minute or more: it goes in steps, each in a transaction of its own, in the background where there are
many. Meanwhile the sitting is MARKING: nobody saves, nobody rules, and there are no scores.
"""

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.common.rooms import declared
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people.models import User
from jiangong.selection.exams.actions.writing import reasoned
from jiangong.selection.exams.models import Correction, Sitting
from jiangong.selection.exams.queries.marking import (
    Ruled,
    marked,
    papers_to_mark,
    require_closed,
    rulings_of,
    sound_ruling,
)
from jiangong.selection.exams.states import SITTING_TRANSITIONS, Reason, SittingState, Verb

AT_ONCE = 200  # not law: so many papers are marked within the request
STEP = 500  # not law: papers between two reports of progress: about a second


def begin_marking(sitting: Sitting, *, by: User | None, otherwise: Any, also: tuple[str, ...] = ()) -> None:
    """All papers of a locked sitting are to be marked; `otherwise` is the refusal where that cannot be now."""
    sitting.to_mark, sitting.marked, sitting.marked_through = papers_to_mark(sitting).count(), 0, 0
    sitting.marking_by = by
    fields = [*also, "to_mark", "marked", "marked_through", "marking_by"]
    advance(sitting, SittingState.MARKING, SITTING_TRANSITIONS, otherwise=otherwise, also=fields)


def mark_papers(sitting: Sitting, *, background: bool) -> None:
    """Mark them now; in the background, if that is wanted and there are many. In the caller's transaction."""
    from jiangong.selection.exams import tasks  # tasks wrap these actions: imported where one is queued

    if background and sitting.to_mark > AT_ONCE:
        tasks.mark_papers.defer(sitting_id=sitting.pk)  # the job row commits with the state
    else:
        while mark_step(sitting.pk):
            pass
        sitting.refresh_from_db()


@transaction.atomic
def mark_step(sitting_id: int) -> bool:
    """Mark the next papers, or finish; whether there is more to do. Called again after a crash it goes on where it stopped."""
    sitting = Sitting.objects.select_for_update(of=("self",)).get(pk=sitting_id)
    if sitting.state != SittingState.MARKING:
        return False
    papers = papers_to_mark(sitting).filter(pk__gt=sitting.marked_through).order_by("pk")[:STEP]
    rows = [
        (str(marks.score), [str(points) for points in marks.points], pk)
        for pk, _code, marks in marked(sitting, rulings_of(sitting), papers)
    ]
    if not rows:
        _finish(sitting)
        return False
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE exams_examinee SET score = %s, marks = %s WHERE id = %s", rows)
    sitting.marked += len(rows)
    sitting.marked_through = rows[-1][2]
    sitting.save(update_fields=["marked", "marked_through"])
    return True


def _finish(sitting: Sitting) -> None:
    """All are marked: there are scores now, and the room that the sitting is held for takes them, in the same transaction."""
    by, sitting.marking_by = sitting.marking_by, None
    advance(
        sitting, SittingState.CLOSED, SITTING_TRANSITIONS, otherwise=Reason.NOT_CLOSED, also=["marking_by"]
    )
    room = sitting.subject_type.partition(".")[0]
    for label, take in declared("sitting_marked", "actions"):
        if label == room:
            take(sitting, by=by)


@transaction.atomic
def correct_key(
    sitting: Sitting,
    number: int,
    ruling: str,
    *,
    key: Mapping[str, Any] | None = None,
    reason: str,
    by: User | None,
    background: bool = False,
) -> Correction:
    """Rule on a question after the sitting: another key counts too, or it is struck out; everybody is marked again.

    What it will do is shown before by queries.preview. Raises Refused: WHY_MISSING, NOT_CLOSED, BEING_MARKED, NOT_ASKED.
    """
    reason, sitting = reasoned(reason), lock(sitting)
    require(by, "exams.manage_sitting", sitting)
    require_closed(sitting)
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
    begin_marking(sitting, by=by, otherwise=Reason.NOT_CLOSED)
    mark_papers(sitting, background=background)
    return correction
