"""Who may look after the platform itself: system administrators, and the officers of the city's federation."""

from typing import Any

import rules

from jiangong.foundation.organisations.scope import held
from jiangong.foundation.organisations.states import OFFICERS, Role
from jiangong.web.models import Export


def looks_after_the_platform(user: Any) -> bool:
    """A system administrator anywhere, or an officer of the city's federation (its path has one step).

    Asked on every page of the workbench: `has_perm` would go on to ask two tables that no right of ours stands in.
    """
    return any(
        one.role == Role.SYSTEM_ADMINISTRATOR or (one.role in OFFICERS and one.path.strip("/").isdigit())
        for one in held(user)
    )


@rules.predicate
def administers(user: Any) -> bool:
    return looks_after_the_platform(user)


@rules.predicate
def is_own_export(user: Any, export: Export | None) -> bool:
    return export is not None and export.by_id is not None and export.by_id == user.pk


rules.add_perm("web.administer", administers)
rules.add_perm("web.fetch_export", is_own_export)
