"""What judges gave, before they talked: the marks that figures about judges are made of, as per cent of the full mark.

Figures about judges are advice, so floating point will do here; the result itself is never touched by them.
"""
# not law in this file (1e-09, 200): statistics

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

from jiangong.selection.judging.formulas.exact import PERCENT
from jiangong.selection.judging.formulas.scheme.kinds import Kind, Marking
from jiangong.selection.judging.formulas.scheme.shapes import Scheme
from jiangong.selection.judging.formulas.sheet.shapes import Sheet, Standing

Cell = tuple[str, str]  # entrant, aspect
Table = dict[Cell, dict[str, float]]


def judged(scheme: Scheme, sheet: Sheet) -> dict[str, Table]:
    """For each component: the first-round marks of panels and judgements, by cell and judge; cells with one judge left out.

    Corrections count (they mend slips of the pen), recused judges and entrants who did not compete do not.
    """
    full = _full_marks(scheme)
    recused = {(one.judge, one.entrant) for one in sheet.recusals}
    competed = {one.code for one in sheet.entrants if one.standing is Standing.COMPETED}
    fixed = {
        (one.component, one.aspect, one.entrant, one.judge): one.value
        for one in sorted(sheet.corrections, key=lambda one: one.number)
        if one.round == 1
    }
    found: dict[str, Table] = defaultdict(lambda: defaultdict(dict))
    for mark in sorted(sheet.marks, key=lambda one: (one.component, one.entrant, one.aspect, one.judge)):
        of = full.get((mark.component, mark.aspect))
        if of is None or mark.round != 1 or mark.entrant not in competed:
            continue
        if (mark.judge, mark.entrant) in recused:
            continue
        value = fixed.get((mark.component, mark.aspect, mark.entrant, mark.judge), mark.value)
        found[mark.component][mark.entrant, mark.aspect][mark.judge] = float(value * PERCENT / of)
    return {
        component: {cell: marks for cell, marks in table.items() if len(marks) > 1}
        for component, table in found.items()
    }


def _full_marks(scheme: Scheme) -> Mapping[tuple[str, str], Fraction]:
    full: dict[tuple[str, str], Fraction] = {}
    for component in scheme.components:
        if component.marking is Marking.PANEL:
            full[component.code, ""] = component.of
        for aspect in component.aspects:
            if aspect.kind is Kind.JUDGEMENT:
                full[component.code, aspect.code] = Fraction(len(aspect.descriptors) - 1)
    return full


def severities(table: Table) -> dict[str, float]:
    """How much each judge gave above (+) or below (−) the panel, on average: a fit of cell + judge, in turns, to its end."""
    judges = sorted({judge for marks in table.values() for judge in marks})
    found = dict.fromkeys(judges, 0.0)
    by_judge: dict[str, list[tuple[Cell, float]]] = {judge: [] for judge in judges}
    for cell, marks in table.items():
        for judge, value in marks.items():
            by_judge[judge].append((cell, value))
    for _ in range(200):
        levels = {
            cell: sum(value - found[judge] for judge, value in marks.items()) / len(marks)
            for cell, marks in table.items()
        }
        new = {
            judge: sum(value - levels[cell] for cell, value in rows) / len(rows)
            for judge, rows in by_judge.items()
        }
        middle = sum(new.values()) / len(new) if new else 0.0
        new = {judge: value - middle for judge, value in new.items()}
        still = max((abs(new[judge] - found[judge]) for judge in judges), default=0.0)
        found = new
        if still < 1e-9:
            break
    return found


def residuals(table: Table, leniency: Mapping[str, float] | None = None) -> Table:
    """What is left of each mark when its cell's level and its judge's severity are taken away."""
    leniency = severities(table) if leniency is None else leniency
    found: Table = {}
    for cell, marks in table.items():
        rest = {judge: value - leniency[judge] for judge, value in marks.items()}
        level = sum(rest.values()) / len(rest)
        found[cell] = {judge: value - level for judge, value in rest.items()}
    return found
