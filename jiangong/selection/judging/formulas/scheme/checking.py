"""What no shape can say alone: weights make a hundred, aspects make their component, every name leads somewhere."""
# not law in this file (6): the most decimal places that a scheme may ask for

import itertools
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from jiangong.selection.judging.formulas.exact import PERCENT, written
from jiangong.selection.judging.formulas.faults import Fault, Wrong
from jiangong.selection.judging.formulas.scheme.checking_honours import honour_faults
from jiangong.selection.judging.formulas.scheme.kinds import Formula, Kind, Marking, TieBy
from jiangong.selection.judging.formulas.scheme.shapes import (
    Aspect,
    Component,
    Limit,
    Measure,
    Panel,
    Rounding,
    Scheme,
)

MOST_PLACES = 6
# Which figures a formula cannot do without, and what it must not have beside them.
NEEDS = {
    Formula.YES_NO: (),
    Formula.WITHIN: (),
    Formula.STEPS: ("step", "deduction"),
    Formula.LINEAR: ("reach",),
    Formula.COUNT: ("deduction",),
    Formula.BANDS: ("bands",),
}


def examine(scheme: Scheme, limits: Sequence[Limit] = ()) -> list[Fault]:
    """All faults of a scheme; those that only advise say so. `limits` come from the rulebook of the day."""
    return [
        *_component_list(scheme),
        *_ties(scheme),
        *honour_faults(scheme),
        *_limits(scheme, limits),
    ]


def rounding_faults(rounding: Rounding | None, where: str) -> Iterator[Fault]:
    if rounding is not None and not 0 <= rounding.places <= MOST_PLACES:
        yield _range(f"{where}.places", rounding.places, 0, MOST_PLACES)


def _range(where: str, value: object, least: object, most: object) -> Fault:
    return Fault(Wrong.OUT_OF_RANGE, where, {"value": str(value), "least": str(least), "most": str(most)})


