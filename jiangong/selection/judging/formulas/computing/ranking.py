"""Ranks: by total, then by the tie-break in its order, else a joint rank."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from jiangong.selection.judging.formulas.computing.components import Book
from jiangong.selection.judging.formulas.computing.result import Cell, Parting
from jiangong.selection.judging.formulas.scheme.kinds import Joint, TieBy
from jiangong.selection.judging.formulas.scheme.shapes import Component, Scheme, TieBreak

Key = tuple[tuple[int, Fraction], ...]
_WORST = (0, Fraction(0))


def tie_key(scheme: Scheme, book: Book, entrant: str, cells: Mapping[str, Cell]) -> Key:
    """What the tie-break compares, step by step; larger is better. Who has no time, or no mark, comes after all who have."""
    components = {one.code: one for one in scheme.components}
    return tuple(
        _better(tie, components[tie.component], book, entrant, cells[tie.component]) for tie in scheme.ties
    )


def _better(
    tie: TieBreak, component: Component, book: Book, entrant: str, cell: Cell
) -> tuple[int, Fraction]:
    if tie.by is TieBy.COMPONENT:
        return (1, cell.score if cell.score is not None else Fraction(0))
    if tie.by is TieBy.TIME:
        seconds = book.times.get((entrant, component.code))
        return _WORST if seconds is None else (1, -seconds)
    marks = cell.aspects
    if tie.by is TieBy.ASPECT:
        return (1, marks[tie.aspect]) if tie.aspect in marks else _WORST
    keys = [aspect for aspect in component.aspects if aspect.key]
    lost = sum((aspect.of - marks.get(aspect.code, Fraction(0)) for aspect in keys), Fraction(0))
    return (1, -lost)


def ranked(
    totals: Mapping[str, Fraction], keys: Mapping[str, Key], joint: Joint
) -> list[tuple[int, list[str]]]:
    """Groups of equals from the best down with their rank; within a group by code, so that nothing hangs on the order of entry."""
    order = sorted(totals, key=lambda one: one)
    order.sort(key=lambda one: (totals[one], keys[one]), reverse=True)
    groups: list[list[str]] = []
    for one in order:
        if groups and (totals[one], keys[one]) == (totals[groups[-1][0]], keys[groups[-1][0]]):
            groups[-1].append(one)
        else:
            groups.append([one])
    found, ahead = [], 0
    for n, group in enumerate(groups):
        found.append((ahead + 1 if joint is Joint.SKIP else n + 1, sorted(group)))
        ahead += len(group)
    return found


def partings(
    totals: Mapping[str, Fraction], keys: Mapping[str, Key], ties: Sequence[TieBreak]
) -> dict[str, tuple[Parting, ...]]:
    """For each entrant with an equal total beside it in the order: from whom it was parted, and by which step."""
    order = sorted(totals, key=lambda one: one)
    order.sort(key=lambda one: (totals[one], keys[one]), reverse=True)
    found: dict[str, list[Parting]] = {one: [] for one in order}
    for upper, lower in pairwise(order):
        if totals[upper] != totals[lower]:
            continue
        differing = [n for n in range(len(ties)) if keys[upper][n] != keys[lower][n]]
        step = differing[0] + 1 if differing else None
        clause = ties[differing[0]].clause if differing else ""
        found[upper].append(Parting(lower, step, clause))
        found[lower].append(Parting(upper, step, clause))
    return {one: tuple(all_of_it) for one, all_of_it in found.items()}
