"""What happens to matters by themselves: a word at 70 % of the time, the role above once it is over, no empty seats."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from jiangong.foundation.inbox.actions.telling import tell
from jiangong.foundation.inbox.models import Matter, MatterStep
from jiangong.foundation.inbox.queries import (
    about,
    holders,
    holds_a_role_on_the_line,
    matter_kinds,
    seat_above,
    seats,
)
from jiangong.foundation.inbox.states import MatterEvent
from jiangong.foundation.organisations.models import Organisation

BATCH = 500


def escalate() -> int:
    """Remind of what is near its due time, pass on what is over it; returns how many. Safe to run twice at once."""
    now = timezone.now()
    open_ones = Matter.objects.filter(closed_at__isnull=True, kind__in=list(matter_kinds()))
    done = 0
    for found, act in (
        (
            open_ones.filter(reminded_at__isnull=True, warn_at__lte=now, due_at__gt=now).order_by("warn_at"),
            _remind,
        ),
        (open_ones.filter(escalated_at__isnull=True, due_at__lte=now).order_by("due_at"), _pass_on),
    ):
        for pk in list(found.values_list("pk", flat=True)[:BATCH]):
            with transaction.atomic():
                matter = _mine(found.filter(pk=pk))
                if matter is not None:
                    act(matter)
                    done += 1
    return done


def on_crossing(*, clock: Any, event: Any) -> None:
    """A clock crossed 70 % or its end: what waits by it is told at once, in the same transaction."""
    found = Matter.objects.filter(clock=clock, closed_at__isnull=True, kind__in=list(matter_kinds()))
    act, missing = (_remind, "reminded_at") if event.kind == "warned" else (_pass_on, "escalated_at")
    for matter in found.filter(**{f"{missing}__isnull": True}).select_for_update(of=("self",)):
        act(matter)


def reseat() -> int:
    """Move what waits at a seat where nobody holds the role any more, or at a higher one although somebody now does.

    What was handed to a person who has left that office goes back to it. Returns how many were moved.
    """
    moved = 0
    kinds = matter_kinds()
    open_ones = Matter.objects.filter(closed_at__isnull=True, seat__isnull=False, kind__in=list(kinds))
    by_roles: dict[frozenset[str], set[tuple[int, int]]] = defaultdict(set)
    for kind, organisation, seat in (
        open_ones.filter(organisation__isnull=False).values_list("kind", "organisation", "seat").distinct()
    ):
        by_roles[kinds[kind].roles].add((organisation, seat))
    for roles, places in by_roles.items():
        organisations = Organisation.objects.in_bulk({organisation for organisation, _ in places})
        wanted = seats(organisations.values(), roles)
        codes = [code for code, kind in kinds.items() if kind.roles == roles]
        for organisation, seat in places:
            if wanted[organisation] != seat:
                moved += _move(
                    open_ones.filter(organisation=organisation, seat=seat, kind__in=codes),
                    wanted[organisation],
                )
    for matter in open_ones.filter(person__isnull=False).select_related("seat", "person"):
        if matter.seat is not None and not holds_a_role_on_the_line(
            matter.person, matter.seat, kinds[matter.kind].roles
        ):
            moved += _move(Matter.objects.filter(pk=matter.pk), matter.seat_id)
    return moved


@transaction.atomic
def _move(found: QuerySet[Matter], seat: int | None) -> int:
    pks = list(found.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True))
    Matter.objects.filter(pk__in=pks).update(seat=seat)
    Matter.objects.filter(Q(pk__in=pks), person__isnull=False).update(person=None)
    MatterStep.objects.bulk_create(
        MatterStep(matter_id=pk, event=MatterEvent.RESEATED, to_organisation_id=seat) for pk in pks
    )
    return len(pks)


def _mine(found: QuerySet[Matter]) -> Matter | None:
    return (
        found.select_for_update(of=("self",), skip_locked=True).select_related("seat", "organisation").first()
    )


def _remind(matter: Matter) -> None:
    """In the caller's transaction, the matter locked."""
    matter.reminded_at = timezone.now()
    matter.save(update_fields=["reminded_at"])
    MatterStep.objects.create(matter=matter, event=MatterEvent.REMINDED)
    tell(_whose(matter), "inbox.reminder", matter, about(matter), organisation=matter.organisation)


def _pass_on(matter: Matter) -> None:
    """In the caller's transaction, the matter locked. Where nobody above holds the role, it only is on record."""
    where = matter.seat or matter.organisation
    roles = matter_kinds()[matter.kind].escalates_to
    above = seat_above(where, roles) if where is not None else None
    matter.escalated_at, matter.above_id = timezone.now(), above
    matter.save(update_fields=["escalated_at", "above"])
    MatterStep.objects.create(matter=matter, event=MatterEvent.ESCALATED, to_organisation_id=above)
    words = {**about(matter), "organisation": where.name if where is not None else "—"}
    if above is not None:
        union = Organisation.objects.get(pk=above)
        tell(holders(union, roles), "inbox.escalation", matter, words, organisation=where)
    tell(_whose(matter), "inbox.overdue", matter, words, organisation=where)


def _whose(matter: Matter) -> list[int]:
    if matter.person_id is not None:
        return [matter.person_id]
    return holders(matter.seat, matter_kinds()[matter.kind].roles) if matter.seat is not None else []
