"""Ready-made schemes to begin with. Their figures come from the rulebook; the organiser changes what is to be different."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from jiangong.selection.judging.formulas.exact import How
from jiangong.selection.judging.formulas.scheme.kinds import (
    Absent,
    Joint,
    Marking,
    Middle,
    Part,
    TieBy,
)
from jiangong.selection.judging.formulas.scheme.shapes import (
    Award,
    Component,
    Cut,
    Level,
    Panel,
    Rounding,
    Scheme,
    Team,
    TieBreak,
)


@dataclass(frozen=True)
class Figures:
    """The rulebook's figures that a preset needs. Weights in per cent by component; the rest as in the parameters."""

    of: Fraction
    passed: Fraction
    places: int
    trimmed_from: int
    judges: int
    best: int


NAMES: Mapping[str, str] = {"theory": "理论", "practice": "实操", "defence": "答辩"}
KINDS: Mapping[str, Part] = {"theory": Part.THEORY, "practice": Part.PRACTICE, "defence": Part.DEFENCE}


def light(code: str, name: str) -> Scheme:
    """A drill: one component out of 100, entered by the foreman; equal scores share a rank."""
    whole = Fraction(100)  # not law: per cent
    return Scheme(
        code=code,
        name=name,
        components=(
            Component(
                code="score",
                name="成绩",
                kind=Part.PRACTICE,
                weight=whole,
                of=whole,
                marking=Marking.ENTERED,
                entries=1,
            ),
        ),
        rounding=Rounding(places=2),
        joint=Joint.SKIP,
    )


def standard(
    code: str, name: str, weights: Sequence[tuple[str, Fraction]], figures: Figures, **more: Any
) -> Scheme:
    """Theory entered, practice (and defence) by a panel: highest and lowest left out from so many judges on."""
    panel = Panel(
        least=figures.judges,
        drop=1,
        drop_from=figures.trimmed_from,
        middle=Middle.MEAN,
        rounding=Rounding(places=figures.places, how=How.HALF_UP),
    )
    components = tuple(
        Component(
            code=part,
            name=NAMES[part],
            kind=KINDS[part],
            weight=weight,
            of=figures.of,
            marking=Marking.ENTERED if part == "theory" else Marking.PANEL,
            entries=1,
            panel=None if part == "theory" else panel,
            pass_mark=figures.passed,
            absent=Absent.OUT,
        )
        for part, weight in weights
    )
    ties = tuple(
        TieBreak(by=by, component="practice")
        for by in (TieBy.COMPONENT, TieBy.TIME)
        if any(part == "practice" for part, _ in weights)
    )
    return Scheme(
        code=code,
        name=name,
        components=components,
        rounding=Rounding(places=figures.places, how=How.HALF_UP),
        ties=ties,
        joint=Joint.SKIP,
        team=Team(best=figures.best, least=1),
        **more,
    )


# From the lowest up (新八级工); an empty level: none on record.
LEVELS: tuple[str, ...] = (
    "", "学徒工", "初级工", "中级工", "高级工", "技师", "高级技师", "特级技师", "首席技师",
)  # fmt: skip


def promotions(rows: Sequence[Mapping[str, Any]], contest_class: str, clause: str) -> tuple[Award, ...]:
    """Promotion rows out of the rulebook's table: everybody below `level` reaches it, who has it reaches `then`.

    Rows of other classes are left out. A rank range is `from`–`to`, or the first `percent` of the field.
    """
    found: list[Award] = []
    for row in rows:
        if row["class"] != contest_class:
            continue
        below = LEVELS[: LEVELS.index(row["level"])]
        levels = tuple(Level(held=one, gained=row["level"]) for one in below)
        found.append(
            Award(
                code=f"promotion{len(found) + 1}",
                name=f"晋升{row['level']}",
                group="promotion",
                first=int(row.get("from", 1)),
                last=int(row["to"]) if "to" in row else None,
                share=Fraction(int(row["percent"])) if "percent" in row else None,
                levels=(*levels, Level(held=row["already"], gained=row["then"])),
                yearly=True,
                requires=("theory", "practice"),
                clause=clause,
            )
        )
    return tuple(found)


def title(name: str, last: int, clause: str, barred: Sequence[str]) -> Award:
    """The first so many may be proposed for a title, unless they hold one that bars them."""
    return Award(
        code="title", name=name, group="title", first=1, last=last, barred=tuple(barred), clause=clause
    )


def prizes(firsts: int, seconds: int, thirds: int) -> tuple[Award, ...]:
    """First, second and third prizes 一二三等奖 by rank."""
    ends = (firsts, firsts + seconds, firsts + seconds + thirds)
    begins = (1, firsts + 1, firsts + seconds + 1)
    names = ("一等奖", "二等奖", "三等奖")
    return tuple(
        Award(code=f"prize{n}", name=name, group="prize", first=begin, last=end)
        for n, (name, begin, end) in enumerate(zip(names, begins, ends, strict=True), start=1)
        if end >= begin
    )


def going_on(scheme: Scheme, places: int) -> Scheme:
    """The same scheme, from which the first so many go on, and all who are equal at the cut."""
    return replace(scheme, cut=Cut(places=places))
