"""Absence: somebody stands in with the absent officer's roles, from a day to a day, for a reason on record."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions.telling import tell
from jiangong.foundation.inbox.models import Delegation
from jiangong.foundation.inbox.queries import fit_to_stand_in, offices_to_lend
from jiangong.foundation.inbox.states import Reason, Verb
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.rulebook.queries import STATUSES, parameter

if TYPE_CHECKING:
    from jiangong.foundation.people.models import Person, User


@transaction.atomic
def delegate(*, to: Person, since: date, until: date, reason: str, by: User) -> Delegation:
    """Let a colleague stand in from `since` to `until`, both included. What was lent to oneself is not lent on.

    Raises Refused: NO_OFFICE_TO_LEND, NOT_FIT_TO_STAND_IN, DAYS_OUT_OF_ORDER, REASON_MISSING, ALREADY_LENT.
    """
    offices = offices_to_lend(by)
    if not offices or by.person is None:
        raise Refused(Reason.NO_OFFICE_TO_LEND)
    require(by, "inbox.delegate")
    if not reason.strip():
        raise Refused(Reason.REASON_MISSING)
    most = parameter("inbox.delegation_days")
    if not (timezone.localdate() <= since <= until < since + timedelta(days=most.value)):
        raise Refused(Reason.DAYS_OUT_OF_ORDER, days=most.value, status=STATUSES[most.status])
    if not fit_to_stand_in(to, offices, instead_of=by):
        raise Refused(Reason.NOT_FIT_TO_STAND_IN, name=to.name)
    try:
        with transaction.atomic():
            made = Delegation.objects.create(
                delegator=by.person,
                delegate=to,
                since=since,
                until=until,
                reason=reason.strip()[:200],
                made_by=by,
            )
    except IntegrityError as clash:
        raise Refused(Reason.ALREADY_LENT) from clash
    record(Verb.DELEGATED, made, organisation=offices[0], by=by, person=to)
    tell(
        [to.pk],
        "inbox.delegated",
        made,
        {"delegator": str(by), "since": str(since), "until": str(until), "reason": made.reason},
        organisation=offices[0],
        by=by,
    )
    return made


@transaction.atomic
def end_delegation(delegation: Delegation, *, by: User) -> Delegation:
    """The absent one is back, or whoever stands in cannot any more: it ends now. Raises Refused(DELEGATION_OVER)."""
    delegation = lock(delegation)
    require(by, "inbox.end_delegation", delegation)
    today = timezone.localdate()
    if delegation.ended_at is not None or delegation.until < today:
        raise Refused(Reason.DELEGATION_OVER)
    delegation.ended_at, delegation.ended_by = timezone.now(), by
    delegation.save(update_fields=["ended_at", "ended_by"])
    offices = offices_to_lend(delegation.delegator.user)
    if offices:  # an office that ended meanwhile has no union to write it down for
        record(Verb.DELEGATION_ENDED, delegation, organisation=offices[0], by=by, person=delegation.delegate)
    other = {delegation.delegator_id, delegation.delegate_id} - {by.person_id}
    tell(
        other,
        "inbox.delegation_ended",
        delegation,
        {"delegator": delegation.delegator.name, "day": str(today)},
        organisation=offices[0] if offices else None,
        by=by,
    )
    return delegation
