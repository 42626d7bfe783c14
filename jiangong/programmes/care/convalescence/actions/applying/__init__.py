"""Applying: by oneself, by the union, by telephone; alone or with somebody. What may change later: changing.py."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import NOT_PERMITTED, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import tell
from jiangong.foundation.people.models import Person
from jiangong.foundation.people.queries import current_membership
from jiangong.foundation.people.states import MembershipState
from jiangong.programmes.care.convalescence.actions.applying.asking import Ask, Ticket
from jiangong.programmes.care.convalescence.actions.applying.changing import invite
from jiangong.programmes.care.convalescence.actions.applying.giving import give_tickets, together
from jiangong.programmes.care.convalescence.models import Application, Programme
from jiangong.programmes.care.convalescence.states import Channel, Reason

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User

__all__ = ["Ask", "Ticket", "apply", "apply_as", "apply_for", "give_tickets", "together"]


def apply(
    programme: Programme,
    wants: Sequence[str],
    *,
    sound: bool,
    by: User,
    partner: Person | None = None,
    request_key: str = "",
) -> Ticket:
    """Apply oneself, alone or with `partner`, who is asked to agree. The same `request_key` again gives the same answer.

    Together with whoever applies at the same moment, in a transaction of its own, unless somebody is to be asked.
    Raises Refused, and Programme.DoesNotExist.
    """
    if by.person_id is None:
        raise Refused(Reason.NOT_A_MEMBER)
    ask = Ask(
        programme.pk,
        by.person_id,
        tuple(wants),
        sound,
        by_id=by.pk,
        partner_id=partner.pk if partner else None,
        request_key=request_key,
    )
    if partner is None:
        return together.ask(ask)
    with transaction.atomic():
        ticket = _one(ask)
        if not ticket.replayed:
            invite(Application.objects.get(pk=ticket.application_id), partner, by=by)
        return ticket


def apply_as(
    programme_id: int,
    wants: Sequence[str],
    *,
    sound: bool,
    person_id: int | None,
    user_id: int,
    token_id: int | None,
    request_key: str = "",
) -> Ticket:
    """The same, alone, for a caller known by a signed token; that it is still good is read with the batch."""
    if person_id is None:
        raise Refused(Reason.NOT_A_MEMBER)
    return together.ask(
        Ask(
            programme_id,
            person_id,
            tuple(wants),
            sound,
            by_id=user_id,
            request_key=request_key,
            token_id=token_id,
        )
    )


@transaction.atomic
def apply_for(
    programme: Programme,
    person: Person,
    wants: Sequence[str],
    *,
    sound: bool,
    channel: str,
    consented_at: datetime | None,
    consent_words: str,
    by: User,
    partner: Person | None = None,
) -> Ticket:
    """An officer of a member's union applies for them (no phone, or by telephone), with when and how they consented.

    They are told, with the words of the consent, so that a consent which was none comes to light.
    Raises Refused(NOT_PERMITTED) for members not in the officer's charge, NO_CONSENT, and what `apply` raises.
    """
    membership = current_membership(person)
    if membership is None or membership.state != MembershipState.ACTIVE:
        raise Refused(Reason.NOT_A_MEMBER)
    require(by, "convalescence.apply_for_others", membership.organisation)
    if channel not in (Channel.UNION, Channel.TELEPHONE):
        raise Refused(NOT_PERMITTED)
    if consented_at is None or consented_at > timezone.now() or not consent_words.strip():
        raise Refused(Reason.NO_CONSENT)
    ticket = _one(
        Ask(
            programme.pk,
            person.pk,
            tuple(wants),
            sound,
            by_id=by.pk,
            partner_id=partner.pk if partner else None,
            channel=channel,
            consented_at=consented_at,
            consent_words=consent_words.strip()[:200],
        )
    )
    application = Application.objects.get(pk=ticket.application_id)
    if partner is not None:
        invite(application, partner, by=by)
    tell(
        [person.pk],
        "convalescence.applied_for",
        application,
        {"programme": programme.title, "consent": application.consent_words, "ticket": ticket.ticket},
        organisation=membership.organisation,
        by=by,
    )
    return ticket


def _one(ask: Ask) -> Ticket:
    [answer] = give_tickets([ask])
    if isinstance(answer, Exception):
        raise answer
    return answer
