"""Faults in what comes after the ranks: fields, scale, medals, awards, teams, the cut."""
# not law in this file (6, 10): the most decimal places that a scheme may ask for

import itertools
from collections.abc import Iterator

from jiangong.selection.judging.formulas.exact import PERCENT, written
from jiangong.selection.judging.formulas.faults import Fault, Wrong
from jiangong.selection.judging.formulas.scheme.kinds import By
from jiangong.selection.judging.formulas.scheme.shapes import Award, Cut, Scheme

TOTAL = "total"


def honour_faults(scheme: Scheme) -> Iterator[Fault]:
    """Faults of fields, scale, medals, awards, team and cut, in this order."""
    yield from _fields(scheme)
    yield from _scale_and_medals(scheme)
    codes = [award.code for award in scheme.awards]
    for n, award in enumerate(scheme.awards, start=1):
        if codes.index(award.code) != n - 1:
            yield Fault(Wrong.TWICE, f"awards[{n}].code", {"code": award.code})
        yield from _award(scheme, award, f"awards[{n}]")
    if scheme.team is not None and not 1 <= scheme.team.least <= scheme.team.best:
        yield _range("team.least", scheme.team.least, 1, scheme.team.best)
    if scheme.cut is not None:
        yield from _cut(scheme, scheme.cut)


def _range(where: str, value: object, least: object, most: object) -> Fault:
    return Fault(Wrong.OUT_OF_RANGE, where, {"value": str(value), "least": str(least), "most": str(most)})


def _fields(scheme: Scheme) -> Iterator[Fault]:
    steps = [field.least for field in scheme.fields]
    if any(later <= earlier for earlier, later in itertools.pairwise(steps)):
        yield Fault(Wrong.NOT_ASCENDING, "fields")
    kinds = [field.medals for field in scheme.fields]
    if any(later < earlier for earlier, later in itertools.pairwise(kinds)):
        yield Fault(Wrong.NOT_ASCENDING, "fields")
    most = len(scheme.medals.kinds) if scheme.medals is not None else 0
    for n, field in enumerate(scheme.fields, start=1):
        if field.least < 0:
            yield _range(f"fields[{n}].least", field.least, 0, "")
        if not 0 <= field.medals <= most:
            yield _range(f"fields[{n}].medals", field.medals, 0, most)
    if scheme.least_units < 0:
        yield _range("least_units", scheme.least_units, 0, "")


def _scale_and_medals(scheme: Scheme) -> Iterator[Fault]:
    scale, medals = scheme.scale, scheme.medals
    if scale is not None:
        if scale.unit <= 0:
            yield _range("scale.unit", written(scale.unit), 0, "")
        if scale.least < 2:
            yield _range("scale.least", scale.least, 2, "")
        if (scale.centre * 10**scale.rounding.places).denominator != 1:
            yield _range("scale.centre", written(scale.centre), "", "")
        if not 0 <= scale.rounding.places <= 6:
            yield _range("scale.rounding.places", scale.rounding.places, 0, 6)
    if medals is None:
        return
    if not medals.kinds:
        yield Fault(Wrong.EMPTY, "medals.kinds")
    if medals.within < 0:
        yield _range("medals.within", written(medals.within), 0, "")
    by = [medals.by] + ([medals.merit.by] if medals.merit is not None else [])
    if By.SCALE in by and scale is None:
        yield Fault(Wrong.NO_SUCH, "medals.by", {"code": "scale"})


def _award(scheme: Scheme, award: Award, where: str) -> Iterator[Fault]:
    if (award.last is None) == (award.share is None):
        yield Fault(Wrong.MARKING_NEEDS, f"{where}.last", {"marking": award.code, "key": "last | share"})
    if award.first < 1:
        yield _range(f"{where}.first", award.first, 1, "")
    if award.last is not None and award.last < award.first:
        yield _range(f"{where}.last", award.last, award.first, "")
    if award.share is not None and not 0 < award.share <= PERCENT:
        yield _range(f"{where}.share", written(award.share), 0, PERCENT)
    held = [level.held for level in award.levels]
    if len(set(held)) != len(held):
        yield Fault(Wrong.TWICE, f"{where}.levels", {"code": ", ".join(held)})
    yield from _requires(scheme, award.requires, where)


def _cut(scheme: Scheme, cut: Cut) -> Iterator[Fault]:
    if (cut.places is None) == (cut.share is None):
        yield Fault(Wrong.MARKING_NEEDS, "cut.places", {"marking": "cut", "key": "places | share"})
    if cut.places is not None and cut.places < 1:
        yield _range("cut.places", cut.places, 1, "")
    if cut.share is not None and not 0 < cut.share <= PERCENT:
        yield _range("cut.share", written(cut.share), 0, PERCENT)
    yield from _requires(scheme, cut.requires, "cut")


def _requires(scheme: Scheme, requires: tuple[str, ...], where: str) -> Iterator[Fault]:
    """Whoever must pass something needs a pass mark there."""
    marks = {one.code: one.pass_mark for one in scheme.components} | {TOTAL: scheme.pass_mark}
    for code in requires:
        if marks.get(code) is None:
            yield Fault(Wrong.NO_SUCH, f"{where}.requires", {"code": code})
