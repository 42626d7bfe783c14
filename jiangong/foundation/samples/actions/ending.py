"""Ending a sample before its time: a plan is dropped, an announced one voided, a drawn one closed; in the open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.samples.models import Sample
from jiangong.foundation.samples.states import PUBLIC_STATES, TRANSITIONS, Reason, SampleState, Verb

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User

# What becomes of a sample that is ended, by the state it is in.
ENDS = {
    SampleState.COUNTING: SampleState.DROPPED,
    SampleState.READY: SampleState.DROPPED,
    SampleState.ANNOUNCED: SampleState.VOIDED,
    SampleState.DRAWN: SampleState.CLOSED,
}


@transaction.atomic
def end(sample: Sample, *, why: str, by: User | None) -> Sample:
    """End it as its state allows. What was announced stays public, with the reason; a plan needs none.

    Raises Refused(ALREADY_OVER), Refused(WHY_MISSING).
    """
    sample = lock(sample)
    require(by, "samples.conduct", sample)
    to = ENDS.get(SampleState(sample.state))
    if to is None:
        raise Refused(Reason.ALREADY_OVER)
    return _end(sample, to, why, by)


@transaction.atomic
def void(sample: Sample, *, why: str, by: User | None) -> Sample:
    """Void a sample that is announced or being drawn: it can not be drawn as it was announced."""
    return _end(lock(sample), SampleState.VOIDED, why, by)


def _end(sample: Sample, to: SampleState, why: str, by: User | None) -> Sample:
    if sample.state in PUBLIC_STATES:
        if not why.strip():
            raise Refused(Reason.WHY_MISSING)
        record(
            Verb.VOIDED if to == SampleState.VOIDED else Verb.CLOSED,
            sample,
            organisation=sample.organisation,
            by=by,
            payload={"sample": str(sample.pk), "why": why.strip()[:200]},
        )
    sample.why, sample.ended_at = why.strip()[:200], timezone.now()
    advance(sample, to, TRANSITIONS, otherwise=Reason.ALREADY_OVER, also=("why", "ended_at"))
    return sample
