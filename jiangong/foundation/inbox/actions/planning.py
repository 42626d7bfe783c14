"""From messages to deliveries: by which channel each goes out and when; what can go together goes as one digest."""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models.functions import TruncDate
from django.utils import timezone

from jiangong.foundation.inbox.actions.matters import open_matter
from jiangong.foundation.inbox.formulas import Pace, moment_to_send
from jiangong.foundation.inbox.models import Carried, Delivery, Message
from jiangong.foundation.inbox.queries import message_kinds
from jiangong.foundation.inbox.queries.reaching import Known, pace
from jiangong.foundation.inbox.queries.wording import plain
from jiangong.foundation.inbox.states import DeliveryState
from jiangong.foundation.rulebook.queries import value

BATCH = 500  # messages a transaction
IN_A_DIGEST = 500


def plan() -> int:
    """Decide of every message that was told and not planned how it goes out; returns how many. Safe to run twice."""
    done = 0
    while planned := plan_some():
        done += planned
    return done


@transaction.atomic
def plan_some() -> int:
    """The next BATCH of messages; 0 when there are none, or when others have them in hand."""
    messages = list(
        Message.objects.filter(planned_at__isnull=True)
        .order_by("pk")
        .select_for_update(skip_locked=True)[:BATCH]
    )
    if not messages:
        return 0
    people = {one.person_id for one in messages}
    known = Known.of(people)
    ready = _waiting_for(people)
    counts = _planned_by_day(people)
    figures = pace()
    kinds = message_kinds()
    new: list[tuple[Delivery, list[Message]]] = []
    joined: list[Carried] = []
    for message in messages:
        kind = kinds.get(message.kind)
        if kind is None or (kind.code in known.wishes[message.person_id].muted and not kind.mandatory):
            continue
        channels = known.channels(message.person_id, mandatory=kind.mandatory)
        if not channels:
            continue
        place = (message.person_id, channels[0])
        if not kind.urgent and place in ready:
            waiting, carried = ready[place]
            if carried is None:
                joined.append(Carried(delivery=waiting, message=message))
            else:
                carried.append(message)
            continue
        delivery = _delivery(
            *place,
            urgent=kind.urgent,
            daily=known.wishes[message.person_id].daily,
            counts=counts,
            figures=figures,
        )
        new.append((delivery, [message]))
        if not kind.urgent:
            ready[place] = (delivery, new[-1][1])
    Delivery.objects.bulk_create([delivery for delivery, _ in new])
    Carried.objects.bulk_create(
        [*joined, *(Carried(delivery=delivery, message=one) for delivery, many in new for one in many)]
    )
    Message.objects.filter(pk__in=[one.pk for one in messages]).update(planned_at=timezone.now())
    return len(messages)


def another_way(delivery: Delivery) -> Delivery | None:
    """Queue what certainly did not arrive by one channel for the next one that reaches the person; None if there is none.

    In the caller's transaction, which holds the failed delivery locked.
    """
    person = delivery.person_id
    carried = list(
        Message.objects.filter(carried__delivery=delivery).select_related("organisation", "person")
    )
    kinds = message_kinds()
    mandatory = any(kinds[one.kind].mandatory for one in carried if one.kind in kinds)
    order = Known.of([person]).channels(person, mandatory=mandatory)
    tried = _tried(delivery)
    channel = next((one for one in order if one not in tried), None)
    if channel is None:
        _undelivered([one for one in carried if one.kind in kinds and kinds[one.kind].mandatory])
        return None
    following = _delivery(
        person, channel, urgent=delivery.urgent, daily=False, counts=_planned_by_day([person]), figures=pace()
    )
    following.after = delivery
    following.save()
    Carried.objects.bulk_create([Carried(delivery=following, message=one) for one in carried])
    return following


def _undelivered(messages: list[Message]) -> None:
    """What had to reach somebody and did not waits for the union in whose name it was told."""
    due = timezone.now() + timedelta(days=value("inbox.undelivered_days"))
    for one in messages:
        if one.organisation is not None and one.person_id is not None:
            open_matter(
                "inbox.undelivered",
                one,
                organisation=one.organisation,
                due_at=due,
                words={"kind": plain(message_kinds()[one.kind].title)},
                label=one.person.name,
            )


def _tried(delivery: Delivery) -> set[str]:
    """The channels that these messages were tried by, this one included."""
    tried = {delivery.channel}
    before = delivery.after
    while before is not None:
        tried.add(before.channel)
        before = before.after
    return tried


def _delivery(
    person: int, channel: str, *, urgent: bool, daily: bool, counts: dict[int, Counter[date]], figures: Pace
) -> Delivery:
    moment = moment_to_send(timezone.localtime(), figures, urgent=urgent, daily=daily, planned=counts[person])
    if not urgent:
        counts[person][moment.date()] += 1
    return Delivery(
        person_id=person, channel=channel, code=secrets.token_hex(16), urgent=urgent, send_at=moment
    )


def _waiting_for(people: Collection[int]) -> dict[tuple[int, str], tuple[Delivery, list[Message] | None]]:
    """Deliveries that have not been tried yet, by person and channel, locked: more messages may join them."""
    found = Delivery.objects.filter(
        person__in=people, state=DeliveryState.QUEUED, attempts=0, urgent=False, after__isnull=True
    )
    return {
        (one.person_id, one.channel): (one, None)
        for one in found.order_by("pk").select_for_update(skip_locked=True)
    }


def _planned_by_day(people: Iterable[int]) -> dict[int, Counter[date]]:
    """How many deliveries that count are planned for, or went out to, each of these people on each day from today."""
    rows = (
        Delivery.objects.filter(
            person__in=people, urgent=False, send_at__gte=timezone.now() - timedelta(days=1)
        )
        .exclude(state=DeliveryState.FAILED)
        .annotate(day=TruncDate("send_at"))
        .values_list("person_id", "day")
    )
    counts: dict[int, Counter[date]] = defaultdict(Counter)
    for person, day in rows:
        counts[person][day] += 1
    return counts
