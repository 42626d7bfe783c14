"""Telling the database what it counts by: least days of every kind, and the calendar. As its owner, at set-up."""

from datetime import date

from django.db import connections, transaction
from django.utils import timezone

from jiangong.foundation.clocks.formulas import national_calendar
from jiangong.foundation.clocks.queries import calendar_for
from jiangong.foundation.clocks.states import UNITS
from jiangong.foundation.notices.models import CalendarDay, Minimum
from jiangong.foundation.notices.queries import kinds
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.rulebook.queries import parameter

FRIDAY = 5  # as ISO 8601 and the triggers number the days of the week


@transaction.atomic
def tell_the_database(using: str = "default") -> None:
    """Write the least days of every kind, as the rulebook has them today, and the days that are not as their week.

    Called whenever the tables were made current (`jiangong setup`), by their owner: the application's own role may read
    both tables and write neither (deploy/application.sql). Does nothing while tables are missing.
    """
    there = connections[using].introspection.table_names()
    needed = {one._meta.db_table for one in (Minimum, CalendarDay, Organisation)}
    if not needed <= set(there):
        return
    found = {kind.code: parameter(kind.days) for kind in kinds().values()}
    Minimum.objects.using(using).bulk_create(
        [Minimum(kind=kind, days=one.value, unit=UNITS[one.unit]) for kind, one in found.items()],
        update_conflicts=True,
        unique_fields=["kind"],
        update_fields=["days", "unit"],
    )
    days = _days_unlike_their_week()
    CalendarDay.objects.using(using).exclude(day__in=days).filter(day__gte=_first()).delete()
    CalendarDay.objects.using(using).bulk_create(
        [CalendarDay(day=day, worked=worked) for day, worked in days.items()],
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["worked"],
    )


def _days_unlike_their_week() -> dict[date, bool]:
    city = Organisation.objects.filter(parent__isnull=True).order_by("pk").first()
    calendar = national_calendar() if city is None else calendar_for(city)
    candidates = calendar.off | calendar.worked | set(calendar.special)
    return {
        day: calendar.works(day)
        for day in candidates
        if day >= _first() and calendar.works(day) != (day.isoweekday() <= FRIDAY)
    }


def _first() -> date:
    """Notices run for weeks: the days of this year and the last are enough."""
    return date(timezone.localdate().year - 1, 1, 1)
