"""What happens by itself: a clock passes 70 %, passes its due time, or lapses into what the statute says of silence."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from jiangong.foundation.clocks.actions.writing import say, write
from jiangong.foundation.clocks.models import Clock, ClockEvent
from jiangong.foundation.clocks.queries import kind_of, listeners, overdue_clocks, to_warn
from jiangong.foundation.clocks.states import Event, State, Verb

log = logging.getLogger("jiangong.clocks")
BATCH = 500


def cross(*, limit: int = BATCH) -> int:
    """Write down which clocks have crossed since the last time, each in a transaction of its own; return how many.

    A clock whose listener or whose lapse fails stays as it was, is logged, and is tried again the next time.
    """
    now = timezone.now()
    return _each(to_warn(now, limit=limit), _warn) + _each(overdue_clocks(now, limit=limit), _end)


def _each(clocks: Iterable[Clock], act: Callable[[Clock], ClockEvent | None]) -> int:
    done = 0
    for clock in clocks:
        try:
            with transaction.atomic():
                event = act(clock)
                if event is not None:
                    for path in listeners():
                        import_string(path)(clock=event.clock, event=event)
                    done += 1
        except Exception:
            log.exception("Clock %s could not cross; it will be tried again.", clock.pk)
    return done


def _warn(clock: Clock) -> ClockEvent | None:
    fresh = _again(clock)
    if (
        fresh is None
        or fresh.warned_at is not None
        or fresh.warn_at is None
        or fresh.warn_at > timezone.now()
    ):
        return None
    return write(fresh, Event.WARNED, {"warned_at": fresh.warn_at}, by=None, at=fresh.warn_at)


def _end(clock: Clock) -> ClockEvent | None:
    """A clock that is over lapses where silence speaks in law, and is overdue where it does not."""
    fresh = _again(clock)
    if (
        fresh is None
        or fresh.overdue_at is not None
        or fresh.due_at is None
        or fresh.due_at >= timezone.now()
    ):
        return None
    if not fresh.silence:
        return write(fresh, Event.OVERDUE, {"overdue_at": fresh.due_at}, by=None, at=fresh.due_at)
    changes: dict[str, Any] = {"state": State.LAPSED.value, "ended_at": fresh.due_at}
    event = write(fresh, Event.LAPSED, changes, by=None, at=fresh.due_at)
    say(Verb.LAPSED, fresh, None)
    if path := kind_of(fresh.rule).on_lapse:
        import_string(path)(fresh)
    return event


def _again(clock: Clock) -> Clock | None:
    """The running clock, locked; None if somebody else has it, or it does not run any more."""
    return (
        Clock.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("organisation")
        .filter(pk=clock.pk, state=State.RUNNING)
        .first()
    )
