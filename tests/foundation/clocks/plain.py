"""A clock as a child would keep it: one stroke for each day (or minute) that passed while it ran.

Nothing here knows how to compute a due time: days are played one by one, by the notices and the special days that were
known when the clock was last reckoned.
"""

from datetime import timedelta

from jiangong.foundation.clocks.states import Unit
from tests.foundation.clocks.conftest import at
from tests.foundation.clocks.test_calendar import by_hand

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


class Plain:
    """`log` holds since when it ran or stood; `base` how many days were left when counting began on which day."""

    def __init__(self, unit, amount, now, special):
        self.unit, self.amount = unit, amount
        self.begin(now, special)

    def begin(self, now, special):
        self.state, self.warned, self.late = "running", False, False
        self.start, self.log, self.seen = now, [(now, True)], dict(special)
        self.whole = self._whole()
        self.minutes_left = self.whole
        self.base = (self.whole, now.date() + DAY)

    def _whole(self):
        """Minutes of hours; days of days; the days of so many months, found by walking to the day of the same number."""
        if self.unit == Unit.HOURS:
            return self.amount * 60
        if self.unit != Unit.MONTHS:
            return self.amount
        day, months, walked = self.start.date(), self.amount, 0
        while months or day.day < self.start.day:
            if not months and (day + DAY).day == 1:
                break  # there is no such day in that month: its last one
            months -= (day + DAY).day == 1
            day, walked = day + DAY, walked + 1
        return walked

    def works(self, day):
        return self.seen.get(day, by_hand(day))

    def counts(self, day):
        return self.works(day) if self.unit == Unit.WORKING_DAYS else True

    def ran_at_the_end_of(self, day):
        return next((on for since, on in reversed(self.log) if since.date() <= day), False)

    def pass_minutes(self, minutes):
        for _ in range(minutes):
            self.minutes_left -= self.state == "running" and self.unit == Unit.HOURS

    def last_day(self):
        """Play the days from the base on until the strokes are used up."""
        left, day = self.base
        left = max(left, 1)
        while True:
            left -= self.ran_at_the_end_of(day) and self.counts(day)
            if not left:
                return day
            day += DAY

    def due(self, now):
        if self.unit == Unit.HOURS:
            return now + self.minutes_left * MINUTE
        day = self.last_day()
        while self.unit != Unit.WORKING_DAYS and not self.works(day):
            day += DAY
        return at(f"{day} 23:59:59")

    def warns(self, now):
        """Whether 70 % have run: minutes, or days with the running one in proportion to its hours."""
        if self.unit == Unit.HOURS:
            return 10 * (self.whole - self.minutes_left) >= 7 * self.whole
        left, day = self.base
        used = self.whole - left
        while day < now.date():
            used += self.ran_at_the_end_of(day) and self.counts(day)
            day += DAY
        today = now.hour * 60 + now.minute if day == now.date() and self.counts(day) else 0
        return 10 * (used * 1440 + today) >= 7 * self.whole * 1440

    def pause(self, now, special):
        last = self.last_day() if self.unit != Unit.HOURS else None
        self.seen = dict(special)
        self.log.append((now, False))
        self.state = "paused"
        if last is None:
            return
        day, left = max(now.date(), self.start.date() + DAY), 0
        while day <= last:
            left += self.counts(day)
            day += DAY
        self.base = (left, None)

    def resume(self, now, special):
        self.seen = dict(special)
        self.log.append((now, True))
        self.state = "running"
        self.base = (self.base[0], max(now.date(), self.start.date() + DAY))

    def reckoned(self, now, special):
        """The same clock, played again from its start by the days known now."""
        other = object.__new__(Plain)
        vars(other).update(vars(self))
        other.seen = dict(special)
        if other.unit == Unit.HOURS:
            return other
        other.base = (other.whole, other.start.date() + DAY)
        if other.state == "paused":
            left, day = other.base
            while left and day < other.log[-1][0].date():
                left -= other.ran_at_the_end_of(day) and other.counts(day)
                day += DAY
            other.base = (left, None)
        return other

    def shows(self, now):
        """What tells people where the clock ends."""
        if self.state == "paused":
            return self.minutes_left if self.unit == Unit.HOURS else self.base[0]
        return self.due(now)

    def ends(self):
        """The last stroke's day, before it moves on from a day off; it tells nothing to people, but is on record."""
        return self.last_day() if self.state == "running" and self.unit != Unit.HOURS else None
