"""The invigilator's acts and the end: time added, a paper taken in, everybody's time over, the sitting closed and marked."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people.models import User
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.selection.exams.actions.marking import begin_marking, mark_papers
from jiangong.selection.exams.actions.sitting_down import end
from jiangong.selection.exams.actions.writing import reasoned, say, stop_saving
from jiangong.selection.exams.models import Event, Examinee, Sitting
from jiangong.selection.exams.states import (
    Ending,
    EventKind,
    ExamineeState,
    Mode,
    Reason,
    SittingState,
    Verb,
)


def drawn(sitting: Sitting, by: User | None) -> Sitting:
    """The sitting, with no answer under way, for an act of the invigilator."""
    stop_saving(sitting)
    sitting = lock(sitting)
    require(by, "exams.manage_sitting", sitting)
    if sitting.state != SittingState.DRAWN:
        raise Refused(Reason.NOT_DRAWN)
    return sitting


@transaction.atomic
def add_time(
    sitting: Sitting, seconds: int, *, reason: str, by: User | None, examinee: Examinee | None = None
) -> int:
    """After an interruption: more time for everybody who sits or will, or for one examinee. Returns whose end moved.

    Whose time had run out meanwhile goes on; who had handed in does not. Raises Refused: WHY_MISSING, NOT_DRAWN, BAD_WINDOW without a second to add.
    """
    reason, sitting = reasoned(reason), drawn(sitting, by)
    if seconds < 1:
        raise Refused(Reason.BAD_WINDOW)
    concerned = Examinee.objects.select_for_update(of=("self",)).filter(sitting=sitting)
    if examinee is None:
        sitting.added_seconds += seconds
        sitting.save(update_fields=["added_seconds"])
    else:
        concerned = concerned.filter(pk=examinee.pk)
        concerned.update(added_seconds=F("added_seconds") + seconds)
    more, now, moved = timedelta(seconds=seconds), timezone.now(), 0
    moved += concerned.filter(state=ExamineeState.SITTING).update(ends_at=F("ends_at") + more)
    moved += concerned.filter(state=ExamineeState.ENDED, ending=Ending.TIME, ends_at__gt=now - more).update(
        state=ExamineeState.SITTING, ending="", ended_at=None, ends_at=F("ends_at") + more
    )
    facts = {"seconds": seconds, "examinees": moved}
    say(EventKind.TIME_ADDED, sitting, examinee, by=by, reason=reason, facts=facts)
    record(
        Verb.TIME_ADDED,
        sitting,
        organisation=sitting.organisation,
        by=by,
        payload={**facts, "examinee": examinee.code if examinee else ""},
    )
    return moved


@transaction.atomic
def force_close(examinee: Examinee, *, reason: str, by: User | None) -> Examinee:
    """The invigilator takes the paper in. Raises Refused: WHY_MISSING, NOT_SITTING."""
    reason, examinee = reasoned(reason), lock(examinee)
    sitting = examinee.sitting
    require(by, "exams.manage_sitting", sitting)
    examinee = end(examinee, Ending.FORCED, by=by, reason=reason)
    record(
        Verb.FORCED, sitting, organisation=sitting.organisation, by=by, payload={"examinee": examinee.code}
    )
    return examinee


@transaction.atomic
def end_due(*, sitting: Sitting | None = None) -> int:
    """Hand in for everybody whose time, and the network's seconds, are over. Returns how many. Safe to run at any time."""
    cutoff = timezone.now() - timedelta(seconds=int(rulebook.value("exams.grace_seconds")))
    due = Examinee.objects.select_for_update(of=("self",), skip_locked=sitting is None).filter(
        state=ExamineeState.SITTING, ends_at__lte=cutoff
    )
    if sitting is not None:
        due = due.filter(sitting=sitting)
    ended = list(due.only("pk", "sitting_id"))
    _end_all(ended, Ending.TIME, F("ends_at"), by=None)
    return len(ended)


@transaction.atomic
def close_sitting(
    sitting: Sitting, *, by: User | None, reason: str = "", background: bool = False
) -> Sitting:
    """End it: who still sits is taken in, who never came is absent, the seed is published, every paper is marked.

    `background`: where there are many papers they are marked by a worker, and the sitting comes back MARKING. Before everybody
    is done it needs a reason. Raises Refused: NOT_DRAWN, STILL_SITTING.
    """
    sitting = drawn(sitting, by)
    end_due(sitting=sitting)
    now = timezone.now()
    running = list(
        Examinee.objects.select_for_update(of=("self",)).filter(sitting=sitting, state=ExamineeState.SITTING)
    )
    waiting = Examinee.objects.filter(sitting=sitting, state=ExamineeState.ADMITTED)
    close = sitting.closes_at + timedelta(seconds=sitting.added_seconds)
    may_come = sitting.mode == Mode.SCREEN and now < close and waiting.exists()
    if (running or may_come) and not reason.strip():
        raise Refused(Reason.STILL_SITTING, count=len(running) + (waiting.count() if may_come else 0))
    if running:
        _end_all(running, Ending.FORCED, now, by=by, reason=reasoned(reason))
    waiting.update(state=ExamineeState.ABSENT)
    sitting.closed_at, sitting.reason = now, reason.strip()[:200]
    record(Verb.CLOSED, sitting, organisation=sitting.organisation, by=by, payload={"seed": sitting.seed})
    begin_marking(sitting, by=by, otherwise=Reason.NOT_DRAWN, also=("closed_at", "reason"))
    mark_papers(sitting, background=background)
    return sitting


def _end_all(
    examinees: list[Examinee], how: str, at: datetime | F, *, by: User | None, reason: str = ""
) -> None:
    """End the sitting of locked examinees who sit, thousands in two statements. `at`: when each ended."""
    Examinee.objects.filter(pk__in=[one.pk for one in examinees]).update(
        state=ExamineeState.ENDED, ending=how, ended_at=at
    )
    now = timezone.now()
    Event.objects.bulk_create(
        [
            Event(
                sitting_id=one.sitting_id, examinee=one, kind=EventKind.ENDED, at=now, by=by, reason=reason,
                facts={"how": how},
            )
            for one in examinees
        ],
        batch_size=2000,
    )  # fmt: skip
