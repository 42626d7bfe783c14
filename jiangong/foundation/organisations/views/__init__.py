"""Pages: reading the tree, changing it, spreadsheets."""

from jiangong.foundation.organisations.views.changing import (
    change_details,
    form_committee,
    found,
    move,
    rename,
    set_industry,
)
from jiangong.foundation.organisations.views.reading import committees_due, index, organisation
from jiangong.foundation.organisations.views.spreadsheets import (
    export,
    import_file,
    import_report,
    import_rows,
    template,
)

__all__ = [
    "change_details",
    "committees_due",
    "export",
    "form_committee",
    "found",
    "import_file",
    "import_report",
    "import_rows",
    "index",
    "move",
    "organisation",
    "rename",
    "set_industry",
    "template",
]
