"""Simulated contests with one panel: clean ones, and ones in which something is planted. For honesty figures only."""

from fractions import Fraction
from random import Random

from jiangong.selection.judging.formulas.scheme import read_scheme
from jiangong.selection.judging.formulas.scheme.shapes import Scheme
from jiangong.selection.judging.formulas.sheet.shapes import Bench, Entrant, Mark, Sheet

CARDS = ("低于", "达到", "部分超过", "优秀")


def scheme(judges: int, aspects: int = 0) -> Scheme:
    """One component: a mark out of a hundred by each judge, or so many aspects with cards 0–3."""
    panel = {"least": 2, "drop": 1, "drop_from": 5} if judges >= 5 else {"least": 2}
    one: dict[str, object] = {"code": "实操", "name": "实操", "kind": "practice", "weight": 100, "of": 100}
    if aspects:
        one |= {
            "marking": "aspects", "of": aspects,
            "aspects": [
                {"code": f"a{n}", "name": f"a{n}", "of": 1, "kind": "judgement", "descriptors": list(CARDS), "panel": panel}
                for n in range(aspects)
            ],
        }  # fmt: skip
    else:
        one |= {"marking": "panel", "panel": panel}
    return read_scheme({"code": "c", "name": "演示", "components": [one]})


class Simulation:
    """Marks = ability + severity + noise, rounded to half points (or to cards), cut at the ends of the scale.

    severity: standard deviation of the judges' levels. noise: standard deviation of a mark. heavy: noise with long
    tails (Student's t with 4 degrees of freedom). uneven: judges differ in their noise by up to a factor of two.
    """

    def __init__(
        self, seed: int, *, entrants: int = 12, judges: int = 5, aspects: int = 0, severity: float = 2.0,
        noise: float = 2.0, heavy: bool = False, uneven: bool = False,
    ) -> None:  # fmt: skip
        self.random = Random(seed)
        self.scheme = scheme(judges, aspects)
        self.aspects = aspects
        self.judges = [f"j{n}" for n in range(judges)]
        self.entrants = [f"e{n}" for n in range(entrants)]
        self.levels = {one: self.random.gauss(75, 8) for one in self.entrants}
        self.severity = {one: self.random.gauss(0, severity) for one in self.judges}
        self.noise = {one: noise * (self.random.uniform(0.7, 1.4) if uneven else 1) for one in self.judges}
        self.heavy = heavy
        self.raw = {
            (judge, entrant, aspect): self.levels[entrant] + self.severity[judge] + self._noise(judge)
            for aspect in ([f"a{n}" for n in range(aspects)] or [""])
            for entrant in self.entrants
            for judge in self.judges
        }

    def _noise(self, judge: str) -> float:
        one = self.random.gauss(0, 1)
        if self.heavy:
            square = sum(self.random.gauss(0, 1) ** 2 for _ in range(4)) / 4
            one = one / square**0.5 / 2**0.5  # variance of t₄ is 2
        return one * self.noise[judge]

    def favour(self, judge: str, entrant: str, points: float) -> None:
        for key in self.raw:
            if key[:2] == (judge, entrant):
                self.raw[key] += points

    def severe(self, judge: str, points: float) -> None:
        for key in self.raw:
            if key[0] == judge:
                self.raw[key] -= points

    def erratic(self, judge: str, times: float) -> None:
        for key in self.raw:
            if key[0] == judge:
                own = self.raw[key] - self.levels[key[1]] - self.severity[judge]
                self.raw[key] += own * (times - 1)

    def twins(self, judge: str, other: str) -> None:
        """`other` copies what `judge` gives, give or take half a point."""
        for key in self.raw:
            if key[0] == other:
                self.raw[key] = self.raw[judge, key[1], key[2]] + self.random.choice((-0.5, 0, 0, 0.5))

    def _value(self, raw: float) -> Fraction:
        if self.aspects:  # cards: 60 and below, to 72, to 84, above
            return Fraction(min(3, max(0, int((raw - 48) // 12))))
        return Fraction(min(200, max(0, round(raw * 2))), 2)

    def sheet(self) -> Sheet:
        return Sheet(
            entrants=tuple(Entrant(code=one) for one in self.entrants),
            benches=(Bench(component="实操", judges=tuple(self.judges)),),
            marks=tuple(
                Mark(judge=judge, entrant=entrant, component="实操", aspect=aspect, value=self._value(raw))
                for (judge, entrant, aspect), raw in self.raw.items()
            ),
        )
