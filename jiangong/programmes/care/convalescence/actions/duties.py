"""Who goes with a batch: its leader, and the base's doctor, who alone reads health forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import tell
from jiangong.foundation.ledger.actions import record
from jiangong.programmes.care.convalescence.actions.locking import locked_batch
from jiangong.programmes.care.convalescence.actions.telling import words_of
from jiangong.programmes.care.convalescence.models import Batch, Duty, Stay
from jiangong.programmes.care.convalescence.states import DutyKind, StayReason, Verb

if TYPE_CHECKING:
    from jiangong.foundation.people.models import Person, User


@transaction.atomic
def give_duty(batch: Batch, person: Person, kind: str, *, by: User | None) -> Duty:
    """Let somebody go with a batch. Raises Refused(NO_SUCH_DUTY) for a doctor who takes part, or a duty held already."""
    batch = locked_batch(batch)
    require(by, "convalescence.run", batch)
    label = DutyKind(kind).label
    takes_part = kind == DutyKind.DOCTOR and Stay.objects.filter(batch=batch, applicant__person=person)
    if takes_part and takes_part.exists():
        raise Refused(StayReason.NO_SUCH_DUTY, name=person.name, duty=label)
    try:
        with transaction.atomic():
            duty = Duty.objects.create(batch=batch, person=person, kind=kind, given_by=by)
    except IntegrityError as error:
        raise Refused(StayReason.NO_SUCH_DUTY, name=person.name, duty=label) from error
    organisation = batch.programme.organisation
    record(
        Verb.DUTY_GIVEN, duty, organisation=organisation, by=by, person=person,
        payload={"batch": str(batch.pk), "duty": kind},
    )  # fmt: skip
    tell(
        [person.pk], "convalescence.duty_given", batch, {**words_of(batch), "duty": str(label)},
        organisation=organisation, by=by,
    )  # fmt: skip
    return duty


@transaction.atomic
def end_duty(duty: Duty, *, by: User | None) -> Duty:
    """Somebody does not go with the batch any more; ending what is ended changes nothing."""
    duty = lock(duty)
    require(by, "convalescence.run", duty.batch)
    if duty.ended_at is None:
        duty.ended_at = timezone.now()
        duty.save(update_fields=["ended_at"])
        record(
            Verb.DUTY_ENDED, duty, organisation=duty.batch.programme.organisation, by=by, person=duty.person,
            payload={"batch": str(duty.batch_id), "duty": duty.kind},
        )  # fmt: skip
    return duty
