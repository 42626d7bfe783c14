"""Undo as delayed effect: an act is held back, may be taken back, and then runs once, with its author's right."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import formats, timezone

from jiangong.foundation.clocks.queries import clock_of
from jiangong.foundation.clocks.states import State as Ticking
from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.desk.actions.drafting import keep_draft
from jiangong.foundation.desk.models import PendingAct
from jiangong.foundation.desk.queries import held_acts, label_of, pending_of, subject_of, title_of
from jiangong.foundation.desk.states import MOST_TRIES, TRANSITIONS, HeldAct, Reason, State
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.rulebook.queries import value

log = logging.getLogger(__name__)


class _RolledBack(Exception):
    """Ends a rehearsal: what it has written is undone."""


@transaction.atomic
def hold(
    act: str,
    subject: models.Model,
    *,
    by: Any,
    facts: Mapping[str, Any] | None = None,
    about: str = "",
    organisation: Organisation | None = None,
    minutes: str = "",
    address: str = "",
) -> PendingAct:
    """Send or decide something so that it takes effect in some minutes and may be taken back until then.

    `act` is declared by a room (HeldAct); `facts` is what was typed, as JSON; `about` a few words, names masked;
    `address` the page of the subject; `minutes` another parameter than the act's own. The act is tried at once and rolled back, so that what the rules
    do not allow now is refused now. It is not held, but done, where the parameter says 0 or the subject's deadline
    has come; where the deadline comes within those minutes, it takes effect then.

    Raises Refused(ALREADY_WAITING) if something waits for the same subject, and whatever the real action refuses.
    """
    declared = held_acts()[act]
    waiting = pending_of(lock(subject))
    if waiting is not None:
        raise _already(waiting)
    now = timezone.now()
    effect_at = _effect_at(declared, subject, now, value(minutes or declared.minutes))
    if effect_at > now and declared.rehearsed:
        _rehearse(declared, subject, facts or {}, by)
    try:
        with transaction.atomic():
            pending = PendingAct.objects.create(
                act=act,
                subject_type=label_of(subject),
                subject_id=subject.pk,
                organisation=organisation,
                author=by,
                about=about[:120],
                address=address[:300],
                facts=dict(facts or {}),
                held_at=now,
                effect_at=effect_at,
            )
    except IntegrityError:
        waiting = pending_of(subject)
        if waiting is None:
            raise
        raise _already(waiting) from None
    if effect_at > now:
        _queue(pending)
    else:
        declared.run(subject, pending.facts, by)
        _end(pending, State.DONE)
    return pending


def _already(waiting: PendingAct) -> Refused:
    return Refused(
        Reason.ALREADY_WAITING,
        title=title_of(waiting),
        time=formats.time_format(timezone.localtime(waiting.effect_at), "H:i"),
    )


def _effect_at(declared: HeldAct, subject: models.Model, now: datetime, minutes: int) -> datetime:
    """When it takes effect: after the minutes, but never behind the due time of what is decided."""
    effect_at = now + timedelta(minutes=minutes)
    clock = clock_of(subject)
    running = [clock.due_at] if clock is not None and clock.state == Ticking.RUNNING else []
    named = [declared.deadline(subject)] if declared.deadline else []
    ends: list[datetime] = [effect_at, *(one for one in running + named if one is not None)]
    return max(now, min(ends))


def _rehearse(declared: HeldAct, subject: models.Model, facts: Mapping[str, Any], by: Any) -> None:
    """Run the act and roll it back: raises what it would refuse."""
    fresh = type(subject)._base_manager.get(
        pk=subject.pk
    )  # the action may put new values on the object it is given
    try:
        with transaction.atomic():
            declared.run(fresh, facts, by)
            raise _RolledBack
    except _RolledBack:
        return


def _queue(pending: PendingAct) -> None:
    """A job for the time of effect. It commits with the act; should it be lost, the sweep every minute finds it."""
    from jiangong.foundation.desk import tasks  # tasks wrap these actions: imported where one is queued

    tasks.take_effect.configure(schedule_at=pending.effect_at).defer(pending_id=pending.pk)


@transaction.atomic
def take_back(pending: PendingAct, *, by: Any) -> PendingAct:
    """Nothing happens after all; what was typed is a draft again. Raises Refused(NOT_WAITING) once it took effect."""
    pending = lock(pending)
    require(by, "desk.take_back", pending)
    if pending.state != State.WAITING:
        raise Refused(
            Reason.NOT_WAITING,
            state=State(pending.state).label,
            minutes=round((pending.effect_at - pending.held_at).total_seconds() / 60),
        )
    subject = subject_of(pending)
    declared = held_acts().get(pending.act)
    if declared and declared.draft and pending.facts and pending.author_id and subject is not None:
        keep_draft(pending.author, declared.draft, subject, pending.facts)
    _end(pending, State.TAKEN_BACK, by=by)
    return pending


def take_effect(pending_id: int, *, now: datetime | None = None) -> str:
    """Let one act take effect if its time has come: the real action, with its author's right as it is now.

    Act and note that it is done commit together: a worker that is killed has done nothing or all, and a second one
    finds it done. What the action refuses is told to the author, and the matter stands as before. Returns the state.
    """
    with transaction.atomic():
        pending = (
            PendingAct.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("author")
            .filter(pk=pending_id, state=State.WAITING, effect_at__lte=now or timezone.now())
            .first()
        )
        if pending is None:  # done already, taken back, not yet due, or in another worker's hands
            return ""
        try:
            with transaction.atomic():
                _run(pending)
        except Refused as refused:
            _end(pending, State.REFUSED, code=refused.code, answer=str(refused))
        except Exception:
            log.exception("pending act %s (%s) could not take effect", pending.pk, pending.act)
            pending.tries += 1
            if pending.tries < MOST_TRIES:
                pending.effect_at = (now or timezone.now()) + timedelta(minutes=1)
                pending.save(update_fields=["tries", "effect_at"])
                return State.WAITING
            _end(pending, State.FAILED)
        else:
            _end(pending, State.DONE)
        if pending.state != State.DONE:
            _tell(pending)
        return pending.state


def drop_old_pending() -> int:
    """Delete acts that ended so many days ago as drafts are kept; what took effect stands in the ledger."""
    until = timezone.now() - timedelta(days=value("desk.draft_days"))
    deleted, _each = PendingAct.objects.exclude(state=State.WAITING).filter(ended_at__lt=until).delete()
    return deleted


def _run(pending: PendingAct) -> None:
    declared = held_acts().get(pending.act)
    subject = apps.get_model(pending.subject_type)._base_manager.filter(pk=pending.subject_id).first()
    if declared is None or subject is None or pending.author is None:
        raise Refused(Reason.SUBJECT_GONE)
    declared.run(subject, pending.facts, pending.author)


def _tell(pending: PendingAct) -> None:
    declared = held_acts().get(pending.act)
    if declared and declared.ended:
        declared.ended(pending)


def _end(pending: PendingAct, to: State, *, by: Any = None, code: str = "", answer: str = "") -> None:
    """The last state. What was typed is kept only where it did not take effect, for whoever does it again."""
    pending.ended_at, pending.ended_by = timezone.now(), by
    pending.code, pending.answer = code, answer[:600]
    if to in (State.DONE, State.TAKEN_BACK):
        pending.facts = {}
    advance(
        pending,
        to,
        TRANSITIONS,
        otherwise=Reason.NOT_WAITING,
        also=["ended_at", "ended_by", "code", "answer", "facts", "tries"],
    )
