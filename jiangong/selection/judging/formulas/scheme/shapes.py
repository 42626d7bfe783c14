"""The shapes of a scheme. Nothing in it has a legal figure as a default: each comes from whoever writes the scheme.

Fields named `clause` cite the rule of the contest (or the regulation) that says so; the result repeats them cell by cell.
"""

from dataclasses import dataclass
from fractions import Fraction

from jiangong.selection.judging.formulas.exact import How
from jiangong.selection.judging.formulas.scheme.kinds import (
    Absent,
    After,
    Apart,
    AtCut,
    By,
    Formula,
    Joint,
    Kind,
    Marking,
    Middle,
    Part,
    Side,
    TieBy,
)


@dataclass(frozen=True, kw_only=True)
class Rounding:
    places: int
    how: How = How.HALF_UP


@dataclass(frozen=True, kw_only=True)
class Band:
    """Up to and with this deviation, this mark."""

    up_to: Fraction
    mark: Fraction


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A formula and its figures. Deviation: the distance from `nominal` on the `side` that counts.

    yes_no: 1 is the full mark, 0 none. within: the full mark up to the tolerance, else none. steps: `deduction` for each
    begun `step` beyond the tolerance. linear: falls evenly to nought at `reach` beyond the tolerance. count: `deduction`
    for each fault beyond the tolerance. bands: the mark of the first band that reaches the deviation, else none.
    """

    formula: Formula
    nominal: Fraction = Fraction(0)
    tolerance: Fraction = Fraction(0)
    side: Side = Side.BOTH
    step: Fraction | None = None
    deduction: Fraction | None = None
    reach: Fraction | None = None
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Panel:
    """How several judges' marks become one.

    least: fewer counting judges cannot decide. drop: so many highest and as many lowest are left out once `drop_from`
    marks count. spread: a wider distance between highest and lowest must be talked through and marked again.
    """

    least: int
    drop: int = 0
    drop_from: int = 0
    middle: Middle = Middle.MEAN
    spread: Fraction | None = None
    rounding: Rounding | None = None
    clause: str = ""


@dataclass(frozen=True, kw_only=True)
class Aspect:
    """One thing looked at. `of` is its full mark.

    A measurement is entered by `entries` people whose values may differ by `agree` at most; the mean counts. A judgement
    is a card from 0 to the number of the last descriptor; mark = middle of the cards ÷ last number × `of`.
    `key`: losses here count in the tie-break by key losses. `standard`: section of the occupational standard.
    """

    code: str
    name: str
    of: Fraction
    kind: Kind
    measure: Measure | None = None
    descriptors: tuple[str, ...] = ()
    panel: Panel | None = None
    entries: int = 1
    agree: Fraction = Fraction(0)
    rounding: Rounding | None = None
    key: bool = False
    standard: str = ""
    clause: str = ""


@dataclass(frozen=True, kw_only=True)
class Component:
    """A part of the contest with its weight in per cent and its full mark `of`."""

    code: str
    name: str
    kind: Part
    weight: Fraction
    of: Fraction
    marking: Marking
    panel: Panel | None = None
    aspects: tuple[Aspect, ...] = ()
    entries: int = 1
    rounding: Rounding | None = None
    pass_mark: Fraction | None = None
    absent: Absent = Absent.OUT
    clause: str = ""


@dataclass(frozen=True, kw_only=True)
class TieBreak:
    """One step of the tie-break: the higher score (component, aspect), the shorter time, the smaller losses in key aspects."""

    by: TieBy
    component: str
    aspect: str = ""
    clause: str = ""


@dataclass(frozen=True, kw_only=True)
class Field:
    """From so many starters on, so many kinds of medals; below the smallest `least` the contest is void."""

    least: int
    medals: int
    clause: str = ""


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Standard scale: median = `centre`, one standard deviation = `unit` points; from `least` ranked entrants on."""

    centre: Fraction
    unit: Fraction
    least: int
    rounding: Rounding
    clause: str = ""


@dataclass(frozen=True, kw_only=True)
class Medal:
    name: str
    points: Fraction = Fraction(0)


@dataclass(frozen=True, kw_only=True)
class Merit:
    """Who reaches `least` without a medal, such as WorldSkills' Medallion for Excellence."""

    name: str
    least: Fraction
    by: By
    points: Fraction = Fraction(0)
    clause: str = ""


@dataclass(frozen=True, kw_only=True)
class Medals:
    """Kinds of medals from the best down; entrants within `within` points share one."""

    kinds: tuple[Medal, ...]
    by: By
    within: Fraction = Fraction(0)
    apart: Apart = Apart.FIRST
    after: After = After.SKIP
    merit: Merit | None = None
    clause: str = ""


@dataclass(frozen=True, kw_only=True)
class Level:
    """From this level to that; an empty `held` means none yet."""

    held: str
    gained: str


@dataclass(frozen=True, kw_only=True)
class Award:
    """One row of the award table: ranks `first` to `last`, or to `share` per cent of the field.

    classes: only in contests of these classes. requires: components (or “total”) whose pass mark must be reached.
    levels: promotions by the level held; whoever holds none of them is not promoted. yearly: not for somebody who was
    promoted this year already. barred: titles whose holders are left out. In a group, the first row that covers a rank
    decides, also when it then refuses.
    """

    code: str
    name: str
    group: str
    first: int
    last: int | None = None
    share: Fraction | None = None
    share_how: How = How.DOWN
    classes: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    yearly: bool = False
    barred: tuple[str, ...] = ()
    clause: str = ""


@dataclass(frozen=True, kw_only=True)
class Team:
    """A unit's score: the sum (or mean) of its `best` entrants' totals in each event; fewer than `least` are not ranked."""

    best: int
    least: int
    middle: Middle | None = None
    rounding: Rounding | None = None
    clause: str = ""


@dataclass(frozen=True, kw_only=True)
class Cut:
    """Who goes on: the first `places`, or `share` per cent of the field; `ties` at the cut all in or all out."""

    places: int | None = None
    share: Fraction | None = None
    share_how: How = How.DOWN
    ties: AtCut = AtCut.IN
    requires: tuple[str, ...] = ()
    clause: str = ""


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """Everything that turns marks into ranks, medals, awards and places; locked before the first mark."""

    code: str
    name: str
    components: tuple[Component, ...]
    rounding: Rounding | None = None
    pass_mark: Fraction | None = None
    ties: tuple[TieBreak, ...] = ()
    joint: Joint = Joint.SKIP
    fields: tuple[Field, ...] = ()
    least_units: int = 0
    scale: Scale | None = None
    medals: Medals | None = None
    contest_class: str = ""
    awards: tuple[Award, ...] = ()
    team: Team | None = None
    cut: Cut | None = None
    clause: str = ""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A bound from the rulebook on the weights of one kind of component, in per cent; advice or binding."""

    kind: Part
    clause: str
    most: Fraction | None = None
    least: Fraction | None = None
    binding: bool = True
