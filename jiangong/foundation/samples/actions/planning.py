"""Planning a sample: what is drawn from, what is to be proven; and counting the population up to a checkpoint."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db import transaction

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger import queries as ledger
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.samples import queries
from jiangong.foundation.samples.formulas import MOST_DRAWS, Population, Unit, Unsuitable, least_draws
from jiangong.foundation.samples.models import Sample
from jiangong.foundation.samples.states import TRANSITIONS, Reason, SampleState

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@dataclass(frozen=True)
class Wanted:
    """A sample as an auditor wants it; the fields mean what they mean in models.Sample.

    Either `draws` says how many, or `below` (with `allowed` errors) what they must prove.
    """

    title: str
    organisation: Organisation
    verbs: tuple[str, ...]
    since: date
    until: date
    unit: str = Unit.ENTRY
    confidence: Decimal = Decimal("0.95")
    draws: int | None = None
    below: Decimal | None = None
    allowed: int = 0
    facts: Mapping[str, str] = field(default_factory=dict)
    attributes: tuple[str, ...] = ()
    tag: str = ""


@transaction.atomic
def plan_sample(wanted: Wanted, *, by: User | None) -> Sample:
    """Write a plan down; the background counts its population (tasks.count). Only auditors of the union see it.

    Raises Refused(NO_CHECKPOINT) before anything was signed, Refused(NOT_PUBLIC) for verbs whose leaves are bare.
    """
    require(by, "samples.plan", wanted.organisation)
    if ledger.newest_checkpoint() is None:
        raise Refused(Reason.NO_CHECKPOINT)
    if not wanted.verbs or not set(wanted.verbs) <= {verb for verb, _ in queries.public_verbs()}:
        raise Refused(Reason.NOT_PUBLIC)
    fields = asdict(wanted) | {"organisation": wanted.organisation, "facts": dict(wanted.facts)}
    return Sample.objects.create(
        **fields | {"verbs": list(wanted.verbs), "attributes": list(wanted.attributes)}, planned_by=by
    )


def count(sample: Sample) -> Sample:
    """Close the population with the newest checkpoint and count it; work out how many must be drawn.

    Reads the whole log outside of any transaction. A sample that is no longer being counted is left as it is; one
    whose quantities cannot be drawn by is dropped, with the reason.
    """
    sample = Sample.objects.select_related("organisation").get(pk=sample.pk)
    signed = ledger.newest_checkpoint()
    if sample.state != SampleState.COUNTING or signed is None:
        return sample
    sample.size, sample.root = signed.size, b64encode(signed.statement.root).decode()
    try:
        population = queries.population_of(sample)
    except Unsuitable as unsuitable:
        return _counted(sample, SampleState.DROPPED, why=str(unsuitable)[:200])
    return _counted(sample, SampleState.READY, population)


@transaction.atomic
def _counted(sample: Sample, to: SampleState, population: Population | None = None, why: str = "") -> Sample:
    fresh = lock(sample)
    if fresh.state != SampleState.COUNTING:  # dropped meanwhile, or counted by another worker
        return fresh
    fresh.size, fresh.root, fresh.why = sample.size, sample.root, why
    if population is not None:
        fresh.population, fresh.total = len(population.positions), population.total
        fresh.left_out = population.left_out
        if fresh.below is not None and fresh.population:
            whole = fresh.population if fresh.unit == Unit.ENTRY else None
            fresh.draws = least_draws(Fraction(fresh.below), Fraction(fresh.confidence), fresh.allowed, whole)
    advance(
        fresh,
        to,
        TRANSITIONS,
        otherwise=Reason.NOT_COUNTED,
        also=("size", "root", "population", "total", "left_out", "draws", "why"),
    )
    return fresh


def require_drawable(sample: Sample) -> None:
    """Raise Refused(EMPTY) or Refused(TOO_MANY) unless so many can be drawn from the population that was counted."""
    if not sample.population:
        raise Refused(Reason.EMPTY)
    most = min(sample.population, MOST_DRAWS) if sample.unit == Unit.ENTRY else MOST_DRAWS
    if sample.draws is None or not 0 < sample.draws <= most:
        raise Refused(Reason.TOO_MANY, population=sample.population, most=MOST_DRAWS)
