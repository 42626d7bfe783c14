"""What the rooms say about their clocks: CLOCKS in their states.py, found as the ledger's verbs are."""

from functools import cache
from operator import attrgetter

from jiangong.foundation.clocks.states import ClockKind
from jiangong.foundation.common.rooms import declared, declared_kinds
from jiangong.foundation.rulebook.queries import parameter


@cache
def kinds() -> dict[str, ClockKind]:
    """Every rule that some room's states.CLOCKS names; raises ValueError if two rooms name one."""
    return declared_kinds("CLOCKS", key=attrgetter("rule"))


def kind_of(rule: str) -> ClockKind:
    """What a room says about this rule; for a rule nobody lists, a clock that tells nobody and lapses into nothing."""
    return kinds().get(rule) or ClockKind(rule, title=parameter(rule).title)


@cache
def listeners() -> tuple[str, ...]:
    """Dotted paths of functions (clock, event) that rooms want called when a clock crosses 70 %, 100 % or lapses.

    A room names its one as ON_CROSSING in states.py. They run in the transaction that records the crossing.
    """
    return tuple(listener for _room, listener in declared("ON_CROSSING"))
