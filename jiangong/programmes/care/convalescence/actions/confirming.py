"""From accepted to confirmed: only who was shown for the legal days, and whose line stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.notices.queries import cleared_among, unit_of
from jiangong.foundation.rulebook.queries import parameter
from jiangong.foundation.rulebook.states import STATUSES
from jiangong.programmes.care.convalescence.actions.locking import locked_batch
from jiangong.programmes.care.convalescence.actions.telling import record_stays, tell_stays
from jiangong.programmes.care.convalescence.models import Batch, Stay
from jiangong.programmes.care.convalescence.states import (
    ACCEPTED_NOTICE,
    PROGRAMME_TRANSITIONS,
    ProgrammeState,
    StayReason,
    StayState,
    Verb,
)

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@transaction.atomic
def confirm_batch(batch: Batch, *, by: User | None) -> list[Stay]:
    """Confirm everybody of a batch who accepted and whose notice ended in order; the rest wait for theirs.

    Raises Refused: BATCH_FINISHED, NOT_CLEARED if there is nobody to confirm.
    """
    batch = locked_batch(batch)
    require(by, "convalescence.run", batch)
    if batch.finished_at is not None:
        raise Refused(StayReason.BATCH_FINISHED, batch=batch.title)
    accepted = list(
        Stay.objects.select_for_update(of=("self",))
        .filter(batch=batch, state=StayState.ACCEPTED)
        .select_related("batch__programme__organisation", "applicant__organisation")
        .order_by("pk")
    )
    shown = cleared_among("convalescence.stay", [one.pk for one in accepted], ACCEPTED_NOTICE)
    confirmed = [one for one in accepted if one.pk in shown]
    if not confirmed:
        days = parameter("convalescence.notice_days")
        raise Refused(
            StayReason.NOT_CLEARED,
            batch=batch.title,
            count=len(accepted),
            source=days.source,
            days=days.value,
            unit=unit_of(ACCEPTED_NOTICE),
            status=STATUSES[days.status],
        )
    Stay.objects.filter(pk__in=[one.pk for one in confirmed]).update(
        state=StayState.CONFIRMED, confirmed_at=timezone.now()
    )
    record_stays(Verb.CONFIRMED, confirmed, by=by)
    tell_stays("convalescence.confirmed", confirmed, by=by)
    programme = lock(batch.programme)
    if programme.state == ProgrammeState.DRAWN:
        advance(programme, ProgrammeState.RUNNING, PROGRAMME_TRANSITIONS, otherwise=StayReason.NOT_CLEARED)
    return confirmed
