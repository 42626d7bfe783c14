"""Alarms: marks that chance among honest judges would hardly give. They ask for a look and prove nothing; nothing changes by them.

Four looks at each component. Each compares a figure with what it is when chance alone is at work: marks are dealt again
among the judges of a cell (severe, erratic, twins), or drawn anew in the same layout (favour). `level` is shared out over all looks at all components, so that a clean contest gives any alarm at all in
about that share of cases. tests/load/honesty.py measures how true that is, and how often what was planted is found.
"""
# not law in this file (1e-09): room for rounding

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import sqrt
from random import Random

from jiangong.selection.judging.formulas.honesty.observing import Table, judged, residuals
from jiangong.selection.judging.formulas.scheme.shapes import Scheme
from jiangong.selection.judging.formulas.sheet.shapes import Sheet

_ALIKE = 1e-9  # figures this close are equal: floating point added up in another order


class Alert(StrEnum):
    """FAVOUR: one judge's marks of one entrant stand out. SEVERE: a judge gives less, or more, than the panel all along.
    ERRATIC: a judge's marks follow the panel least of all. TWINS: two judges agree more closely than two judges do."""

    FAVOUR = "favour"
    SEVERE = "severe"
    ERRATIC = "erratic"
    TWINS = "twins"


@dataclass(frozen=True)
class Alarm:
    """Who, in which component, by how much (per cent of the full mark; for ERRATIC and TWINS a ratio), and the chance of it."""

    alert: Alert
    component: str
    judge: str
    about: str
    size: float
    chance: float


@dataclass(frozen=True)
class _Found:
    """A look's figure (larger is stranger), and what it is about."""

    figure: float
    judge: str
    about: str
    size: float


def alarms(
    scheme: Scheme,
    sheet: Sheet,
    *,
    level: float,
    rounds: int,
    seed: int,
    least_cells: int,
    least_judges: int,
    tolerated: float,
    tails: int | None = None,
) -> tuple[Alarm, ...]:
    """All alarms of a contest, strangest first.

    level: share of clean contests that may raise any alarm. rounds: repetitions of chance, at least looks ÷ level of
    them; with fewer no alarm could ever be raised, which is a ValueError. A component with fewer than `least_cells`
    cells or `least_judges` judges is left alone. tolerated: severity up to so many per cent of the full mark raises no
    alarm, for honest judges differ too. tails: degrees of freedom of the Student distribution that marks are drawn anew
    from, None for the normal; fewer are for judges who now and then are far out, and see less.
    """
    tables = {
        component: table
        for component, table in judged(scheme, sheet).items()
        if len(table) >= least_cells
        and len({one for marks in table.values() for one in marks}) >= least_judges
    }
    if not tables:
        return ()
    looks = len(Alert) * len(tables)
    if (rounds + 1) * level < looks:
        raise ValueError(f"{rounds} rounds cannot show a chance below {level} ÷ {looks}.")
    random = Random(seed)  # noqa: S311 # a repeatable simulation, nothing secret
    found = []
    for component, table in sorted(tables.items()):
        for alert, look in _LOOKS:
            seen = look(table)
            if alert is Alert.SEVERE and abs(seen.size) <= tolerated:
                continue
            strange = sum(
                look(_by_chance(alert, table, random, tails)).figure >= seen.figure - _ALIKE
                for _ in range(rounds)
            )
            chance = (1 + strange) / (1 + rounds)
            if chance * looks <= level:
                found.append(Alarm(alert, component, seen.judge, seen.about, seen.size, chance))
    return tuple(sorted(found, key=lambda one: (one.chance, one.component, one.alert)))


def _favour(table: Table) -> _Found:
    rest = residuals(table)
    sums: dict[tuple[str, str], list[float]] = {}
    for (entrant, _), marks in rest.items():
        for judge, value in marks.items():
            sums.setdefault((judge, entrant), []).append(value)
    judges = len({judge for judge, _ in sums})
    freedom = max(1, sum(len(marks) - 1 for marks in rest.values()) - judges + 1)
    width = sqrt(sum(value**2 for marks in rest.values() for value in marks.values()) / freedom)
    (judge, entrant), values = max(
        sums.items(), key=lambda one: (abs(sum(one[1])) / sqrt(len(one[1])), one[0])
    )
    figure = abs(sum(values)) / sqrt(len(values)) / width if width else 0.0
    return _Found(figure, judge, entrant, sum(values) / len(values))


def _severe(table: Table) -> _Found:
    apart: dict[str, list[float]] = {}
    for marks in table.values():
        total = sum(marks.values())
        for judge, value in marks.items():
            apart.setdefault(judge, []).append(value - (total - value) / (len(marks) - 1))
    means = {judge: sum(values) / len(values) for judge, values in apart.items()}
    judge = max(means, key=lambda one: (abs(means[one]), one))
    return _Found(abs(means[judge]), judge, "", means[judge])


def _erratic(table: Table) -> _Found:
    """On residuals: the largest mean square of one judge over that of all."""
    squares: dict[str, list[float]] = {}
    for marks in table.values():
        for judge, value in marks.items():
            squares.setdefault(judge, []).append(value**2)
    whole = sum(sum(values) for values in squares.values()) / sum(len(values) for values in squares.values())
    means = {judge: sum(values) / len(values) for judge, values in squares.items()}
    judge = max(means, key=lambda one: (means[one], one))
    ratio = sqrt(means[judge] / whole) if whole else 0.0
    return _Found(ratio, judge, "", ratio)


def _twins(table: Table) -> _Found:
    """On residuals: the smallest mean distance of a pair over that of all pairs."""
    distances: dict[tuple[str, str], list[float]] = {}
    for marks in table.values():
        for one, other in combinations(sorted(marks), 2):
            distances.setdefault((one, other), []).append(abs(marks[one] - marks[other]))
    most = max(len(values) for values in distances.values())
    means = {pair: sum(values) / len(values) for pair, values in distances.items() if 2 * len(values) >= most}
    whole = sum(means.values()) / len(means)
    pair = min(means, key=lambda one: (means[one], one))
    ratio = means[pair] / whole if whole else 1.0
    return _Found(-ratio, pair[0], pair[1], ratio)


def _on_residuals(look: Callable[[Table], _Found]) -> Callable[[Table], _Found]:
    return lambda table: look(residuals(table))


def _dealt_again(table: Table, random: Random) -> Table:
    """Each cell's marks given to its judges in another order."""
    found: Table = {}
    for cell, marks in table.items():
        values = list(marks.values())
        random.shuffle(values)
        found[cell] = dict(zip(marks, values, strict=True))
    return found


def _by_chance(alert: Alert, table: Table, random: Random, tails: int | None) -> Table:
    """Marks as chance gives them. Favour cannot be dealt: one mark a cell stays as far out, whoever has given it."""
    if alert is not Alert.FAVOUR:
        return _dealt_again(table, random)
    return {cell: {judge: _noise(random, tails) for judge in marks} for cell, marks in table.items()}


def _noise(random: Random, tails: int | None) -> float:
    if tails is None:
        return random.gauss(0, 1)
    return random.gauss(0, 1) / sqrt(random.gammavariate(tails / 2, 2) / tails)


_LOOKS: tuple[tuple[Alert, Callable[[Table], _Found]], ...] = (
    (Alert.FAVOUR, _favour),
    (Alert.SEVERE, _severe),
    (Alert.ERRATIC, _on_residuals(_erratic)),
    (Alert.TWINS, _on_residuals(_twins)),
)
