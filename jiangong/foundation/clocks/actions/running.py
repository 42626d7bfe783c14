"""Starting, pausing, resuming, restarting, handing over and stopping a clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from jiangong.foundation.clocks.actions.writing import required, say, write
from jiangong.foundation.clocks.formulas import (
    DAY,
    Calendar,
    counted,
    day_of,
    days_between,
    hours_from,
    reckon,
    whole,
)
from jiangong.foundation.clocks.models import Clock
from jiangong.foundation.clocks.queries import calendar_for
from jiangong.foundation.clocks.queries.moving import of_parameter
from jiangong.foundation.clocks.states import OPEN, TRANSITIONS, UNITS, Event, Reason, State, Unit, Verb
from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.rulebook.queries import parameter, value

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@transaction.atomic
def start(
    subject: models.Model,
    rule: str,
    *,
    organisation: Organisation,
    by: User | None,
    at: datetime | None = None,
) -> Clock:
    """Let a time run on a thing, from `at` (now if not given), as part of an act of the room the thing belongs to.

    `rule` is the key of the parameter that holds the amount, with its unit; the value in force on the day of starting
    is kept with its source, and with what silence means in law where the parameter says so.
    Raises Refused(ALREADY_OPEN), Refused(NOT_A_CLOCK_RULE), Refused(NO_VALUE).
    """
    at = at or timezone.now()
    clock = Clock(
        subject_type=subject._meta.label_lower, subject_id=subject.pk, rule=rule, organisation=organisation
    )
    begun = beginning(rule, at, organisation)
    for name, what in begun.items():
        setattr(clock, name, what)
    try:
        with transaction.atomic():
            clock.save()
    except IntegrityError as error:
        raise Refused(Reason.ALREADY_OPEN) from error
    write(clock, Event.STARTED, {"organisation_id": organisation.pk, **begun}, by=by, at=at)
    return clock


@transaction.atomic
def pause(clock: Clock, *, reason: str, by: User | None) -> Clock:
    """Stop counting until `resume`, with a reason that stays on record (as waiting for papers 等待补正).

    Raises Refused: REASON_MISSING, NOT_RUNNING, TOO_LATE_TO_PAUSE once the time is over.
    """
    clock = lock(clock)
    require(by, "clocks.handle", clock)
    reason = required(reason)
    now = timezone.now()
    if clock.state != State.RUNNING or clock.due_at is None:
        raise Refused(Reason.NOT_RUNNING)
    if now > clock.due_at:
        raise Refused(
            Reason.TOO_LATE_TO_PAUSE, due=timezone.localtime(clock.due_at).strftime("%Y-%m-%d %H:%M")
        )
    changes = {
        "state": State.PAUSED.value,
        "left": _left(clock, now),
        "due_at": None,
        "ends_on": None,
        "warn_at": None,
        "provisional": False,
    }
    write(clock, Event.PAUSED, changes, by=by, reason=reason, at=now)
    say(Verb.PAUSED, clock, by)
    return clock


@transaction.atomic
def resume(clock: Clock, *, by: User | None) -> Clock:
    """Count on with what was left. Raises Refused(NOT_PAUSED)."""
    clock = lock(clock)
    require(by, "clocks.handle", clock)
    if clock.state != State.PAUSED or clock.left is None:
        raise Refused(Reason.NOT_PAUSED)
    now = timezone.now()
    changes: dict[str, Any] = {"state": State.RUNNING.value, "left": None}
    percent = int(value("clocks.warn_percent", on=day_of(clock.started_at)))
    if clock.unit == Unit.HOURS:
        changes |= vars(hours_from(now, clock.left, clock.total, percent=percent))
    else:
        calendar = calendar_for(clock.organisation)
        first = max(day_of(now), day_of(clock.started_at) + DAY)
        changes |= vars(reckon(first, clock.left, clock.total, clock.unit, calendar, percent=percent))
        changes["calendar"] = calendar.name
    write(clock, Event.RESUMED, changes, by=by, at=now)
    say(Verb.RESUMED, clock, by)
    return clock


@transaction.atomic
def restart(clock: Clock, *, reason: str, by: User | None) -> Clock:
    """Begin the whole time again from now, by today's parameter: a corrected list, an application made anew.

    Part of a room's own act, like `start`. A clock that has lapsed may restart; one that was stopped may not.
    Raises Refused(REASON_MISSING), Refused(NOT_OPEN).
    """
    clock = lock(clock)
    reason = required(reason)
    if clock.state not in OPEN | {State.LAPSED}:
        raise Refused(Reason.NOT_OPEN)
    now = timezone.now()
    again = beginning(clock.rule, now, clock.organisation)
    write(
        clock,
        Event.RESTARTED,
        {**again, "left": None, "warned_at": None, "overdue_at": None, "ended_at": None},
        by=by,
        reason=reason,
        at=now,
    )
    say(Verb.RESTARTED, clock, by)
    return clock


@transaction.atomic
def hand_over(clock: Clock, *, to: Organisation, reason: str, by: User | None) -> Clock:
    """Another union takes the matter over; the clock goes on as it is. Raises Refused(REASON_MISSING), Refused(NOT_OPEN)."""
    clock = lock(clock)
    require(by, "clocks.handle", clock)
    reason = required(reason)
    if clock.state not in OPEN:
        raise Refused(Reason.NOT_OPEN)
    say(Verb.HANDED_OVER, clock, by, to=to.pk)
    write(clock, Event.HANDED_OVER, {"organisation_id": to.pk}, by=by, reason=reason)
    return clock


@transaction.atomic
def stop(clock: Clock, *, by: User | None) -> Clock:
    """The matter is done, in time or late; part of a room's own act. Raises Refused(NOT_OPEN)."""
    clock = lock(clock)
    if State.STOPPED not in TRANSITIONS[clock.state]:
        raise Refused(Reason.NOT_OPEN)
    now = timezone.now()
    write(clock, Event.STOPPED, {"state": State.STOPPED.value, "ended_at": now}, by=by, at=now)
    return clock


