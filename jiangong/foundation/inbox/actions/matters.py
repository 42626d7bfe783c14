"""Matters open and close with what they are about. Other rooms call this from their own actions, which have asked who may."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone

from jiangong.foundation.inbox.models import Matter, MatterStep
from jiangong.foundation.inbox.queries import END_OF_TIME, matter_kind, seats
from jiangong.foundation.inbox.states import MatterEvent

if TYPE_CHECKING:
    from jiangong.foundation.organisations.models import Organisation
    from jiangong.foundation.people.models import Person, User


@dataclass(frozen=True)
class Opening:
    """One matter that `open_many` opens; the fields mean what they mean in `open_matter`."""

    subject: models.Model
    organisation: Organisation | None = None
    person: Person | None = None
    clock: Any = None
    due_at: datetime | None = None
    words: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""


def open_matter(
    kind: str,
    subject: models.Model,
    *,
    organisation: Organisation | None = None,
    person: Person | None = None,
    clock: Any = None,
    due_at: datetime | None = None,
    words: Mapping[str, Any] | None = None,
    label: str = "",
) -> Matter:
    """Let something wait: for the roles of its kind at an organisation, or for one person.

    Where nobody at the organisation holds such a role it waits at the nearest union above where somebody does. With
    a `clock` it is due when the clock says, and follows it through pauses. `words` fill the kind's texts: small, as
    JSON, and nothing that is sealed. `label` is what a list is searched by. Opening what is open already gives the
    open one back, unchanged. Raises ValueError for a kind that no room lists, or without organisation and person.
    """
    [matter] = open_many(kind, [Opening(subject, organisation, person, clock, due_at, words or {}, label)])
    return matter


@transaction.atomic
def open_many(kind: str, openings: Sequence[Opening]) -> list[Matter]:
    """Open many matters of one kind; the matters in the same order. Five statements however many there are."""
    known = matter_kind(kind)
    if any(one.organisation is None and one.person is None for one in openings):
        raise ValueError(f"A matter {kind} waits for nobody.")
    seat_of = seats(
        {one.organisation for one in openings if one.organisation and not one.person}, known.roles
    )
    now = timezone.now()
    wanted = []
    for one in openings:
        due = one.clock.due_at if one.clock is not None else one.due_at
        wanted.append(
            Matter(
                kind=kind,
                subject_type=one.subject._meta.label_lower,
                subject_id=one.subject.pk,
                organisation=one.organisation,
                seat_id=seat_of[one.organisation.pk] if one.organisation and not one.person else None,
                person=one.person,
                words=dict(one.words),
                label=one.label[:200],
                clock_id=one.clock.pk if one.clock is not None else None,
                due_at=due,
                warn_at=one.clock.warn_at if one.clock is not None else _seventy_percent(now, due),
                place=due or END_OF_TIME,
                opened_at=now,
            )
        )
    before = set(Matter.objects.filter(_same(wanted)).values_list("pk", flat=True)) if wanted else set()
    Matter.objects.bulk_create(wanted, ignore_conflicts=True, batch_size=2_000)
    found = {_key(one): one for one in Matter.objects.filter(_same(wanted))} if wanted else {}
    MatterStep.objects.bulk_create(
        [
            MatterStep(matter=one, event=MatterEvent.OPENED, at=now)
            for one in found.values()
            if one.pk not in before
        ],
        batch_size=2_000,
    )
    return [found[_key(one)] for one in wanted]


@transaction.atomic
def close_matters(
    subject: models.Model | Collection[models.Model], *, kind: str = "", by: User | None
) -> int:
    """Close what waits about a row, or about rows of one table; returns how many matters were open."""
    rows = [subject] if isinstance(subject, models.Model) else list(subject)
    by_type: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_type[row._meta.label_lower].append(row.pk)
    closed = 0
    for subject_type, pks in by_type.items():
        found = Matter.objects.filter(subject_type=subject_type, subject_id__in=pks, closed_at__isnull=True)
        if kind:
            found = found.filter(kind=kind)
        ids = list(found.order_by("pk").select_for_update().values_list("pk", flat=True))
        now = timezone.now()
        Matter.objects.filter(pk__in=ids).update(closed_at=now, closed_by=by)
        MatterStep.objects.bulk_create(
            [MatterStep(matter_id=pk, event=MatterEvent.CLOSED, at=now, by=by) for pk in ids]
        )
        closed += len(ids)
    return closed


def _seventy_percent(now: datetime, due: datetime | None) -> datetime | None:
    """When somebody is reminded, of a matter that has a due time but no clock."""
    return now + (due - now) * 0.7 if due is not None and due > now else due


def _same(matters: Sequence[Matter]) -> models.Q:
    """The open matters of this kind about these rows."""
    one = matters[0]
    return models.Q(
        kind=one.kind,
        subject_type=one.subject_type,
        subject_id__in=[matter.subject_id for matter in matters],
        closed_at__isnull=True,
    )


def _key(matter: Matter) -> tuple[int, int | None, int | None]:
    """What two open matters of a kind do not share: handed over to somebody, it is still the union's matter."""
    if matter.seat_id is not None:
        return matter.subject_id, matter.organisation_id, None
    return matter.subject_id, None, matter.person_id
