"""Faults of a sheet under its scheme: every name leads somewhere, every mark is one that could be given."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from jiangong.selection.judging.formulas.exact import written
from jiangong.selection.judging.formulas.faults import Fault, Wrong
from jiangong.selection.judging.formulas.scheme.kinds import Formula, Kind, Marking
from jiangong.selection.judging.formulas.scheme.shapes import Aspect, Component, Scheme
from jiangong.selection.judging.formulas.sheet.shapes import Bench, Carried, Correction, Mark, Sheet, bench_of


def examine_sheet(scheme: Scheme, sheet: Sheet) -> list[Fault]:
    """All faults of a sheet under a scheme. A missing mark is no fault: it is a gap, and the result says so."""
    return [*_Examination(scheme, sheet).faults()]


class _Examination:
    def __init__(self, scheme: Scheme, sheet: Sheet) -> None:
        self.sheet = sheet
        self.components = {one.code: one for one in scheme.components}
        self.entrants = {one.code for one in sheet.entrants}
        self.benches: dict[tuple[str, str, str], tuple[Bench, ...]] = {}

    def faults(self) -> Iterator[Fault]:
        sheet = self.sheet
        yield from _twice("entrants", [(one.code,) for one in sheet.entrants])
        if not sheet.entrants or not all(one.code for one in sheet.entrants):
            yield Fault(Wrong.EMPTY, "entrants")
        yield from self._bench_list()
        yield from _twice("marks", [_mark_key(one) for one in sheet.marks])
        for n, mark in enumerate(sheet.marks, start=1):
            yield from self._mark(mark, f"marks[{n}]")
        yield from self._corrections()
        for n, penalty in enumerate(sheet.penalties, start=1):
            yield from self._names(penalty, f"penalties[{n}]")
            if penalty.points <= 0:
                yield _range(f"penalties[{n}].points", penalty.points, 0, "")
            if not penalty.clause.strip():
                yield Fault(Wrong.NO_REASON, f"penalties[{n}].clause")
        yield from _twice("absences", [(one.entrant, one.component) for one in sheet.absences])
        for n, absence in enumerate(sheet.absences, start=1):
            yield from self._names(absence, f"absences[{n}]")
        yield from _twice("carried", [(one.entrant, one.component) for one in sheet.carried])
        for n, carried in enumerate(sheet.carried, start=1):
            yield from self._carried(carried, f"carried[{n}]")
        yield from _twice("times", [(one.entrant, one.component) for one in sheet.times])
        for n, time in enumerate(sheet.times, start=1):
            yield from self._names(time, f"times[{n}]")
            if time.seconds < 0:
                yield _range(f"times[{n}].seconds", time.seconds, 0, "")
        for n, recusal in enumerate(sheet.recusals, start=1):
            if recusal.entrant not in self.entrants:
                yield Fault(Wrong.NO_SUCH, f"recusals[{n}].entrant", {"code": recusal.entrant})

    def _names(self, row: Any, where: str) -> Iterator[Fault]:
        if row.entrant not in self.entrants:
            yield Fault(Wrong.NO_SUCH, f"{where}.entrant", {"code": row.entrant})
        if row.component not in self.components:
            yield Fault(Wrong.NO_SUCH, f"{where}.component", {"code": row.component})

    def _bench_list(self) -> Iterator[Fault]:
        for n, bench in enumerate(self.sheet.benches, start=1):
            where = f"benches[{n}]"
            component = self.components.get(bench.component)
            if component is None:
                yield Fault(Wrong.NO_SUCH, f"{where}.component", {"code": bench.component})
                continue
            known = {aspect.code for aspect in component.aspects}
            for code in sorted(set(bench.aspects) - known):
                yield Fault(Wrong.NO_SUCH, f"{where}.aspects", {"code": code})
            for code in sorted(set(bench.entrants) - self.entrants):
                yield Fault(Wrong.NO_SUCH, f"{where}.entrants", {"code": code})
            yield from _twice(f"{where}.judges", [(judge,) for judge in bench.judges])
        for component in self.components.values():
            if component.marking is Marking.CARRIED:
                continue
            for aspect in [one.code for one in component.aspects] or [""]:
                for entrant in self.sheet.entrants:
                    cell = (component.code, aspect, entrant.code)
                    self.benches[cell] = found = bench_of(self.sheet, *cell)
                    if len(found) != 1:
                        wrong = Wrong.TWO_BENCHES if found else Wrong.NO_BENCH
                        yield Fault(
                            wrong,
                            "benches",
                            {"component": component.code, "aspect": aspect, "entrant": entrant.code},
                        )

    def _mark(self, mark: Mark, where: str) -> Iterator[Fault]:
        component = self.components.get(mark.component)
        if component is None or mark.entrant not in self.entrants:
            yield from self._names(mark, where)
            return
        aspect = next((one for one in component.aspects if one.code == mark.aspect), None)
        if component.marking is Marking.CARRIED or (component.marking is Marking.ASPECTS) != bool(
            mark.aspect
        ):
            yield Fault(Wrong.MARK_NOT_ALLOWED, where, {"component": component.code})
            return
        if mark.aspect and aspect is None:
            yield Fault(Wrong.NO_SUCH, f"{where}.aspect", {"code": mark.aspect})
            return
        if mark.round < 1:
            yield _range(f"{where}.round", Fraction(mark.round), 1, "")
        benches = self.benches[mark.component, mark.aspect, mark.entrant]
        if len(benches) == 1 and mark.judge not in benches[0].judges:
            yield Fault(Wrong.NOT_ON_BENCH, where, {"judge": mark.judge, "component": mark.component})
        yield from _allowed(component, aspect, mark.value, f"{where}.value")

    def _corrections(self) -> Iterator[Fault]:
        marks = {_mark_key(one) for one in self.sheet.marks}
        yield from _twice("corrections", [(str(one.number),) for one in self.sheet.corrections])
        for n, correction in enumerate(self.sheet.corrections, start=1):
            where = f"corrections[{n}]"
            if _mark_key(correction) not in marks:
                yield Fault(Wrong.NOTHING_TO_CORRECT, where, {"judge": correction.judge})
                continue
            if correction.number < 1:
                yield _range(f"{where}.number", Fraction(correction.number), 1, "")
            if not correction.reason.strip() or not correction.by.strip():
                yield Fault(Wrong.NO_REASON, f"{where}.reason")
            component = self.components.get(correction.component)
            if component is not None:
                aspect = next((one for one in component.aspects if one.code == correction.aspect), None)
                yield from _allowed(component, aspect, correction.value, f"{where}.value")

    def _carried(self, carried: Carried, where: str) -> Iterator[Fault]:
        yield from self._names(carried, where)
        component = self.components.get(carried.component)
        if component is None:
            return
        if component.marking is not Marking.CARRIED:
            yield Fault(Wrong.MARK_NOT_ALLOWED, where, {"component": component.code})
        if not 0 <= carried.value <= component.of:
            yield _range(f"{where}.value", carried.value, 0, written(component.of))


def _mark_key(mark: Mark | Correction) -> tuple[str, ...]:
    return (mark.judge, mark.entrant, mark.component, mark.aspect, str(mark.round))


def _twice(where: str, keys: list[tuple[str, ...]]) -> Iterator[Fault]:
    seen: set[tuple[str, ...]] = set()
    for n, key in enumerate(keys, start=1):
        if key in seen:
            wrong = Wrong.MARK_TWICE if where == "marks" else Wrong.TWICE
            yield Fault(wrong, f"{where}[{n}]", {"code": " ".join(one for one in key if one)})
        seen.add(key)


def _range(where: str, value: Fraction, least: object, most: object) -> Fault:
    facts: Mapping[str, str] = {"value": written(value), "least": str(least), "most": str(most)}
    return Fault(Wrong.MARK_OUT_OF_RANGE, where, facts)


def _allowed(component: Component, aspect: Aspect | None, value: Fraction, where: str) -> Iterator[Fault]:
    """A mark lies between nought and the full mark, a card is one of the steps, a count is whole."""
    if aspect is None:
        if not 0 <= value <= component.of:
            yield _range(where, value, 0, written(component.of))
    elif aspect.kind is Kind.JUDGEMENT:
        last = len(aspect.descriptors) - 1
        if value.denominator != 1 or not 0 <= value <= last:
            yield _range(where, value, 0, last)
    elif aspect.measure is not None:
        formula = aspect.measure.formula
        if formula is Formula.YES_NO and value not in (0, 1):
            yield _range(where, value, 0, 1)
        if formula is Formula.COUNT and (value < 0 or value.denominator != 1):
            yield _range(where, value, 0, "")