def stop_clocks(subject: models.Model, rule: str = "", *, by: User | None) -> list[Clock]:
    """Stop whatever clocks still run on a thing (of one rule, if it is named); none is no mistake."""
    found = Clock.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=subject.pk, state__in=sorted(OPEN)
    ).order_by("pk")
    return [stop(clock, by=by) for clock in (found.filter(rule=rule) if rule else found)]


def beginning(
    rule: str, at: datetime, organisation: Organisation, calendar: Calendar | None = None
) -> dict[str, Any]:
    """The fields of a clock that begins then: amount and source of its parameter, silence, first reckoning."""
    day = day_of(at)
    found = parameter(rule, on=day, place=organisation.path)
    unit = UNITS.get(found.unit)
    if unit is None or type(found.value) is not int or found.value < 1:
        raise Refused(Reason.NOT_A_CLOCK_RULE, key=rule, value=found.value, unit=found.unit)
    total = whole(day, found.value, unit)
    percent = int(value("clocks.warn_percent", on=day))
    fields: dict[str, Any] = {
        "state": State.RUNNING.value,
        "amount": found.value,
        "unit": unit.value,
        "total": total,
        **of_parameter(found),
        "silence": found.silence,
        "silence_source": found.source[:300] if found.silence else "",
        "started_at": at,
    }
    if unit == Unit.HOURS:
        return fields | vars(hours_from(at, total, total, percent=percent)) | {"calendar": ""}
    calendar = calendar or calendar_for(organisation)
    first = reckon(day + DAY, total, total, unit, calendar, percent=percent)
    return fields | vars(first) | {"calendar": calendar.name}


def _left(clock: Clock, now: datetime) -> int:
    """How much of a running clock's time is left, as its page shows it now: seconds begun, or days that count."""
    if clock.due_at is None:
        raise ValueError("A paused clock has nothing that runs.")
    if clock.unit == Unit.HOURS:
        return -((now - clock.due_at) // timedelta(seconds=1))
    if clock.ends_on is None:
        raise ValueError("A clock in days without a last day.")
    first = max(day_of(now), day_of(clock.started_at) + DAY)
    return days_between(first, clock.ends_on, counted(clock.unit, calendar_for(clock.organisation)))
