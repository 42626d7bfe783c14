"""Starting many clocks of one rule at once: for what comes in by the thousand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone

from jiangong.foundation.clocks.actions.running import beginning
from jiangong.foundation.clocks.formulas import Calendar, as_text
from jiangong.foundation.clocks.models import Clock, ClockEvent, SpecialDay
from jiangong.foundation.clocks.queries.calendars import calendar_from, published_years
from jiangong.foundation.clocks.states import Event

if TYPE_CHECKING:
    from jiangong.foundation.organisations.models import Organisation
    from jiangong.foundation.people.models import User

BATCH = 2_000  # rows a statement


@dataclass(frozen=True)
class Beginning:
    """One clock that `start_many` starts: on what, of which union, from when."""

    subject: models.Model
    organisation: Organisation
    at: datetime


@transaction.atomic
def start_many(rule: str, beginnings: Sequence[Beginning], *, by: User | None) -> list[Clock]:
    """Start a clock of one rule on each of these things; the clocks in the same order, each as `start` would have it.

    Four statements a few thousand clocks. Nothing may run on these things by this rule yet: IntegrityError.
    Raises Refused(NOT_A_CLOCK_RULE), Refused(NO_VALUE).
    """
    days = list(
        SpecialDay.objects.filter(withdrawn_at__isnull=True)
        .select_related("organisation")
        .order_by("organisation__depth", "pk")
    )
    years = published_years()
    calendars: dict[str, Calendar] = {}
    known: dict[tuple[str, datetime], dict[str, Any]] = {}  # clocks of one place and moment begin alike
    now = timezone.now()
    clocks, events = [], []
    for one in beginnings:
        path = one.organisation.path
        if path not in calendars:
            calendars[path] = calendar_from(path, days, years)
        if (path, one.at) not in known:
            known[path, one.at] = beginning(rule, one.at, one.organisation, calendars[path])
        begun = known[path, one.at]
        clocks.append(
            Clock(
                subject_type=one.subject._meta.label_lower,
                subject_id=one.subject.pk,
                rule=rule,
                organisation=one.organisation,
                events_so_far=1,
                **begun,
            )
        )
        events.append(as_text({"organisation_id": one.organisation.pk, **begun}))
    Clock.objects.bulk_create(clocks, batch_size=BATCH)
    ClockEvent.objects.bulk_create(
        [
            ClockEvent(
                clock=clock,
                number=1,
                kind=Event.STARTED,
                at=clock.started_at,
                recorded_at=now,
                by=by,
                reason="",
                changes=changes,
            )
            for clock, changes in zip(clocks, events, strict=True)
        ],
        batch_size=BATCH,
    )
    return clocks
