"""Deliveries: what is to be done, and how what somebody let be told went out."""

from django.db.models import Q
from django.utils import timezone

from jiangong.foundation.inbox.models import Delivery
from jiangong.foundation.inbox.states import Channel, DeliveryState


def channels_with_work() -> list[str]:
    """Channels with something due, something left in "sending", or something unknown to be asked about."""
    now = timezone.now()
    work = (
        Q(state=DeliveryState.QUEUED, send_at__lte=now)
        | Q(state=DeliveryState.SENDING)
        | Q(state=DeliveryState.UNKNOWN, send_at__lte=now, asked__lt=100)
    )
    return [one for one in Channel.values if Delivery.objects.filter(work, channel=one).exists()]
