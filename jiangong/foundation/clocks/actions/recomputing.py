"""Reckoning a clock again, because the calendar or a parameter is another now: only as an act that is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jiangong.foundation.clocks.actions.writing import required, say, write
from jiangong.foundation.clocks.models import Clock
from jiangong.foundation.clocks.queries import calendar_for, moves, reckoned_again
from jiangong.foundation.clocks.queries.moving import moved, turns_of
from jiangong.foundation.clocks.states import OPEN, Event, Reason, Verb
from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@transaction.atomic
def recompute(clock: Clock, *, reason: str, by: User | None) -> Clock:
    """Reckon an open clock from its start by today's calendar and the parameter of its first day.

    A clock that is no longer late after it is not late: what it had crossed can be crossed again.
    Raises Refused: REASON_MISSING, NOT_OPEN, NOTHING_MOVES.
    """
    clock = lock(clock)
    require(by, "clocks.handle", clock)
    reason = required(reason)
    if clock.state not in OPEN:
        raise Refused(Reason.NOT_OPEN)
    changes = reckoned_again(clock, turns_of(clock), calendar_for(clock.organisation))
    if not moved(clock, changes):
        raise Refused(Reason.NOTHING_MOVES)
    now = timezone.now()
    before = clock.due_at
    if clock.overdue_at is not None and changes["due_at"] is not None and changes["due_at"] > now:
        changes["overdue_at"] = None
    write(clock, Event.RECOMPUTED, changes, by=by, reason=reason, at=now)
    say(
        Verb.RECOMPUTED,
        clock,
        by,
        before=before.isoformat() if before else "",
        after=clock.due_at.isoformat() if clock.due_at else "",
    )
    return clock


def recompute_moved(reach: Q, *, reason: str, by: User | None, limit: int = 200) -> int:
    """Recompute the clocks within `reach` that would move, at most `limit`, each in its own right; return how many."""
    reason = required(reason)
    found, _more = moves(reach, limit=limit)
    for one in found:
        recompute(one.clock, reason=reason, by=by)
    return len(found)
