"""The closed sets a scheme chooses from."""

from enum import StrEnum


class Formula(StrEnum):
    """How a measured value becomes a mark. The list is closed: nothing is ever evaluated as code."""

    YES_NO = "yes_no"
    WITHIN = "within"
    STEPS = "steps"
    LINEAR = "linear"
    COUNT = "count"
    BANDS = "bands"


class Side(StrEnum):
    """Which deviation from the nominal value counts: any, only above it (time, cost), only below it (strength)."""

    BOTH = "both"
    OVER = "over"
    UNDER = "under"


class Kind(StrEnum):
    MEASUREMENT = "measurement"
    JUDGEMENT = "judgement"


class Marking(StrEnum):
    """Where a component's score comes from: a panel's marks, aspects, one entered mark, an earlier contest."""

    PANEL = "panel"
    ASPECTS = "aspects"
    ENTERED = "entered"
    CARRIED = "carried"


class Part(StrEnum):
    THEORY = "theory"
    PRACTICE = "practice"
    DEFENCE = "defence"
    WORK = "work"
    EARLIER = "earlier"
    OTHER = "other"


class Middle(StrEnum):
    MEAN = "mean"
    MEDIAN = "median"


class Absent(StrEnum):
    """What an absence from one component does: no place in the ranking, or nought in the component."""

    OUT = "out"
    ZERO = "zero"


class TieBy(StrEnum):
    COMPONENT = "component"
    ASPECT = "aspect"
    TIME = "time"
    KEY_LOSSES = "key_losses"


class Joint(StrEnum):
    """What follows a joint rank: 1, 2, 2, 4 or 1, 2, 2, 3."""

    SKIP = "skip"
    DENSE = "dense"


class By(StrEnum):
    TOTAL = "total"
    SCALE = "scale"


class Apart(StrEnum):
    """From whom a distance within which medals are tied is measured: the best of the group, or the next above."""

    FIRST = "first"
    PREVIOUS = "previous"


class After(StrEnum):
    """What follows tied medals: places are used up (two golds, no silver), or the next kind of medal comes next."""

    SKIP = "skip"
    NEXT = "next"


class AtCut(StrEnum):
    IN = "in"
    OUT = "out"
