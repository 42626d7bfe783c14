"""What a rule would do over the years: applicants who come again, drawn by the real formulas of draws.

The assumptions are stated, not known: of every group a share applies in a year; part of them are steady and apply in every year in
which they may, the others only that once; each year some of the steady ones leave and others like them come. Everything follows from a
seed. Rules are compared on the same people: in one run every rule meets the same steady applicants, the same leaving and coming.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random

from jiangong.selection.draws.formulas.allocation import allocate
from jiangong.selection.draws.formulas.applications import Application
from jiangong.selection.draws.formulas.lots import ranked
from jiangong.selection.draws.formulas.quotas import largest_remainder
from jiangong.selection.draws.formulas.rules import Pool, Rules
from jiangong.selection.equity.formulas.turns import Turns

MOST_A_YEAR = 20_000  # not law: applications a year in a run; of more a stated part is taken, with as many places in proportion
BATCH = "all"
OPEN = "open"


@dataclass(frozen=True)
class Group:
    """`people` who are alike. `facts`: what they are by dimension. `rate`: the share of them who apply in a year, 0–1."""

    facts: Mapping[str, str]
    people: int
    rate: float


@dataclass(frozen=True)
class Reserve:
    """`places` for those whose fact along `dimension` is one of `values`; for an even `share` of everybody if there is no
    dimension. What is left goes to the pool `then`, or to the open pool."""

    code: str
    places: int
    dimension: str = ""
    values: frozenset[str] = frozenset()
    share: float = 0.0
    then: str = OPEN


@dataclass(frozen=True)
class Policy:
    """A rule to try: all `places` of a year, of them the `reserves`; lots by `turns` (None: one each); who received it cannot
    apply in the `bar` years after."""

    name: str
    places: int
    reserves: tuple[Reserve, ...]
    turns: Turns | None
    bar: int


@dataclass(frozen=True)
class World:
    """The people and how they behave. `steady`: of those who apply in a year, the share who apply every year; `leaving`: of the
    steady ones, the share who leave in a year. `waited`: how many people have waited how many years at the start."""

    groups: Sequence[Group]
    steady: float
    leaving: float
    years: int
    waited: Mapping[int, int]


@dataclass
class Outcome:
    """One rule over the years in one run. `first`: of the steady applicants who were there from the first to the last year, how
    many were served for the first time in each year; `never`: how many never. `served` people by how often.
    `applied` and `given` by dimension and value. All are of the part of the people that was simulated."""

    given: int = 0
    left: int = 0
    first: Counter[int] = field(default_factory=Counter)
    never: int = 0
    stayed: int = 0
    served: Counter[int] = field(default_factory=Counter)
    applied_by: dict[str, Counter[str]] = field(default_factory=dict)
    given_by: dict[str, Counter[str]] = field(default_factory=dict)


@dataclass
class _Person:
    """`since`: the year from which they count as having waited (joined, or served last), the first year being 0. `came`: the year
    in which they became a steady applicant, None for who is none."""

    group: int
    since: int
    came: int | None
    reserves: frozenset[str]
    last: int | None = None
    first: int | None = None
    times: int = 0


def part_simulated(world: World) -> float:
    """Which part of the people is simulated, 0–1: all, unless more than MOST_A_YEAR would apply in a year."""
    expected = sum(group.people * group.rate for group in world.groups)
    return min(1.0, MOST_A_YEAR / expected) if expected else 1.0


def scaled(policy: Policy, part: float) -> Policy:
    """The rule with places in proportion; those of the pools by largest remainder, so that they sum. At least one place."""
    places = max(1, round(policy.places * part))
    pools = {one.code: one.places for one in policy.reserves}
    pools[OPEN] = policy.places - sum(pools.values())
    shares = largest_remainder(pools, places)
    reserves = tuple(
        Reserve(one.code, shares[one.code].places, one.dimension, one.values, one.share, one.then)
        for one in policy.reserves
    )
    return Policy(policy.name, places, reserves, policy.turns, policy.bar)


def simulate(
    policy: Policy,
    world: World,
    seed: str,
    *,
    dimensions: Sequence[str] = (),
    told: Callable[[int], None] | None = None,
) -> Outcome:
    """One run; the same seed gives the same outcome. `told` gets the number of each year as it ends."""
    part = part_simulated(world)
    policy = scaled(policy, part)
    rules = _rules(policy)
    run = _Run(policy, world, seed, part)
    outcome = Outcome(
        applied_by={one: Counter() for one in dimensions}, given_by={one: Counter() for one in dimensions}
    )
    for year in range(world.years):
        applicants = [
            one for one in run.applicants(year) if one[1].last is None or year - one[1].last > policy.bar
        ]
        applications = [
            Application(ticket, 1, _lots(policy, person, year), tuple(sorted(person.reserves)), (BATCH,))
            for ticket, person in applicants
        ]
        draw = sha256(f"jiangong/equity/simulation/v1\n{seed}\n{policy.name}\n{year}".encode()).digest()
        allocation = allocate(rules, ranked(applications, draw))
        outcome.given += len(allocation.places)
        outcome.left += sum(allocation.left.values())
        _note(outcome, world, applicants, allocation.places.keys(), year, dimensions)
        if told is not None:
            told(year + 1)
    run.settle(outcome)
    return outcome


def _lots(policy: Policy, person: _Person, year: int) -> int:
    return 1 if policy.turns is None else policy.turns.lots(year - person.since)


def _rules(policy: Policy) -> Rules:
    open_places = policy.places - sum(one.places for one in policy.reserves)
    pools = (*(Pool(one.code, one.places, one.then) for one in policy.reserves), Pool(OPEN, open_places))
    return Rules("simulation", policy.name, {BATCH: policy.places}, pools, {})


def _note(
    outcome: Outcome,
    world: World,
    applicants: Sequence[tuple[str, _Person]],
    placed: Collection[str],
    year: int,
    dimensions: Sequence[str],
) -> None:
    for ticket, person in applicants:
        facts = world.groups[person.group].facts
        got = ticket in placed
        for dimension in dimensions:
            outcome.applied_by[dimension][facts[dimension]] += 1
            if got:
                outcome.given_by[dimension][facts[dimension]] += 1
        if got:
            person.first = year + 1 if person.first is None else person.first
            person.last, person.since, person.times = year, year, person.times + 1


class _Run:
    """The people of one run: those steady now, those who left, and whoever applied only once."""

    def __init__(self, policy: Policy, world: World, seed: str, part: float) -> None:
        self.policy, self.world, self.seed, self.part = policy, world, seed, part
        self.chance = Random(f"{seed}/waited")  # noqa: S311  # a stated seed, so that anybody gets the same
        self.even = Random(f"{seed}/even")  # noqa: S311
        self.years, self.weights = list(world.waited) or [0], list(world.waited.values()) or [1]
        start = Random(f"{seed}/start")  # noqa: S311
        self.steady: list[tuple[str, _Person]] = []
        self.gone: list[_Person] = []
        self.once: dict[tuple[int, int], _Person] = {}
        self.number = 0
        for place, group in enumerate(world.groups):
            for _ in range(_whole(group.people * group.rate * world.steady * part, start)):
                self.steady.append(self._new(place, 0))

    def applicants(self, year: int) -> list[tuple[str, _Person]]:
        """Who applies this year: the steady ones, after some of them left and others came, and some for this once."""
        chance = Random(f"{self.seed}/{year}")  # noqa: S311
        if year:
            for place, (_ticket, person) in enumerate(self.steady):
                if chance.random() < self.world.leaving:
                    self.gone.append(person)
                    self.steady[place] = self._new(person.group, year)
        once = []
        for place, group in enumerate(self.world.groups):
            others = max(1, int(group.people * self.part))
            for _ in range(_whole(group.people * group.rate * (1 - self.world.steady) * self.part, chance)):
                key = (place, chance.randrange(others))
                if key not in self.once:
                    self.once[key] = self._new(place, year, steady=False)[1]
                once.append((f"o{key[0]}-{key[1]}", self.once[key]))
        return [*self.steady, *dict(once).items()]

    def settle(self, outcome: Outcome) -> None:
        """What came of everybody in the end. Who left before the end is not among those who waited all the years."""
        everybody = [*(person for _, person in self.steady), *self.gone, *self.once.values()]
        outcome.served.update(person.times for person in everybody if person.times)
        stayed = [person for _, person in self.steady if person.came == 0]
        outcome.stayed = len(stayed)
        outcome.never = sum(person.first is None for person in stayed)
        outcome.first.update(person.first for person in stayed if person.first is not None)

    def _new(self, group: int, year: int, *, steady: bool = True) -> tuple[str, _Person]:
        """Who is there at the start, or applies for once, has waited as people in the register have; who comes later has just come."""
        self.number += 1
        waited = 0 if steady and year else self.chance.choices(self.years, self.weights)[0]
        facts = self.world.groups[group].facts
        reserves = frozenset(
            one.code
            for one in self.policy.reserves
            if (facts[one.dimension] in one.values if one.dimension else self.even.random() < one.share)
        )
        return f"s{self.number}", _Person(group, year - waited, year if steady else None, reserves)


def _whole(number: float, chance: Random) -> int:
    """The number as a whole one, the fraction by chance."""
    whole = int(number)
    return whole + (chance.random() < number - whole)
