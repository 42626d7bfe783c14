"""Who is in which pool. Pools are computed from what register and ledger say, never chosen, so nobody can be in one more."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.people.formulas import age_on
from jiangong.programmes.care.convalescence.formulas.eligibility import Record
from jiangong.programmes.care.convalescence.states.stages import PoolKind, PostKind


@dataclass(frozen=True)
class Reserved:
    """A reserved pool: its code and kind, and of a district pool the district's number."""

    code: str
    kind: str
    organisation_id: int | None = None


@dataclass(frozen=True)
class Figures:
    """What the criteria need from the rulebook: ages by sex, forms of employment; and the day on which ages are taken."""

    on: date
    near_retirement: Mapping[str, int] = field(default_factory=dict)
    new_forms: frozenset[str] = frozenset()


CRITERIA: Mapping[str, Callable[[Record, Figures], bool]] = {
    PoolKind.MODEL: lambda one, figures: one.model,
    PoolKind.HARD: lambda one, figures: one.hard,
    PoolKind.NEW_FORM: lambda one, figures: one.employment_form in figures.new_forms,
    PoolKind.WINNER: lambda one, figures: one.won,
    PoolKind.HARDSHIP: lambda one, figures: one.hardship,
    PoolKind.NEAR_RETIREMENT: lambda one, figures: _near_retirement(one, figures),
}
# Why somebody is in a pool, for the page "you are in these".
WHY: Mapping[str, str | Promise] = {
    PoolKind.DISTRICT: _("会籍在这个区市"),
    PoolKind.MODEL: _("岗位登记里记着劳动模范"),
    PoolKind.HARD: _("岗位登记为苦脏累险岗位"),
    PoolKind.NEW_FORM: _("登记的就业形态是新就业形态"),
    PoolKind.WINNER: _("台账里有近几年的竞赛荣誉"),
    PoolKind.HARDSHIP: _("岗位登记里记着在档困难"),
    PoolKind.NEAR_RETIREMENT: _("按登记的出生日期临近退休"),
    PoolKind.EVERYBODY: _("人人都在"),
}


def pools_of(record: Record, pools: Sequence[Reserved], figures: Figures) -> list[str]:
    """The codes of the reserved pools somebody is in, in the order of the pools; the last, everybody's, is not named.

    Reserved places are the front line's: who is not of it is only in everybody's.
    """
    if record.post != PostKind.FRONT:
        return []
    return [one.code for one in pools if _is_in(record, one, figures)]


def shared_by_all(pools: Sequence[Sequence[str]]) -> list[str]:
    """The pools of a group: those that all its people are in, so that nobody gets into one by company."""
    first, *others = pools
    return [code for code in first if all(code in other for other in others)]


def lots_of_group(lots: Sequence[int]) -> int:
    """The lots of a group: the smallest number of any of its people, so that nobody gains one by company."""
    return min(lots)


def _is_in(record: Record, pool: Reserved, figures: Figures) -> bool:
    if pool.kind == PoolKind.DISTRICT:
        return record.counts_for is not None and pool.organisation_id in record.counts_for
    criterion = CRITERIA.get(pool.kind)
    return criterion is not None and criterion(record, figures)


def _near_retirement(record: Record, figures: Figures) -> bool:
    age = figures.near_retirement.get({"M": "men", "F": "women"}.get(record.sex, ""))
    return age is not None and record.born_on is not None and age_on(record.born_on, figures.on) >= age
