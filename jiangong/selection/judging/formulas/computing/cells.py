"""From the marks of one cell to its value: corrections, rounds, recusal, the panel, the measurement."""

from collections.abc import Sequence
from fractions import Fraction

from jiangong.selection.judging.formulas.computing.measuring import measured_mark
from jiangong.selection.judging.formulas.computing.steps import Gap, Lacking, Step, What, gap_step
from jiangong.selection.judging.formulas.exact import rounded
from jiangong.selection.judging.formulas.scheme.kinds import Kind, Middle
from jiangong.selection.judging.formulas.scheme.shapes import Aspect, Panel, Rounding
from jiangong.selection.judging.formulas.sheet.shapes import Correction, Mark, Recusal


class Marked:
    """The marks of one cell and who should have marked. Marks of recused judges are kept to be shown, and never count."""

    def __init__(
        self,
        where: tuple[str, str, str],
        judges: Sequence[str],
        marks: Sequence[Mark],
        corrections: Sequence[Correction],
        recusals: dict[str, Recusal],
    ) -> None:
        self.entrant, self.component, self.aspect = where
        self.judges = tuple(judge for judge in judges if judge not in recusals)
        self.round = max((mark.round for mark in marks if mark.judge not in recusals), default=1)
        self.counting: list[Step] = []
        self.left_out: list[Step] = []
        for mark in sorted(marks, key=lambda one: (one.round, one.judge)):
            step = _mark_step(mark, corrections)
            if mark.judge in recusals:
                self.left_out.append(
                    Step(What.RECUSED, step.value, step.facts, recusals[mark.judge].clause, step.parts)
                )
            elif mark.round < self.round:
                self.left_out.append(Step(What.EARLIER_ROUND, step.value, step.facts, "", step.parts))
            else:
                self.counting.append(step)
        there = {step.facts["judge"] for step in self.counting}
        self.waiting = tuple(judge for judge in self.judges if judge not in there)

    def gap(self, lacking: Lacking, judges: tuple[str, ...] = ()) -> Gap:
        return Gap(self.entrant, self.component, self.aspect, lacking, judges)

    def open(self, gap: Gap, clause: str = "") -> tuple[Step, Gap]:
        return gap_step(gap, (*self.counting, *self.left_out), clause), gap


def _mark_step(mark: Mark, corrections: Sequence[Correction]) -> Step:
    """A mark as given, or its latest correction with the original beneath."""
    facts: dict[str, str | Fraction] = {"judge": mark.judge, "round": str(mark.round)}
    original = Step(What.MARK, mark.value, facts)
    of_it = [one for one in corrections if (one.judge, one.round) == (mark.judge, mark.round)]
    if not of_it:
        return original
    latest = max(of_it, key=lambda one: one.number)
    return Step(
        What.CORRECTED,
        latest.value,
        {**facts, "reason": latest.reason, "by": latest.by, "original": mark.value},
        "",
        (original,),
    )


def round_step(step: Step, rounding: Rounding | None, clause: str = "") -> Step:
    """The step rounded; itself where nothing says so, or where there is nothing to round."""
    if rounding is None or step.value is None:
        return step
    value = rounded(step.value, rounding.places, rounding.how)
    return Step(
        What.ROUNDED, value, {"places": str(rounding.places), "how": rounding.how.value}, clause, (step,)
    )


def panel_value(marked: Marked, panel: Panel) -> tuple[Step, Gap | None]:
    """The one mark that a panel's marks make, or the gap that keeps it from being made.

    In this order: judges must be enough after recusals; every one of them must have marked; the spread must be within
    bounds; then highest and lowest are dropped, the middle is taken, and rounded.
    """
    if len(marked.judges) < panel.least:
        return marked.open(marked.gap(Lacking.PANEL_TOO_SMALL), panel.clause)
    if marked.waiting:
        return marked.open(marked.gap(Lacking.NO_MARK, marked.waiting), panel.clause)
    ordered = sorted(marked.counting, key=lambda step: (step.value or Fraction(0), str(step.facts["judge"])))
    values = [step.value or Fraction(0) for step in ordered]
    if panel.spread is not None and values[-1] - values[0] > panel.spread:
        return marked.open(marked.gap(Lacking.SPREAD, marked.judges), panel.clause)
    drop = panel.drop if len(ordered) >= panel.drop_from else 0
    low, kept, high = ordered[:drop], ordered[drop : len(ordered) - drop], ordered[len(ordered) - drop :]
    parts = (
        *kept,
        *(Step(What.LOWEST, one.value, one.facts, panel.clause, one.parts) for one in low),
        *(Step(What.HIGHEST, one.value, one.facts, panel.clause, one.parts) for one in high),
        *marked.left_out,
    )
    values = values[drop : len(values) - drop]
    if panel.middle is Middle.MEAN:
        step = Step(What.MEAN, sum(values, Fraction(0)) / len(values), {}, panel.clause, parts)
    else:
        step = Step(What.MEDIAN, median(values), {}, panel.clause, parts)
    return round_step(step, panel.rounding, panel.clause), None


def median(values: Sequence[Fraction]) -> Fraction:
    """The middle one of values in order, or the mean of the middle two."""
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def entered_value(marked: Marked, entries: int, agree: Fraction, clause: str) -> tuple[Step, Gap | None]:
    """A value that `entries` people must have entered alike, within `agree`; the mean of their values."""
    if len(marked.judges) < entries:
        return marked.open(marked.gap(Lacking.PANEL_TOO_SMALL), clause)
    if len(marked.counting) < entries:
        return marked.open(marked.gap(Lacking.NO_MARK, marked.waiting), clause)
    values = [step.value or Fraction(0) for step in marked.counting]
    if max(values) - min(values) > agree:
        return marked.open(marked.gap(Lacking.ENTRIES_DIFFER, marked.judges), clause)
    parts = (*marked.counting, *marked.left_out)
    return Step(What.MEAN, sum(values, Fraction(0)) / len(values), {}, clause, parts), None


def aspect_mark(aspect: Aspect, marked: Marked) -> tuple[Step, Gap | None]:
    """The mark of one aspect: the middle of the cards as a share of the last card, or the measured value by its formula."""
    if aspect.kind is Kind.JUDGEMENT and aspect.panel is not None:
        inner, gap = panel_value(marked, aspect.panel)
        last = len(aspect.descriptors) - 1
        value = None if inner.value is None else inner.value / last * aspect.of
        step = Step(What.CARDS, value, _named(aspect, {"last": str(last)}), aspect.clause, (inner,))
    else:
        assert aspect.measure is not None
        inner, gap = entered_value(marked, aspect.entries, aspect.agree, aspect.clause)
        value = None if inner.value is None else measured_mark(aspect.measure, aspect.of, inner.value)
        facts = _named(aspect, {"formula": aspect.measure.formula.value})
        step = Step(What.MEASURED, value, facts, aspect.clause, (inner,))
    return round_step(step, aspect.rounding, aspect.clause), gap


def _named(aspect: Aspect, more: dict[str, str]) -> dict[str, str | Fraction]:
    return {"aspect": aspect.code, "name": aspect.name, "of": aspect.of, **more}
