"""Clocks of things, what they showed on a past day, which have crossed 70 % and 100 %."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Case, Q, QuerySet, Value, When
from django.utils import timezone

from jiangong.foundation.clocks.formulas import day_of, project
from jiangong.foundation.clocks.models import Clock, ClockEvent
from jiangong.foundation.clocks.permissions import VIEWERS
from jiangong.foundation.clocks.states import CROSSINGS, OPEN, State
from jiangong.foundation.organisations.scope import within


def clock_of(subject: models.Model, rule: str = "") -> Clock | None:
    """The clock of a thing: the one that is open, else the newest. With several rules open, the one due first."""
    return clocks_of([subject], rule).get(subject.pk)


def clocks_of(subjects: Iterable[models.Model], rule: str = "") -> dict[Any, Clock]:
    """The clocks of many things of one kind by their number, in one query; chosen as `clock_of` does."""
    subjects = list(subjects)
    if not subjects:
        return {}
    [label] = {one._meta.label_lower for one in subjects}
    found = Clock.objects.filter(subject_type=label, subject_id__in=[one.pk for one in subjects])
    if rule:
        found = found.filter(rule=rule)
    openness = Case(When(state__in=sorted(OPEN), then=Value(1)), default=Value(0))
    chosen: dict[Any, Clock] = {}
    for clock in found.select_related("organisation").annotate(is_open=openness).order_by("is_open", "pk"):
        known = chosen.get(clock.subject_id)
        if known is None or clock.state not in OPEN or known.state not in OPEN or _sooner(clock, known):
            chosen[clock.subject_id] = clock
    return chosen


def _sooner(clock: Clock, known: Clock) -> bool:
    """Whether of two open clocks the first is due before the second; a paused one comes last."""
    if clock.due_at is None or known.due_at is None:
        return known.due_at is None
    return clock.due_at < known.due_at


def clocks_visible_to(user: Any) -> "QuerySet[Clock]":
    """The clocks of the unions a user works for or audits, those due first; paused ones last."""
    return (
        Clock.objects.filter(within(user, VIEWERS, "organisation__"))
        .select_related("organisation")
        .order_by(models.F("due_at").asc(nulls_last=True), "pk")
    )


def history(clock: Clock) -> "QuerySet[ClockEvent]":
    """Everything that happened to a clock, in order."""
    return clock.events.select_related("by").order_by("number")


@dataclass(frozen=True)
class Shown:
    """What a clock showed at some moment: its fields as they were, and whether it was late."""

    at: datetime
    fields: dict[str, Any]

    @property
    def state(self) -> str:
        return str(self.fields["state"])

    @property
    def due_at(self) -> datetime | None:
        due: datetime | None = self.fields["due_at"]
        return due

    @property
    def late(self) -> bool:
        """Running, and past its due time at that moment."""
        return self.state == State.RUNNING and self.due_at is not None and self.due_at < self.at


def shown_on(clock: Clock, day: date) -> Shown | None:
    """What the clock showed when that day ended (today: shows now), by what had been written until then.

    None if it did not exist yet. What was written later about that day does not count: it could not be seen.
    """
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))
    moment = min(end, timezone.now())
    events = [one.changes for one in clock.events.filter(recorded_at__lt=end).order_by("number")]
    return Shown(moment, project(events)) if events else None


def history_by_day(clock: Clock) -> list[tuple[date, list[ClockEvent]]]:
    """The history of a clock under the days on which it was written."""
    days: dict[date, list[ClockEvent]] = {}
    for event in history(clock):
        days.setdefault(day_of(event.recorded_at), []).append(event)
    return sorted(days.items())


@dataclass(frozen=True)
class Crossing:
    """A clock that crossed 70 %, 100 % or lapsed: the event, whose number only grows, and its clock."""

    number: int
    event: ClockEvent
    clock: Clock


def crossings(after: int = 0, *, limit: int = 1000) -> list[Crossing]:
    """Crossings recorded after the event with this number, oldest first. Read on from the last one's `number`.

    A transaction that commits late may leave a smaller number behind: who must miss none uses ON_CROSSING (states.py).
    """
    found = (
        ClockEvent.objects.filter(kind__in=sorted(CROSSINGS), pk__gt=after)
        .select_related("clock__organisation")
        .order_by("pk")[:limit]
    )
    return [Crossing(event.pk, event, event.clock) for event in found]


def to_warn(now: datetime, *, limit: int) -> "QuerySet[Clock]":
    """Running clocks that have passed their share to warn at and have not said so."""
    return Clock.objects.filter(state=State.RUNNING, warned_at__isnull=True, warn_at__lte=now).order_by(
        "warn_at"
    )[:limit]


def overdue_clocks(now: datetime, *, limit: int) -> "QuerySet[Clock]":
    """Running clocks whose last moment has passed without their having said so."""
    return Clock.objects.filter(Q(due_at__lt=now), state=State.RUNNING, overdue_at__isnull=True).order_by(
        "due_at"
    )[:limit]
