"""Due times. The counting is that of the Civil Code, articles 200 to 204.

- The day on which a time begins is not counted; it ends with the last moment of its last day.
- Months end on the day of the same number, or on the month's last day where there is none.
- Where the last day of a time in days or months is a day off, the next day that is worked is the last.
- Hours run from minute to minute, also through the night.
A day counts if the clock runs at its end. So a pause takes away each day at whose end it lasts, and one that begins and
ends on the same day takes nothing away.
"""
# not law in this file (12, 20, 100, 366, 3600): months of a year, seconds of an hour, the hundred of a percentage

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from django.utils import timezone

from jiangong.foundation.clocks.formulas.calendars import Calendar
from jiangong.foundation.clocks.states import Unit
from jiangong.foundation.common.periods import add_months

DAY = timedelta(days=1)
LONGEST = 20 * 366  # days; a time that does not end in twenty years is a mistake
Pause = tuple[date, date | None]  # the day of pausing, the day of resuming (None: still paused)


@dataclass(frozen=True)
class Reckoning:
    """Where a time ends: `ends_on` as counted (None for hours), `due_at` its last moment, `warn_at` when the share to
    warn at has passed (None if it had before), whether it runs into a year whose calendar is not published."""

    ends_on: date | None
    due_at: datetime
    warn_at: datetime | None
    provisional: bool = False


def day_of(moment: datetime) -> date:
    """The day in China on which a moment lies."""
    return timezone.localtime(moment).date()


def whole(start: date, amount: int, unit: str) -> int:
    """The whole of a time: seconds for HOURS, else days that have to be counted."""
    if unit == Unit.HOURS:
        return amount * 3600
    return (add_months(start, amount) - start).days if unit == Unit.MONTHS else amount


def counted(unit: str, calendar: Calendar) -> Callable[[date], bool]:
    """Which days count for a unit."""
    return calendar.works if unit == Unit.WORKING_DAYS else lambda day: True


def running_days(counts: Callable[[date], bool], pauses: Collection[Pause]) -> Callable[[date], bool]:
    """Which days count for a clock that was paused: none at whose end a pause lasted."""
    return lambda day: (
        counts(day) and not any(since <= day and (until is None or day < until) for since, until in pauses)
    )


def days_between(first: date, last: date, counts: Callable[[date], bool]) -> int:
    """How many days from `first` to `last`, both included, count."""
    return sum(counts(day) for day in _days(first, last))


def reckon(
    first: date,
    left: int,
    total: int,
    unit: str,
    calendar: Calendar,
    *,
    percent: int,
    pauses: Collection[Pause] = (),
) -> Reckoning:
    """Where a time in days ends of which `left` of `total` days remain, the first that may count being `first`.

    `percent` of all counted days is the share to warn at; a counted day passes evenly from 0 to 24 o'clock.
    """
    counts = running_days(counted(unit, calendar), pauses)
    ends_on = _nth(first, max(left, 1), counts)
    last = ends_on if unit == Unit.WORKING_DAYS else _next_worked(ends_on, calendar)
    ahead = Fraction(total * percent, 100) - (total - left)
    warn_at = None
    if ahead > 0:
        full, part = divmod(ahead, 1)
        warn_at = _midnight(_nth(first, int(full) + 1, counts)) + DAY * float(part)
    return Reckoning(
        ends_on,
        _midnight(last + DAY) - timedelta(seconds=1),
        warn_at,
        provisional=not {first.year, last.year} <= calendar.years,
    )


def hours_from(since: datetime, left: int, total: int, *, percent: int) -> Reckoning:
    """Where a time in hours ends of which `left` of `total` seconds remain from `since` on."""
    ahead = total * percent / 100 - (total - left)
    return Reckoning(
        None, since + timedelta(seconds=left), since + timedelta(seconds=ahead) if ahead > 0 else None
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _nth(first: date, number: int, counts: Callable[[date], bool]) -> date:
    """The `number`-th day from `first` on that counts."""
    for day in _days(first, first + LONGEST * DAY):
        number -= counts(day)
        if number == 0:
            return day
    raise ValueError("A time that does not end in twenty years.")


def _next_worked(day: date, calendar: Calendar) -> date:
    return _nth(day, 1, calendar.works)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY
