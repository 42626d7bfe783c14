"""Who may import a roster, and see an import: officers of the union, and of those above it."""

from typing import Any

import rules

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import holds
from jiangong.foundation.organisations.states import OFFICERS
from jiangong.foundation.people.models import RosterImport


@rules.predicate
def imports_into(user: Any, organisation: Organisation | None) -> bool:
    """An officer of this union or of one above it."""
    return organisation is not None and holds(user, OFFICERS, organisation)


@rules.predicate
def handles(user: Any, roster_import: RosterImport | None) -> bool:
    """An officer of the union imported into, or of one above it."""
    return roster_import is not None and holds(user, OFFICERS, roster_import.organisation)


rules.add_perm("roster.upload", imports_into)
rules.add_perm("roster.view", handles)
rules.add_perm("roster.confirm", handles)
rules.add_perm("roster.abandon", handles)
rules.add_perm("roster.undo", handles)
