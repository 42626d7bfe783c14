"""Ways a message goes out: one adapter for each, chosen by the environment (docs/messages.md).

An adapter hands one letter over and says which of four things happened: it returns the provider's number, or raises
NotSent (certainly not handed over: may be tried again), Refused (the provider will not have it, now or later) or Unsure
(handed over, and no answer). Nothing is sent twice after Unsure, unless the provider itself tells doublets by the
letter's code for some time (`safe_for`).
"""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from typing import Protocol

from jiangong.foundation.inbox.states import Channel


@dataclass(frozen=True)
class Letter:
    """What is handed over. `code` is the same at every attempt, and different for every delivery."""

    code: str
    address: str
    title: str
    text: str
    url: str
    written_at: datetime
    sign_in_code: str = ""  # of a message that carries one: providers want such by a template of its own


class NotSent(Exception):
    """It was certainly not handed over. `wait`: the provider asks for so many seconds of patience."""

    def __init__(self, why: str, *, wait: int = 0) -> None:
        super().__init__(why)
        self.wait = wait


class Refused(Exception):
    """The provider refused it for good: a number that does not exist, a person who has left."""


class Unsure(Exception):
    """It was handed over, and what became of it is not known."""


class Adapter(Protocol):
    """One way out. Methods touch no table: they are called beside each other in threads."""

    name: str
    real: bool  # whether anything leaves this machine
    safe_for: timedelta  # how long after the first handing over the provider tells doublets by the code
    reach: str  # what a person is reached by: "mail", "phone", or "own" (Address)

    def send(self, letter: Letter) -> str:
        """Hand it over; the provider's number. Raises NotSent, Refused, Unsure."""

    def ask(self, letter: Letter) -> str | None:
        """What the provider says became of it: its number if it has it, None if it does not know it (yet) or cannot be asked.

        Raises Refused if it had it and did not get it through, NotSent if it cannot be asked now.
        """

    def find(self, phone: str) -> str:
        """The provider's own name for whoever has this phone; empty if it knows none. Raises NotSent."""


# Which adapters each channel can have; the first is what it has unless the environment says otherwise.
ADAPTERS: dict[str, dict[str, str]] = {
    Channel.WORK_WECHAT: {"console": "console.Console", "wecom": "work_wechat.WorkWechat"},
    Channel.OFFICIAL_ACCOUNT: {"console": "console.Console", "template": "official_account.OfficialAccount"},
    Channel.MAIL: {"console": "console.Console", "smtp": "mail.Mail"},
    Channel.SMS: {"console": "console.Console", "aliyun": "aliyun.Aliyun"},
}
OFF = "off"


class NotConfigured(Exception):
    """The environment names an adapter that does not exist, or leaves out what it needs; the message says which."""


def chosen(channel: str) -> str:
    """The name of the channel's adapter: JIANGONG_CHANNEL_MAIL, …_SMS, …_WORK_WECHAT, …_OFFICIAL_ACCOUNT."""
    return os.environ.get(f"JIANGONG_CHANNEL_{channel.upper()}", "") or "console"


@cache
def adapter(channel: str) -> Adapter | None:
    """The adapter of a channel, made once a process; None where it is switched off. Raises NotConfigured."""
    name = chosen(channel)
    if name == OFF:
        return None
    known = ADAPTERS[channel]
    if name not in known:
        raise NotConfigured(f"JIANGONG_CHANNEL_{channel.upper()}={name}: {', '.join([*known, OFF])}")
    module, _, kind = known[name].rpartition(".")
    made: Adapter = getattr(import_module(f"{__name__}.{module}"), kind)(channel)
    return made


def in_use() -> list[str]:
    """The channels that are not switched off, in the order in which they are tried."""
    return [channel for channel in ADAPTERS if chosen(channel) != OFF]


def needed(name: str) -> str:
    """A setting of the environment that an adapter cannot do without. Raises NotConfigured."""
    value = os.environ.get(name, "")
    if not value:
        raise NotConfigured(name)
    return value
