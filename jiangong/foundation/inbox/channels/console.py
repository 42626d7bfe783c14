"""Writes into the log that something would have gone out: for trials, and for what is not configured yet."""

import logging
from datetime import timedelta

from jiangong.foundation.inbox.channels import Letter
from jiangong.foundation.inbox.states import Channel

log = logging.getLogger("jiangong.inbox")


class Console:
    """Nothing leaves the machine. The log has the channel and the code, never the address or the words."""

    name = "console"
    real = False
    safe_for = timedelta(0)

    def __init__(self, channel: str) -> None:
        self.channel = channel
        own = {Channel.WORK_WECHAT, Channel.OFFICIAL_ACCOUNT}
        self.reach = "own" if channel in own else "phone" if channel == Channel.SMS else "mail"

    def send(self, letter: Letter) -> str:
        log.info("控制台渠道 / console: %s %s", self.channel, letter.code)
        return "console"

    def ask(self, letter: Letter) -> str | None:
        return None

    def find(self, phone: str) -> str:
        return ""
