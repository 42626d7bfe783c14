"""Pure arithmetic of the plan: how much of the time is gone, how far a figure is, how a target is split."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
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
