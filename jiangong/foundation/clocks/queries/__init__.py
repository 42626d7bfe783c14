"""Every read of clocks and calendars."""

from jiangong.foundation.clocks.queries.calendars import (
    calendar_for,
    missing_years,
    published_years,
    special_days,
    special_days_of,
    swapped_days,
)
from jiangong.foundation.clocks.queries.clocks import (
    Crossing,
    clock_of,
    clocks_of,
    clocks_visible_to,
    crossings,
    history,
    history_by_day,
    overdue_clocks,
    shown_on,
    to_warn,
)
from jiangong.foundation.clocks.queries.listed import kind_of, kinds, listeners
from jiangong.foundation.clocks.queries.moving import Move, moves, reckoned_again
from jiangong.foundation.clocks.queries.showing import ShownClock, shown_clock

__all__ = [
    "Crossing",
    "Move",
    "ShownClock",
    "calendar_for",
    "clock_of",
    "clocks_of",
    "clocks_visible_to",
    "crossings",
    "history",
    "history_by_day",
    "kind_of",
    "kinds",
    "listeners",
    "missing_years",
    "moves",
    "overdue_clocks",
    "published_years",
    "reckoned_again",
    "shown_clock",
    "shown_on",
    "special_days",
    "special_days_of",
    "swapped_days",
    "to_warn",
]
