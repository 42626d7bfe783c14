"""A delivery as the letter that is handed over: the same bytes at every attempt, in the language of who gets it."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from jiangong.foundation.inbox.channels import Adapter, Letter
from jiangong.foundation.inbox.models import Delivery, Message
from jiangong.foundation.inbox.queries.kinds import message_kinds
from jiangong.foundation.inbox.queries.messages import Told
from jiangong.foundation.inbox.queries.reaching import Reach, addresses

NAMED = 10  # messages of a digest that are named one by one


def letter_of(delivery: Delivery, address: str, language: str) -> Letter:
    """The letter. It is dated by when the delivery was made, so that a repeated one is the same."""
    kinds = message_kinds()
    messages = list(Message.objects.filter(carried__delivery=delivery, kind__in=list(kinds)).order_by("pk"))
    with translation.override(language or settings.LANGUAGE_CODE):
        told = [Told(one, kinds[one.kind]) for one in messages]
        if len(told) == 1:
            title, text, url = told[0].title, told[0].text, told[0].url
        else:
            title, url = _("%(count)s条新消息") % {"count": len(told)}, ""
            text = "\n".join(f"· {one.title}" for one in told[:NAMED])
            if len(told) > NAMED:
                text += "\n" + _("……共%(count)s条。") % {"count": len(told)}
    url = settings.SITE_ADDRESS.rstrip("/") + (url or reverse("inbox:messages"))
    return Letter(delivery.code, address, title, text, url, delivery.created_at)


def known_address(delivery: Delivery, way: Adapter, how: Reach) -> str:
    """Where a delivery goes as far as is known here; empty if it is not."""
    if way.reach == "mail":
        return how.mail
    if way.reach == "phone":
        return how.phone
    return addresses([delivery.person_id]).get((delivery.person_id, delivery.channel), "")
