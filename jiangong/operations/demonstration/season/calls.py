"""Which contests a season has: trades, levels, organisers, days, and how many enter where. Pure: the same question, the same season."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DISTRICTS, TOWNSHIPS = (
    3,
    2,
)  # of each trade so many districts hold a contest, each above so many of the shop floor
GOING_ON = 10  # from each contest; who is equal at the cut goes on too
ORGANISERS = 53  # on the shop floor, at most; with the districts and the city 62 at the medium scale

# Days before today on which each level begins, and over how many days its contests are spread: the last final ends long enough
# ago for an improvement out of it to have been in use for its twelve months.
OPENED = 660
BEGINS: Mapping[str, tuple[int, int]] = {"base": (620, 60), "district": (540, 45), "city": (480, 45)}


@dataclass(frozen=True)
class Call:
    """One contest to be held. `below` leads here: the place in the list of who climbs to it; `wanted`: entrants of its own."""

    place: int
    level: str  # "base", "district", "city"
    trade: int
    organiser: int
    day: date
    above: int | None = None
    wanted: int = 0


@dataclass(frozen=True)
class Base:
    """A union that can hold contests on the shop floor, and how many members it can send."""

    organisation: int
    district: int
    members: int


def organisers(bases: Sequence[Base]) -> list[Base]:
    """The largest, of districts that have at least as many as a district's contest stands on."""
    largest = sorted(bases, key=lambda one: (-one.members, one.organisation))[:ORGANISERS]
    of: dict[int, int] = {}
    for one in largest:
        of[one.district] = of.get(one.district, 0) + 1
    return [one for one in largest if of[one.district] >= TOWNSHIPS]


def calls(city: int, bases: Sequence[Base], *, trades: int, entrants: int, today: date) -> list[Call]:
    """All contests of the season, those above before those below. Raises ValueError if the unions have too few members."""
    chosen = organisers(bases)
    left = {one.organisation: one.members for one in chosen}
    whole = dict(left)
    mine: dict[int, list[int]] = {}
    for one in chosen:
        mine.setdefault(one.district, []).append(one.organisation)
    districts = min(DISTRICTS, len(mine))
    each, more = divmod(entrants, max(1, trades * districts * TOWNSHIPS))
    found: list[Call] = []

    def called(level: str, trade: int, organiser: int, above: int | None, wanted: int = 0) -> int:
        begins, days = BEGINS[level]
        turn = sum(one.level == level for one in found) if level != "city" else trade
        day = today - timedelta(days=begins - turn % days)
        found.append(Call(len(found), level, trade, organiser, day, above, wanted))
        return found[-1].place

    for trade in range(trades):
        final = called("city", trade, city, None)
        # the districts, and in each the unions, of which the smallest part has been asked yet, if they have so many left
        most = each + (1 if more > 0 else 0)
        for district in sorted(mine, key=lambda one: (-_rest(mine[one], left, whole, most), one))[:districts]:
            there = called("district", trade, district, final)
            rested = sorted(mine[district], key=lambda one: (left[one] < most, -left[one] / whole[one], one))
            for union in rested[:TOWNSHIPS]:
                wanted = each + (1 if more > 0 else 0)
                more -= 1
                if left[union] < wanted:
                    raise ValueError(
                        f"{entrants} entrants are too many for {sum(whole.values())} members of {len(chosen)} unions"
                    )
                left[union] -= wanted
                called("base", trade, union, there, wanted)
    return found


def _rest(unions: Sequence[int], left: Mapping[int, int], whole: Mapping[int, int], most: int) -> float:
    """Of the two with most left, and enough for one contest, the part that has not been asked yet."""
    rested = sorted((left[one] / whole[one] for one in unions if left[one] >= most), reverse=True)
    return sum(rested[:TOWNSHIPS])
