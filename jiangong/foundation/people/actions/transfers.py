"""Transfer of a membership 会籍转接: request → confirmed by the old union → pool → received or returned."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refusal, Refused
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.actions.memberships import (
    _record,
    _require_another,
    _require_from,
    require_admitting,
    require_reason,
)
from jiangong.foundation.people.actions.waiting import follow, moved
from jiangong.foundation.people.models import Membership, User
from jiangong.foundation.people.states import TRANSITIONS, MembershipState, Reason, Verb


@transaction.atomic
def request_transfer(
    membership: Membership, to: Organisation, *, reason: str = "", by: User | None
) -> Membership:
    """The member, or the union for its member, asks that the membership go to another union.

    `to` may be a union above the one meant (a township, a district): any union below it may then receive.
    Raises Refused: NOT_ACTIVE, SAME_UNION, NOT_ADMITTING.
    """
    membership = lock(membership)
    require(by, "people.request_transfer", membership)
    require_admitting(to)
    if to.pk == membership.organisation_id:
        raise Refused(Reason.SAME_UNION, organisation=to.name)
    membership.next_organisation = to
    membership.reason = reason.strip()[:200]
    advance(
        membership,
        MembershipState.LEAVING,
        TRANSITIONS,
        otherwise=Reason.NOT_ACTIVE,
        also=["next_organisation", "reason"],
    )
    _record(Verb.TRANSFER_REQUESTED, membership, by, to=to.pk)
    follow(membership, by=by)
    return membership


@transaction.atomic
def cancel_transfer(membership: Membership, *, reason: str = "", by: User | None) -> Membership:
    """Before the old union confirms, it or the member calls the transfer off. Raises Refused(NOT_LEAVING)."""
    membership = lock(membership)
    require(by, "people.request_transfer", membership)
    _require_from(membership, {MembershipState.LEAVING}, Reason.NOT_LEAVING)
    _stay(membership, reason.strip()[:200], Reason.NOT_LEAVING)
    _record(Verb.TRANSFER_CANCELLED, membership, by)
    follow(membership, by=by)
    return membership


@transaction.atomic
def confirm_transfer(membership: Membership, *, by: User | None) -> Membership:
    """The old union lets the member go; the membership waits in the pool. Raises Refused(NOT_LEAVING)."""
    membership = lock(membership)
    require(by, "people.confirm_transfer", membership)
    _require_another(membership, by)
    _require_from(membership, {MembershipState.LEAVING}, Reason.NOT_LEAVING)
    advance(membership, MembershipState.POOL, TRANSITIONS, otherwise=Reason.NOT_LEAVING)
    _record(Verb.TRANSFER_CONFIRMED, membership, by)
    follow(membership, by=by)
    return membership


@transaction.atomic
def receive(membership: Membership, into: Organisation, *, by: User | None) -> Membership:
    """The new union takes a membership out of the pool; returns the new one, which keeps number and join date.

    Raises Refused: NOT_IN_POOL, GOES_ELSEWHERE unless `into` is the union asked for or below it, NOT_ADMITTING.
    """
    membership = lock(membership)
    require(by, "people.receive", membership)
    require(by, "people.admit", into)
    _require_another(membership, by)
    _require_from(membership, {MembershipState.POOL}, Reason.NOT_IN_POOL)
    require_admitting(into)
    to = membership.next_organisation
    if to is not None and not into.path.startswith(to.path):
        raise Refused(Reason.GOES_ELSEWHERE, organisation=to.name)
    if into.pk == membership.organisation_id:
        raise Refused(Reason.SAME_UNION, organisation=into.name)
    return _move(membership, into, by)


@transaction.atomic
def return_transfer(membership: Membership, *, reason: str, by: User | None) -> Membership:
    """The new union does not take the member, and says why; the old one has them again.

    Raises Refused(NOT_IN_POOL), Refused(REASON_MISSING).
    """
    membership = lock(membership)
    require(by, "people.receive", membership)
    reason = require_reason(reason)
    _require_from(membership, {MembershipState.POOL}, Reason.NOT_IN_POOL)
    require_admitting(membership.organisation)
    _stay(membership, reason, Reason.NOT_IN_POOL)
    _record(Verb.TRANSFER_RETURNED, membership, by)
    follow(membership, by=by)
    return membership


def _stay(membership: Membership, reason: str, otherwise: Refusal) -> None:
    membership.next_organisation = None
    membership.reason = reason
    advance(
        membership,
        MembershipState.ACTIVE,
        TRANSITIONS,
        otherwise=otherwise,
        also=["next_organisation", "reason"],
    )


def _move(membership: Membership, into: Organisation, by: User | None) -> Membership:
    """End the membership here, begin it there; the state over there is active, or retired if it was that here."""
    retired = membership.state == MembershipState.RETIRED
    membership.ended_on = timezone.localdate()
    membership.next_organisation = into
    advance(
        membership,
        MembershipState.MOVED,
        TRANSITIONS,
        otherwise=Reason.NOT_IN_POOL,
        also=["ended_on", "next_organisation"],
    )
    follow(membership, by=by)
    new = Membership.objects.create(
        person_id=membership.person_id,
        organisation=into,
        state=MembershipState.RETIRED if retired else MembershipState.ACTIVE,
        number=membership.number,
        joined_on=membership.joined_on,
    )
    _record(Verb.TRANSFERRED, new, by, left=membership.organisation_id)
    moved([new.person_id], by=by)
    return new
