"""The one way a clock moves: an event is appended, and the row takes over what it set."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from jiangong.foundation.clocks.formulas import as_text
from jiangong.foundation.clocks.models import Clock, ClockEvent
from jiangong.foundation.clocks.states import Event, Reason, Verb
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


def write(
    clock: Clock,
    kind: Event,
    changes: dict[str, Any],
    *,
    by: User | None,
    reason: str = "",
    at: datetime | None = None,
) -> ClockEvent:
    """Append an event to a locked clock and let the row follow it."""
    now = timezone.now()
    clock.events_so_far += 1
    for name, value in changes.items():
        setattr(clock, name, value)
    clock.save(update_fields=[*changes, "events_so_far"])
    return ClockEvent.objects.create(
        clock=clock,
        number=clock.events_so_far,
        kind=kind,
        at=at or now,
        recorded_at=now,
        by=by,
        reason=reason,
        changes=as_text(changes),
    )


def say(verb: Verb, clock: Clock, by: User | None, **payload: Any) -> None:
    """Write into the ledger what people did to a clock; its ordinary course is written by the room it serves."""
    record(
        verb,
        clock,
        organisation=clock.organisation,
        by=by,
        payload={"rule": clock.rule, "event": clock.events_so_far, **payload},
    )


def required(reason: str) -> str:
    """The reason, in 200 signs at most; raises Refused(REASON_MISSING) without one."""
    if not reason.strip():
        raise Refused(Reason.REASON_MISSING)
    return reason.strip()[:200]
