"""Sending a text message. JIANGONG_SMS names the function: to_log (demonstrations), to_gateway, or one's own."""

import json
import logging
import os
import urllib.request

from django.conf import settings
from django.utils.module_loading import import_string

logger = logging.getLogger("jiangong.signin")
TIMEOUT = 5  # seconds; a gateway that is slower counts as down


def send_text(phone: str, text: str) -> None:
    """Send by the configured way. A gateway that fails is logged without the text: it holds a code."""
    if not settings.SMS_BACKEND:
        logger.error(
            "没有配置短信网关（JIANGONG_SMS），验证码没有发出。 / No SMS gateway: the code was not sent."
        )
        return
    try:
        import_string(settings.SMS_BACKEND)(phone, text)
    except OSError as error:
        logger.error("短信网关出错，验证码没有发出：%s / The SMS gateway failed.", type(error).__name__)


def to_log(phone: str, text: str) -> None:
    """Write the message into the log: for demonstrations and trials, never for real use."""
    logger.info("演示短信 / demonstration text → %s: %s", phone, text)


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
