"""Showing rows of an uploaded file as they are, numbers in clear: written down in the read log first."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from jiangong.foundation.people.models import RosterImport, User
from jiangong.foundation.people.readlog.actions import exported


def say_shown(roster_import: RosterImport, people: Collection[int], what: str, *, by: User | None) -> None:
    """Write down that the rows with problems are shown or fetched. Raises what readlog's `exported` does.

    `people` are those among them whom the platform knows; the file may name others.
    """
    exported(
        "roster.rows",
        people,
        title=f"{what} {roster_import.pk}：{roster_import.file_name}",
        purpose=_("更正花名册后重新导入"),
        organisation=roster_import.organisation,
        by=by,
    )
