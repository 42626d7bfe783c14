"""What a person chooses for themselves: which ways, what not, how often; what they have opened."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions.matters import close_matters
from jiangong.foundation.inbox.channels import in_use
from jiangong.foundation.inbox.models import Address, Delivery, Message, Preference
from jiangong.foundation.inbox.queries import message_kinds
from jiangong.foundation.inbox.states import DELIVERY_TRANSITIONS, DeliveryState, Reason, Verb
from jiangong.foundation.ledger.actions import record

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@transaction.atomic
def prefer(*, channels: Collection[str], muted: Collection[str], daily: bool, by: User) -> Preference | None:
    """Keep what the person wants of messages outside the site. Kinds that are mandatory cannot be muted: they are left out.

    Raises Refused(UNKNOWN_CHANNEL).
    """
    if by.person_id is None:
        return None
    if set(channels) - set(in_use()):
        raise Refused(Reason.UNKNOWN_CHANNEL)
    kinds = message_kinds()
    kept, _new = Preference.objects.update_or_create(
        person_id=by.person_id,
        defaults={
            "channels": list(channels),
            "muted": sorted(one for one in muted if one in kinds and not kinds[one].mandatory),
            "daily": daily,
        },
    )
    return kept


def bind(*, channel: str, address: str, by: User) -> Address:
    """Keep by which name a channel knows the person, as the provider itself told us. Raises Refused(NOT_BOUND)."""
    if by.person_id is None or not address:
        raise Refused(Reason.NOT_BOUND)
    try:
        with transaction.atomic():
            kept, _new = Address.objects.update_or_create(
                person_id=by.person_id, channel=channel, defaults={"address": address}
            )
    except IntegrityError as clash:
        raise Refused(Reason.NOT_BOUND) from clash
    return kept


def unbind(*, channel: str, by: User) -> None:
    """The channel does not know the person any more."""
    Address.objects.filter(person_id=by.person_id or 0, channel=channel).delete()


def mark_read(*, by: User, messages: Collection[int] | None = None) -> int:
    """The person has opened these messages, or all of them. Only that is kept, not when."""
    found = Message.objects.filter(person_id=by.person_id or 0, unread=True)
    if messages is not None:
        found = found.filter(pk__in=messages)
    return found.update(unread=False)


@transaction.atomic
def tell_otherwise(message: Message, *, how: str, by: User) -> Message:
    """The union has told the person by phone, on paper, in person: that is kept, and the matter is closed.

    Raises Refused: HOW_MISSING, NOT_UNDELIVERED.
    """
    message = lock(message)
    require(by, "inbox.view_sent", message.organisation)
    if not how.strip():
        raise Refused(Reason.HOW_MISSING)
    if message.organisation is None or not close_matters(message, kind="inbox.undelivered", by=by):
        raise Refused(Reason.NOT_UNDELIVERED)
    message.told_otherwise = how.strip()[:200]
    message.save(update_fields=["told_otherwise"])
    record(Verb.TOLD_OTHERWISE, message, organisation=message.organisation, person=message.person, by=by)
    return message


@transaction.atomic
def retry(delivery: Delivery, *, by: User) -> Delivery:
    """Have what certainly did not arrive, and went no other way, tried once more. Raises Refused(NOT_TO_BE_RETRIED)."""
    delivery = lock(delivery)
    require(by, "inbox.retry", delivery)
    if Delivery.objects.filter(after=delivery).exists() or delivery.unsure_since is not None:
        raise Refused(Reason.NOT_TO_BE_RETRIED)
    delivery.attempts, delivery.send_at, delivery.settled_at = 0, timezone.now(), None
    advance(
        delivery,
        DeliveryState.QUEUED,
        DELIVERY_TRANSITIONS,
        otherwise=Reason.NOT_TO_BE_RETRIED,
        also=("attempts", "send_at", "settled_at"),
    )
    return delivery
