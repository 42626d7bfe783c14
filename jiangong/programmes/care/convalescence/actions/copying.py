"""Another year as an earlier one was, but with the members of today: what districts get follows from how many they have now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import require
from jiangong.foundation.common.refusals import Refused
from jiangong.programmes.care.convalescence import queries
from jiangong.programmes.care.convalescence.actions.programmes import ProgrammeFacts, create_programme
from jiangong.programmes.care.convalescence.formulas.eligibility import years_later
from jiangong.programmes.care.convalescence.formulas.planning import by_district
from jiangong.programmes.care.convalescence.models import Batch, Pool, Programme
from jiangong.programmes.care.convalescence.states import PoolKind, Reason

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@transaction.atomic
def copy_programme(old: Programme, *, year: int, by: User | None) -> Programme:
    """Prepare another year as an earlier one was: its words, batches on the same days, reserved places.

    Places at bases are not copied. As many places as the districts had together are shared out anew by the members of today;
    if no district has any, everybody gets them.
    """
    require(by, "convalescence.manage", old)
    ahead = year - old.year
    programme = create_programme(
        old.organisation,
        ProgrammeFacts(
            year=year,
            title=old.title.replace(str(old.year), str(year)),
            opens_at=years_later(old.opens_at, ahead),
            closes_at=years_later(old.closes_at, ahead),
            admits=old.admits,
            words=old.words,
        ),
        by=by,
        is_demonstration=old.is_demonstration,
    )
    Batch.objects.bulk_create(
        Batch(
            programme=programme,
            code=one.code,
            title=one.title,
            theme=one.theme,
            starts_on=years_later(one.starts_on, ahead),
            ends_on=years_later(one.ends_on, ahead),
            places=one.places,
        )
        for one in old.batches.all()
    )
    programme.pools.all().delete()
    Pool.objects.bulk_create(_in_order(programme, list(old.pools.all())))
    return programme


def district_pools(programme: Programme, places: int) -> list[Pool]:
    """Pools of the districts that have members, in proportion to them today, unsaved. Raises Refused(NO_MEMBERS)."""
    members = queries.members_by_district(programme.organisation)
    by_code = {f"d{one.pk}": one for one in members}
    numbers = {f"d{one.pk}": count for one, count in members.items()}
    if not any(numbers.values()):
        raise Refused(Reason.NO_MEMBERS)
    shares, today = by_district(numbers, places), timezone.localdate()
    return [
        Pool(
            code=code,
            kind=PoolKind.DISTRICT,
            name=by_code[code].short_name,
            places=share.places,
            organisation=by_code[code],
            members=numbers[code],
            remainder=share.remainder,
            of=share.of,
            counted_on=today,
        )
        for code, share in shares.items()
        if numbers[code]
    ]


def _in_order(programme: Programme, old: Sequence[Pool]) -> list[Pool]:
    """The pools of an earlier programme for this one, in their order; those of the districts anew, where the first of them stood."""
    before = {one.code: one for one in old if one.kind == PoolKind.DISTRICT}
    for_districts = sum(one.places for one in before.values())
    try:
        districts = district_pools(programme, for_districts) if before else []
    except Refused:  # nobody is on a register any more
        districts = []
    pools: list[Pool] = []
    for one in old:
        if one.kind != PoolKind.DISTRICT:
            pools.append(Pool(code=one.code, kind=one.kind, name=one.name, places=one.places, then=one.then))
        elif districts and one.code == next(iter(before)):
            pools += districts
    left = for_districts - sum(one.places for one in districts)
    last = pools[-1].code
    for number, pool in enumerate(pools, start=1):
        pool.programme, pool.order = programme, number
        if pool.code in before:
            pool.name, pool.then = before[pool.code].name, before[pool.code].then
        if pool.code != last and pool.then not in {one.code for one in pools[number:]}:
            pool.then = last  # it was to go to a district that is no more, or this one is new
        if pool.kind == PoolKind.EVERYBODY:
            pool.places += left
    return pools
