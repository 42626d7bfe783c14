"""What an examinee does: start, go on with another device, save without script, hand in."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.people.models import User
from jiangong.selection.exams.actions.saving import Save, Saved, together
from jiangong.selection.exams.actions.writing import let_save, say
from jiangong.selection.exams.formulas import ends_at
from jiangong.selection.exams.models import Examinee, Sitting
from jiangong.selection.exams.queries.answers import latest_of
from jiangong.selection.exams.states import (
    EXAMINEE_TRANSITIONS,
    Ending,
    EventKind,
    ExamineeState,
    Mode,
    Reason,
    SittingState,
)


def end_of(examinee: Examinee, sitting: Sitting) -> datetime:
    """When the time of an examinee who has started is over."""
    return ends_at(
        examinee.started_at or timezone.now(),
        closes_at=sitting.closes_at,
        minutes=sitting.minutes,
        extra_minutes=examinee.extra_minutes,
        added_seconds=examinee.added_seconds + sitting.added_seconds,
    )


@transaction.atomic
def start(examinee: Examinee, *, by: User | None) -> Examinee:
    """The time begins to run, on the first device. Raises Refused: NOT_DRAWN, NOT_YET, WINDOW_OVER, NOT_SITTING."""
    let_save(examinee.sitting_id)  # not the sitting's row: thousands start in the same minute
    examinee = lock(examinee)
    require(by, "exams.sit", examinee)
    sitting = Sitting.objects.get(pk=examinee.sitting_id)
    now = timezone.now()
    if sitting.state != SittingState.DRAWN or sitting.mode != Mode.SCREEN:
        raise Refused(Reason.NOT_DRAWN)
    if now < sitting.opens_at:
        raise Refused(Reason.NOT_YET, moment=_clock(sitting.opens_at))
    close = sitting.closes_at + timedelta(seconds=sitting.added_seconds)
    if now >= close:
        raise Refused(Reason.WINDOW_OVER, moment=_clock(close))
    examinee.started_at, examinee.device = now, 1
    examinee.ends_at = end_of(examinee, sitting)
    advance(
        examinee,
        ExamineeState.SITTING,
        {ExamineeState.ADMITTED: frozenset({ExamineeState.SITTING})},
        otherwise=Reason.NOT_SITTING,
        also=["started_at", "device", "ends_at"],
    )
    say(EventKind.STARTED, sitting, examinee, by=by, facts={"ends": examinee.ends_at.isoformat()})
    return examinee


@transaction.atomic
def take_over(examinee: Examinee, *, by: User | None) -> Examinee:
    """Go on with this device; the one before may not save any more. Time runs on. Raises Refused(NOT_SITTING)."""
    examinee = lock(examinee)
    require(by, "exams.sit", examinee)
    if examinee.state != ExamineeState.SITTING:
        raise Refused(Reason.NOT_SITTING)
    examinee.device += 1
    examinee.save(update_fields=["device"])
    say(EventKind.TAKEN_OVER, examinee.sitting, examinee, by=by, facts={"device": examinee.device})
    return examinee


def save_answers(examinee: Examinee, given: Mapping[int, str], *, device: int, by: User | None) -> Saved:
    """Save what a form without script holds: of every item that changed, the next sequence. Not within a transaction.

    Raises what `saving` raises: NOT_SITTING, OTHER_DEVICE, TOO_LATE, SEQUENCE_USED when another page saved at the same time.
    """
    require(by, "exams.sit", examinee)
    before, answers = latest_of(examinee), []
    for item, text in sorted(given.items()):
        old = before.get(item)
        if text != (old.given if old else ""):
            last = old.sequence if old and old.device == device else 0
            answers.append((item, max(last + 1, since_start(examinee)), text))
    return together.ask(Save(examinee.sitting_id, examinee.pk, device, tuple(answers)))


def since_start(examinee: Examinee) -> int:
    """Milliseconds since the examinee started, at least 1: the sequence of what is given now, also after a browser died.

    What an earlier page sent and the network still holds has a lower one, and cannot undo what is given later.
    """
    begun = examinee.started_at or timezone.now()
    return max(1, int((timezone.now() - begun).total_seconds() * 1000))  # not law: milliseconds


@transaction.atomic
def hand_in(examinee: Examinee, *, device: int, by: User | None) -> Examinee:
    """The examinee is done. Raises Refused: NOT_SITTING, OTHER_DEVICE."""
    examinee = lock(examinee)
    require(by, "exams.sit", examinee)
    if examinee.state == ExamineeState.SITTING and examinee.device != device:
        raise Refused(Reason.OTHER_DEVICE)
    return end(examinee, Ending.OWN, by=by)


def end(examinee: Examinee, how: str, *, by: User | None, reason: str = "") -> Examinee:
    """End the sitting of a locked examinee who sits."""
    if examinee.state != ExamineeState.SITTING:
        raise Refused(Reason.NOT_SITTING)
    examinee.ending, examinee.ended_at = how, timezone.now()
    advance(
        examinee,
        ExamineeState.ENDED,
        EXAMINEE_TRANSITIONS,
        otherwise=Reason.NOT_SITTING,
        also=["ending", "ended_at"],
    )
    say(EventKind.ENDED, examinee.sitting, examinee, by=by, reason=reason, facts={"how": how})
    return examinee


def _clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
