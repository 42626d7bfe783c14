"""Places after the draw: offered with a clock, accepted or not; what is not taken goes to the next rank, and to nobody else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from django.db import connection, models, transaction
from django.utils import timezone

from jiangong.foundation.clocks.actions import Beginning, start_many, stop_clocks
from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import Opening, close_matters, open_many
from jiangong.foundation.rulebook.queries import value
from jiangong.programmes.care.convalescence.actions.locking import (
    locked_with_all_companions,
    locked_with_companions,
)
from jiangong.programmes.care.convalescence.actions.telling import record_stays, tell_stays, words_of
from jiangong.programmes.care.convalescence.formulas.days import moves_on
from jiangong.programmes.care.convalescence.models import Applicant, Programme, Stay
from jiangong.programmes.care.convalescence.states import (
    HOLDING,
    STAY_TRANSITIONS,
    Reason,
    StayReason,
    StayState,
    Verb,
)
from jiangong.selection.draws import actions as draws
from jiangong.selection.draws import queries as drawn
from jiangong.selection.draws.models import Draw
from jiangong.selection.draws.states import Leaving

if TYPE_CHECKING:
    from jiangong.foundation.clocks.models import Clock
    from jiangong.foundation.people.models import User

RULE = "convalescence.accept_days"
BATCH = 5_000  # not law: rows of one statement
ENDING = {
    StayState.DECLINED: Verb.DECLINED,
    StayState.LAPSED: Verb.LAPSED,
    StayState.WITHDRAWN: Verb.GAVE_BACK,
}


def offer(programme: Programme, tickets: Collection[str]) -> list[Stay]:
    """Offer their places to whom the draw gave one, in its transaction: a clock, a matter and a message each.

    A score of statements, however many they are.
    """
    places = drawn.standings_of(_draw(programme), tickets)
    batches = {one.code: one for one in programme.batches.all()}
    people = list(  # who withdrew and left a partner on the list has no place
        Applicant.objects.filter(
            application__programme=programme, application__ticket__in=list(tickets), live=True
        )
        .select_related("application", "person", "organisation")
        .order_by("pk")
    )
    now = timezone.now()
    stays = Stay.objects.bulk_create(
        (
            Stay(applicant=one, batch=batches[places[one.application.ticket].place.batch], offered_at=now)
            for one in people
        ),
        batch_size=BATCH,
    )
    clocks = start_many(RULE, [Beginning(one, programme.organisation, now) for one in stays], by=None)
    _attach(stays, clocks)
    waiting = [
        Opening(
            one, person=one.applicant.person, clock=clock, words=words_of(one.batch), label=str(one.batch)
        )
        for one, clock in zip(stays, clocks, strict=True)
        if one.applicant.person is not None
    ]
    if waiting:
        open_many("convalescence.answer_offer", waiting)
    record_stays(Verb.OFFERED, stays, by=None)
    tell_stays("convalescence.offered", stays, by=None)
    return stays


@transaction.atomic
def accept_place(stay: Stay, *, wish: str = "", by: User | None) -> Stay:
    """Take the place. Raises Refused(NOT_OFFERED), Refused(TOO_LATE) once the clock is over."""
    stay = lock(stay)
    require(by, "convalescence.answer", stay)
    return _accept(stay, wish, "", by)


@transaction.atomic
def answer_for(stay: Stay, *, accepts: bool, how: str, by: User | None) -> Stay:
    """An officer of the union somebody belongs to writes down what they answered, and how they said so; they are told both.

    For who applied by telephone or through their union: their silence would give the place away. A place that was accepted is
    given back only by themselves. Raises Refused: NO_CONSENT, NOT_OFFERED, TOO_LATE.
    """
    stay = locked_with_companions(stay)
    require(by, "convalescence.answer_for", stay)
    if not how.strip():
        raise Refused(Reason.NO_CONSENT)
    how = how.strip()[:200]
    if accepts:
        _accept(stay, "", how, by)
    else:
        _decline(stay, by)
        Stay.objects.filter(pk=stay.pk).update(answered_how=how)
    kind = "convalescence.accepted_for" if accepts else "convalescence.declined_for"
    tell_stays(kind, [_whole().get(pk=stay.pk)], by=by, more={"consent": how})
    stay.refresh_from_db()
    return stay


def _accept(stay: Stay, wish: str, how: str, by: User | None) -> Stay:
    if stay.state != StayState.OFFERED:
        raise Refused(StayReason.NOT_OFFERED)
    _require_in_time(stay)
    stay.answered_at, stay.answered_how, stay.wish = timezone.now(), how, wish
    advance(
        stay,
        StayState.ACCEPTED,
        STAY_TRANSITIONS,
        otherwise=StayReason.NOT_OFFERED,
        also=("answered_at", "answered_how", "wish"),
    )
    stop_clocks(stay, RULE, by=by)
    close_matters(stay, by=by)
    record_stays(Verb.ACCEPTED, [stay], by=by)
    return stay


@transaction.atomic
def decline_place(stay: Stay, *, by: User | None) -> Stay:
    """Leave the place to the next rank. Raises Refused(NOT_OFFERED)."""
    stay = locked_with_companions(stay)
    require(by, "convalescence.answer", stay)
    _decline(stay, by)
    stay.refresh_from_db()
    return stay


def _decline(stay: Stay, by: User | None) -> None:
    if stay.state != StayState.OFFERED:
        raise Refused(StayReason.NOT_OFFERED)
    end([stay], StayState.DECLINED, Leaving.DECLINED, by=by)


@transaction.atomic
def give_back(stay: Stay, *, by: User | None) -> Stay:
    """Give an accepted place back before the batch begins; it goes to the next rank while there is time.

    Raises Refused(NOT_HELD).
    """
    stay = locked_with_companions(stay)
    require(by, "convalescence.answer", stay)
    if stay.state not in HOLDING or timezone.localdate() >= stay.batch.starts_on:
        raise Refused(StayReason.NOT_HELD)
    end([stay], StayState.WITHDRAWN, Leaving.WITHDRAWN, by=by)
    stay.refresh_from_db()
    return stay


@transaction.atomic
def take_back(stay: Stay, *, reason: str, by: User | None) -> Stay:
    """The organising union found that somebody may not go (an objection upheld, a record that was wrong).

    The reason goes into the ledger and must not speak of health. Raises Refused: REASON_MISSING, NOT_HELD.
    """
    stay = locked_with_companions(stay)
    require(by, "convalescence.run", stay.batch)
    if not reason.strip():
        raise Refused(StayReason.REASON_MISSING)
    if stay.state not in HOLDING:
        raise Refused(StayReason.NOT_HELD)
    end([stay], StayState.WITHDRAWN, Leaving.UNFIT, by=by, reason=reason.strip()[:200])
    stay.refresh_from_db()
    return stay


def lapse_due() -> int:
    """Let lapse what was not answered in time, programme by programme; how many lapsed."""
    late = _late().values_list("batch__programme", flat=True)
    return sum(lapse(one) for one in Programme.objects.filter(pk__in=late.distinct()))


@transaction.atomic
def lapse(programme: Programme) -> int:
    """Let every offer of a programme lapse that was not answered in time; the next ranks are offered. How many lapsed."""
    late = locked_with_all_companions(_late().filter(batch__programme=programme))
    end(late, StayState.LAPSED, Leaving.SILENT, by=None)
    return len(late)


def end(
    ending: Sequence[Stay], state: StayState, leaving: Leaving, *, by: User | None, reason: str = ""
) -> None:
    """End stays before their batch, and those of companions: a group goes together or not at all. All of them are locked.

    Places that can still be given go back to the draw, all of one programme at once. A place that comes back too late
    for that (rule convalescence.move_up_days) stays empty, and then a companion keeps theirs.
    """
    if not ending:
        return
    ids = [one.pk for one in ending]
    stays = list(_whole().filter(pk__in=ids).order_by("pk"))
    today, days = timezone.localdate(), int(value("convalescence.move_up_days"))
    moving = [one for one in stays if moves_on(one.batch.starts_on, today, days)]
    tickets = {one.applicant.application_id for one in moving}
    together = list(
        _whole()
        .filter(applicant__application__in=tickets, state__in=sorted(HOLDING))
        .exclude(pk__in=ids)
        .order_by("pk")
    )
    for group, to in ((stays, state), (together, StayState.WITHDRAWN)):
        Stay.objects.filter(pk__in=[one.pk for one in group]).update(
            state=to, answered_at=timezone.now(), room=None, coach=None
        )
        record_stays(
            ENDING[to], group, by=by if group is stays else None, reason=reason if group is stays else ""
        )
    if state != StayState.LAPSED:  # the clock's own lapse is its end
        for one in stays:
            stop_clocks(one, RULE, by=by)
    for one in together:
        stop_clocks(one, RULE, by=None)
    close_matters([*stays, *together], by=by)
    tell_stays("convalescence.lapsed", stays if state == StayState.LAPSED else (), by=by)
    own = {one.pk for one in stays if by is not None and one.applicant.person_id == by.person_id}
    untold = [one for one in stays if one.pk not in own] if state != StayState.LAPSED else []
    tell_stays("convalescence.place_over", [*untold, *together], by=by)
    if moving:
        gone = {one.applicant.application.ticket: leaving for one in moving}
        draws.leave(_draw(moving[0].batch.programme), gone, by=by)


def _draw(programme: Programme) -> Draw:
    draw = drawn.draw_of(programme)
    assert draw is not None, "a place after the draw has its draw"
    return draw


def _late() -> models.QuerySet[Stay]:
    """Offers whose clock is over."""
    return Stay.objects.filter(
        state=StayState.OFFERED, clock__due_at__lt=timezone.now(), clock__state__in=["running", "lapsed"]
    )


def _whole() -> models.QuerySet[Stay]:
    return Stay.objects.select_related(
        "batch__programme__organisation", "applicant__application", "applicant__organisation"
    )


def _require_in_time(stay: Stay) -> None:
    clock = stay.clock
    if clock is not None and clock.due_at is not None and clock.due_at < timezone.now():
        due = timezone.localtime(clock.due_at).strftime("%Y-%m-%d %H:%M")
        raise Refused(StayReason.TOO_LATE, due=due, source=clock.source)


def _attach(stays: Sequence[Stay], clocks: Sequence[Clock]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE convalescence_stay s SET clock_id = new.clock FROM unnest(%s::bigint[], %s::bigint[])"
            " AS new(id, clock) WHERE s.id = new.id",
            [[one.pk for one in stays], [clock.pk for clock in clocks]],
        )
