"""The calendar of a union: the national one with the special days that it and the unions above it have ruled."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from jiangong.foundation.clocks.formulas import Calendar, national_calendar, national_years
from jiangong.foundation.clocks.formulas.calendars import national_names
from jiangong.foundation.clocks.models import EnteredYear, SpecialDay
from jiangong.foundation.organisations.models import Organisation

NOTICE_MONTH = 11  # not law: the notice for the next year appears in October or November


def calendar_for(organisation: Organisation) -> Calendar:
    """The calendar by which clocks of this union count; two queries. Of two rulings on a day the nearer one decides."""
    return calendar_from(
        organisation.path,
        SpecialDay.objects.filter(organisation__in=_ids(organisation.path), withdrawn_at__isnull=True)
        .select_related("organisation")
        .order_by("organisation__depth", "pk"),
        published_years(),
    )


def calendar_from(path: str, days: Iterable[SpecialDay], years: frozenset[int]) -> Calendar:
    """The calendar of the union at `path`, from special days in force (ordered by depth) and published years."""
    mine = [one for one in days if path.startswith(one.organisation.path)]
    national = national_calendar()
    newest = max((one.pk for one in mine), default=0)
    return replace(
        national,
        years=years,
        special={one.day: one.worked for one in mine},
        name=f"{national.name}+{newest}" if newest else national.name,
    )


def published_years() -> frozenset[int]:
    """Years whose official calendar is known: from the library, or entered by an officer from the notice."""
    return national_years() | frozenset(EnteredYear.objects.values_list("year", flat=True))


def missing_years(today: date | None = None, *, known: frozenset[int] | None = None) -> list[int]:
    """Years that clocks started now run into but whose calendar is not known: this year, and from November the next."""
    today = today or timezone.localdate()
    wanted = [today.year, *([today.year + 1] if today.month >= NOTICE_MONTH else [])]
    known = published_years() if known is None else known
    return [year for year in wanted if year not in known]


def special_days() -> "QuerySet[SpecialDay]":
    """All special days, withdrawn ones included, with whose they are."""
    return SpecialDay.objects.select_related("organisation")


def special_days_of(organisation: Organisation, year: int) -> "QuerySet[SpecialDay]":
    """The special days of a year that hold at this union, its own and those from above, withdrawn ones included."""
    return (
        SpecialDay.objects.filter(organisation__in=_ids(organisation.path), day__year=year)
        .select_related("organisation", "recorded_by", "withdrawn_by")
        .order_by("day", "pk")
    )


@dataclass(frozen=True)
class Stretch:
    """Days off in a row under one name, or one day worked instead."""

    name: str
    first: date
    last: date
    worked: bool

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def swapped_days(year: int) -> list[Stretch]:
    """What the national calendar has of a year, as a notice would say it: holidays as stretches, days worked singly."""
    names = national_names()
    worked = national_calendar().worked
    found: list[Stretch] = []
    for day in sorted(day for day in names if day.year == year):
        last = found[-1] if found else None
        if (
            last
            and not last.worked
            and day not in worked
            and day == last.last + timedelta(days=1)
            and names[day] == last.name
        ):
            found[-1] = replace(last, last=day)
        else:
            found.append(Stretch(names[day], day, day, day in worked))
    return found


def _ids(path: str) -> list[int]:
    return [int(part) for part in path.strip("/").split("/")]
