"""Satisfaction in figures that name nobody: means only of enough ratings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

LEAST, MOST = 1, 5  # not law: the scale


@dataclass(frozen=True)
class Figures:
    """How many rated, and the mean by aspect; empty where fewer rated than may be shown."""

    rated: int | None
    means: Mapping[str, Fraction]

    @property
    def overall(self) -> Fraction | None:
        """The mean of the aspects' means, each weighing the same; None where nothing is shown."""
        return sum(self.means.values(), Fraction(0)) / len(self.means) if self.means else None


def figures(scores: Sequence[Mapping[str, int]], aspects: Iterable[str], least: int) -> Figures:
    """The figures of some ratings. Fewer than `least` of an aspect, and its mean is not told; of all, nothing is."""
    if len(scores) < least:
        return Figures(None, {})
    means = {}
    for aspect in aspects:
        given = [one[aspect] for one in scores if aspect in one]
        if len(given) >= least:
            means[aspect] = Fraction(sum(given), len(given))
    return Figures(len(scores), means)
