"""Sending a text message at once: codes to sign in with, and the last word of an erasure.

JIANGONG_SMS names the function: to_log (demonstrations), to_gateway, or one's own. Where it names none and the inbox has
a real adapter for text messages (JIANGONG_CHANNEL_SMS), that one is used: to_channel.
"""

import json
import logging
import os
import secrets
import urllib.request

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from jiangong.foundation.inbox.channels import Letter, NotConfigured, NotSent, Refused, Unsure, adapter
from jiangong.foundation.inbox.states import Channel

logger = logging.getLogger("jiangong.signin")
TIMEOUT = 5  # seconds; a gateway that is slower counts as down


def send_text(phone: str, text: str, *, code: str = "") -> None:
    """Send by the configured way. A gateway that fails is logged without the text: it holds a code."""
    if not settings.SMS_BACKEND:
        logger.error(
            "没有配置短信网关（JIANGONG_SMS），验证码没有发出。 / No SMS gateway: the code was not sent."
        )
        return
    send = import_string(settings.SMS_BACKEND)
    try:
        if send is to_channel:
            to_channel(phone, text, code=code)
        else:
            send(phone, text)
    except (OSError, NotConfigured, NotSent, Refused, Unsure) as error:
        logger.error("短信网关出错，验证码没有发出：%s / The SMS gateway failed.", type(error).__name__)


def to_log(phone: str, text: str) -> None:
    """Write the message into the log: for demonstrations and trials, never for real use."""
    logger.info("演示短信 / demonstration text → %s: %s", phone, text)


def to_channel(phone: str, text: str, *, code: str = "") -> None:
    """Hand it over to the inbox's adapter for text messages. A code waits for nobody: it is handed over once."""
    way = adapter(Channel.SMS)
    if way is None:
        raise NotConfigured("JIANGONG_CHANNEL_SMS=off")
    way.send(
        Letter(
            code=secrets.token_hex(16),
            address=phone,
            title=text,
            text=text,
            url=settings.SITE_ADDRESS,
            written_at=timezone.now(),
            sign_in_code=code,
        )
    )


def to_gateway(phone: str, text: str) -> None:
    """POST {"phone", "text"} as JSON to JIANGONG_SMS_ADDRESS, with JIANGONG_SMS_SECRET as bearer token."""
    request = urllib.request.Request(  # noqa: S310  # the address is the administrator's
        os.environ["JIANGONG_SMS_ADDRESS"],
        json.dumps({"phone": phone, "text": text}).encode(),
        {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {os.environ.get('JIANGONG_SMS_SECRET', '')}",
        },
    )
    urllib.request.urlopen(request, timeout=TIMEOUT).close()  # noqa: S310
