"""Months, as the calendar has them."""

from calendar import monthrange
from datetime import date

# not law in this file (12): how the calendar counts


def add_months(day: date, months: int) -> date:
    """The same day some months later; the last day of the month where that day does not exist (31 Aug → 28 Feb)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
