"""Does the second computation agree with the first? Both are turned into the same plain form and compared cell by cell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from jiangong.selection.judging.formulas import shadow
from jiangong.selection.judging.formulas.computing.result import Given, Line, Result
from jiangong.selection.judging.formulas.plain import plain
from jiangong.selection.judging.formulas.scheme.shapes import Scheme
from jiangong.selection.judging.formulas.sheet.shapes import Sheet


@dataclass(frozen=True)
class Difference:
    """Where the two computations say something else."""

    where: str
    first: str
    second: str


def differences(scheme: Scheme, sheet: Sheet, result: Result) -> list[Difference]:
    """What the shadow computes otherwise from the same scheme and sheet in their published form; empty: they agree."""
    other: dict[str, Any] = shadow.recompute(plain(scheme), plain(sheet))
    return list(_compared("", outcome(result), other))


def outcome(result: Result) -> dict[str, Any]:
    """The result without its steps, in the form in which shadow.py prints its own."""
    return {
        "final": result.final,
        "void": result.void,
        "field": result.field,
        "units": result.units,
        "medals_allowed": result.medals_allowed,
        "gaps": sorted([gap.entrant, gap.component, gap.aspect, gap.lacking.value] for gap in result.gaps),
        "teams": {team.unit: [_text(team.score), team.rank] for team in result.teams},
        "lines": {line.entrant: _line(line) for line in result.lines},
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "place": line.place.value,
        "passed": line.passed,
        "rank": line.rank,
        "medal": line.medal,
        "awards": {given.award: _award(given) for given in line.awards},
        "advances": line.advances,
        "scores": {cell.component: _text(cell.score) for cell in line.cells},
        "total": _text(line.score),
        "scale": _text(line.scale),
        "points": _text(line.points),
    }


def _award(given: Given) -> str:
    return given.gained if given.why_not is None else f"!{given.why_not.value}"


def _text(value: Fraction | None) -> str | None:
    return None if value is None else f"{value.numerator}/{value.denominator}"


def _compared(where: str, first: Any, second: Any) -> Iterator[Difference]:
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        for key in sorted({*first, *second}):
            yield from _compared(f"{where}.{key}" if where else key, first.get(key), second.get(key))
    elif first != second:
        yield Difference(where, str(first), str(second))
