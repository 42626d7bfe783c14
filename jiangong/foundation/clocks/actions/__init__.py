"""Every write of clocks and calendars."""

from jiangong.foundation.clocks.actions.calendars import enter_year, record_day, withdraw_day
from jiangong.foundation.clocks.actions.crossing import cross
from jiangong.foundation.clocks.actions.forgetting import forget
from jiangong.foundation.clocks.actions.many import Beginning, start_many
from jiangong.foundation.clocks.actions.recomputing import recompute, recompute_moved
from jiangong.foundation.clocks.actions.running import (
    hand_over,
    pause,
    restart,
    resume,
    start,
    stop,
    stop_clocks,
)

__all__ = [
    "Beginning",
    "cross",
    "enter_year",
    "forget",
    "hand_over",
    "pause",
    "recompute",
    "recompute_moved",
    "record_day",
    "restart",
    "resume",
    "start",
    "start_many",
    "stop",
    "stop_clocks",
    "withdraw_day",
]
