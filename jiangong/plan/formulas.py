"""Pure arithmetic of the plan: how much of the time is gone, how far a figure is and will come, how a target is split."""
# not law in this file (1e-09, 1e-06, '0.03', 0.05, 0.1, '0.10', 0.2, 0.4, 0.7, 0.8, 0.999, 3, 4, 5, 7, 9, 10, 12, 15, 16, 17, 19, 24, 96, 384): the plan's own method of judging pace and foretelling, published on its page

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, inf, log10, sqrt
from statistics import NormalDist
from typing import TypeVar

from jiangong.plan.states import Status

Key = TypeVar("Key")
Number = int | Decimal

AHEAD = Decimal("0.03")  # three points of the target before or behind the time still count as in step
SLOW = Decimal("0.10")  # ten points behind is slow, more is late


def pace(since: date, until: date, today: date) -> Decimal:
    """The share of the days from `since` to `until` (both count) that is gone when `today` ends, from 0 to 1.

    Linear: half of the days gone, half of the target owed 时间进度.
    """
    days = (until - since).days + 1
    gone = (today - since).days + 1
    return Decimal(min(max(gone, 0), days)) / days


def completion(value: Number, target: Number) -> Decimal:
    """The share of the target reached; may go past 1. A target of nothing is reached from the start."""
    return Decimal(value) / Decimal(target) if target else Decimal(1)


def status(value: Number, target: Number, gone: Decimal) -> Status:
    """Done, or the distance between the share reached and the share of the time gone."""
    if value >= target:
        return Status.DONE
    distance = completion(value, target) - gone
    if distance >= AHEAD:
        return Status.AHEAD
    if distance >= -AHEAD:
        return Status.ON
    return Status.SLOW if distance >= -SLOW else Status.LATE


def split(target: int, weights: Mapping[Key, int]) -> dict[Key, int]:
    """Divide a target by weight so that the parts are whole and add up exactly: largest remainder 最大余数法.

    Equal remainders go to whoever stands first. Without any weight everybody's part is nothing.
    """
    total = sum(weights.values())
    if total == 0:
        return dict.fromkeys(weights, 0)
    exact = {key: Fraction(target * weight, total) for key, weight in weights.items()}
    parts = {key: int(share) for key, share in exact.items()}
    left = target - sum(parts.values())
    by_remainder = sorted(
        weights, key=lambda key: parts[key] - exact[key]
    )  # stable: the first of equals wins
    for key in by_remainder[:left]:
        parts[key] += 1
    return parts


def masked_name(name: str) -> str:
    """A person's name on a public page: the first character and two stars, however long the name is."""
    return f"{name[:1]}**" if name else ""


# --- where a figure will end ------------------------------------------------------------------------------

FEWEST_MONTHS = 12  # whole months that a forecast learns from
SEASON_MONTHS = 24  # from so many months on, every month of the year was seen twice
WEIGHTS = (0.1, 0.2, 0.4, 0.7, 1.0)  # how much the newest month may move the level
CHANCE = 0.8  # of the range: four times in five


@dataclass(frozen=True)
class Reach:
    """How much is still to come up to some month: the middle, and a range that holds four times in five."""

    low: float
    middle: float
    high: float


def forecast(past: Sequence[Number | None], first: int, ahead: Sequence[float]) -> list[Reach]:
    """What is still to come, added up to the end of each month ahead; empty where too little is known.

    `past` are the figures of whole months one after the other, the first of them in calendar month `first` (1 to
    12); None is a month in which nothing was recorded at all, which says nothing. `ahead` are the shares of the
    following months that are still to come: 1, or less for a month that has begun.

    Exponential smoothing with fixed seasons 指数平滑: each month is divided by what is usual for its calendar month
    (from 24 months on), the level follows the newest months with that weight which foretold the past months best, and
    the range comes from how far those foretellings missed, the spread growing with the figure as counts do and never
    below that of a Poisson count. It supposes that the months to come are like those gone; it foresees no new plan.
    """
    seen = [float(one) for one in past if one is not None]
    if len(seen) < FEWEST_MONTHS or sum(seen) <= 0:
        return []
    usual = _seasons(past, first)
    parameters = 12 if len(seen) >= SEASON_MONTHS else 1
    loss, weight, level = _best_smoothed(past, first, usual)
    spread = max(loss / (len(seen) - parameters), 1.0)
    far = _student(len(seen) - parameters)
    months = [(first - 1 + len(past) + step) % 12 for step in range(len(ahead))]
    parts = [usual[month] * share for month, share in zip(months, ahead, strict=True)]
    found = []
    for end in range(1, len(parts) + 1):
        middle = level * sum(parts[:end])
        own = _own_variance(parts[:end], weight) * spread * level
        learnt = _learnt_variance(parts[:end], months[:end], usual, len(seen)) * spread * level
        found.append(_reach(middle, own + learnt, far))
    return found


