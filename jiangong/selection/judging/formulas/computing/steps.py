"""The steps beneath a cell: which marks, which were left out, which rule, which rounding. A result opens into them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction


class What(StrEnum):
    """What a step did; the words for each are in states.py. The first group is leaves, the second combines parts."""

    MARK = "mark"
    CORRECTED = "corrected"
    RECUSED = "recused"
    EARLIER_ROUND = "earlier_round"
    HIGHEST = "highest"
    LOWEST = "lowest"
    CARRIED = "carried"
    ABSENT = "absent"
    PENALTY = "penalty"

    MEAN = "mean"
    MEDIAN = "median"
    CARDS = "cards"
    MEASURED = "measured"
    SUM = "sum"
    LESS = "less"
    ROUNDED = "rounded"
    COMPONENT = "component"
    WEIGHTED = "weighted"
    TOTAL = "total"
    GAP = "gap"


# Parts that are shown and do not count.
LEFT_OUT = frozenset({What.RECUSED, What.EARLIER_ROUND, What.HIGHEST, What.LOWEST})


@dataclass(frozen=True)
class Step:
    """One step: its value (None if there is none yet), the facts its words need, the clause, the steps beneath."""

    what: What
    value: Fraction | None
    facts: Mapping[str, str | Fraction] = field(default_factory=dict)
    clause: str = ""
    parts: tuple["Step", ...] = ()

    @property
    def counting(self) -> tuple["Step", ...]:
        return tuple(part for part in self.parts if part.what not in LEFT_OUT)


class Lacking(StrEnum):
    """Why a cell has no value yet. None of these is nought."""

    NO_MARK = "no_mark"
    PANEL_TOO_SMALL = "panel_too_small"
    SPREAD = "spread"
    ENTRIES_DIFFER = "entries_differ"
    NOT_CARRIED = "not_carried"


@dataclass(frozen=True)
class Gap:
    """A missing piece: of whom, where, why, and which judges it waits for."""

    entrant: str
    component: str
    aspect: str
    lacking: Lacking
    judges: tuple[str, ...] = ()


def gap_step(gap: Gap, parts: tuple[Step, ...] = (), clause: str = "") -> Step:
    facts = {"lacking": gap.lacking.value, "judges": "、".join(gap.judges)}
    return Step(What.GAP, None, facts, clause, parts)
