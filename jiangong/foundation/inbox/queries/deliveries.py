"""Deliveries: what is to be done, how channels fare, and how what a union let be told went out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Prefetch, Q, QuerySet
from django.utils import timezone

from jiangong.foundation.common.paging import Page, page_after
from jiangong.foundation.inbox.channels import OFF, NotConfigured, adapter, chosen
from jiangong.foundation.inbox.models import Attempt, Carried, Delivery, Message
from jiangong.foundation.inbox.queries.kinds import message_kinds
from jiangong.foundation.inbox.queries.wording import plain
from jiangong.foundation.inbox.states import Channel, DeliveryState
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.rulebook.queries import value


def channels_with_work() -> list[str]:
    """Channels with something due, something left in "sending", or something unknown to be asked about."""
    now, asks = timezone.now(), len(value("inbox.ask_minutes"))
    work = (
        Q(state=DeliveryState.QUEUED, send_at__lte=now)
        | Q(state=DeliveryState.SENDING)
        | Q(state=DeliveryState.UNKNOWN, send_at__lte=now, asked__lt=asks)
    )
    return [one for one in Channel.values if Delivery.objects.filter(work, channel=one).exists()]


@dataclass(frozen=True)
class Standing:
    """How a channel is doing: its adapter, what is wrong with its settings, what waits, how the last week went."""

    channel: str
    adapter: str
    real: bool
    missing: str
    queued: int
    due: int
    oldest: datetime | None
    sent: int
    failed: int
    unknown: int

    @property
    def label(self) -> str:
        return str(Channel(self.channel).label)

    @property
    def off(self) -> bool:
        return self.adapter == OFF


def standings() -> list[Standing]:
    """All channels; one query. Settled ones of the last seven days."""
    now = timezone.now()
    week = now - timedelta(days=7)  # not law: what a page of standings looks back over
    rows = {
        row["channel"]: row
        for row in Delivery.objects.filter(
            Q(state__in=(DeliveryState.QUEUED, DeliveryState.SENDING)) | Q(settled_at__gte=week)
        )
        .values("channel")
        .annotate(
            queued=Count("pk", filter=Q(state__in=(DeliveryState.QUEUED, DeliveryState.SENDING))),
            due=Count("pk", filter=Q(state=DeliveryState.QUEUED, send_at__lte=now)),
            oldest=Min("send_at", filter=Q(state=DeliveryState.QUEUED, send_at__lte=now)),
            sent=Count("pk", filter=Q(state=DeliveryState.SENT)),
            failed=Count("pk", filter=Q(state=DeliveryState.FAILED)),
            unknown=Count("pk", filter=Q(state=DeliveryState.UNKNOWN)),
        )
    }
    nothing: dict[str, Any] = dict.fromkeys(("queued", "due", "sent", "failed", "unknown"), 0) | {
        "oldest": None
    }
    return [_standing(channel, {**nothing, **rows.get(channel, {})}) for channel in Channel.values]


def _standing(channel: str, row: dict[str, Any]) -> Standing:
    missing, real = "", False
    try:
        way = adapter(channel)
        real = way is not None and way.real
    except NotConfigured as wrong:
        missing = str(wrong)
    return Standing(**{**row, "channel": channel}, adapter=chosen(channel), real=real, missing=missing)


def deliveries_in(*, state: str = "", channel: str = "", after: str | int | None = None) -> Page[Delivery]:
    """Deliveries for who looks after the channels, the newest first: to whom by number, and what kind, never what was said."""
    found = Delivery.objects.prefetch_related(_carried()).select_related("followed_by")
    if state in DeliveryState.values:
        found = found.filter(state=state)
    if channel in Channel.values:
        found = found.filter(channel=channel)
    return page_after(found, after, size=50, newest_first=True)


@dataclass(frozen=True)
class Logged:
    """A delivery in the log: what kinds of messages it carries, by name."""

    delivery: Delivery
    kinds: list[str]

    @property
    def tint(self) -> str:
        return {"sent": "good", "failed": "bad", "unknown": "warn"}.get(self.delivery.state, "")

    @property
    def may_be_retried(self) -> bool:
        """Certainly did not arrive, and went no other way."""
        one = self.delivery
        followed = hasattr(one, "followed_by") and one.followed_by is not None
        return one.state == DeliveryState.FAILED and one.unsure_since is None and not followed


def logged(deliveries: list[Delivery]) -> list[Logged]:
    """Deliveries as the log shows them; they come with what they carry."""
    known = message_kinds()
    return [
        Logged(
            one,
            list(
                dict.fromkeys(
                    plain(known[carried.message.kind].title) if carried.message.kind in known else "—"
                    for carried in one.carried.all()
                )
            ),
        )
        for one in deliveries
    ]


def delivery_in_full(pk: int) -> "QuerySet[Delivery]":
    """One delivery with its attempts and what it carries, as a query that finds at most one."""
    return (
        Delivery.objects.filter(pk=pk)
        .select_related("after", "followed_by")
        .prefetch_related(_carried(), Prefetch("tries", Attempt.objects.order_by("pk")))
    )


def sent_for(organisation: Organisation, *, after: str | int | None = None) -> Page[Message]:
    """What was told in the name of a union, the newest first, with how it went out. Not whether it was read."""
    found = (
        Message.objects.filter(organisation=organisation, kind__in=list(message_kinds()))
        .select_related("person", "sender__person")
        .prefetch_related(Prefetch("carried", Carried.objects.select_related("delivery").order_by("pk")))
    )
    return page_after(found, after, size=50, newest_first=True)


def sent_message(pk: int) -> Message | None:
    """One message that was told in the name of a union, with how it went out."""
    return (
        Message.objects.filter(pk=pk, organisation__isnull=False, kind__in=list(message_kinds()))
        .select_related("person", "organisation", "sender__person")
        .prefetch_related(Prefetch("carried", Carried.objects.select_related("delivery").order_by("pk")))
        .first()
    )


def _carried() -> "Prefetch[Any]":
    return Prefetch("carried", Carried.objects.select_related("message").order_by("pk"))
