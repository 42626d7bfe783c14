"""Places to ranks: the pools one after another, in each the ranks one after another, each takes the dearest batch left.

Nobody is better off by naming other wishes than their own: what is on offer when it is somebody's turn does not depend on
what they named, and what is on offer later was on offer before. A group that does not fit is passed over, not split, and
the next one is asked. What a pool leaves goes on to the pool named for it.

A place that comes back is given by the same walk over those still waiting: nobody who has a place is moved.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from jiangong.selection.draws.formulas.applications import Application
from jiangong.selection.draws.formulas.rules import Rules, canonical


class Why(StrEnum):
    """Why a pool gave an application nothing."""

    POOL_FULL = "pool_full"  # no place of the pool was left
    GROUP_TOO_LARGE = "group_too_large"  # fewer places of the pool were left than the group has people
    BATCHES_FULL = "batches_full"  # the pool had places, but no wanted batch had as many left


@dataclass(frozen=True)
class Place:
    """`people` places of `batch`, charged to `pool`."""

    pool: str
    batch: str
    people: int


@dataclass(frozen=True)
class Allocation:
    """`places` by ticket. `waiting` in order of rank. `passed`: for those who wait, each pool they are in and why it gave them
    nothing. `left`: places of each batch that nobody could or would take."""

    places: Mapping[str, Place]
    waiting: tuple[Application, ...]
    passed: Mapping[str, tuple[tuple[str, Why], ...]]
    left: Mapping[str, int]

    def text(self, ranks: Sequence[Application]) -> str:
        """The published result, a canonical line for each rank: ticket and place, or an empty place."""
        lines = []
        for rank, one in enumerate(ranks, start=1):
            place = self.places.get(one.ticket)
            lines.append(
                canonical(
                    {
                        "rank": rank,
                        "ticket": one.ticket,
                        "pool": place.pool if place else "",
                        "batch": place.batch if place else "",
                    }
                )
            )
        return "".join(f"{line}\n" for line in lines)


def allocate(rules: Rules, ranks: Iterable[Application]) -> Allocation:
    """Give the places to applications in order of rank."""
    seats = Counter({pool.code: pool.places for pool in rules.pools})
    return _serve(rules, list(ranks), {}, seats, Counter(rules.batches))


def promote(rules: Rules, before: Allocation, gone: Iterable[str]) -> Allocation:
    """The allocation after some have withdrawn, declined or not answered in time (`gone`, tickets).

    Their places return to the pools they were charged to and are given to those who wait, in order of rank; all other
    places stay as they are. Whoever waited and is gone is not asked again.
    """
    gone = set(gone)
    kept = {ticket: place for ticket, place in before.places.items() if ticket not in gone}
    seats, batches = Counter({rules.open: sum(before.left.values())}), Counter(before.left)
    for place in (place for ticket, place in before.places.items() if ticket in gone):
        seats[place.pool] += place.people
        batches[place.batch] += place.people
    return _serve(rules, [one for one in before.waiting if one.ticket not in gone], kept, seats, batches)


# Those of a pool who wait, in order of rank; of these at least all that are at most so many people and want one of the batches.
Waiting = Callable[[str, int, Collection[str]], Iterable[Application]]


def serve(rules: Rules, seats: Counter[str], batches: Counter[str], waiting: Waiting) -> dict[str, Place]:
    """The new places of `promote`, from what is free alone: by pool (`seats`) and by batch, two views of the same places.

    Asks for those who wait, pool by pool, and stops when nothing is left to give; both counters are used up.
    """
    places: dict[str, Place] = {}
    for pool in rules.pools:
        free = [code for code, left in batches.items() if left > 0]
        if seats[pool.code] > 0 and free:
            for one in waiting(pool.code, seats[pool.code], free):
                if one.ticket in places or one.people > seats[pool.code]:
                    continue
                batch = next((code for code in one.wants if batches[code] >= one.people), None)
                if batch is None:
                    continue
                places[one.ticket] = Place(pool.code, batch, one.people)
                seats[pool.code] -= one.people
                batches[batch] -= one.people
                if seats[pool.code] == 0:
                    break
        if pool.then:
            seats[pool.then] += seats[pool.code]
    return places


def _serve(
    rules: Rules,
    waiting: Sequence[Application],
    places: dict[str, Place],
    seats: Counter[str],
    batches: Counter[str],
) -> Allocation:
    """The walk. `seats` are free places by pool, `batches` by batch: two views of the same places."""
    passed: dict[str, list[tuple[str, Why]]] = {one.ticket: [] for one in waiting}
    for pool in rules.pools:
        still, full = [], (pool.code, Why.POOL_FULL)
        for one in waiting:
            if pool.code != rules.open and pool.code not in one.pools:
                still.append(one)
                continue
            if seats[pool.code] == 0:
                passed[one.ticket].append(full)
                still.append(one)
                continue
            batch = next((code for code in one.wants if batches[code] >= one.people), None)
            if batch is None or one.people > seats[pool.code]:
                why = Why.GROUP_TOO_LARGE if one.people > seats[pool.code] else Why.BATCHES_FULL
                passed[one.ticket].append((pool.code, why))
                still.append(one)
                continue
            places[one.ticket] = Place(pool.code, batch, one.people)
            seats[pool.code] -= one.people
            batches[batch] -= one.people
        waiting = still
        if pool.then:
            seats[pool.then] += seats[pool.code]
    reasons = {one.ticket: tuple(passed[one.ticket]) for one in waiting}
    return Allocation(places, tuple(waiting), reasons, {code: batches[code] for code in rules.batches})
