"""Who sleeps where: companions together, nobody with somebody of the other sex but a companion, no bed used twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Party:
    """People who go together: their keys and sexes, in the same order. A sex that is not on record is ""."""

    people: tuple[int, ...]
    sexes: tuple[str, ...]

    @property
    def shares_with(self) -> str | None:
        """The sex of those this party may share a room with; None if with nobody."""
        kinds = set(self.sexes)
        return kinds.pop() if len(kinds) == 1 and "" not in kinds else None


@dataclass
class _Room:
    beds: int
    people: list[int] = field(default_factory=list)
    sex: str | None = None
    closed: bool = False

    @property
    def free(self) -> int:
        return 0 if self.closed else self.beds - len(self.people)


def share_out(parties: Sequence[Party], rooms: Mapping[int, int]) -> dict[int, int]:
    """The room of each person, by key. `rooms`: beds by room. Whoever fits nowhere is left out; nobody is split.

    Larger parties come first, each into the fullest room that takes it; a party that may share with nobody has the
    smallest room that holds it to itself. The same people and rooms always give the same answer.
    """
    known = {key: _Room(beds) for key, beds in sorted(rooms.items())}
    given: dict[int, int] = {}
    for party in sorted(parties, key=lambda one: (-len(one.people), one.shares_with is not None, one.people)):
        sex = party.shares_with
        fitting = [
            (room.free, key)
            for key, room in known.items()
            if room.free >= len(party.people) and (not room.people or (sex is not None and room.sex == sex))
        ]
        if not fitting:
            continue
        _free, key = min(fitting)
        room = known[key]
        room.people += party.people
        room.sex, room.closed = sex, sex is None
        given |= dict.fromkeys(party.people, key)
    return given


def may_share(parties: Sequence[Party], beds: int) -> str:
    """Why these parties may not have one room together: "full", "mixed", or "" if they may."""
    if sum(len(one.people) for one in parties) > beds:
        return "full"
    if len(parties) > 1 and (
        any(one.shares_with is None for one in parties) or len({one.shares_with for one in parties}) > 1
    ):
        return "mixed"
    return ""
