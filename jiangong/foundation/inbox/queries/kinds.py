"""The kinds of matters and messages that rooms list in their states.py, found like the verbs of the ledger."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps

from jiangong.foundation.inbox.queries.wording import plain
from jiangong.foundation.inbox.states import MatterKind, MessageKind


@cache
def matter_kinds() -> dict[str, MatterKind]:
    """Every kind of matter by its code; raises ValueError when two rooms list the same."""
    return _listed("MATTERS")


@cache
def message_kinds() -> dict[str, MessageKind]:
    """Every kind of message by its code; raises ValueError when two rooms list the same."""
    return _listed("MESSAGES")


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


def _listed(name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for app in apps.get_app_configs():
        if app.name.startswith("jiangong.") and find_spec(f"{app.name}.states"):
            for kind in getattr(import_module(f"{app.name}.states"), name, ()):
                if kind.code in found:
                    raise ValueError(f"Two rooms list {kind.code} in {name}.")
                found[kind.code] = kind
    return found
