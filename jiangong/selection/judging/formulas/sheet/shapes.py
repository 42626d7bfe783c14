"""The sheet 记分册: all that was recorded in a contest. Nothing in it is ever overwritten; a correction stands beside its mark."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Standing(StrEnum):
    COMPETED = "competed"
    ABSENT = "absent"
    FORFEITED = "forfeited"
    DISQUALIFIED = "disqualified"


@dataclass(frozen=True, kw_only=True)
class Entrant:
    """`level`: skill level held; `titles`: honours held; `promoted`: was promoted this year already."""

    code: str
    unit: str = ""
    level: str = ""
    titles: tuple[str, ...] = ()
    promoted: bool = False
    standing: Standing = Standing.COMPETED
    clause: str = ""


@dataclass(frozen=True, kw_only=True)
class Bench:
    """Who marks or measures what: a component, some aspects of it, some entrants (empty: all)."""

    component: str
    judges: tuple[str, ...]
    aspects: tuple[str, ...] = ()
    entrants: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One judge's mark, card or measured value. `round` 2 and above: marked again after being talked through."""

    judge: str
    entrant: str
    component: str
    value: Fraction
    aspect: str = ""
    round: int = 1


@dataclass(frozen=True, kw_only=True)
class Correction:
    """The chief judge's correction of one mark; with several of one mark, the highest `number` counts."""

    number: int
    judge: str
    entrant: str
    component: str
    value: Fraction
    reason: str
    by: str
    aspect: str = ""
    round: int = 1


@dataclass(frozen=True, kw_only=True)
class Recusal:
    """This judge's marks of this entrant never count, whenever they were given. `clause`: why."""

    judge: str
    entrant: str
    clause: str = ""


@dataclass(frozen=True, kw_only=True)
class Penalty:
    entrant: str
    component: str
    points: Fraction
    clause: str


@dataclass(frozen=True, kw_only=True)
class Absence:
    entrant: str
    component: str
    clause: str = ""


@dataclass(frozen=True, kw_only=True)
class Carried:
    """A score brought from an earlier contest, such as the preliminary; `source` says which."""

    entrant: str
    component: str
    value: Fraction
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Time:
    """Time used, in seconds."""

    entrant: str
    component: str
    seconds: Fraction


@dataclass(frozen=True, kw_only=True)
class Sheet:
    entrants: tuple[Entrant, ...]
    benches: tuple[Bench, ...] = ()
    marks: tuple[Mark, ...] = ()
    corrections: tuple[Correction, ...] = ()
    recusals: tuple[Recusal, ...] = ()
    penalties: tuple[Penalty, ...] = ()
    absences: tuple[Absence, ...] = ()
    carried: tuple[Carried, ...] = ()
    times: tuple[Time, ...] = ()


def bench_of(sheet: Sheet, component: str, aspect: str, entrant: str) -> tuple[Bench, ...]:
    """The benches that speak most closely of a cell: naming aspect and entrant, else one of the two, else neither.

    Exactly one is right; none or several are faults.
    """
    fitting = [
        bench
        for bench in sheet.benches
        if bench.component == component
        and (not bench.aspects or aspect in bench.aspects)
        and (not bench.entrants or entrant in bench.entrants)
    ]
    closest = max((bool(one.aspects) + bool(one.entrants) for one in fitting), default=0)
    return tuple(one for one in fitting if bool(one.aspects) + bool(one.entrants) == closest)
