"""What the rooms say about their clocks: CLOCKS in their states.py, found as the ledger's verbs are."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps

from jiangong.foundation.clocks.states import ClockKind
from jiangong.foundation.rulebook.queries import parameter


@cache
def kinds() -> dict[str, ClockKind]:
    """Every rule that some room's states.CLOCKS names; raises ValueError if two rooms name one."""
    found: dict[str, ClockKind] = {}
    for listed in _listed("CLOCKS"):
        for kind in listed:
            if kind.rule in found:
                raise ValueError(f"Two rooms list a clock of the rule {kind.rule}.")
            found[kind.rule] = kind
    return found


def kind_of(rule: str) -> ClockKind:
    """What a room says about this rule; for a rule nobody lists, a clock that tells nobody and lapses into nothing."""
    return kinds().get(rule) or ClockKind(rule, title=parameter(rule).title)


@cache
def listeners() -> tuple[str, ...]:
    """Dotted paths of functions (clock, event) that rooms want called when a clock crosses 70 %, 100 % or lapses.

    A room names its one as ON_CROSSING in states.py. They run in the transaction that records the crossing.
    """
    return tuple(_listed("ON_CROSSING"))


def _listed(name: str) -> Iterator[Any]:
    for app in apps.get_app_configs():
        if app.name.startswith("jiangong.") and find_spec(f"{app.name}.states"):
            listed = getattr(import_module(f"{app.name}.states"), name, None)
            if listed:
                yield listed
