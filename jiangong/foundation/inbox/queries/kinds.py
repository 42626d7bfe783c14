"""The kinds of matters and messages that rooms list in their states.py, found like the verbs of the ledger."""

from functools import cache

from jiangong.foundation.common.rooms import declared_kinds
from jiangong.foundation.inbox.queries.wording import plain
from jiangong.foundation.inbox.states import MatterKind, MessageKind


@cache
def matter_kinds() -> dict[str, MatterKind]:
    """Every kind of matter by its code; raises ValueError when two rooms list the same."""
    return declared_kinds("MATTERS")


@cache
def message_kinds() -> dict[str, MessageKind]:
    """Every kind of message by its code; raises ValueError when two rooms list the same."""
    return declared_kinds("MESSAGES")


def matter_kind(code: str) -> MatterKind:
    """The kind of this code; raises ValueError if no room lists it."""
    if code not in matter_kinds():
        raise ValueError(f"No room's states.py lists the matter {code}.")
    return matter_kinds()[code]


def message_kind(code: str) -> MessageKind:
    """The kind of this code; raises ValueError if no room lists it."""
    if code not in message_kinds():
        raise ValueError(f"No room's states.py lists the message {code}.")
    return message_kinds()[code]


def mandatory_titles() -> list[str]:
    """What cannot be switched off, by name."""
    return [plain(kind.title) for _code, kind in sorted(message_kinds().items()) if kind.mandatory]
