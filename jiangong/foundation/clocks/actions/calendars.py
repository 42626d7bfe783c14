"""Special days of a union, and years whose notice the library does not have yet: recorded with their document."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from jiangong.foundation.clocks.actions.writing import required
from jiangong.foundation.clocks.formulas.calendars import SATURDAY
from jiangong.foundation.clocks.models import EnteredYear, SpecialDay
from jiangong.foundation.clocks.queries import calendar_for, published_years
from jiangong.foundation.clocks.states import Reason, Verb
from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.organisations.models import Organisation

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@transaction.atomic
def record_day(
    organisation: Organisation,
    day: date,
    *,
    worked: bool,
    title: str,
    document_number: str,
    by: User | None,
) -> SpecialDay:
    """A day off, or worked, for this union and all below it, by a document (a typhoon, a local holiday 停工日).

    Clocks that run already do not move: moves() shows which would. Raises Refused: DOCUMENT_MISSING, DAY_UNCHANGED,
    DAY_TAKEN.
    """
    require(by, "clocks.record_day", organisation)
    if not title.strip() or not document_number.strip():
        raise Refused(Reason.DOCUMENT_MISSING)
    if SpecialDay.objects.filter(organisation=organisation, day=day, withdrawn_at__isnull=True).exists():
        raise Refused(Reason.DAY_TAKEN, day=day)
    if calendar_for(organisation).works(day) == worked:
        raise Refused(Reason.DAY_UNCHANGED, day=day)
    return _record(organisation, day, worked, title.strip()[:80], document_number.strip()[:80], by)


@transaction.atomic
def withdraw_day(day: SpecialDay, *, reason: str, by: User | None) -> SpecialDay:
    """Take a special day back, with a reason; it stays to be seen. Raises Refused(REASON_MISSING), Refused(ALREADY_WITHDRAWN)."""
    day = lock(day)
    require(by, "clocks.withdraw_day", day)
    reason = required(reason)
    if day.withdrawn_at is not None:
        raise Refused(Reason.ALREADY_WITHDRAWN)
    day.withdrawn_at, day.withdrawn_by, day.withdrawn_reason = timezone.now(), by, reason
    day.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    record(
        Verb.DAY_WITHDRAWN,
        day,
        organisation=day.organisation,
        by=by,
        payload={"day": day.day.isoformat(), "worked": day.worked},
    )
    return day


@transaction.atomic
def enter_year(
    year: int,
    *,
    city: Organisation,
    document_number: str,
    off: Collection[date],
    worked: Collection[date],
    by: User | None,
) -> EnteredYear:
    """Enter the State Council's notice of a year that the library does not have: its days off and days worked instead.

    Raises Refused: DOCUMENT_MISSING, YEAR_KNOWN, YEAR_OUT_OF_ORDER for a day of another year (December before is
    allowed), a day worked that is no Saturday or Sunday, or a day on both lists.
    """
    require(by, "clocks.enter_year", city)
    if not document_number.strip():
        raise Refused(Reason.DOCUMENT_MISSING)
    if year in published_years():
        raise Refused(Reason.YEAR_KNOWN, year=year)
    for day in (*off, *worked):
        if not (day.year == year or (day.year, day.month) == (year - 1, 12)):  # not law: December
            raise Refused(Reason.YEAR_OUT_OF_ORDER, day=day)
    for day in worked:
        if day.weekday() < SATURDAY or day in off:
            raise Refused(Reason.YEAR_OUT_OF_ORDER, day=day)
    if not off:
        raise Refused(Reason.YEAR_OUT_OF_ORDER, day=date(year, 1, 1))
    number = document_number.strip()[:80]
    try:
        with transaction.atomic():
            entered = EnteredYear.objects.create(year=year, document_number=number, recorded_by=by)
    except IntegrityError as error:
        raise Refused(Reason.YEAR_KNOWN, year=year) from error
    known = calendar_for(city)
    title = f"{year}年放假安排"
    for day, is_worked in sorted([*((day, False) for day in off), *((day, True) for day in worked)]):
        if known.works(day) != is_worked and day not in known.special:
            _record(city, day, is_worked, title, number, by)
    record(
        Verb.YEAR_ENTERED,
        entered,
        organisation=city,
        by=by,
        payload={"year": year, "document": number},
    )
    return entered


def _record(
    organisation: Organisation, day: date, worked: bool, title: str, document_number: str, by: User | None
) -> SpecialDay:
    found = SpecialDay.objects.create(
        organisation=organisation,
        day=day,
        worked=worked,
        title=title,
        document_number=document_number,
        recorded_by=by,
    )
    record(
        Verb.DAY_RECORDED,
        found,
        organisation=organisation,
        by=by,
        payload={"day": day.isoformat(), "worked": worked, "document": document_number},
    )
    return found
