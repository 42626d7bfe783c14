"""The closed set of formulas by which a measured value becomes a mark."""

from fractions import Fraction
from math import ceil

from jiangong.selection.judging.formulas.scheme.kinds import Formula, Side
from jiangong.selection.judging.formulas.scheme.shapes import Measure

_NONE = Fraction(0)


def deviation(measure: Measure, value: Fraction) -> Fraction:
    """How far the value lies from the nominal one, on the side that counts; never below nought."""
    off = value - measure.nominal
    if measure.side is Side.OVER:
        return max(_NONE, off)
    if measure.side is Side.UNDER:
        return max(_NONE, -off)
    return abs(off)


def measured_mark(measure: Measure, of: Fraction, value: Fraction) -> Fraction:
    """The mark of a measured value: between nought and `of`, exact. The scheme has been examined: no figure is missing."""
    if measure.formula is Formula.YES_NO:
        return of * value
    off = deviation(measure, value)
    if measure.formula is Formula.BANDS:
        return next((band.mark for band in measure.bands if off <= band.up_to), _NONE)
    excess = max(_NONE, off - measure.tolerance)
    if measure.formula is Formula.WITHIN:
        return of if excess == 0 else _NONE
    if measure.formula is Formula.LINEAR:
        assert measure.reach is not None
        return of * max(_NONE, 1 - excess / measure.reach)
    assert measure.deduction is not None
    if measure.formula is Formula.COUNT:
        return max(_NONE, of - measure.deduction * excess)
    assert measure.formula is Formula.STEPS
    assert measure.step is not None
    return max(_NONE, of - measure.deduction * ceil(excess / measure.step))
