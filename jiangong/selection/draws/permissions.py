"""Who may do what with draws: whoever the programme lets conduct its own; everybody sees what was announced."""

from typing import Any

import rules

from jiangong.foundation.organisations.permissions import officer_here_or_above
from jiangong.foundation.organisations.scope import holds
from jiangong.foundation.organisations.states import OFFICERS, Role
from jiangong.selection.draws.models import Draw
from jiangong.selection.draws.queries import subject_of


@rules.predicate
def conducts(user: Any, draw: Draw | None) -> bool:
    """An officer here or above whom the programme lets conduct its draw."""
    if draw is None or not holds(user, OFFICERS, draw.organisation):
        return False
    subject = subject_of(draw)
    return subject is not None and bool(user.has_perm(subject.kind.may, subject.row))


@rules.predicate
def watches(user: Any, draw: Draw | None) -> bool:
    """An officer or auditor here or above."""
    return draw is not None and holds(user, OFFICERS | {Role.AUDITOR}, draw.organisation)


rules.add_perm(
    "draws.announce", officer_here_or_above
)  # and the programme's own permission over what it is for
rules.add_perm("draws.conduct", conducts)  # postpone, close, bring the randomness, void
rules.add_perm("draws.watch", watches)  # the workbench's page
