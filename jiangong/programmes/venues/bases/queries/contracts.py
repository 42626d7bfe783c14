"""Reads of contracts: which one covers some days, and what stands on it."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.module_loading import import_string

from jiangong.foundation.common.rooms import declared
from jiangong.foundation.documents.queries import attachments_of
from jiangong.foundation.organisations.scope import within
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.foundation.rulebook.states import Parameter
from jiangong.programmes.venues.bases.formulas import FEN
from jiangong.programmes.venues.bases.models import Base, Contract
from jiangong.programmes.venues.bases.permissions import WATCHERS
from jiangong.programmes.venues.bases.queries.bases import signed
from jiangong.programmes.venues.bases.states import PAPER, ContractState


def contracts_visible_to(user: Any) -> QuerySet[Contract]:
    """Contracts of the bases that the user may see. Equals `bases.watch_contract`."""
    return Contract.objects.filter(within(user, WATCHERS, "base__organisation__")).select_related(
        "base__organisation", "organisation"
    )


def contracts_of(base: Base) -> QuerySet[Contract]:
    """All contracts of a base, the latest first."""
    return Contract.objects.filter(base=base).select_related("base__organisation").order_by("-since", "-pk")


def contracts_covering(bases: Collection[int], since: date, until: date) -> dict[int, Contract]:
    """By base the one contract in force on every day from `since` to `until`; one query."""
    found = signed().filter(base__in=bases, since__lte=since, last__gte=until)
    return {one.base_id: one for one in found.select_related("base__organisation")}


def contract_covering(base: Base, since: date, until: date) -> Contract | None:
    """The one contract of this base that is in force on every one of these days."""
    return contracts_covering([base.pk], since, until).get(base.pk)


def overlapping(contract: Contract, since: date, until: date) -> Contract | None:
    """Another contract of the same base in force on one of these days."""
    return (
        signed()
        .filter(base=contract.base_id, since__lte=until, last__gte=since)
        .exclude(pk=contract.pk)
        .first()
    )


def has_paper(contract: Contract) -> bool:
    """Whether the text of the contract is attached."""
    return attachments_of(contract, PAPER).exists()


def price_ceiling(base: Base, on: date) -> tuple[Parameter, int]:
    """The ceiling of a day's price with its source, and the same in fen."""
    found = rulebook.parameter("bases.price_ceiling", on=on, place=base.organisation.path)
    return found, int(found.value) * FEN


def stays_after(base: Base, day: date) -> Sequence[str]:
    """What upper rooms have arranged at the base after a day (`STAYS_AT_BASES` in their states.py), by its name.

    This room knows no programme; whoever puts batches at bases says so itself.
    """
    return [
        str(name) for _room, path in declared("STAYS_AT_BASES") for name in import_string(path)(base.pk, day)
    ]


def contracts_ending(today: date) -> list[Contract]:
    """Contracts in force whose end is near, as the rulebook says how near, and that have no successor."""
    days = int(rulebook.value("bases.contract_warning_days"))
    near = Contract.objects.filter(
        state=ContractState.SIGNED, until__gte=today, until__lte=today + timedelta(days=days)
    ).select_related("base__organisation", "organisation")
    later = set(
        signed()
        .filter(since__gt=today, base__in=[one.base_id for one in near])
        .values_list("base", flat=True)
    )
    return [one for one in near if one.base_id not in later]


def contracts_in_force(bases: Collection[int], today: date) -> list[Contract]:
    """Signed contracts of these bases that are not over."""
    return list(
        Contract.objects.filter(base__in=bases, state=ContractState.SIGNED, until__gte=today).select_related(
            "base__organisation", "organisation"
        )
    )
