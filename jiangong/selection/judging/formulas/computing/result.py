"""The shapes of a result. Nobody edits one: it is computed from scheme and sheet, and again from the same, the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from jiangong.selection.judging.formulas.computing.steps import Gap, Step


class Place(StrEnum):
    """Why a line has a rank or none. OUT: absent from a component of which absence costs the place."""

    RANKED = "ranked"
    OPEN = "open"
    VOID = "void"
    OUT = "out"
    ABSENT = "absent"
    FORFEITED = "forfeited"
    DISQUALIFIED = "disqualified"


class WhyNot(StrEnum):
    """Why a row of the award table that covers the rank gives nothing, or something else."""

    NOT_PASSED = "not_passed"
    LEVEL = "level"
    BARRED = "barred"
    PROMOTED = "promoted"


@dataclass(frozen=True)
class Cell:
    """A component of one entrant: score, whether its pass mark was reached (None: it has none, or no score), aspects' marks."""

    component: str
    score: Fraction | None
    passed: bool | None
    step: Step
    aspects: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class Given:
    """What a row of the award table says of one entrant: given, or covered by the row and yet not given, and why."""

    award: str
    given: bool
    gained: str = ""
    why_not: WhyNot | None = None
    lacks: tuple[str, ...] = ()
    clause: str = ""


@dataclass(frozen=True)
class Parting:
    """Equal totals: with whom, and the number (from 1) of the tie-break step that parted them; None: joint rank."""

    entrant: str
    step: int | None
    clause: str = ""


@dataclass(frozen=True)
class Line:
    entrant: str
    unit: str
    place: Place
    cells: tuple[Cell, ...] = ()
    total: Step | None = None
    passed: bool | None = None
    rank: int | None = None
    partings: tuple[Parting, ...] = ()
    scale: Fraction | None = None
    medal: str = ""
    points: Fraction = Fraction(0)
    awards: tuple[Given, ...] = ()
    advances: bool | None = None
    clause: str = ""

    @property
    def score(self) -> Fraction | None:
        return None if self.total is None else self.total.value


@dataclass(frozen=True)
class TeamLine:
    """A unit's place: the entrants that counted, their sum (or mean), the rank; too few entrants: neither."""

    unit: str
    counted: tuple[tuple[str, str], ...]
    score: Fraction | None
    rank: int | None


@dataclass(frozen=True)
class Result:
    """Lines by rank, then those without rank. `field` counts who started; `medals_allowed`: kinds of medals that
    a field of this size allows.

    final: no cell has a gap; before that nobody has a rank. void: too few starters or units; nobody has a rank either.
    """

    lines: tuple[Line, ...]
    gaps: tuple[Gap, ...]
    field: int
    units: int
    final: bool
    void: bool
    medals_allowed: int
    teams: tuple[TeamLine, ...] = ()

    def line(self, entrant: str) -> Line:
        """The line of one entrant. Raises KeyError."""
        for line in self.lines:
            if line.entrant == entrant:
                return line
        raise KeyError(entrant)
