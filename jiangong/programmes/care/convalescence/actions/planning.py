"""Batches and pools of a programme in preparation; where a batch goes and where it meets, as long as it has not been."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, time
from typing import TYPE_CHECKING

from django.db import transaction

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.programmes.care.convalescence.actions.copying import district_pools
from jiangong.programmes.care.convalescence.actions.programmes import in_preparation, note_change
from jiangong.programmes.care.convalescence.models import Batch, Pool, Programme
from jiangong.programmes.care.convalescence.states import PoolKind, Reason, StayReason

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@dataclass(frozen=True)
class BatchFacts:
    """What a batch is; the fields mean what they mean in the table."""

    title: str
    starts_on: date
    ends_on: date
    places: int
    theme: str = ""
    place_name: str = ""
    cost_per_head: int | None = None
    meeting_point: str = ""
    meets_at: time | None = None


@transaction.atomic
def save_batch(programme: Programme, batch: Batch | None, facts: BatchFacts, *, by: User | None) -> Batch:
    """Add a batch, or change one. Everybody's pool takes up the difference, so that pools and batches keep adding up.

    A batch whose days, places or money change stands at no base any more.
    """
    programme = in_preparation(programme, by)
    if batch is None:
        batch = Batch(programme=programme, code=_next_code(programme))
    before = _at_base(batch)
    for name, value in asdict(facts).items():
        setattr(batch, name, value)
    if batch.base_id is not None and _at_base(batch) != before:
        batch.base_id = None  # its base was found for other days, people or money: it has to be found again
    batch.save()
    _fill_up(programme)
    note_change(programme, [batch.code], by)
    return batch


def _at_base(batch: Batch) -> tuple[object, ...]:
    """What a base was found for."""
    return batch.starts_on, batch.ends_on, batch.places, batch.place_name, batch.cost_per_head


@transaction.atomic
def remove_batch(batch: Batch, *, by: User | None) -> Programme:
    """Take a batch out of what is in preparation."""
    programme = in_preparation(batch.programme, by)
    code = batch.code
    batch.delete()
    _fill_up(programme)
    note_change(programme, [code], by)
    return programme


@transaction.atomic
def set_meeting(batch: Batch, *, point: str, at: time | None, by: User | None) -> Batch:
    """Where and when a batch meets: it may change as long as the batch has not been. Raises Refused(BATCH_FINISHED)."""
    batch = lock(batch)
    require(by, "convalescence.manage", batch.programme)
    if batch.finished_at is not None:
        raise Refused(StayReason.BATCH_FINISHED, batch=batch.title)
    batch.meeting_point, batch.meets_at = point.strip()[:120], at
    batch.save(update_fields=["meeting_point", "meets_at"])
    note_change(batch.programme, [batch.code], by)
    return batch


@transaction.atomic
def place_batch_at(
    batch: Batch, *, base_id: int | None, place_name: str, cost_per_head: int | None, by: User | None
) -> Batch:
    """Give a batch its base, with its name and price (fen a head). Whether the contract allows it is asked by the caller."""
    batch = lock(batch)
    require(by, "convalescence.manage", batch.programme)
    batch.base_id, batch.place_name, batch.cost_per_head = base_id, place_name[:120], cost_per_head
    batch.save(update_fields=["base", "place_name", "cost_per_head"])
    note_change(batch.programme, [batch.code], by)
    return batch


RESERVABLE = (
    PoolKind.MODEL,
    PoolKind.HARD,
    PoolKind.NEW_FORM,
    PoolKind.WINNER,
    PoolKind.HARDSHIP,
    PoolKind.NEAR_RETIREMENT,
)


@transaction.atomic
def share_out(
    programme: Programme, reserved: Mapping[str, int], *, for_districts: int, by: User | None
) -> list[Pool]:
    """Set all pools at once: so many places for each kind of RESERVABLE, `for_districts` shared among the districts in
    proportion to their members (largest remainder, kept with the pool), the rest for everybody.

    They always sum to the batches' places. What a reserved pool leaves goes to the districts' members through everybody's
    pool. Raises Refused: TOO_MANY_RESERVED, NO_MEMBERS, NOT_A_DRAFT.
    """
    programme = in_preparation(programme, by)
    places = sum(programme.batches.values_list("places", flat=True))
    taken = sum(reserved.values()) + for_districts
    if taken > places:
        raise Refused(Reason.TOO_MANY_RESERVED, reserved=taken, places=places)
    programme.pools.all().delete()
    pools = [
        Pool(code=str(kind.value), kind=kind, name=str(kind.label), places=reserved[kind])
        for kind in RESERVABLE
        if reserved.get(kind)
    ]
    pools += district_pools(programme, for_districts) if for_districts else []
    everybody = PoolKind.EVERYBODY
    pools.append(Pool(code="all", kind=everybody, name=str(everybody.label), places=places - taken))
    for number, pool in enumerate(pools, start=1):
        pool.programme, pool.order = programme, number
        pool.then = "" if pool.kind == everybody else "all"
    made = Pool.objects.bulk_create(pools)
    note_change(programme, ["pools"], by)
    return made


@transaction.atomic
def change_pool(pool: Pool, *, name: str, places: int, then: str, by: User | None) -> Pool:
    """Change one pool: its name, its places, and where those go that nobody takes. Everybody's pool takes up the difference.

    A district's places that were changed by hand do not follow from its members any more, and are not shown to.

    Raises Refused(TOO_MANY_RESERVED) if nothing would be left for everybody.
    """
    programme = in_preparation(pool.programme, by)
    pool = lock(pool)
    pool.name = name.strip() or pool.name
    if pool.kind != PoolKind.EVERYBODY:
        if places != pool.places:
            pool.members, pool.remainder, pool.of, pool.counted_on = 0, 0, 0, None
        pool.places, pool.then = places, then
    pool.save(update_fields=["name", "places", "then", "members", "remainder", "of", "counted_on"])
    _fill_up(programme)
    note_change(programme, [pool.code], by)
    return pool


def _next_code(programme: Programme) -> str:
    used = set(programme.batches.values_list("code", flat=True))
    number = 1
    while f"b{number}" in used:
        number += 1
    return f"b{number}"


def _fill_up(programme: Programme) -> None:
    """Everybody's pool holds what is not reserved."""
    places = sum(programme.batches.values_list("places", flat=True))
    others = sum(programme.pools.exclude(kind=PoolKind.EVERYBODY).values_list("places", flat=True))
    if others > places:
        raise Refused(Reason.TOO_MANY_RESERVED, reserved=others, places=places)
    programme.pools.filter(kind=PoolKind.EVERYBODY).update(places=places - others)
