"""Which bases are possible for a batch, and why others are not; what stands at a base; what guests said of it in a year."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from jiangong.foundation.common.refusals import Refusal, Refused
from jiangong.foundation.organisations.scope import within
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.foundation.rulebook.states import Parameter
from jiangong.journeys.convalescing.formulas import cap_per_head, points
from jiangong.journeys.convalescing.states import Reason
from jiangong.programmes.care.convalescence import queries as convalescence
from jiangong.programmes.care.convalescence.formulas.ratings import LEAST, MOST
from jiangong.programmes.care.convalescence.models import Batch
from jiangong.programmes.care.convalescence.permissions import READING
from jiangong.programmes.care.convalescence.states import ProgrammeState
from jiangong.programmes.venues.bases import queries as bases
from jiangong.programmes.venues.bases.formulas import most_at_once, yuan
from jiangong.programmes.venues.bases.models import Base, Contract
from jiangong.programmes.venues.bases.queries import Satisfaction
from jiangong.programmes.venues.bases.states import BaseState

OVER = frozenset({ProgrammeState.FINISHED, ProgrammeState.VOID})


@dataclass(frozen=True)
class Possible:
    """A base for a batch: its contract and what it would cost a head, in fen; or why not. `free`: places left."""

    base: Base
    contract: Contract | None
    free: int
    cost: int | None
    refusal: Refused | None

    @property
    def cost_shown(self) -> str:
        """In yuan; "" where there is no contract."""
        return "" if self.cost is None else yuan(self.cost)


def batches_visible_to(user: Any) -> QuerySet[Batch]:
    """Batches of the programmes that the user reads in the workbench. Equals `convalescing.watch`."""
    found = Batch.objects.filter(within(user, READING, "programme__organisation__"))
    return found.select_related("programme__organisation", "base")


def can_be_placed(batch: Batch) -> bool:
    """Whether its base may still be chosen: it has not left, and its programme goes on."""
    return batch.programme.state not in OVER and batch.starts_on > timezone.localdate()


def batches_at(
    numbers: Collection[int], since: date, until: date, *, but: Batch
) -> dict[int, list[tuple[date, date, int]]]:
    """By base, the batches that are there on one of these days: first day, last day, people. Void programmes hold nothing."""
    rows = (
        Batch.objects.filter(base__in=numbers, starts_on__lte=until, ends_on__gte=since)
        .exclude(pk=but.pk)
        .exclude(programme__state=ProgrammeState.VOID)
        .values_list("base_id", "starts_on", "ends_on", "places")
    )
    found: dict[int, list[tuple[date, date, int]]] = defaultdict(list)
    for base, first, last, people in rows:
        found[base].append((first, last, people))
    return found


def batches_after(base: int, day: date) -> list[str]:
    """The batches that are still at a base after a day, by what they are called (bases.queries.stays_after)."""
    rows = Batch.objects.filter(base=base, ends_on__gt=day).exclude(programme__state__in=sorted(OVER))
    return [str(one) for one in rows.order_by("starts_on", "pk")]


def caps(batch: Batch) -> tuple[Parameter, int]:
    """What a head may cost: the parameter that says so, and the money for this batch's days, in fen."""
    found = rulebook.parameter(
        "convalescence.quzhou", on=batch.starts_on, place=batch.programme.organisation.path
    )
    limits = found.value
    return found, cap_per_head(batch.days, per_day=limits["per_day"], per_year=limits["per_year"])


def judged(batch: Batch, found: Iterable[Base]) -> list[Possible]:
    """Each of these bases for the batch, possible or with the first reason why not. Two queries however many."""
    listed = list(found)
    numbers = [one.pk for one in listed]
    contracts = bases.contracts_covering(numbers, batch.starts_on, batch.ends_on)
    there = batches_at(numbers, batch.starts_on, batch.ends_on, but=batch)
    return [_judge(batch, one, contracts.get(one.pk), there.get(one.pk, [])) for one in listed]


def _judge(
    batch: Batch, base: Base, contract: Contract | None, there: Iterable[tuple[date, date, int]]
) -> Possible:
    taken = most_at_once(there, batch.starts_on, batch.ends_on)
    free = max(contract.places - taken, 0) if contract else 0
    cost = contract.price_per_day * batch.days if contract else None

    def no(reason: Refusal, **facts: Any) -> Possible:
        return Possible(base, contract, free, cost, Refused(reason, base=base.name, **facts))

    if base.state != BaseState.LISTED:
        return no(Reason.NOT_LISTED)
    if bases.is_delisted(base, batch.starts_on, batch.ends_on):
        return no(Reason.DELISTED, until=base.delisted_until)
    if contract is None:
        return no(Reason.NO_CONTRACT, since=batch.starts_on, until=batch.ends_on)
    if not batch.programme.organisation.path.startswith(contract.organisation.path):
        return no(Reason.NOT_OURS, union=contract.organisation.name)
    if free < batch.places:
        return no(Reason.FULL, free=free, people=batch.places, places=contract.places)
    rule, cap = caps(batch)
    if contract.price_per_day * batch.days > cap:
        return no(
            Reason.TOO_DEAR,
            cost=yuan(contract.price_per_day * batch.days),
            cap=yuan(cap),
            source=rule.source,
            per_day=rule.value["per_day"],
            per_year=rule.value["per_year"],
            status=rulebook.STATUSES[rule.status],
        )
    return Possible(base, contract, free, cost, None)


def bases_for(batch: Batch) -> list[Possible]:
    """Every listed base for the batch: the possible ones first, the cheapest first; then the others."""
    found = judged(batch, bases.listed_bases())
    return sorted(found, key=lambda one: (one.refusal is not None, one.cost or 0, one.base.pk))


def satisfaction_in(year: int, numbers: Collection[int]) -> dict[int, Satisfaction]:
    """What guests of the batches that came home in a year said, by base; nothing where too few rated to be told."""
    first, last = bases.first_day(year), bases.last_day(year)
    batches: dict[int, list[int]] = defaultdict(list)
    rows = Batch.objects.filter(base__in=numbers, ends_on__range=(first, last)).exclude(
        programme__state=ProgrammeState.VOID
    )
    for base, batch in rows.values_list("base_id", "pk"):
        batches[base].append(batch)
    return {
        base: Satisfaction(said.rated, points(said.rated, said.overall, least=LEAST, most=MOST))
        for base, said in convalescence.satisfaction_of(batches).items()
        if said.rated and said.overall is not None
    }
