"""Contracts with bases: drafted, signed with their text attached, ended early."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.periods import add_months
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import close_matters
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.programmes.venues.bases import queries
from jiangong.programmes.venues.bases.formulas import yuan
from jiangong.programmes.venues.bases.models import Base, Contract
from jiangong.programmes.venues.bases.states import (
    CONTRACT_TRANSITIONS,
    BaseState,
    ContractState,
    Reason,
    Standing,
    Verb,
)

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User

MONTHS_IN_A_YEAR = 12  # not law: the calendar


@dataclass(frozen=True)
class ContractFacts:
    """What is agreed; `price_per_day` in fen a person, `places` people at the same time."""

    number: str
    since: date
    until: date
    price_per_day: int
    places: int


@transaction.atomic
def draft_contract(base: Base, facts: ContractFacts, *, by: User | None) -> Contract:
    """Write a contract down before it is signed. Raises Refused: see `require_allowed`; NUMBER_TAKEN."""
    base = lock(base)
    require(by, "bases.manage", base)
    _number_is_free(base.organisation_id, facts.number)
    with rulebook.used() as reads:
        require_allowed(base, facts)
    contract = Contract.objects.create(base=base, organisation=base.organisation, **asdict(facts))
    record(
        Verb.DRAFTED,
        contract,
        organisation=base.organisation,
        by=by,
        attribute=base.code,
        used=reads,
    )
    return contract


@transaction.atomic
def change_contract(contract: Contract, facts: ContractFacts, *, by: User | None) -> Contract:
    """Change a contract that is not signed. Raises Refused: NOT_A_DRAFT, and what drafting raises."""
    contract = lock(contract)
    require(by, "bases.manage_contract", contract)
    if contract.state != ContractState.DRAFT:
        raise Refused(Reason.NOT_A_DRAFT, number=contract.number)
    _number_is_free(contract.organisation_id, facts.number, but=contract)
    require_allowed(contract.base, facts)
    for name, value in asdict(facts).items():
        setattr(contract, name, value)
    contract.save(update_fields=list(asdict(facts)))
    return contract


@transaction.atomic
def sign_contract(contract: Contract, *, signed_on: date, by: User | None) -> Contract:
    """It is signed and sealed; its text is attached. From now on batches can be placed under it.

    Raises Refused: NOT_A_DRAFT, PAPER_MISSING, SIGNED_LATER, OVERLAPS, and what drafting raises, for the rules may have
    changed since. The database refuses two contracts of one base on one day, whoever writes them.
    """
    base = lock(contract.base)  # two contracts of one base at the same moment: one after the other
    contract = lock(contract)
    require(by, "bases.manage_contract", contract)
    if contract.state != ContractState.DRAFT:
        raise Refused(Reason.NOT_A_DRAFT, number=contract.number)
    if signed_on > timezone.localdate():
        raise Refused(Reason.SIGNED_LATER, day=signed_on)
    if not queries.has_paper(contract) and by is not None:
        raise Refused(Reason.PAPER_MISSING, number=contract.number)
    with rulebook.used() as reads:
        require_allowed(base, _facts(contract))
    other = queries.overlapping(contract, contract.since, contract.until)
    if other is not None:
        raise Refused(Reason.OVERLAPS, base=base.name, number=other.number)
    contract.signed_on = signed_on
    try:
        with transaction.atomic():
            advance(
                contract,
                ContractState.SIGNED,
                CONTRACT_TRANSITIONS,
                otherwise=Reason.NOT_A_DRAFT,
                also=["signed_on"],
            )
    except IntegrityError as error:
        raise Refused(Reason.OVERLAPS, base=base.name, number="") from error
    record(
        Verb.CONTRACTED,
        contract,
        organisation=contract.organisation,
        by=by,
        attribute=base.code,
        happened_on=signed_on,
        payload={
            "base": base.code,
            "since": str(contract.since),
            "until": str(contract.until),
            "places": contract.places,
            "price_per_day": contract.price_per_day,
            "standing": Standing.GOOD.value,
        },
        used=reads,
    )
    for one in queries.contracts_of(base):  # the one before has found its successor
        close_matters(one, kind="bases.contract_ends", by=by)
    return contract


@transaction.atomic
def end_contract(contract: Contract, *, last_day: date, why: str, by: User | None) -> Contract:
    """End a contract early; `last_day` is the last one that counts.

    Raises Refused: NOT_SIGNED, BAD_LAST_DAY, WHY_MISSING, STAYS_REMAIN while batches stand at the base after that day.
    """
    base = lock(contract.base)
    contract = lock(contract)
    require(by, "bases.manage_contract", contract)
    if contract.state != ContractState.SIGNED:
        raise Refused(Reason.NOT_SIGNED, number=contract.number)
    if not timezone.localdate() - timedelta(days=1) <= last_day < contract.until:
        raise Refused(Reason.BAD_LAST_DAY, day=last_day)
    if not why.strip():
        raise Refused(Reason.WHY_MISSING)
    remaining = queries.stays_after(base, last_day)
    if remaining:
        raise Refused(Reason.STAYS_REMAIN, base=base.name, day=last_day, stays="、".join(remaining))
    contract.ended_on, contract.ended_why = last_day, why.strip()[:200]
    advance(
        contract,
        ContractState.ENDED,
        CONTRACT_TRANSITIONS,
        otherwise=Reason.NOT_SIGNED,
        also=["ended_on", "ended_why"],
    )
    close_matters(contract, by=by)
    record(
        Verb.CONTRACT_ENDED,
        contract,
        organisation=contract.organisation,
        by=by,
        attribute=base.code,
        payload={"base": base.code, "last_day": str(last_day)},
    )
    return contract


def require_allowed(base: Base, facts: ContractFacts) -> None:
    """Raise Refused unless the rules allow such a contract.

    NOT_LISTED, DELISTED on any of its days, TOO_LONG, PRICE_TOO_HIGH, TOO_MANY_PLACES; BAD_LAST_DAY for days out of order.
    """
    if base.state != BaseState.LISTED:
        raise Refused(Reason.NOT_LISTED, base=base.name)
    require_not_delisted(base, facts.since, facts.until)
    if facts.until < facts.since:
        raise Refused(Reason.BAD_LAST_DAY, day=facts.until)
    years = rulebook.parameter("bases.contract_most_years", on=facts.since)
    if facts.until >= add_months(facts.since, int(years.value) * MONTHS_IN_A_YEAR):
        raise Refused(
            Reason.TOO_LONG,
            since=facts.since,
            until=facts.until,
            years=years.value,
            source=years.source,
            status=rulebook.STATUSES[years.status],
        )
    ceiling, fen = queries.price_ceiling(base, facts.since)
    if facts.price_per_day > fen:
        raise Refused(
            Reason.PRICE_TOO_HIGH,
            price=yuan(facts.price_per_day),
            ceiling=yuan(fen),
            source=ceiling.source,
            status=rulebook.STATUSES[ceiling.status],
        )
    if facts.places > base.beds:
        raise Refused(Reason.TOO_MANY_PLACES, places=facts.places, beds=base.beds)


def require_not_delisted(base: Base, since: date, until: date) -> None:
    """Raise Refused(DELISTED) if the base is delisted on a day from `since` to `until`."""
    if queries.is_delisted(base, since, until):
        months = rulebook.parameter("bases.delisted_months", on=base.delisted_on)
        raise Refused(
            Reason.DELISTED,
            base=base.name,
            until=base.delisted_until,
            months=months.value,
            source=months.source,
            status=rulebook.STATUSES[months.status],
        )


def _facts(contract: Contract) -> ContractFacts:
    return ContractFacts(
        contract.number, contract.since, contract.until, contract.price_per_day, contract.places
    )


def _number_is_free(organisation: int, number: str, but: Contract | None = None) -> None:
    same = Contract.objects.filter(organisation=organisation, number=number)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise Refused(Reason.NUMBER_TAKEN, number=number)
