"""Who may do what with organisations. The next-higher union approves founding, moving, merging and dissolving."""

from typing import Any

import rules

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import held, holds
from jiangong.foundation.organisations.states import OFFICERS, Role

VIEWERS = OFFICERS | {Role.AUDITOR}


@rules.predicate
def officer_here_or_above(user: Any, organisation: Organisation | None) -> bool:
    """An officer of this union or of one above it."""
    return organisation is not None and holds(user, OFFICERS, organisation)


@rules.predicate
def officer_here_or_anywhere(user: Any, organisation: Organisation | None) -> bool:
    """An officer of this union or of one above it; where no union is named: an officer anywhere."""
    if organisation is None:
        return any(one.role in OFFICERS for one in held(user))
    return holds(user, OFFICERS, organisation)


@rules.predicate
def officer_above(user: Any, organisation: Organisation | None) -> bool:
    """An officer of a strictly higher union 上级工会; nobody is above the city."""
    return organisation is not None and any(
        one.role in OFFICERS and one.path != organisation.path and organisation.path.startswith(one.path)
        for one in held(user)
    )


@rules.predicate
def chair_here(user: Any, organisation: Organisation | None) -> bool:
    """The chair of this very union."""
    return organisation is not None and any(
        one.role == Role.CHAIR and one.organisation_id == organisation.pk for one in held(user)
    )


@rules.predicate
def viewer(user: Any, organisation: Organisation | None) -> bool:
    """An officer or auditor whose appointment reaches this union."""
    return organisation is not None and holds(user, VIEWERS, organisation)


rules.add_perm("organisations.view", viewer)
rules.add_perm("organisations.create", officer_here_or_above)  # over the parent that is to be
rules.add_perm("organisations.rename", officer_above)
rules.add_perm("organisations.move", officer_above)
rules.add_perm("organisations.set_industry", officer_above)
rules.add_perm("organisations.merge", officer_above)
rules.add_perm("organisations.dissolve", officer_above)
rules.add_perm("organisations.form_committee", officer_above)
rules.add_perm("organisations.change_details", officer_above | chair_here)
