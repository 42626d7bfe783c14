"""From a scheme and a sheet to a result. The same two give the same result, whatever the order in which things were entered."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from jiangong.selection.judging.formulas.computing.components import Book, component_cell, total_of
from jiangong.selection.judging.formulas.computing.honours import (
    awards_given,
    going_on,
    medals_given,
    standard,
)
from jiangong.selection.judging.formulas.computing.ranking import Key, partings, ranked, tie_key
from jiangong.selection.judging.formulas.computing.result import Line, Place, Result
from jiangong.selection.judging.formulas.computing.steps import Gap
from jiangong.selection.judging.formulas.computing.teams import team_table
from jiangong.selection.judging.formulas.faults import refuse
from jiangong.selection.judging.formulas.scheme.checking import examine
from jiangong.selection.judging.formulas.scheme.shapes import Scheme
from jiangong.selection.judging.formulas.sheet.checking import examine_sheet
from jiangong.selection.judging.formulas.sheet.shapes import Entrant, Sheet, Standing

__all__ = ["compute"]

_PLACES = {
    Standing.ABSENT: Place.ABSENT,
    Standing.FORFEITED: Place.FORFEITED,
    Standing.DISQUALIFIED: Place.DISQUALIFIED,
}
_ORDER = list(Place)


def compute(scheme: Scheme, sheet: Sheet) -> Result:
    """The result of a contest, with the steps beneath every cell.

    Raises Unfit where scheme or sheet has a fault. Missing marks are gaps: the result is then not final and nobody has
    a rank. Who was absent, forfeited, was disqualified, or lost the place by an absence, is listed without a rank.
    """
    refuse([*examine(scheme), *examine_sheet(scheme, sheet)])
    return computed(scheme, sheet)


def computed(scheme: Scheme, sheet: Sheet) -> Result:
    """`compute` for a scheme and a sheet that are known to be without fault."""
    book = Book(sheet)
    entrants = {one.code: one for one in sheet.entrants}
    lines, keys, gaps = _lines(scheme, book)
    started = [one for one in sheet.entrants if one.standing is not Standing.ABSENT]
    units = len({one.unit for one in started if one.unit})
    allowed = _medals_allowed(scheme, len(started))
    void = allowed == -1 or units < scheme.least_units
    if gaps or void:
        lines = [
            replace(line, place=Place.VOID) if line.place is Place.RANKED and void else line for line in lines
        ]
        lines.sort(key=lambda line: (_ORDER.index(line.place), line.entrant))
        return Result(tuple(lines), tuple(gaps), len(started), units, not gaps, void, max(allowed, 0))
    lines = _with_ranks(scheme, lines, keys)
    standing = [line for line in lines if line.rank is not None]
    lines = _with_honours(scheme, lines, standing, len(started), allowed, entrants)
    teams = team_table(scheme.team, {scheme.code: lines}, scheme.joint) if scheme.team is not None else ()
    return Result(tuple(lines), (), len(started), units, True, False, allowed, teams)


def _lines(scheme: Scheme, book: Book) -> tuple[list[Line], dict[str, Key], list[Gap]]:
    """A line for everybody, by code; tie-break keys of those who may be ranked; the gaps of those who competed."""
    lines, keys, gaps = [], {}, []
    for entrant in sorted(book.sheet.entrants, key=lambda one: one.code):
        if entrant.standing is not Standing.COMPETED:
            lines.append(Line(entrant.code, entrant.unit, _PLACES[entrant.standing], clause=entrant.clause))
            continue
        made = [component_cell(book, component, entrant.code) for component in scheme.components]
        cells = tuple(cell for cell, _ in made)
        own_gaps = [gap for _, found in made for gap in found]
        total = total_of(scheme, cells)
        score = total.value
        place = Place.RANKED if score is not None else Place.OPEN if own_gaps else Place.OUT
        passed = None if scheme.pass_mark is None or score is None else score >= scheme.pass_mark
        lines.append(Line(entrant.code, entrant.unit, place, cells, total, passed, clause=entrant.clause))
        gaps += own_gaps
        if score is not None:
            by_code = {cell.component: cell for cell in cells}
            keys[entrant.code] = tie_key(scheme, book, entrant.code, by_code)
    return lines, keys, gaps


def _medals_allowed(scheme: Scheme, started: int) -> int:
    """How many kinds of medals a field of this size allows; -1 if it is too small for any contest."""
    if not scheme.fields:
        return len(scheme.medals.kinds) if scheme.medals is not None else 0
    return max((field.medals for field in scheme.fields if started >= field.least), default=-1)


def _with_ranks(scheme: Scheme, lines: Sequence[Line], keys: dict[str, Key]) -> list[Line]:
    totals = {line.entrant: line.score for line in lines if line.score is not None}
    apart = partings(totals, keys, scheme.ties)
    points = standard(scheme.scale, totals) if scheme.scale is not None else {}
    by_code = {line.entrant: line for line in lines}
    found = [
        replace(by_code[one], rank=rank, partings=apart[one], scale=points.get(one))
        for rank, group in ranked(totals, keys, scheme.joint)
        for one in group
    ]
    rest = [line for line in lines if line.score is None]
    return found + sorted(rest, key=lambda line: (_ORDER.index(line.place), line.entrant))


def _with_honours(
    scheme: Scheme,
    lines: Sequence[Line],
    standing: Sequence[Line],
    field: int,
    allowed: int,
    entrants: dict[str, Entrant],
) -> list[Line]:
    medals = medals_given(scheme.medals, allowed, standing) if scheme.medals is not None else {}
    on = going_on(scheme.cut, field, standing) if scheme.cut is not None else None
    found = []
    for line in lines:
        medal, points = medals.get(line.entrant, ("", Fraction(0)))
        found.append(
            replace(
                line,
                medal=medal,
                points=points,
                awards=awards_given(scheme, field, line, entrants[line.entrant]),
                advances=None if on is None else line.entrant in on,
            )
        )
    return found
