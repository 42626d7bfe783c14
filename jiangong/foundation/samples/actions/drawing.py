"""Drawing a sample: the randomness is given and checked, then the whole log is read and the entries are chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.beacons import BeaconError, drand
from jiangong.foundation.common.beacons.named import Named
from jiangong.foundation.common.randomness import WRONG, Randomness
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger import queries as ledger
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.ledger.leaves import canonical
from jiangong.foundation.ledger.models import Place
from jiangong.foundation.samples import formulas, queries
from jiangong.foundation.samples.actions.ending import void
from jiangong.foundation.samples.models import Draw, Sample
from jiangong.foundation.samples.states import TRANSITIONS, Reason, SampleState, Verb

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@transaction.atomic
def give_randomness(sample: Sample, text: str, *, by: User | None) -> Sample:
    """Give the announced drand round, as JSON of a relay or as its signature; the background then draws (tasks.draw).

    Whoever brings it need not be trusted. Raises Refused: NOT_ANNOUNCED, NOT_YET, WRONG_RANDOMNESS with what is wrong,
    NOT_COVERED if no checkpoint covered the announcement before the round came.
    """
    sample = lock(sample)
    require(by, "samples.conduct", sample)
    _require_due(sample, Randomness.DRAND)
    try:
        value = _named(sample).given(text)
    except BeaconError as error:
        raise Refused(Reason.WRONG_RANDOMNESS, why=WRONG[str(error)]) from error
    return _take(sample, value)


@transaction.atomic
def disclose(
    sample: Sample, secrets: Mapping[str, str], publics: Sequence[str], *, by: User | None
) -> Sample:
    """Give what the announced ceremony brought: the secrets that were disclosed in time, and the public figures.

    Whoever kept silent is left out of `secrets`. Raises Refused as `give_randomness` does.
    """
    sample = lock(sample)
    require(by, "samples.conduct", sample)
    _require_due(sample, Randomness.CEREMONY)
    told = {"secrets": dict(secrets), "publics": list(publics)}
    value = canonical(told)
    try:
        _named(sample).randomness(value)
    except BeaconError as error:
        raise Refused(Reason.WRONG_RANDOMNESS, why=WRONG[str(error)]) from error
    return _take(sample, value)


def fetch_randomness(sample: Sample) -> bool:
    """Fetch the announced round from the relays of JIANGONG_DRAND; whether it was there and the sample can be drawn.

    Without relays, or where the announcement was not covered in time, nothing happens: a person decides.
    """
    if not settings.DRAND or sample.round is None:
        return False
    beacon = drand.fetch(sample.round, relays=settings.DRAND)
    if beacon is None:
        return False
    try:
        give_randomness(sample, beacon.signature.hex(), by=None)
    except Refused:
        return False
    return True


def _require_due(sample: Sample, kind: Randomness) -> None:
    if sample.state != SampleState.ANNOUNCED or sample.randomness != kind:
        raise Refused(Reason.NOT_ANNOUNCED)
    assert sample.moment is not None
    if timezone.now() < sample.moment:
        raise Refused(Reason.NOT_YET, moment=timezone.localtime(sample.moment).strftime("%Y-%m-%d %H:%M:%S"))


def _take(sample: Sample, value: str) -> Sample:
    assert sample.moment is not None
    place = Place.objects.filter(entry=sample.announcement_id).first()
    covered = ledger.covering_checkpoint(place.position, sample.moment) if place else None
    if covered is None:
        raise Refused(Reason.NOT_COVERED)
    sample.value, (sample.checkpoint, sample.witnessed) = value, covered
    advance(
        sample,
        SampleState.DRAWING,
        TRANSITIONS,
        otherwise=Reason.NOT_ANNOUNCED,
        also=("value", "checkpoint", "witnessed"),
    )
    return sample


def _named(sample: Sample) -> Named:
    named = queries.named_of(sample)
    assert named is not None, "only what is announced is drawn"
    return named


def draw(sample: Sample) -> Sample:
    """Choose the entries of a sample whose randomness was given. Reads the whole log outside of any transaction.

    A population that is no longer the announced one cannot be drawn from: the sample is voided, for all to see.
    """
    sample = Sample.objects.select_related("organisation").get(pk=sample.pk)
    if sample.state != SampleState.DRAWING:
        return sample
    population = queries.population_of(sample)
    if (len(population.positions), population.total) != (sample.population, sample.total):
        return void(sample, why="总体与公告的不符 / The population is not the announced one.", by=None)
    assert sample.draws is not None
    seed = formulas.seed(sample.definition, _named(sample).randomness(sample.value))
    return _drawn(sample, formulas.draw(population.positions, population.hundredths, sample.draws, seed))


@transaction.atomic
def _drawn(sample: Sample, positions: Sequence[int]) -> Sample:
    sample = lock(sample)
    if sample.state != SampleState.DRAWING:  # drawn meanwhile by another worker
        return sample
    orders: dict[int, list[int]] = {}
    for number, position in enumerate(positions):
        orders.setdefault(position, []).append(number)
    entries = dict(Place.objects.filter(position__in=orders).values_list("position", "entry_id"))
    Draw.objects.bulk_create(
        Draw(sample=sample, position=position, entry_id=entries[position], orders=hits)
        for position, hits in orders.items()
    )
    sample.drawn_at = timezone.now()
    sample.drawing = record(
        Verb.DRAWN,
        sample,
        organisation=sample.organisation,
        by=None,
        payload={"sample": str(sample.pk), "value": sample.value, "checkpoint": sample.checkpoint},
    )
    advance(
        sample, SampleState.DRAWN, TRANSITIONS, otherwise=Reason.NOT_ANNOUNCED, also=("drawn_at", "drawing")
    )
    return sample