def _seasons(past: Sequence[Number | None], first: int) -> list[float]:
    """What is usual for each calendar month (January first), 1 on average; all 1 below two years.

    A month is compared with the mean of the twelve months it stands in, counted back from the newest, so that a
    growing figure is not taken for a season.
    """
    if sum(one is not None for one in past) < SEASON_MONTHS:
        return [1.0] * 12
    shares: list[list[float]] = [[] for _ in range(12)]
    for start in range(len(past) - 12, -1, -12):
        block = past[start : start + 12]
        known = [float(one) for one in block if one is not None]
        if sum(known) > 0:
            mean = sum(known) / len(known)
            for step, one in enumerate(block):
                if one is not None:
                    shares[(first - 1 + start + step) % 12].append(float(one) / mean)
    usual = [sum(one) / len(one) if one else 1.0 for one in shares]
    return [max(one * 12 / sum(usual), 0.05) for one in usual]


def _best_smoothed(
    past: Sequence[Number | None], first: int, usual: Sequence[float]
) -> tuple[float, float, float]:
    """Loss, weight and last level of the weight that foretold best; of those as good as equal the calmest."""
    loss, weight, level = inf, 0.0, 0.0
    for tried in WEIGHTS:
        missed, reached = _smoothed(past, first, usual, tried)
        if missed < loss * 0.999 - 1e-6:
            loss, weight, level = missed, tried, reached
    return loss, weight, level


def _smoothed(
    past: Sequence[Number | None], first: int, usual: Sequence[float], weight: float
) -> tuple[float, float]:
    """How far each month's foretelling missed the next (squares over the level, added up), and the last level."""
    known = [
        (float(one) / usual[(first - 1 + step) % 12], usual[(first - 1 + step) % 12])
        for step, one in enumerate(past)
        if one is not None
    ]
    level = sum(one for one, _ in known[:12]) / 12
    loss = 0.0
    for one, season in known:
        loss += (one - level) ** 2 * season / max(level, 1e-9)
        level += weight * (one - level)
    return loss, max(level, 1e-9)


def _own_variance(parts: Sequence[float], weight: float) -> float:
    """Of the months to come: each has its own chance, and moves the level of those after it."""
    total = after = 0.0
    for part in reversed(parts):
        if part:
            total += (part + weight * after) ** 2 / part
        after += part
    return total


def _learnt_variance(parts: Sequence[float], months: Sequence[int], usual: Sequence[float], n: int) -> float:
    """Of what the past taught: the level from n months, each season from n / 12."""
    if n < SEASON_MONTHS:
        return sum(parts) ** 2 / n
    weights = dict.fromkeys(months, 0.0)
    for month, part in zip(months, parts, strict=True):
        weights[month] += part
    return sum(weight**2 / usual[month] for month, weight in weights.items()) * 12 / n


def _reach(middle: float, variance: float, far: float) -> Reach:
    """The range of a gamma distribution with this mean and variance (Wilson and Hilferty): never below nothing."""
    if middle < 1e-9:  # as good as nothing, and its square would be nothing
        return Reach(0.0, 0.0, 0.0)
    ninth = variance / (9 * middle**2)

    def at(z: float) -> float:
        return middle * max(0.0, 1 - ninth + z * sqrt(ninth)) ** 3

    return Reach(min(at(-far), middle), middle, max(at(far), middle))


def _student(freedom: int) -> float:
    """How many spreads from the middle Student's distribution puts the ends of the range (to three digits from 5 on)."""
    z = NormalDist().inv_cdf((1 + CHANCE) / 2)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3


def rounded(reach: Reach, *, least: float = 0) -> tuple[int, int, int]:
    """Low, middle and high as people say them: no finer than a twentieth of the range, the ends rounded outward.

    `least` is what was reached already: no end lies below it.
    """
    width = max(reach.high - reach.low, 1.0)
    unit = 10 ** max(floor(log10(width / 2)), 0)
    low = max(floor(reach.low / unit) * unit, floor(least))
    high = ceil(reach.high / unit) * unit
    return low, min(max(round(reach.middle / unit) * unit, low), high), high