def _twice(codes: Iterable[str], where: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            yield Fault(Wrong.TWICE, where, {"code": code})
        seen.add(code)


def _component_list(scheme: Scheme) -> Iterator[Fault]:
    if not scheme.components:
        yield Fault(Wrong.EMPTY, "components")
        return
    yield from _twice((one.code for one in scheme.components), "components")
    total = sum((one.weight for one in scheme.components), Fraction(0))
    if total != PERCENT:
        yield Fault(Wrong.WEIGHTS, "components", {"total": written(total)})
    for n, component in enumerate(scheme.components, start=1):
        yield from _component(component, f"components[{n}]")
    yield from rounding_faults(scheme.rounding, "rounding")
    if scheme.pass_mark is not None and not 0 <= scheme.pass_mark <= PERCENT:
        yield _range("pass_mark", written(scheme.pass_mark), 0, PERCENT)


def _component(component: Component, where: str) -> Iterator[Fault]:
    if not component.code:
        yield Fault(Wrong.EMPTY, f"{where}.code")
    if component.weight <= 0 or component.weight > PERCENT:
        yield _range(f"{where}.weight", written(component.weight), 0, PERCENT)
    if component.of <= 0:
        yield _range(f"{where}.of", written(component.of), 0, "")
    if component.pass_mark is not None and not 0 <= component.pass_mark <= component.of:
        yield _range(f"{where}.pass_mark", written(component.pass_mark), 0, written(component.of))
    yield from rounding_faults(component.rounding, f"{where}.rounding")
    yield from _marking(component, where)
    if component.panel is not None:
        yield from _panel(component.panel, f"{where}.panel")
    yield from _twice((one.code for one in component.aspects), f"{where}.aspects")
    for n, aspect in enumerate(component.aspects, start=1):
        yield from _aspect(aspect, f"{where}.aspects[{n}]")


def _marking(component: Component, where: str) -> Iterator[Fault]:
    """Each way of marking has what it needs and nothing that it would leave unread."""
    has = {"panel": component.panel is not None, "aspects": bool(component.aspects)}
    needed = {Marking.PANEL: "panel", Marking.ASPECTS: "aspects"}.get(component.marking)
    for name, there in has.items():
        if name == needed and not there:
            yield Fault(Wrong.MARKING_NEEDS, f"{where}.{name}", {"marking": component.marking, "key": name})
        if name != needed and there:
            yield Fault(Wrong.MARKING_FORBIDS, f"{where}.{name}", {"marking": component.marking, "key": name})
    if component.entries < 1:
        yield _range(f"{where}.entries", component.entries, 1, "")
    if component.entries > 1 and component.marking is not Marking.ENTERED:
        yield Fault(
            Wrong.MARKING_FORBIDS, f"{where}.entries", {"marking": component.marking, "key": "entries"}
        )
    total = sum((aspect.of for aspect in component.aspects), Fraction(0))
    if component.aspects and total != component.of:
        yield Fault(
            Wrong.ASPECTS_DO_NOT_ADD_UP,
            f"{where}.aspects",
            {"total": written(total), "of": written(component.of)},
        )


def _panel(panel: Panel, where: str) -> Iterator[Fault]:
    if panel.least < 1:
        yield _range(f"{where}.least", panel.least, 1, "")
    if panel.drop < 0:
        yield _range(f"{where}.drop", panel.drop, 0, "")
    if panel.drop > 0 and panel.drop_from <= 2 * panel.drop:
        yield Fault(
            Wrong.DROPS_ALL, f"{where}.drop_from", {"drop": str(panel.drop), "least": str(2 * panel.drop + 1)}
        )
    if panel.drop == 0 and panel.drop_from != 0:
        yield _range(f"{where}.drop_from", panel.drop_from, 0, 0)
    if panel.spread is not None and panel.spread < 0:
        yield _range(f"{where}.spread", written(panel.spread), 0, "")
    yield from rounding_faults(panel.rounding, f"{where}.rounding")


def _aspect(aspect: Aspect, where: str) -> Iterator[Fault]:
    if not aspect.code or "." in aspect.code:
        yield Fault(Wrong.EMPTY, f"{where}.code")
    if aspect.of <= 0:
        yield _range(f"{where}.of", written(aspect.of), 0, "")
    if aspect.entries < 1:
        yield _range(f"{where}.entries", aspect.entries, 1, "")
    if aspect.agree < 0:
        yield _range(f"{where}.agree", written(aspect.agree), 0, "")
    yield from rounding_faults(aspect.rounding, f"{where}.rounding")
    judged = aspect.kind is Kind.JUDGEMENT
    for name, there, wanted in (
        ("measure", aspect.measure is not None, not judged),
        ("panel", aspect.panel is not None, judged),
        ("descriptors", bool(aspect.descriptors), judged),
    ):
        if there != wanted:
            wrong = Wrong.MARKING_NEEDS if wanted else Wrong.MARKING_FORBIDS
            yield Fault(wrong, f"{where}.{name}", {"marking": aspect.kind, "key": name})
    if judged and aspect.entries != 1:
        yield Fault(Wrong.MARKING_FORBIDS, f"{where}.entries", {"marking": aspect.kind, "key": "entries"})
    if aspect.panel is not None:
        yield from _panel(aspect.panel, f"{where}.panel")
    if aspect.descriptors and (
        len(aspect.descriptors) < 2 or not all(one.strip() for one in aspect.descriptors)
    ):
        yield Fault(Wrong.DESCRIPTORS, f"{where}.descriptors")
    if aspect.measure is not None:
        yield from _measure(aspect.measure, aspect, f"{where}.measure")


def _measure(measure: Measure, aspect: Aspect, where: str) -> Iterator[Fault]:
    needs = NEEDS[measure.formula]
    for name in ("step", "deduction", "reach", "bands"):
        value = getattr(measure, name)
        there = value not in (None, ())
        if there != (name in needs):
            wrong = Wrong.FORMULA_NEEDS if name in needs else Wrong.MARKING_FORBIDS
            yield Fault(
                wrong,
                f"{where}.{name}",
                {"formula": measure.formula, "marking": measure.formula, "key": name},
            )
        if there and name != "bands" and value <= 0:
            yield _range(f"{where}.{name}", written(value), 0, "")
    if measure.tolerance < 0:
        yield _range(f"{where}.tolerance", written(measure.tolerance), 0, "")
    bounds = [band.up_to for band in measure.bands]
    if any(later <= earlier for earlier, later in itertools.pairwise(bounds)):
        yield Fault(Wrong.NOT_ASCENDING, f"{where}.bands")
    marks = [band.mark for band in measure.bands]
    if any(later > earlier for earlier, later in itertools.pairwise(marks)):
        yield Fault(Wrong.NOT_ASCENDING, f"{where}.bands")
    for n, band in enumerate(measure.bands, start=1):
        if not 0 <= band.mark <= aspect.of:
            yield _range(f"{where}.bands[{n}].mark", written(band.mark), 0, written(aspect.of))


def _ties(scheme: Scheme) -> Iterator[Fault]:
    components = {one.code: one for one in scheme.components}
    for n, tie in enumerate(scheme.ties, start=1):
        where = f"ties[{n}]"
        component = components.get(tie.component)
        if component is None:
            yield Fault(Wrong.NO_SUCH, f"{where}.component", {"code": tie.component})
        elif tie.by is TieBy.ASPECT and tie.aspect not in {aspect.code for aspect in component.aspects}:
            yield Fault(Wrong.NO_SUCH, f"{where}.aspect", {"code": tie.aspect})
        elif tie.by is not TieBy.ASPECT and tie.aspect:
            yield Fault(Wrong.MARKING_FORBIDS, f"{where}.aspect", {"marking": tie.by, "key": "aspect"})
        elif tie.by is TieBy.KEY_LOSSES and not any(aspect.key for aspect in component.aspects):
            yield Fault(Wrong.NO_SUCH, f"{where}.component", {"code": "key"})


def _limits(scheme: Scheme, limits: Sequence[Limit]) -> Iterator[Fault]:
    for limit in limits:
        weight = sum((one.weight for one in scheme.components if one.kind is limit.kind), Fraction(0))
        said = {"kind": limit.kind.value, "weight": written(weight), "clause": limit.clause}
        if limit.most is not None and weight > limit.most:
            yield Fault(
                Wrong.OVER_LIMIT, "components", {**said, "most": written(limit.most)}, not limit.binding
            )
        if limit.least is not None and weight < limit.least:
            yield Fault(
                Wrong.UNDER_LIMIT, "components", {**said, "least": written(limit.least)}, not limit.binding
            )
