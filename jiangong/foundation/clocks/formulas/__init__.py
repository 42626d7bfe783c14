"""Counting days, and adding events up: pure functions, no database, no clock of their own."""

from jiangong.foundation.clocks.formulas.calendars import Calendar, national_calendar, national_years
from jiangong.foundation.clocks.formulas.counting import (
    DAY,
    Pause,
    Reckoning,
    counted,
    day_of,
    days_between,
    hours_from,
    reckon,
    running_days,
    whole,
)
from jiangong.foundation.clocks.formulas.projecting import FIELDS, as_text, project
from jiangong.foundation.common.periods import add_months

__all__ = [
    "DAY",
    "FIELDS",
    "Calendar",
    "Pause",
    "Reckoning",
    "add_months",
    "as_text",
    "counted",
    "day_of",
    "days_between",
    "hours_from",
    "national_calendar",
    "national_years",
    "project",
    "reckon",
    "running_days",
    "whole",
]
