"""Joining, leaving, lapsing, retiring. A membership moves only along TRANSITIONS; each step is a ledger entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.periods import add_months
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import tell
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import State as OrganisationState
from jiangong.foundation.people.actions.persons import _insert
from jiangong.foundation.people.actions.waiting import follow, moved
from jiangong.foundation.people.formulas import Document, member_number
from jiangong.foundation.people.models import Membership, Person, User
from jiangong.foundation.people.queries.memberships import current_membership
from jiangong.foundation.people.states import TRANSITIONS, MembershipState, Reason, Verb
from jiangong.foundation.rulebook.queries import STATUSES, Read, parameter, used

# What is recorded under these is told to the member too, by the message of the same code, unless they did it themselves.
TOLD = frozenset(
    {
        Verb.JOINED,
        Verb.APPLICATION_REFUSED,
        Verb.TRANSFER_REQUESTED,
        Verb.TRANSFER_CANCELLED,
        Verb.TRANSFER_CONFIRMED,
        Verb.TRANSFER_RETURNED,
        Verb.TRANSFERRED,
        Verb.LAPSED,
    }
)


def allocate_numbers(count: int) -> list[str]:
    """`count` unused member numbers 会员号; gaps are allowed, doubles are not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('people_member_number') FROM generate_series(1, %s)", [count])
        return [member_number(row[0]) for row in cursor.fetchall()]


def number_of(person: Person) -> str:
    """The member number a person keeps for life, or a new one for who never had one."""
    known = Membership.objects.filter(person=person).exclude(number="").order_by("pk").first()
    return known.number if known else allocate_numbers(1)[0]


def require_admitting(organisation: Organisation) -> None:
    """Refuse unless the union exists today."""
    if organisation.state != OrganisationState.ACTIVE:
        raise Refused(Reason.NOT_ADMITTING, organisation=organisation.name)


def _require_no_current(person: Person) -> None:
    """Refuse if the person is a member somewhere. The person's row is locked: two who ask at once queue here."""
    lock(person)
    current = current_membership(person)
    if current is not None:
        raise Refused(Reason.ALREADY_A_MEMBER, organisation=current.organisation.name)


def _record(
    verb: Verb, membership: Membership, by: User | None, reads: Sequence[Read] = (), **payload: Any
) -> None:
    record(
        verb,
        membership,
        organisation=membership.organisation,
        person=membership.person,
        by=by,
        payload=payload,
        used=reads,
    )
    if verb in TOLD and (by is None or by.person_id != membership.person_id):
        tell(
            [membership.person_id],
            verb.value,
            membership,
            {
                "organisation": membership.organisation.name,
                "number": membership.number or "—",
                "reason": membership.reason or "—",
            },
            organisation=membership.organisation,
            by=by,
        )


def require_reason(reason: str) -> str:
    if not reason.strip():
        raise Refused(Reason.REASON_MISSING)
    return reason.strip()[:200]


@transaction.atomic
def apply_for_membership(person: Person, organisation: Organisation, *, by: User | None) -> Membership:
    """A worker asks a union to be admitted; the union's officers decide.

    Raises Refused(ALREADY_A_MEMBER), Refused(NOT_ADMITTING).
    """
    require(by, "people.apply", person)
    require_admitting(organisation)
    _require_no_current(person)
    membership = Membership.objects.create(
        person=person,
        organisation=organisation,
        state=MembershipState.APPLIED,
        applied_on=timezone.localdate(),
    )
    _record(Verb.APPLIED, membership, by)
    moved([person.pk], by=by)
    follow(membership, by=by)
    return membership


@transaction.atomic
def withdraw_application(membership: Membership, *, by: User | None) -> Membership:
    """The worker takes an undecided application back. Raises Refused(NOT_APPLIED)."""
    membership = lock(membership)
    require(by, "people.withdraw_application", membership)
    membership.ended_on = timezone.localdate()
    advance(
        membership,
        MembershipState.WITHDRAWN,
        TRANSITIONS,
        otherwise=Reason.NOT_APPLIED,
        also=["ended_on"],
    )
    _record(Verb.APPLICATION_WITHDRAWN, membership, by)
    follow(membership, by=by)
    return membership


@transaction.atomic
def approve_application(membership: Membership, *, by: User | None) -> Membership:
    """The union admits the applicant, who is a member from today.

    Raises Refused(NOT_APPLIED), Refused(NOT_ONESELF) to whoever approves the own application.
    """
    membership = lock(membership)
    require(by, "people.decide_application", membership)
    _require_another(membership, by)
    _require_from(membership, {MembershipState.APPLIED}, Reason.NOT_APPLIED)
    require_admitting(membership.organisation)
    membership.joined_on = timezone.localdate()
    membership.number = number_of(membership.person)
    advance(
        membership,
        MembershipState.ACTIVE,
        TRANSITIONS,
        otherwise=Reason.NOT_APPLIED,
        also=["joined_on", "number"],
    )
    _record(Verb.JOINED, membership, by)
    follow(membership, by=by)
    return membership


