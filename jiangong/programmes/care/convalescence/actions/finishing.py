"""A batch's books are closed: who completed the stay is counted, once, on its last day; mistakes are corrected by entries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from jiangong.foundation.clocks.actions import stop_clocks
from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import close_matters
from jiangong.foundation.ledger.actions import Fact, correct, record, record_many
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.queries import standing_on
from jiangong.foundation.rulebook.queries import used, value
from jiangong.programmes.care.convalescence.actions.answering import RULE
from jiangong.programmes.care.convalescence.actions.locking import locked_batch
from jiangong.programmes.care.convalescence.actions.telling import record_stays, tell_stays
from jiangong.programmes.care.convalescence.formulas.days import outcome
from jiangong.programmes.care.convalescence.models import Batch, HealthForm, Programme, Stay
from jiangong.programmes.care.convalescence.states import (
    HOLDING,
    PROGRAMME_TRANSITIONS,
    STAY_TRANSITIONS,
    ProgrammeState,
    StayReason,
    StayState,
    Verb,
)

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User

VERBS = {
    StayState.STAYED: Verb.STAYED,
    StayState.ABSENT: Verb.ABSENT,
    StayState.LEFT_EARLY: Verb.LEFT_EARLY,
}


@transaction.atomic
def finish_batch(batch: Batch, *, by: User | None) -> Batch:
    """Say of everybody confirmed whether they completed the stay, by the days they were there; the rest are over.

    Health forms are destroyed. A completed stay is one ledger entry (`convalescence.stayed`) on the last day, for the person's union: it is what
    plan promise G4 counts. With its last batch the programme is finished. Raises Refused: BATCH_FINISHED, NOT_OVER.
    """
    batch = locked_batch(batch)
    require(by, "convalescence.run", batch)
    if batch.finished_at is not None:
        raise Refused(StayReason.BATCH_FINISHED, batch=batch.title)
    if timezone.localdate() <= batch.ends_on:
        raise Refused(StayReason.NOT_OVER, batch=batch.title, day=batch.ends_on)
    stays = list(
        Stay.objects.select_for_update(of=("self",))
        .filter(batch=batch, state__in=sorted(HOLDING))
        .select_related("batch__programme__organisation", "applicant__organisation")
        .order_by("pk")
    )
    programme = lock(batch.programme)
    with used() as reads:
        percent = int(value("convalescence.completed_percent", on=batch.ends_on))
    found = _outcomes(batch, stays, percent)
    for state in (StayState.ABSENT, StayState.LEFT_EARLY):
        _say(state, found[state], by=by)
    entries = record_many([_counted(one, batch) for one in _standing(found[StayState.STAYED])], by=by)
    _complete(found[StayState.STAYED], entries)
    _end_unconfirmed(found[StayState.WITHDRAWN], by=by)
    tell_stays("convalescence.rate", [*found[StayState.STAYED], *found[StayState.LEFT_EARLY]], by=by)
    HealthForm.objects.filter(stay__batch=batch).delete()  # its purpose was the days that are over
    batch.finished_at = timezone.now()
    batch.save(update_fields=["finished_at"])
    record(
        Verb.BATCH_FINISHED,
        batch,
        organisation=programme.organisation,
        by=by,
        happened_on=batch.ends_on,
        payload={"programme": str(programme.pk), **{str(state): len(ones) for state, ones in found.items()}},
        used=reads,
    )
    _finish(programme)
    return batch


@transaction.atomic
def correct_outcome(stay: Stay, state: str, *, reason: str, by: User | None) -> Stay:
    """What a finished batch says of somebody was wrong: the figure moves by an entry that corrects, or by a late one.

    Raises Refused: REASON_MISSING, CANNOT_CORRECT unless the batch is finished and the outcome is another.
    """
    stay = lock(stay)
    require(by, "convalescence.run", stay.batch)
    if not reason.strip():
        raise Refused(StayReason.REASON_MISSING)
    if stay.batch.finished_at is None or state not in VERBS or state == stay.state:
        raise Refused(StayReason.CANNOT_CORRECT)
    entry, stay.entry = stay.entry, None
    if state == StayState.STAYED:
        [ready] = _standing([stay])
        [stay.entry] = record_many([_counted(ready, stay.batch)], by=by)
    else:
        record_stays(VERBS[StayState(state)], [stay], by=by)
    advance(stay, state, STAY_TRANSITIONS, otherwise=StayReason.CANNOT_CORRECT, also=("entry",))
    if entry is not None:
        correct(entry, reason=reason.strip()[:200], by=by)
    return stay


def _outcomes(batch: Batch, stays: Sequence[Stay], percent: int) -> dict[StayState, list[Stay]]:
    """The stays by what the batch says of them: who was confirmed by the days they were there, who was not is withdrawn."""
    days = dict(
        batch.stays.filter(state=StayState.CONFIRMED).annotate(n=Count("attendances")).values_list("pk", "n")
    )
    found: dict[StayState, list[Stay]] = {state: [] for state in (*VERBS, StayState.WITHDRAWN)}
    for one in stays:
        confirmed = one.state == StayState.CONFIRMED
        said = outcome(days.get(one.pk, 0), batch.days, percent) if confirmed else StayState.WITHDRAWN
        found[StayState(said)].append(one)
    return found


def _end_unconfirmed(stays: Sequence[Stay], *, by: User | None) -> None:
    """Who still held a place, but was never confirmed: it is over, with whatever waited for their answer."""
    Stay.objects.filter(pk__in=[one.pk for one in stays]).update(state=StayState.WITHDRAWN)
    for one in stays:
        stop_clocks(one, RULE, by=by)
    close_matters(stays, by=by)
    record_stays(Verb.GAVE_BACK, stays, by=by)
    tell_stays("convalescence.place_over", stays, by=by)


def _say(state: StayState, stays: Sequence[Stay], *, by: User | None) -> None:
    Stay.objects.filter(pk__in=[one.pk for one in stays]).update(state=state)
    record_stays(VERBS[state], stays, by=by)


def _counted(one: tuple[Stay, Organisation], batch: Batch) -> Fact:
    stay, organisation = one
    return Fact(
        Verb.STAYED,
        "convalescence.stay",
        stay.pk,
        organisation,
        person_id=stay.applicant.person_id,
        happened_on=batch.ends_on,
        payload={"programme": str(batch.programme_id), "batch": str(batch.pk), "days": batch.days},
    )


def _standing(stays: Sequence[Stay]) -> list[tuple[Stay, Organisation]]:
    """Each stay with the union it counts for on the last day: the person's own, its successor, or the organiser."""
    if not stays:
        return []
    batch = stays[0].batch
    own = standing_on(
        {one.applicant.organisation for one in stays}, batch.ends_on, otherwise=batch.programme.organisation
    )
    return [(one, own[one.applicant.organisation_id]) for one in stays]


def _complete(stays: Sequence[Stay], entries: Sequence[Entry]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE convalescence_stay s SET state = %s, entry_id = new.entry"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS new(id, entry) WHERE s.id = new.id",
            [StayState.STAYED.value, [one.pk for one in stays], [entry.pk for entry in entries]],
        )


def _finish(programme: Programme) -> None:
    """The programme follows its last batch; batches without anybody in them do not keep it open."""
    if programme.state == ProgrammeState.DRAWN:
        advance(programme, ProgrammeState.RUNNING, PROGRAMME_TRANSITIONS, otherwise=StayReason.CANNOT_CORRECT)
    left = Batch.objects.filter(programme=programme, finished_at__isnull=True, stays__isnull=False)
    if programme.state == ProgrammeState.RUNNING and not left.exists():
        advance(
            programme, ProgrammeState.FINISHED, PROGRAMME_TRANSITIONS, otherwise=StayReason.CANNOT_CORRECT
        )
