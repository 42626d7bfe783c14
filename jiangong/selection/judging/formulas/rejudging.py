"""A rejudging 复核: a set of changes, whose effect on every rank and award is seen before it is applied or refused as a whole."""

from dataclasses import dataclass, replace

from jiangong.selection.judging.formulas.computing import compute
from jiangong.selection.judging.formulas.computing.result import Line, Result
from jiangong.selection.judging.formulas.faults import Fault, Unfit, Wrong
from jiangong.selection.judging.formulas.scheme.shapes import Scheme
from jiangong.selection.judging.formulas.sheet.shapes import (
    Absence,
    Correction,
    Mark,
    Penalty,
    Recusal,
    Sheet,
    Standing,
)


@dataclass(frozen=True, kw_only=True)
class NewStanding:
    entrant: str
    standing: Standing
    clause: str


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What a rejudging adds, and what it lifts. Marks stay on the sheet: a new value is a correction or a later round."""

    corrections: tuple[Correction, ...] = ()
    marks: tuple[Mark, ...] = ()
    recusals: tuple[Recusal, ...] = ()
    penalties: tuple[Penalty, ...] = ()
    absences: tuple[Absence, ...] = ()
    standings: tuple[NewStanding, ...] = ()
    lifted_penalties: tuple[Penalty, ...] = ()
    lifted_absences: tuple[Absence, ...] = ()


@dataclass(frozen=True)
class Moved:
    """One entrant's line before and after, and what differs: place, scores, total, rank, scale, medal, awards, advances."""

    before: Line
    after: Line
    what: tuple[str, ...]

    @property
    def entrant(self) -> str:
        return self.before.entrant


@dataclass(frozen=True)
class Effect:
    """A rejudging's effect. `ranks`: whose rank or place moved; if there is one, the notice of the result runs anew."""

    before: Result
    after: Result
    moved: tuple[Moved, ...]

    @property
    def ranks(self) -> tuple[str, ...]:
        return tuple(one.entrant for one in self.moved if {"rank", "place"} & set(one.what))

    @property
    def honours(self) -> tuple[str, ...]:
        return tuple(one.entrant for one in self.moved if {"medal", "awards", "advances"} & set(one.what))

    @property
    def nothing(self) -> bool:
        return not self.moved and self.before.teams == self.after.teams


def changed(sheet: Sheet, changes: Changes) -> Sheet:
    """The sheet with the changes in it. Raises Unfit where something is to be lifted, or somebody moved, that is not there."""
    lifted: list[tuple[str, Penalty | Absence]] = [
        *((f"lifted_penalties[{n}]", one) for n, one in enumerate(changes.lifted_penalties, start=1)),
        *((f"lifted_absences[{n}]", one) for n, one in enumerate(changes.lifted_absences, start=1)),
    ]
    there: set[Penalty | Absence] = {*sheet.penalties, *sheet.absences}
    faults = [
        Fault(Wrong.NO_SUCH, where, {"code": f"{one.entrant} {one.component}"})
        for where, one in lifted
        if one not in there
    ]
    codes = {entrant.code for entrant in sheet.entrants}
    faults += [
        Fault(Wrong.NO_SUCH, f"standings[{n}]", {"code": one.entrant})
        for n, one in enumerate(changes.standings, start=1)
        if one.entrant not in codes
    ]
    if faults:
        raise Unfit(faults)
    new = {one.entrant: one for one in changes.standings}
    penalties = list(sheet.penalties)
    for penalty in changes.lifted_penalties:
        if penalty in penalties:
            penalties.remove(penalty)
    return replace(
        sheet,
        entrants=tuple(
            replace(one, standing=new[one.code].standing, clause=new[one.code].clause)
            if one.code in new
            else one
            for one in sheet.entrants
        ),
        marks=sheet.marks + changes.marks,
        corrections=sheet.corrections + changes.corrections,
        recusals=sheet.recusals + changes.recusals,
        penalties=(*penalties, *changes.penalties),
        absences=(
            *(one for one in sheet.absences if one not in changes.lifted_absences),
            *changes.absences,
        ),
    )


def effect(scheme: Scheme, sheet: Sheet, changes: Changes) -> Effect:
    """What the changes would do, line by line. Raises Unfit if they do not fit the sheet; nothing is applied."""
    before, after = compute(scheme, sheet), compute(scheme, changed(sheet, changes))
    moved = []
    for old in before.lines:
        new = after.line(old.entrant)
        what = tuple(name for name, one, other in _compared(old, new) if one != other)
        if what:
            moved.append(Moved(old, new, what))
    return Effect(before, after, tuple(moved))


def _compared(old: Line, new: Line) -> list[tuple[str, object, object]]:
    return [
        ("place", old.place, new.place),
        ("scores", [cell.score for cell in old.cells], [cell.score for cell in new.cells]),
        ("total", old.score, new.score),
        ("rank", old.rank, new.rank),
        ("scale", old.scale, new.scale),
        ("medal", old.medal, new.medal),
        ("awards", old.awards, new.awards),
        ("advances", old.advances, new.advances),
    ]
