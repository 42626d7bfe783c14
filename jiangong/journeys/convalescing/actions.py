"""Placing a batch at a base, taking it away, and rating a year with what guests said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.journeys.convalescing import queries
from jiangong.journeys.convalescing.states import Reason, Verb
from jiangong.programmes.care.convalescence import actions as convalescence
from jiangong.programmes.care.convalescence.models import Batch
from jiangong.programmes.venues.bases import actions as bases
from jiangong.programmes.venues.bases.models import Base, Rating, RatingYear
from jiangong.programmes.venues.bases.queries import bases_in_use, first_day, last_day

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@transaction.atomic
def place_batch(batch: Batch, base: Base, *, by: User | None) -> Batch:
    """Put a batch at a base, under the contract that covers its days; name and price go with it.

    The base is locked first: of two batches that want its last places the second finds them taken. Raises Refused:
    TOO_LATE; NOT_LISTED, DELISTED, NO_CONTRACT, NOT_OURS, FULL, TOO_DEAR, in this order.
    """
    base = lock(base)
    batch = lock(batch)
    require(by, "convalescing.place", batch)
    if not queries.can_be_placed(batch) and by is not None:
        raise Refused(Reason.TOO_LATE, batch=batch.title)
    with rulebook.used() as reads:
        [found] = queries.judged(batch, [base])
    if found.refusal is not None:
        raise found.refusal
    batch = convalescence.place_batch_at(
        batch, base_id=base.pk, place_name=base.name, cost_per_head=found.cost, by=by
    )
    record(
        Verb.PLACED,
        batch,
        organisation=batch.programme.organisation,
        by=by,
        attribute=base.code,
        payload={
            "base": base.code,
            "batch_days": batch.days,
            "people": batch.places,
            "cost_per_head": found.cost,
        },
        used=reads,
    )
    return batch


@transaction.atomic
def take_away(batch: Batch, *, by: User | None) -> Batch:
    """The batch goes to no base for now; its places there are free again. Raises Refused: TOO_LATE, NOWHERE."""
    batch = lock(batch)
    require(by, "convalescing.place", batch)
    base = batch.base
    if base is None:
        raise Refused(Reason.NOWHERE, batch=batch.title)
    if not queries.can_be_placed(batch):
        raise Refused(Reason.TOO_LATE, batch=batch.title)
    batch = convalescence.place_batch_at(batch, base_id=None, place_name="", cost_per_head=None, by=by)
    record(
        Verb.TAKEN_AWAY,
        batch,
        organisation=batch.programme.organisation,
        by=by,
        attribute=base.code,
        payload={"base": base.code},
    )
    return batch


def rate_year(year: RatingYear, *, by: User | None) -> list[Rating]:
    """Gather what guests of the year said of each base, and propose the ratings.

    Raises Refused: what bases.actions.propose_ratings raises.
    """
    used = bases_in_use(year.organisation, first_day(year.year), last_day(year.year))
    said = queries.satisfaction_in(year.year, list(used.values_list("pk", flat=True)))
    return bases.propose_ratings(year, said, by=by)
