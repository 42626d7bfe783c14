"""Appointing to a role on an organisation, with dates, and ending it. Rights follow from here."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.organisations.models import Committee, Organisation
from jiangong.foundation.organisations.states import APART, Role
from jiangong.foundation.people.actions.memberships import require_admitting
from jiangong.foundation.people.models import Appointment, Person, User
from jiangong.foundation.people.states import Reason, Verb


@transaction.atomic
def appoint(
    person: Person,
    organisation: Organisation,
    role: Role,
    *,
    since: date | None = None,
    until: date | None = None,
    title: str = "",
    committee: Committee | None = None,
    by: User | None,
) -> Appointment:
    """Give a person a role on an organisation from `since` (today) to `until`, both days included.

    Raises Refused: NOT_PERMITTED, NOT_ONESELF, NOT_ADMITTING if the union has ended, DATES_OUT_OF_ORDER,
    ALREADY_HOLDS, APART for an administrator who audits.
    """
    since = since or timezone.localdate()
    appointment = Appointment(
        person=person,
        organisation=organisation,
        role=role,
        title=title.strip(),
        committee=committee,
        since=since,
        until=until,
    )
    require(by, "people.appoint", appointment)
    if by is not None and by.person_id == person.pk:
        raise Refused(Reason.NOT_ONESELF)
    require_admitting(organisation)
    if until is not None and until < since:
        raise Refused(Reason.DATES_OUT_OF_ORDER)
    lock(person)  # two who appoint the same person at once queue here
    overlapping = Appointment.objects.filter(
        Q(until__isnull=True) | Q(until__gte=since), person=person, since__lte=until or date.max
    )
    if overlapping.filter(organisation=organisation, role=role, committee=committee).exists():
        raise Refused(Reason.ALREADY_HOLDS)
    if role in APART and overlapping.filter(role__in=APART).exclude(role=role).exists():
        raise Refused(Reason.APART)
    try:
        with transaction.atomic():
            appointment.save(force_insert=True)
    except IntegrityError as error:  # the database says the same for whoever comes another way
        raise Refused(Reason.APART) from error
    record(
        Verb.APPOINTED,
        appointment,
        organisation=organisation,
        person=person,
        by=by,
        attribute=role,
        payload={"since": since.isoformat()},
    )
    return appointment


@transaction.atomic
def dismiss(appointment: Appointment, *, on: date | None = None, by: User | None) -> Appointment:
    """End an appointment; `on` is its last day (yesterday if not given, so that the rights end at once).

    An appointment that began only today ends today: it was in force for this one day.
    Raises Refused(ALREADY_ENDED), Refused(DATES_OUT_OF_ORDER).
    """
    appointment = lock(appointment)
    require(by, "people.appoint", appointment)
    today = timezone.localdate()
    if appointment.until is not None and appointment.until < today:
        raise Refused(Reason.ALREADY_ENDED, day=appointment.until)
    last_day = on or max(today - timedelta(days=1), appointment.since)
    if last_day < appointment.since:
        raise Refused(Reason.DATES_OUT_OF_ORDER)
    appointment.until = last_day
    appointment.save(update_fields=["until"])
    record(
        Verb.DISMISSED,
        appointment,
        organisation=appointment.organisation,
        person=appointment.person,
        by=by,
        attribute=appointment.role,
        payload={"until": last_day.isoformat()},
    )
    return appointment