@transaction.atomic
def refuse_application(membership: Membership, *, reason: str, by: User | None) -> Membership:
    """The union does not admit, and says why; the worker may apply again.

    Raises Refused(NOT_APPLIED), Refused(REASON_MISSING), Refused(NOT_ONESELF).
    """
    membership = lock(membership)
    require(by, "people.decide_application", membership)
    _require_another(membership, by)
    membership.reason = require_reason(reason)
    membership.ended_on = timezone.localdate()
    advance(
        membership,
        MembershipState.REFUSED,
        TRANSITIONS,
        otherwise=Reason.NOT_APPLIED,
        also=["reason", "ended_on"],
    )
    _record(Verb.APPLICATION_REFUSED, membership, by)
    follow(membership, by=by)
    return membership


@transaction.atomic
def admit(
    person: Person, organisation: Organisation, *, by: User | None, joined_on: date | None = None
) -> Membership:
    """The union puts a worker on its register without an application of the worker's own 直接登记入会.

    `joined_on` is the day the worker joined (today if not given); the ledger entry stands on today.
    Raises Refused(ALREADY_A_MEMBER), Refused(NOT_ADMITTING).
    """
    require(by, "people.admit", organisation)
    require_admitting(organisation)
    _require_no_current(person)
    membership = Membership.objects.create(
        person=person,
        organisation=organisation,
        state=MembershipState.ACTIVE,
        number=number_of(person),
        joined_on=joined_on or timezone.localdate(),
    )
    _record(Verb.JOINED, membership, by)
    moved([person.pk], by=by)
    return membership


@transaction.atomic
def admit_new_person(
    organisation: Organisation,
    *,
    name: str,
    by: User | None,
    document: Document | None = None,
    phone: str = "",
    joined_on: date | None = None,
    **facts: Any,
) -> Membership:
    """Register a person nobody has registered yet, and admit them: one ledger entry, that they joined.

    Raises Refused(DOCUMENT_TAKEN) and what `admit` raises.
    """
    require(by, "people.admit", organisation)
    person = _insert(name, document, phone, facts)
    return admit(person, organisation, by=by, joined_on=joined_on)


@transaction.atomic
def leave(membership: Membership, *, reason: str = "", by: User | None) -> Membership:
    """A member leaves the union, freely and without giving a reason 自愿退会. Raises Refused(CANNOT_LEAVE)."""
    membership = lock(membership)
    require(by, "people.leave", membership)
    _end(membership, MembershipState.LEFT, Reason.CANNOT_LEAVE, reason.strip()[:200])
    _record(Verb.LEFT, membership, by)
    follow(membership, by=by)
    return membership


@transaction.atomic
def deem_withdrawn(
    membership: Membership, *, since: date, persuaded_on: date | None, reason: str, by: User | None
) -> Membership:
    """Somebody who paid no dues and took no part since `since`, and was talked to in vain, has left 视为自动退会.

    Raises Refused: NOT_ACTIVE, REASON_MISSING, TOO_EARLY_TO_LAPSE before the rulebook's months are over,
    NOT_PERSUADED unless `persuaded_on` lies between `since` and today.
    """
    membership = lock(membership)
    require(by, "people.end_membership", membership)
    reason = require_reason(reason)
    today = timezone.localdate()
    with used() as reads:
        rule = parameter("people.deemed_withdrawal_months", on=today, place=membership.organisation.path)
    facts = {"source": rule.source, "status": STATUSES[rule.status], "months": rule.value}
    due = add_months(since, rule.value)
    if today < due:
        raise Refused(Reason.TOO_EARLY_TO_LAPSE, since=since, day=due, **facts)
    if persuaded_on is None or not since <= persuaded_on <= today:
        raise Refused(Reason.NOT_PERSUADED, **facts)
    _end(membership, MembershipState.LAPSED, Reason.NOT_ACTIVE, reason)
    _record(
        Verb.LAPSED,
        membership,
        by,
        reads,
        parameter=rule.key,
        months=rule.value,
        status=rule.status,
        since=since.isoformat(),
        persuaded_on=persuaded_on.isoformat(),
    )
    return membership


@transaction.atomic
def retire(membership: Membership, *, by: User | None) -> Membership:
    """A member retires and keeps the membership without dues or vote. Raises Refused(NOT_ACTIVE)."""
    membership = lock(membership)
    require(by, "people.end_membership", membership)
    advance(membership, MembershipState.RETIRED, TRANSITIONS, otherwise=Reason.NOT_ACTIVE)
    _record(Verb.RETIRED, membership, by)
    return membership


@transaction.atomic
def resume(membership: Membership, *, by: User | None) -> Membership:
    """A retired member works again; the kept membership becomes a full one. Raises Refused(NOT_RETIRED)."""
    membership = lock(membership)
    require(by, "people.end_membership", membership)
    _require_from(membership, {MembershipState.RETIRED}, Reason.NOT_RETIRED)
    advance(membership, MembershipState.ACTIVE, TRANSITIONS, otherwise=Reason.NOT_RETIRED)
    _record(Verb.RESUMED, membership, by)
    return membership


def _end(membership: Membership, to: MembershipState, otherwise: Any, reason: str) -> None:
    membership.ended_on = timezone.localdate()
    membership.reason = reason
    advance(membership, to, TRANSITIONS, otherwise=otherwise, also=["ended_on", "reason"])


def _require_from(membership: Membership, states: set[MembershipState], otherwise: Any) -> None:
    """Refuse unless the membership is in one of the states: several verbs lead to the same next state."""
    if membership.state not in states:
        raise Refused(otherwise)


def _require_another(membership: Membership, by: User | None) -> None:
    if by is not None and by.person_id == membership.person_id:
        raise Refused(Reason.NOT_ONESELF)
