"""Who may rule on parameters: officers of the city federation, and of a district's where districts may differ."""

from typing import Any

import rules

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import held, holds
from jiangong.foundation.organisations.states import OFFICERS, Kind

RULING_KINDS = frozenset({Kind.CITY, Kind.DISTRICT})


@rules.predicate
def officer_of_the_jurisdiction(user: Any, organisation: Organisation | None) -> bool:
    """An officer of this city or district federation, or of the city above the district; without one: of any."""
    if organisation is None:
        return any(one.role in OFFICERS for one in held(user))
    return organisation.kind in RULING_KINDS and holds(user, OFFICERS, organisation)


rules.add_perm("rulings.rule", officer_of_the_jurisdiction)
