"""Who may do what with bases. The union that lists a base answers for it, and those above it; auditors audit."""

from typing import Any

import rules

from jiangong.foundation.organisations.permissions import officer_here_or_anywhere
from jiangong.foundation.organisations.scope import holds
from jiangong.foundation.organisations.states import OFFICERS, Role
from jiangong.programmes.venues.bases.models import Base, Contract, Inspection, Rating, RatingYear

WATCHERS = OFFICERS | {Role.AUDITOR}
AUDITORS = frozenset({Role.AUDITOR})


@rules.predicate
def manages(user: Any, base: Base | None) -> bool:
    return base is not None and holds(user, OFFICERS, base.organisation)


@rules.predicate
def watches(user: Any, base: Base | None) -> bool:
    return base is not None and holds(user, WATCHERS, base.organisation)


@rules.predicate
def audits(user: Any, base: Base | None) -> bool:
    return base is not None and holds(user, AUDITORS, base.organisation)


@rules.predicate
def manages_contract(user: Any, contract: Contract | None) -> bool:
    return contract is not None and holds(user, OFFICERS, contract.base.organisation)


@rules.predicate
def watches_contract(user: Any, contract: Contract | None) -> bool:
    return contract is not None and holds(user, WATCHERS, contract.base.organisation)


@rules.predicate
def manages_inspection(user: Any, inspection: Inspection | None) -> bool:
    return inspection is not None and holds(user, OFFICERS, inspection.base.organisation)


@rules.predicate
def watches_inspection(user: Any, inspection: Inspection | None) -> bool:
    return inspection is not None and holds(user, WATCHERS, inspection.base.organisation)


@rules.predicate
def rates(user: Any, year: RatingYear | None) -> bool:
    return year is not None and holds(user, OFFICERS, year.organisation)


@rules.predicate
def watches_year(user: Any, year: RatingYear | None) -> bool:
    return year is not None and holds(user, WATCHERS, year.organisation)


@rules.predicate
def decides(user: Any, rating: Rating | None) -> bool:
    return rating is not None and holds(user, OFFICERS, rating.year.organisation)


rules.add_perm("bases.enter", officer_here_or_anywhere)  # over the union that is to answer for it
rules.add_perm("bases.manage", manages)
rules.add_perm("bases.watch", watches)
rules.add_perm("bases.audit", audits)
rules.add_perm("bases.manage_contract", manages_contract)
rules.add_perm("bases.watch_contract", watches_contract)
rules.add_perm("bases.manage_inspection", manages_inspection)
rules.add_perm("bases.watch_inspection", watches_inspection)
rules.add_perm("bases.rate", rates)
rules.add_perm("bases.watch_year", watches_year)
rules.add_perm("bases.decide", decides)
