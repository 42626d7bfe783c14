"""Clashes in a season's calendar: two contests that somebody would need at the same time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Planned:
    """What the calendar knows of a contest: its days, place, trade, and who serves in it."""

    contest: int
    first: date
    last: date
    place: str
    trade: str
    open_to: frozenset[int]
    people: frozenset[int]


@dataclass(frozen=True)
class Clash:
    """Two contests on common days: the same place, the same judges, or the same trade for the same people."""

    one: int
    other: int
    why: str
    people: frozenset[int] = frozenset()


def clashes(planned: Iterable[Planned]) -> list[Clash]:
    """All clashes, in the order of the days. Contests that do not touch in time are never compared twice."""
    found: list[Clash] = []
    running: list[Planned] = []
    for new in sorted(planned, key=lambda one: (one.first, one.contest)):
        running = [one for one in running if one.last >= new.first]
        for old in running:
            found += _between(old, new)
        running.append(new)
    return found


def _between(old: Planned, new: Planned) -> Sequence[Clash]:
    found = []
    if old.place and old.place == new.place:
        found.append(Clash(old.contest, new.contest, "place"))
    if common := old.people & new.people:
        found.append(Clash(old.contest, new.contest, "people", common))
    if old.trade == new.trade and old.open_to & new.open_to:
        found.append(Clash(old.contest, new.contest, "trade"))
    return found
