"""Announcing a sample: the whole definition, with the randomness that will decide, becomes a public entry."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.beacons import BeaconError
from jiangong.foundation.common.beacons.named import Drand, Held, name
from jiangong.foundation.common.randomness import WRONG, Randomness
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.foundation.samples.actions.planning import require_drawable
from jiangong.foundation.samples.models import Sample
from jiangong.foundation.samples.queries import definition_of
from jiangong.foundation.samples.states import TRANSITIONS, Reason, SampleState, Verb

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@transaction.atomic
def announce(sample: Sample, randomness: Drand | Held, *, by: User | None) -> Sample:
    """Fix the sample for everybody to see: population, number of draws, randomness. Nothing can be changed any more.

    Raises Refused: NOT_COUNTED; EMPTY, TOO_MANY; TOO_SOON unless the randomness is far enough ahead (for the system
    itself any moment ahead will do: it can wait for the checkpoint); BAD_CEREMONY.
    """
    sample = lock(sample)
    require(by, "samples.conduct", sample)
    require_drawable(sample)
    with rulebook.used() as reads:
        _require_ahead(randomness.moment, by)
    try:
        named = name(randomness)
    except BeaconError as error:
        raise Refused(Reason.BAD_CEREMONY, why=WRONG[str(error)]) from error
    sample.randomness = Randomness.DRAND if named.ceremony is None else Randomness.CEREMONY
    sample.round, sample.moment = named.round, named.moment
    sample.ceremony = asdict(named.ceremony) if named.ceremony else None
    sample.definition = definition_of(sample).text()
    sample.announced_at = timezone.now()
    sample.announcement = record(
        Verb.ANNOUNCED,
        sample,
        organisation=sample.organisation,
        by=by,
        payload={"definition": sample.definition},
        used=reads,
    )
    advance(
        sample,
        SampleState.ANNOUNCED,
        TRANSITIONS,
        otherwise=Reason.NOT_COUNTED,
        also=("randomness", "round", "moment", "ceremony", "definition", "announced_at", "announcement"),
    )
    return sample


def _require_ahead(moment: datetime, by: User | None) -> None:
    lead = rulebook.parameter("samples.lead_minutes")
    minutes = lead.value if by is not None else 0
    earliest = timezone.now() + timedelta(minutes=minutes)
    if moment <= earliest:
        raise Refused(
            Reason.TOO_SOON,
            earliest=timezone.localtime(earliest).strftime("%Y-%m-%d %H:%M"),
            minutes=lead.value,
            status=rulebook.STATUSES[lead.status],
        )
