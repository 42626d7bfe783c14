"""How severe, how wide, how much of one mind judges were; nothing is said of a judge with too few marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from statistics import NormalDist, mean, stdev

from jiangong.selection.judging.formulas.honesty.observing import Table, judged, severities
from jiangong.selection.judging.formulas.scheme.shapes import Scheme
from jiangong.selection.judging.formulas.sheet.shapes import Sheet


@dataclass(frozen=True)
class JudgeFigures:
    """One judge in one component, in per cent of the full mark; all None below the minimum number of cells.

    severity: mean distance from the others' mean in the same cells, + is lenient; margin: half the width of its
    interval. spread: standard deviation of the judge's marks ÷ that of the others' means; 1 is as wide as the panel.
    accord: rank correlation of the judge's marks with the others' means.
    """

    judge: str
    component: str
    cells: int
    severity: float | None = None
    margin: float | None = None
    spread: float | None = None
    accord: float | None = None


@dataclass(frozen=True)
class Disagreement:
    """A component's panel: mean distance of two judges in a cell once severity is taken away, and the widest cells."""

    component: str
    cells: int
    mean_distance: float | None
    widest: tuple[tuple[str, str, float], ...]


def judge_figures(
    scheme: Scheme, sheet: Sheet, *, least_cells: int, confidence: float
) -> tuple[JudgeFigures, ...]:
    """Figures of every judge in every component with a panel.

    least_cells: minimum sample. confidence: of the interval, between 0 and 1; the interval takes the mean for normal.
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    found = []
    for component, table in judged(scheme, sheet).items():
        for judge in sorted({one for marks in table.values() for one in marks}):
            pairs = [
                (marks[judge], mean(value for other, value in marks.items() if other != judge))
                for marks in table.values()
                if judge in marks
            ]
            if len(pairs) < max(least_cells, 2):
                found.append(JudgeFigures(judge, component, len(pairs)))
                continue
            apart = [own - others for own, others in pairs]
            width = stdev(others for _, others in pairs)
            found.append(
                JudgeFigures(
                    judge,
                    component,
                    len(pairs),
                    mean(apart),
                    z * stdev(apart) / sqrt(len(apart)),
                    stdev(own for own, _ in pairs) / width if width else None,
                    rank_correlation([own for own, _ in pairs], [others for _, others in pairs]),
                )
            )
    return tuple(found)


def disagreement(scheme: Scheme, sheet: Sheet, *, least_cells: int, widest: int) -> tuple[Disagreement, ...]:
    """How far apart the judges of each component were, and the `widest` cells by highest − lowest."""
    found = []
    for component, table in judged(scheme, sheet).items():
        ranges = sorted(
            ((max(marks.values()) - min(marks.values()), *cell) for cell, marks in table.items()),
            key=lambda one: (-one[0], one[1:]),
        )
        distance = mean_distance(table) if len(table) >= max(least_cells, 1) else None
        cells = tuple((entrant, aspect, width) for width, entrant, aspect in ranges[:widest])
        found.append(Disagreement(component, len(table), distance, cells))
    return tuple(found)


def mean_distance(table: Table) -> float:
    """Mean of |a − b| over all pairs of judges in all cells, after severity is taken away."""
    severe = severities(table)
    distances = [
        abs((one[1] - severe[one[0]]) - (other[1] - severe[other[0]]))
        for marks in table.values()
        for one, other in combinations(sorted(marks.items()), 2)
    ]
    return mean(distances)


def rank_correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Spearman's rank correlation, ties with their middle rank; None where one of the two never varies."""
    a, b = _ranks(first), _ranks(second)
    middle = (len(a) + 1) / 2
    over = sum((x - middle) * (y - middle) for x, y in zip(a, b, strict=True))
    under = sqrt(sum((x - middle) ** 2 for x in a) * sum((y - middle) ** 2 for y in b))
    return over / under if under else None


def _ranks(values: Sequence[float]) -> list[float]:
    ordered = sorted(values)
    first = {value: n for n, value in reversed(list(enumerate(ordered, start=1)))}
    last = {value: n for n, value in enumerate(ordered, start=1)}
    return [(first[value] + last[value]) / 2 for value in values]
