"""Which days are worked. The State Council's holidays with their swapped days 调休 come from `chinesecalendar`."""
# not law in this file (5, 10): days of a week, the first of October as a mark of a whole year

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.metadata import version

import chinese_calendar

SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """Days off and days worked where they differ from the week, and the years for which they are published.

    Special days of an organisation lie over the national ones; `name` says what a clock was counted by.
    """

    off: frozenset[date]
    worked: frozenset[date]
    years: frozenset[int]
    special: Mapping[date, bool] = field(default_factory=dict)
    name: str = ""

    def works(self, day: date) -> bool:
        """Whether the day is worked. In a year that is not published yet: Monday to Friday, for the time being."""
        if day in self.special:
            return self.special[day]
        if day in self.off:
            return False
        return day in self.worked or day.weekday() < SATURDAY


@cache
def national_calendar() -> Calendar:
    """The national calendar as the installed library has it."""
    return Calendar(
        off=frozenset(chinese_calendar.holidays),
        worked=frozenset(chinese_calendar.workdays),
        years=national_years(),
        name=f"chinesecalendar {version('chinesecalendar')}",
    )


@cache
def national_years() -> frozenset[int]:
    """The years that the library has whole: a year's notice may begin in the December before, so one day proves nothing."""
    found = {day.year for day in chinese_calendar.holidays}
    return frozenset(
        year for year in found if {date(year, 1, 1), date(year, 10, 1)} <= chinese_calendar.holidays.keys()
    )


@cache
def national_names() -> Mapping[date, str]:
    """What the library calls its holidays and the days worked instead, in Chinese."""
    found = {**chinese_calendar.holidays, **chinese_calendar.workdays}
    return {day: chinese_calendar.Holiday(name).chinese for day, name in found.items()}
