"""What the chance was: the share of many other draws over the same list in which applications like this one had a place.

Applications are alike if rule and list treat them alike: same people, lots, pools and wishes. Their chances are equal, so the
draws of all of them are counted together, and few draws say much. The other draws' seeds follow from the commitment, so
that everybody computes the same figures.
"""
# not law in this file (1.959963984540054, 4): statistics

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import sqrt

from jiangong.selection.draws.formulas.allocation import allocate
from jiangong.selection.draws.formulas.applications import Application
from jiangong.selection.draws.formulas.lots import ranked
from jiangong.selection.draws.formulas.rules import Rules

Alike = tuple[int, int, tuple[str, ...], tuple[str, ...]]
Z95 = 1.959963984540054  # two-sided 95 % point of the normal distribution


@dataclass(frozen=True)
class Chance:
    """`placed` of `tried`: in how many of the other draws applications of a kind had a place, out of how many counted."""

    placed: int
    tried: int

    @property
    def share(self) -> float:
        return self.placed / self.tried

    @property
    def range(self) -> tuple[float, float]:
        """Wilson's 95 % interval, counting every application in every other draw as one independent trial. Within one draw
        they mostly exclude each other (a place that one has is one that another has not), so the true range is narrower."""
        n, p = self.tried, self.share
        middle = (p + Z95**2 / (2 * n)) / (1 + Z95**2 / n)
        half = Z95 * sqrt(p * (1 - p) / n + Z95**2 / (4 * n * n)) / (1 + Z95**2 / n)
        return max(0.0, middle - half), min(1.0, middle + half)


def alike(application: Application) -> Alike:
    """What all applications of a kind share. The order of pools says nothing; that of wishes does."""
    return application.people, application.lots, tuple(sorted(application.pools)), application.wants


def chances(
    rules: Rules, applications: Sequence[Application], commitment: str, draws: int
) -> dict[Alike, Chance]:
    """The chance of every kind of application, from `draws` other draws (at least 1)."""
    placed, tried = Counter[Alike](), Counter[Alike]()
    kinds = {one.ticket: alike(one) for one in applications}
    for number in range(draws):
        seed = sha256(f"jiangong/draw/chance/v1\n{commitment}\n{number}".encode()).digest()
        allocation = allocate(rules, ranked(applications, seed))
        tried.update(kinds.values())
        placed.update(kinds[ticket] for ticket in allocation.places)
    return {kind: Chance(placed[kind], tried[kind]) for kind in tried}
