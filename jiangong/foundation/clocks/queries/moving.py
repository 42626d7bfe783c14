"""What a clock would show if it were reckoned again by today's calendar and parameter. Nothing moves by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Q

from jiangong.foundation.clocks.formulas import (
    DAY,
    Calendar,
    counted,
    day_of,
    days_between,
    hours_from,
    reckon,
    running_days,
    whole,
)
from jiangong.foundation.clocks.models import Clock, ClockEvent, SpecialDay
from jiangong.foundation.clocks.queries.calendars import calendar_from, published_years
from jiangong.foundation.clocks.states import OPEN, UNITS, Event, Unit
from jiangong.foundation.rulebook.queries import Parameter, parameter, value

Pauses = list[tuple[datetime, datetime | None]]
TURNS = (Event.STARTED, Event.RESTARTED, Event.PAUSED, Event.RESUMED)
# What of a clock tells people when it ends; the other fields that a reckoning sets follow from these.
TELLING = ("due_at", "ends_on", "left", "amount", "unit")


@dataclass(frozen=True)
class Move:
    """An open clock that would move: what it would show, by field. `due_at` None means that it is paused."""

    clock: Clock
    changes: dict[str, Any]

    @property
    def due_at(self) -> datetime | None:
        due: datetime | None = self.changes["due_at"]
        return due


def moves(reach: Q, *, limit: int = 200) -> tuple[list[Move], bool]:
    """The open clocks within `reach` (a filter on clocks) that would move, those due first, and whether there are more.

    Only those are reckoned whose calendar or parameter is another than then: five queries, however many clocks.
    """
    days = list(
        SpecialDay.objects.filter(withdrawn_at__isnull=True)
        .select_related("organisation")
        .order_by("organisation__depth", "pk")
    )
    years = published_years()
    calendars: dict[str, Calendar] = {}
    suspects: dict[int, Calendar] = {}
    fields = ("pk", "organisation__path", "calendar", "unit", "rule", "amount", "started_at")
    for pk, path, name, unit, rule, amount, started_at in (
        Clock.objects.filter(reach, state__in=sorted(OPEN)).order_by("due_at", "pk").values_list(*fields)
    ):
        if path not in calendars:
            calendars[path] = calendar_from(path, days, years)
        now = parameter(rule, on=day_of(started_at), place=path)
        if (unit != Unit.HOURS and name != calendars[path].name) or now.value != amount:
            suspects[pk] = calendars[path]
    found: list[Move] = []
    for clock, turns in _with_turns(suspects):
        changes = reckoned_again(clock, turns, suspects[clock.pk])
        if moved(clock, changes):
            if len(found) == limit:
                return found, True
            found.append(Move(clock, changes))
    return found, False


def moved(clock: Clock, changes: dict[str, Any]) -> bool:
    """Whether these fields say another end than the clock shows."""
    return any(changes[name] != getattr(clock, name) for name in TELLING)


def reckoned_again(clock: Clock, events: Iterable[ClockEvent], calendar: Calendar) -> dict[str, Any]:
    """The fields of an open clock, reckoned from its start or last restart through all its pauses.

    The parameter is that of the day it started, as the rulebook has it now.
    """
    since, pauses = _timeline(events)
    rule = parameter(clock.rule, on=day_of(since), place=clock.organisation.path)
    percent = int(value("clocks.warn_percent", on=day_of(since)))
    unit, amount = UNITS[rule.unit], int(rule.value)
    total = whole(day_of(since), amount, unit)
    found = {"amount": amount, "unit": unit.value, "total": total, "left": None, **of_parameter(rule)}
    if unit == Unit.HOURS:
        return found | _hours_again(since, pauses, total, percent)
    closed = [(day_of(a), day_of(b)) for a, b in pauses if b is not None]
    paused = next((day_of(a) for a, b in pauses if b is None), None)
    first = day_of(since) + DAY
    found["calendar"] = calendar.name
    if paused is not None:
        counts = running_days(counted(unit, calendar), closed)
        left = max(total - days_between(first, paused - DAY, counts), 0)
        return found | {"left": left, "due_at": None, "ends_on": None, "warn_at": None, "provisional": False}
    again = reckon(first, total, total, unit, calendar, percent=percent, pauses=closed)
    return found | vars(again)


def of_parameter(rule: Parameter) -> dict[str, Any]:
    """Where the amount of a clock is written, as it is kept."""
    return {"source": rule.source[:300], "confirmed": rule.confirmed}


def turns_of(clock: Clock) -> list[ClockEvent]:
    """The events of one clock that decide how long it ran."""
    return list(clock.events.filter(kind__in=TURNS).order_by("number"))


def _hours_again(since: datetime, pauses: Pauses, total: int, percent: int) -> dict[str, Any]:
    ran = timedelta()
    for paused, resumed in pauses:
        ran += paused - since
        if resumed is None:
            left = max(-((ran - timedelta(seconds=total)) // timedelta(seconds=1)), 0)
            return {"left": left, "due_at": None, "ends_on": None, "warn_at": None, "provisional": False}
        since = resumed
    again = hours_from(since - ran, total, total, percent=percent)
    return vars(again)


def _timeline(events: Iterable[ClockEvent]) -> tuple[datetime, Pauses]:
    """Since when a clock counts, and its pauses; what was before a restart is gone."""
    since: datetime | None = None
    pauses: Pauses = []
    for event in events:
        if event.kind in (Event.STARTED, Event.RESTARTED):
            since, pauses = event.at, []
        elif event.kind == Event.PAUSED:
            pauses.append((event.at, None))
        else:
            pauses[-1] = (pauses[-1][0], event.at)
    if since is None:
        raise ValueError("A clock that never started.")
    return since, pauses


def _with_turns(wanted: Iterable[int]) -> Iterable[tuple[Clock, list[ClockEvent]]]:
    """These clocks, in the order given, each with the events that decide how long it ran."""
    wanted = list(wanted)
    clocks = Clock.objects.select_related("organisation").in_bulk(wanted)
    events = ClockEvent.objects.filter(clock__in=wanted, kind__in=TURNS).order_by("clock", "number")
    turns = {pk: list(of_one) for pk, of_one in groupby(events, key=lambda one: one.clock_id)}
    return [(clocks[pk], turns[pk]) for pk in wanted]
