"""A clock as a page shows it: the time it has, what of it is used, when exactly it ends, and everything that happened."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

from jiangong.foundation.clocks.formulas import DAY, counted, day_of, days_between
from jiangong.foundation.clocks.models import Clock, ClockEvent
from jiangong.foundation.clocks.queries.calendars import calendar_for
from jiangong.foundation.clocks.queries.clocks import history
from jiangong.foundation.clocks.queries.listed import kinds
from jiangong.foundation.clocks.states import State, Unit
from jiangong.foundation.organisations.scope import holds
from jiangong.foundation.organisations.states import OFFICERS
from jiangong.foundation.rulebook.queries import parameter


@dataclass(frozen=True)
class ShownClock:
    """`title` says what has to be done, `used` how much of `total` has passed (days that count, or hours begun).

    `may_handle`: the reader may pause it and so on.
    """

    clock: Clock
    title: str | Promise
    used: int
    total: int
    events: list[ClockEvent]
    may_handle: bool

    @property
    def late(self) -> bool:
        """Running and past its due time."""
        return self.clock.state == State.RUNNING and bool(
            self.clock.due_at and self.clock.due_at < timezone.now()
        )

    @property
    def unit(self) -> Any:
        """The unit of `used` and `total`: months pass in days."""
        return Unit.DAYS.label if self.clock.unit == Unit.MONTHS else Unit(self.clock.unit).label


def shown_clock(clock: Clock | None, reader: Any) -> ShownClock | None:
    """A clock for a page, None for none; up to three queries."""
    if clock is None:
        return None
    left = _left(clock)
    total = clock.total
    if clock.unit == Unit.HOURS:
        left, total = -(-left // 3600), total // 3600
    kind = kinds().get(clock.rule)
    return ShownClock(
        clock,
        kind.title if kind else parameter(clock.rule, on=day_of(clock.started_at)).title,
        total - max(left, 0),
        total,
        list(history(clock)),
        may_handle=holds(reader, OFFICERS, clock.organisation),
    )


def _left(clock: Clock) -> int:
    """What is left of the whole: seconds, or days that count, today's included; of an ended clock, when it ended."""
    if clock.left is not None:
        return clock.left
    now = clock.ended_at or timezone.now()
    if clock.due_at is None:
        return 0
    if clock.ends_on is None:
        return int((clock.due_at - now).total_seconds())
    first = max(day_of(now), day_of(clock.started_at) + DAY)
    if clock.unit != Unit.WORKING_DAYS:
        return (clock.ends_on - first).days + 1
    return days_between(first, clock.ends_on, counted(clock.unit, calendar_for(clock.organisation)))
