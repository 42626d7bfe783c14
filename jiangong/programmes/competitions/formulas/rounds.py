"""Rounds of a cell: whether those who mark agree, and in which round they mark now. Pure.

By what stands on the sheet alone: who has to recuse by the register is not asked, or whoever sees a cell that is complete without
them would learn that they are barred from that number, and so whose it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from jiangong.programmes.competitions.formulas.marks import aspect_of, component_of
from jiangong.selection.judging.formulas.exact import number
from jiangong.selection.judging.formulas.scheme.kinds import Kind, Marking
from jiangong.selection.judging.formulas.scheme.shapes import Scheme


@dataclass(frozen=True)
class Tolerance:
    """How far marks of one cell may lie apart; None: as far as they like. `entries`: so many must be there; 0: the whole bench."""

    apart: Fraction | None
    entries: int = 0


@dataclass(frozen=True)
class Given:
    """One mark as it stands now: its value after corrections, and what was said with it."""

    judge: str
    round: int
    value: str
    words: str = ""
    pk: int = 0


@dataclass(frozen=True)
class Standing:
    """Where a cell stands: marks go into round `number`; `before` are the marks that lie too far apart, empty in round 1."""

    number: int = 1
    before: tuple[Given, ...] = ()
    now: tuple[Given, ...] = ()
    waiting: tuple[str, ...] = ()

    @property
    def again(self) -> bool:
        """Whether the cell has to be talked through and marked again."""
        return self.number > 1 and bool(self.waiting)


def tolerance(scheme: Scheme, component: str, aspect: str) -> Tolerance:
    """By the scheme: the spread of a panel, the agreement of values entered by several."""
    part = component_of(scheme, component)
    if part is None:
        return Tolerance(None)
    if part.marking == Marking.PANEL and part.panel is not None:
        return Tolerance(part.panel.spread)
    if part.marking != Marking.ASPECTS:
        return Tolerance(Fraction(0), part.entries)
    one = aspect_of(part, aspect)
    if one is None:
        return Tolerance(None)
    if one.kind == Kind.JUDGEMENT:
        return Tolerance(one.panel.spread if one.panel is not None else None)
    return Tolerance(one.agree, one.entries)


def standing(allowed: Tolerance, bench: Sequence[str], marks: Iterable[Given]) -> Standing:
    """Where the cell stands. `bench`: who marks it, without those whose recusal is on the sheet."""
    counting = [one for one in marks if one.judge in bench]
    last = max((one.round for one in counting), default=1)
    here = tuple(sorted((one for one in counting if one.round == last), key=lambda one: one.judge))
    waiting = tuple(sorted(set(bench) - {one.judge for one in here}))
    enough = len(here) >= allowed.entries if allowed.entries else not waiting
    if len(here) > 1 and enough and _apart(here, allowed):
        return Standing(last + 1, here, (), tuple(sorted(bench)))
    before = tuple(sorted((one for one in counting if one.round == last - 1), key=lambda one: one.judge))
    return Standing(last, before, here, () if enough else waiting)


def _apart(marks: Sequence[Given], allowed: Tolerance) -> bool:
    if allowed.apart is None:
        return False
    values = [number(one.value) for one in marks]
    return max(values) - min(values) > allowed.apart


def bench_of(
    benches: Iterable[tuple[str, Sequence[str], Sequence[str]]], component: str, aspect: str
) -> tuple[str, ...]:
    """Who marks a cell: the bench that names the aspect goes before the one that names none. (component, aspects, judges) each."""
    general: tuple[str, ...] = ()
    for where, aspects, judges in benches:
        if where != component:
            continue
        if aspect in aspects:
            return tuple(judges)
        if not aspects:
            general = tuple(judges)
    return general
