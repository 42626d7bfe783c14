"""Every write to organisations, split by noun: founding, divisions, moving, ending, details, committees, spreadsheets.

load_divisions(on=date) -> {code: Organisation}      city, 14 districts, 153 townships; can be repeated
create(name=, kind=, parent=, by=, …) -> Organisation
create_many([Draft(name=, kind=, parent=, …), …], by=) -> list[Organisation]   # parent: Organisation or earlier Draft
read_import(file, under=, by=) / write_import(read, by=) / write_report(target, read)
"""

from jiangong.foundation.organisations.actions.columns import HEADINGS
from jiangong.foundation.organisations.actions.committees import allowed_years, form_committee
from jiangong.foundation.organisations.actions.details import change_details, rename
from jiangong.foundation.organisations.actions.divisions import load_divisions, read_divisions
from jiangong.foundation.organisations.actions.ending import dissolve, merge
from jiangong.foundation.organisations.actions.files import drop_file, keep_file, kept_file
from jiangong.foundation.organisations.actions.founding import Draft, create, create_many
from jiangong.foundation.organisations.actions.importing import (
    Import,
    ImportRow,
    read_import,
    write_import,
)
from jiangong.foundation.organisations.actions.moving import move, set_industry
from jiangong.foundation.organisations.actions.report import write_export, write_report, write_template

__all__ = [
    "HEADINGS",
    "Draft",
    "Import",
    "ImportRow",
    "allowed_years",
    "change_details",
    "create",
    "create_many",
    "dissolve",
    "drop_file",
    "form_committee",
    "keep_file",
    "kept_file",
    "load_divisions",
    "merge",
    "move",
    "read_divisions",
    "read_import",
    "rename",
    "set_industry",
    "write_export",
    "write_import",
    "write_report",
    "write_template",
]
