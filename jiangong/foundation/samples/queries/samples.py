"""Reads of samples: which there are, who sees them, and the announced text of one."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from jiangong.foundation.common.beacons.ceremony import Ceremony
from jiangong.foundation.common.beacons.named import Named
from jiangong.foundation.common.randomness import Randomness
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import at_or_below, held, within
from jiangong.foundation.organisations.states import OFFICERS
from jiangong.foundation.samples.formulas import Definition, Unit
from jiangong.foundation.samples.models import Draw, Judgement, Sample
from jiangong.foundation.samples.permissions import AUDITORS
from jiangong.foundation.samples.states import PUBLIC_STATES, SampleState

LEFT_BEHIND = timedelta(minutes=20)  # not law: longer than counting ten million leaves takes


def _samples() -> QuerySet[Sample]:
    """Samples with what a list shows: the union, and `is_open`, whether a drawn entry waits for its verdict."""
    waiting = Draw.objects.filter(sample=OuterRef("pk"), judgement__isnull=True)
    return Sample.objects.select_related("organisation").annotate(is_open=Exists(waiting))


def public_samples() -> QuerySet[Sample]:
    """Everything announced, newest first."""
    return _samples().filter(state__in=PUBLIC_STATES).order_by("-pk")


def samples_visible_to(user: Any) -> QuerySet[Sample]:
    """What is announced, and the plans of unions that the user audits independently. Equals `samples.view`."""
    mine = within(user, AUDITORS, "organisation__")
    for one in held(user):
        if one.role in OFFICERS:  # no officer of the union, of one above it, or of one below it
            above = [int(part) for part in one.path.strip("/").split("/")]
            mine &= ~at_or_below(one, "organisation__") & ~Q(organisation__in=above)
    return _samples().filter(Q(state__in=PUBLIC_STATES) | mine).select_related("announcement__place")


def samples_of(user: Any, organisation: Organisation) -> QuerySet[Sample]:
    """Those visible to the user that are taken from this union or one below it."""
    return samples_visible_to(user).filter(at_or_below(organisation, "organisation__"))


def sample_visible_to(user: Any, pk: int) -> Sample | None:
    """The sample with this number, or None for who may not see it."""
    return samples_visible_to(user).filter(pk=pk).first()


def samples_to_fetch() -> list[Sample]:
    """Announced samples whose drand round has come."""
    return list(
        Sample.objects.filter(
            state=SampleState.ANNOUNCED, randomness=Randomness.DRAND, moment__lte=timezone.now()
        ).select_related("organisation")
    )


def samples_left_behind() -> list[Sample]:
    """Samples that have been counted or drawn for so long that whoever did it must be gone."""
    then = timezone.now() - LEFT_BEHIND
    return list(
        Sample.objects.filter(
            Q(state=SampleState.COUNTING, planned_at__lt=then) | Q(state=SampleState.DRAWING, moment__lt=then)
        )
    )


def definition_of(sample: Sample) -> Definition:
    """The sample as formulas see it; what is not known yet (before counting, before announcing) is 0 or left out."""
    return Definition(
        sample=sample.pk,
        title=sample.title,
        verbs=tuple(sample.verbs),
        facts=tuple(sorted(sample.facts.items())),
        attributes=tuple(sample.attributes),
        tag=sample.tag,
        org=sample.organisation.code,
        since=sample.since,
        until=sample.until,
        size=sample.size or 0,
        root=sample.root,
        unit=Unit(sample.unit),
        population=sample.population or 0,
        total=sample.total,
        draws=sample.draws or 0,
        confidence=Fraction(sample.confidence),
        below=None if sample.below is None else Fraction(sample.below),
        allowed=sample.allowed,
        named=named_of(sample),
    )


def named_of(sample: Sample) -> Named | None:
    """The randomness that was announced; None before."""
    if sample.moment is None:
        return None
    held = sample.ceremony
    if held is None:
        return Named(sample.moment, sample.round)
    announced = Ceremony(tuple(held["throwers"]), tuple(held["commitments"]), tuple(held["publics"]))
    return Named(sample.moment, None, announced)


def judgements_of(draw: Draw) -> list[Judgement]:
    """All verdicts on a drawn entry, newest first."""
    return list(draw.judgements.select_related("by__person").order_by("-pk"))
