"""From cells to components and the total of one entrant."""

from collections import defaultdict
from fractions import Fraction

from jiangong.selection.judging.formulas.computing.cells import (
    Marked,
    aspect_mark,
    entered_value,
    panel_value,
    round_step,
)
from jiangong.selection.judging.formulas.computing.result import Cell
from jiangong.selection.judging.formulas.computing.steps import Gap, Lacking, Step, What, gap_step
from jiangong.selection.judging.formulas.exact import PERCENT
from jiangong.selection.judging.formulas.scheme.kinds import Absent, Marking
from jiangong.selection.judging.formulas.scheme.shapes import Component, Scheme
from jiangong.selection.judging.formulas.sheet.shapes import (
    Correction,
    Mark,
    Penalty,
    Recusal,
    Sheet,
    bench_of,
)

_Key = tuple[str, str, str]  # component, aspect, entrant


class Book:
    """The sheet sorted by cell, so that each mark is looked at once."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.marks: defaultdict[_Key, list[Mark]] = defaultdict(list)
        self.corrections: defaultdict[_Key, list[Correction]] = defaultdict(list)
        self.recusals: defaultdict[str, dict[str, Recusal]] = defaultdict(dict)
        self.penalties: defaultdict[tuple[str, str], list[Penalty]] = defaultdict(list)
        for mark in sheet.marks:
            self.marks[mark.component, mark.aspect, mark.entrant].append(mark)
        for correction in sheet.corrections:
            cell = (correction.component, correction.aspect, correction.entrant)
            self.corrections[cell].append(correction)
        for recusal in sheet.recusals:
            self.recusals[recusal.entrant][recusal.judge] = recusal
        for penalty in sheet.penalties:
            self.penalties[penalty.entrant, penalty.component].append(penalty)
        self.absences = {(one.entrant, one.component): one for one in sheet.absences}
        self.carried = {(one.entrant, one.component): one for one in sheet.carried}
        self.times = {(one.entrant, one.component): one.seconds for one in sheet.times}
        self._plain_benches = not any(bench.entrants for bench in sheet.benches)
        self._judges: dict[tuple[str, str], tuple[str, ...]] = {}

    def marked(self, component: str, aspect: str, entrant: str) -> Marked:
        key = (component, aspect, entrant)
        return Marked(
            (entrant, component, aspect),
            self._bench(component, aspect, entrant),
            self.marks.get(key, ()),
            self.corrections.get(key, ()),
            self.recusals.get(entrant, {}),
        )

    def _bench(self, component: str, aspect: str, entrant: str) -> tuple[str, ...]:
        if not self._plain_benches:
            return bench_of(self.sheet, component, aspect, entrant)[0].judges
        if (component, aspect) not in self._judges:
            self._judges[component, aspect] = bench_of(self.sheet, component, aspect, entrant)[0].judges
        return self._judges[component, aspect]


def component_cell(book: Book, component: Component, entrant: str) -> tuple[Cell, list[Gap]]:
    """One component of one entrant.

    Score of the panel, the aspects, the entered or carried value; less penalties, never below nought; rounded. An
    absence on record is nought or, where the scheme says so, no score at all; it is never a gap.
    """
    absence = book.absences.get((entrant, component.code))
    if absence is not None:
        value = Fraction(0) if component.absent is Absent.ZERO else None
        step = Step(What.ABSENT, value, {}, absence.clause or component.clause)
        return _cell(component, step), []
    marks: dict[str, Fraction] = {}
    step, gaps = _score(book, component, entrant, marks)
    penalties = book.penalties.get((entrant, component.code), [])
    if penalties and step.value is not None:
        parts = tuple(Step(What.PENALTY, one.points, {}, one.clause) for one in penalties)
        left = max(Fraction(0), step.value - sum(one.points for one in penalties))
        step = Step(What.LESS, left, {}, "", (step, *parts))
    return _cell(component, round_step(step, component.rounding, component.clause), marks), gaps


def _cell(component: Component, step: Step, marks: dict[str, Fraction] | None = None) -> Cell:
    score = step.value
    passed = None if score is None or component.pass_mark is None else score >= component.pass_mark
    facts: dict[str, str | Fraction] = {
        "component": component.code,
        "name": component.name,
        "of": component.of,
    }
    if component.pass_mark is not None:
        facts["pass_mark"] = component.pass_mark
    shown = Step(What.COMPONENT, score, facts, component.clause, (step,))
    return Cell(component.code, score, passed, shown, marks or {})


def _score(
    book: Book, component: Component, entrant: str, marks: dict[str, Fraction]
) -> tuple[Step, list[Gap]]:
    if component.marking is Marking.CARRIED:
        carried = book.carried.get((entrant, component.code))
        if carried is not None:
            return Step(What.CARRIED, carried.value, {"source": carried.source}, component.clause), []
        missing = Gap(entrant, component.code, "", Lacking.NOT_CARRIED)
        return gap_step(missing, (), component.clause), [missing]
    if component.marking is Marking.PANEL:
        assert component.panel is not None
        step, gap = panel_value(book.marked(component.code, "", entrant), component.panel)
        return step, [gap] if gap is not None else []
    if component.marking is Marking.ENTERED:
        marked = book.marked(component.code, "", entrant)
        step, gap = entered_value(marked, component.entries, Fraction(0), component.clause)
        return step, [gap] if gap is not None else []
    steps, gaps = [], []
    for aspect in component.aspects:
        step, gap = aspect_mark(aspect, book.marked(component.code, aspect.code, entrant))
        steps.append(step)
        if step.value is not None:
            marks[aspect.code] = step.value
        gaps += [gap] if gap is not None else []
    value = None if gaps else sum((step.value or Fraction(0) for step in steps), Fraction(0))
    return Step(What.SUM, value, {}, component.clause, tuple(steps)), gaps


def total_of(scheme: Scheme, cells: tuple[Cell, ...]) -> Step:
    """Σ weight × score ÷ full mark, on the scale of a hundred, rounded; no value while a component has none."""
    weighted = tuple(
        Step(
            What.WEIGHTED,
            None if cell.score is None else component.weight * cell.score / component.of,
            {"weight": component.weight, "of": component.of},
            component.clause,
            (cell.step,),
        )
        for component, cell in zip(scheme.components, cells, strict=True)
    )
    missing = any(step.value is None for step in weighted)
    value = None if missing else sum((step.value or Fraction(0) for step in weighted), Fraction(0))
    return round_step(
        Step(What.TOTAL, value, {"of": Fraction(PERCENT)}, scheme.clause, weighted),
        scheme.rounding,
        scheme.clause,
    )
