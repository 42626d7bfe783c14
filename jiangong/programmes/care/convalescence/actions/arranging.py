"""Rooms and coaches of a batch, and who has which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Count

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.programmes.care.convalescence.actions.locking import locked_batch
from jiangong.programmes.care.convalescence.formulas.rooms import Party, may_share, share_out
from jiangong.programmes.care.convalescence.models import Batch, Coach, Room, Stay
from jiangong.programmes.care.convalescence.states import COMING, StayReason

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@transaction.atomic
def add_rooms(batch: Batch, names: Sequence[str], beds: int, *, by: User | None) -> int:
    """Write down rooms of one size; those that are there already have that many beds from now on. How many there are.

    Raises Refused(ROOM_FULL) if more people are in one of them.
    """
    batch = _open(batch, by)
    crowded = (
        Room.objects.filter(batch=batch, name__in=names).annotate(n=Count("stays")).filter(n__gt=beds).first()
    )
    if crowded is not None:
        raise Refused(StayReason.ROOM_FULL, room=crowded.name, beds=beds)
    Room.objects.bulk_create(
        [Room(batch=batch, name=name, beds=beds) for name in dict.fromkeys(names)],
        update_conflicts=True,
        unique_fields=["batch", "name"],
        update_fields=["beds"],
    )
    return Room.objects.filter(batch=batch).count()


@transaction.atomic
def share_rooms_out(batch: Batch, *, by: User | None) -> int:
    """Give everybody who comes a room, anew; by the rule of formulas.rooms. Returns how many found none."""
    batch = _open(batch, by)
    stays = _coming(batch)
    rooms = dict(Room.objects.filter(batch=batch).values_list("pk", "beds"))
    given = share_out(parties_of(stays), rooms)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE convalescence_stay s SET room_id = new.room FROM unnest(%s::bigint[], %s::bigint[])"
            " AS new(id, room) WHERE s.id = new.id",
            [[one.pk for one in stays], [given.get(one.pk) for one in stays]],
        )
    return len(stays) - len(given)


@transaction.atomic
def put_in_room(stay: Stay, room: Room | None, *, by: User | None) -> Stay:
    """Move somebody, and who goes with them, to a room of the batch, or out. Raises Refused: NOT_COMING, ROOM_FULL, ROOM_MIXED."""
    batch = _open(stay.batch, by)
    stays = _coming(batch)
    moving = [one for one in stays if one.applicant.application_id == stay.applicant.application_id]
    if stay.pk not in {one.pk for one in moving} or (room is not None and room.batch_id != batch.pk):
        raise Refused(StayReason.NOT_COMING)
    if room is not None:
        ids = {one.pk for one in moving}
        there = [one for one in stays if one.room_id == room.pk and one.pk not in ids]
        why = may_share(parties_of([*there, *moving]), room.beds)
        if why == "full":
            raise Refused(StayReason.ROOM_FULL, room=room.name, beds=room.beds)
        if why:
            raise Refused(StayReason.ROOM_MIXED, room=room.name)
    Stay.objects.filter(pk__in=[one.pk for one in moving]).update(room=room)
    stay.refresh_from_db()
    return stay


@transaction.atomic
def add_coach(
    batch: Batch, name: str, *, meeting_point: str, leaves_at: datetime, seats: int, by: User | None
) -> Coach:
    """Offer transport from a meeting point; the same name again changes it, never below the seats taken.

    Raises Refused(COACH_FULL).
    """
    batch = _open(batch, by)
    before = Coach.objects.filter(batch=batch, name=name).first()
    if before is not None and before.stays.count() > seats:
        raise Refused(StayReason.COACH_FULL, coach=name)
    coach, _made = Coach.objects.update_or_create(
        batch=batch,
        name=name,
        defaults={"meeting_point": meeting_point, "leaves_at": leaves_at, "seats": seats},
    )
    return coach


@transaction.atomic
def choose_coach(stay: Stay, coach: Coach | None, *, wish: str = "", by: User | None) -> Stay:
    """The participant chooses a seat, or their own way (None), and says what they would like of a room.

    Raises Refused: NOT_COMING, COACH_FULL.
    """
    coach = lock(coach) if coach is not None else None
    stay = lock(stay)
    require(by, "convalescence.answer", stay)
    if stay.state not in COMING or (coach is not None and coach.batch_id != stay.batch_id):
        raise Refused(StayReason.NOT_COMING)
    if coach is not None and stay.coach_id != coach.pk and coach.stays.count() >= coach.seats:
        raise Refused(StayReason.COACH_FULL, coach=coach.name)
    stay.coach, stay.wish = coach, wish
    stay.save(update_fields=["coach", "wish"])
    return stay


def parties_of(stays: Sequence[Stay]) -> list[Party]:
    """Who goes with whom, of these stays."""
    groups: dict[int, list[Stay]] = {}
    for one in stays:
        groups.setdefault(one.applicant.application_id, []).append(one)
    return [
        Party(
            tuple(one.pk for one in group),
            tuple(one.applicant.person.sex if one.applicant.person else "" for one in group),
        )
        for group in groups.values()
    ]


def _open(batch: Batch, by: User | None) -> Batch:
    batch = locked_batch(batch)
    require(by, "convalescence.run", batch)
    if batch.finished_at is not None:
        raise Refused(StayReason.BATCH_FINISHED, batch=batch.title)
    return batch


def _coming(batch: Batch) -> list[Stay]:
    return list(
        Stay.objects.select_for_update(of=("self",))
        .filter(batch=batch, state__in=sorted(COMING))
        .select_related("applicant__person")
        .order_by("pk")
    )
