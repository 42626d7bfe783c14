"""Is a plan in order: days, months, money, sums, and that the front line gets its share whoever applies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from jiangong.programmes.care.convalescence.states.stages import Admits, PoolKind
from jiangong.selection.draws.formulas.quotas import Quota, largest_remainder

CENT = Decimal("0.01")  # not law: money is told to the fen


@dataclass(frozen=True)
class Days:
    """A batch as the rules look at it; `fen` is the money per head, None if not known yet."""

    title: str
    starts_on: date
    ends_on: date
    places: int
    fen: int | None

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1


@dataclass(frozen=True)
class Share:
    """A pool as the rules look at it."""

    code: str
    name: str
    kind: str
    places: int
    then: str


@dataclass(frozen=True)
class Limits:
    """What the rulebook says: most days, first and last month, yuan a head and day, shares in per cent."""

    most_days: int
    first_month: int
    last_month: int
    yuan_a_day: int
    front_share: int
    cadre_share: int


@dataclass(frozen=True)
class Fault:
    """What is wrong: the code of its words (states.reasons.FAULTS), and what fills them; `rule` the parameter, if any."""

    code: str
    words: Mapping[str, Any] = field(default_factory=dict)
    rule: str = ""


def faults(
    batches: Sequence[Days], pools: Sequence[Share], *, admits: str, closes_on: date, limits: Limits
) -> list[Fault]:
    """Everything that is wrong with a plan, in the order of the page; empty if it can be announced."""
    found = [fault for one in batches for fault in _faults_of_batch(one, closes_on, limits)]
    if not batches:
        found.append(Fault("no_batches"))
    found += _faults_of_pools(pools, sum(one.places for one in batches))
    if batches and pools and not found:
        found += _faults_of_shares(pools, sum(one.places for one in batches), admits, limits)
    return found


def _faults_of_batch(one: Days, closes_on: date, limits: Limits) -> list[Fault]:
    found = []
    if one.days > limits.most_days:
        words = {"batch": one.title, "days": one.days, "most": limits.most_days}
        found.append(Fault("too_long", words, "convalescence.batch_days"))
    if not limits.first_month <= one.starts_on.month <= one.ends_on.month <= limits.last_month:
        months = {"batch": one.title, "first": limits.first_month, "last": limits.last_month}
        found.append(Fault("wrong_month", months, "convalescence.months"))
    if one.starts_on <= closes_on:
        found.append(Fault("before_draw", {"batch": one.title}))
    if one.fen is not None and one.fen > limits.yuan_a_day * 100 * one.days:
        a_day = (Decimal(one.fen) / 100 / one.days).quantize(CENT)
        dear = {"batch": one.title, "cost": str(a_day), "most": limits.yuan_a_day}
        found.append(Fault("too_dear", dear, "convalescence.quzhou"))
    return found


def _faults_of_pools(pools: Sequence[Share], places: int) -> list[Fault]:
    found = []
    if sum(one.places for one in pools) != places:
        found.append(Fault("sum", {"pools": sum(one.places for one in pools), "batches": places}))
    if not pools or pools[-1].kind != PoolKind.EVERYBODY:
        found.append(Fault("no_everybody"))
    codes = [one.code for one in pools]
    for number, one in enumerate(pools[:-1]):
        if one.then not in codes[number + 1 :]:
            found.append(Fault("then", {"pool": one.name}))
    return found


def _faults_of_shares(pools: Sequence[Share], places: int, admits: str, limits: Limits) -> list[Fault]:
    """Reserved pools are the front line's, so what others can get is at most what the last pool holds."""
    last = pools[-1].places
    front = 100 * (places - last) // places
    if admits == Admits.STAFF and front < limits.front_share:
        words = {"share": front, "least": limits.front_share}
        return [Fault("front_share", words, "convalescence.frontline_percent")]
    if admits == Admits.ALL and 100 * last > limits.cadre_share * places:
        most = {"share": -(-100 * last // places), "most": limits.cadre_share}
        return [Fault("cadre_share", most, "convalescence.cadres_percent")]
    return []


def by_district(members: Mapping[str, int], places: int) -> dict[str, Quota]:
    """Places for districts in proportion to their members, all remainders kept; districts without members get none."""
    return largest_remainder(members, places)
