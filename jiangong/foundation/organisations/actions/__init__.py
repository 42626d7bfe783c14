"""Every write to organisations, split by noun: founding, divisions, moving, ending, details, committees, imports."""

from jiangong.foundation.organisations.actions.committees import allowed_years, form_committee
from jiangong.foundation.organisations.actions.details import change_details, rename
from jiangong.foundation.organisations.actions.divisions import load_divisions, read_divisions
from jiangong.foundation.organisations.actions.ending import dissolve, merge
from jiangong.foundation.organisations.actions.founding import Draft, create, create_many
from jiangong.foundation.organisations.actions.moving import move, set_industry

__all__ = [
    "Draft",
    "allowed_years",
    "change_details",
    "create",
    "create_many",
    "dissolve",
    "form_committee",
    "load_divisions",
    "merge",
    "move",
    "read_divisions",
    "rename",
    "set_industry",
]
