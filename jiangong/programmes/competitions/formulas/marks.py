"""Whether a mark can be given at all, by the scheme. The same ranges that selection/judging checks a whole sheet with."""

import unicodedata
from fractions import Fraction

from jiangong.selection.judging.formulas.exact import number
from jiangong.selection.judging.formulas.scheme.kinds import Formula, Kind, Marking
from jiangong.selection.judging.formulas.scheme.shapes import Aspect, Component, Scheme

LONGEST = 40  # not law: characters of a value, as the table has them


def tidy(written: str) -> str:
    """A value as it was typed, with full-width digits and points made narrow, without spaces."""
    return unicodedata.normalize("NFKC", written).replace("。", ".").replace(" ", "")[:LONGEST]


def component_of(scheme: Scheme, code: str) -> Component | None:
    return next((one for one in scheme.components if one.code == code), None)


def aspect_of(component: Component, code: str) -> Aspect | None:
    return next((one for one in component.aspects if one.code == code), None)


def why_unfit(scheme: Scheme, component: str, aspect: str, written: str) -> str:
    """What is wrong with the value, as the name of a reason; empty if nothing is.

    "component", "aspect", "number", "range" (with no bounds: a measured value may be anything its formula reads), "card".
    """
    part = component_of(scheme, component)
    if part is None or part.marking == Marking.CARRIED:
        return "component"
    try:
        value = number(written)
    except ValueError:
        return "number"
    if part.marking != Marking.ASPECTS:
        if aspect:
            return "aspect"
        return "" if 0 <= value <= part.of else "range"
    one = aspect_of(part, aspect)
    if one is None:
        return "aspect"
    if one.kind == Kind.JUDGEMENT:
        return "" if value in range(len(one.descriptors)) else "card"
    return _measured(one, value)


def _measured(aspect: Aspect, value: Fraction) -> str:
    """A yes or no is 1 or 0, a count a whole number of faults; any other measured value is what it is."""
    assert aspect.measure is not None
    formula = aspect.measure.formula
    if formula == Formula.YES_NO:
        return "" if value in (0, 1) else "range"
    if formula == Formula.COUNT:
        return "" if value.denominator == 1 and value >= 0 else "range"
    return ""


def bounds(scheme: Scheme, component: str, aspect: str) -> tuple[str, str]:
    """(least, most) of what can be written in a cell, for the form and for the words of a refusal; empty: no bound."""
    part = component_of(scheme, component)
    if part is None:
        return "", ""
    one = aspect_of(part, aspect)
    if one is None:
        return "0", _text(part.of)
    if one.kind == Kind.JUDGEMENT:
        return "0", str(len(one.descriptors) - 1)
    assert one.measure is not None
    return {Formula.YES_NO: ("0", "1"), Formula.COUNT: ("0", "")}.get(one.measure.formula, ("", ""))


def _text(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else str(float(value))
