"""The whole import in one go, for the command line: the same steps as the pages take, one after the other."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from jiangong.foundation.common.spreadsheets import write_xlsx
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import RosterImport, User
from jiangong.foundation.people.roster.actions.clearing import abandon
from jiangong.foundation.people.roster.actions.reading import analyse, receive, stage
from jiangong.foundation.people.roster.actions.writing import confirm, write
from jiangong.foundation.people.roster.queries import result_headings, result_notes, result_rows

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Outcome:
    """What came of a file. `counts` by verdict (new, join, update, same, wrong); `pk` None after a dry run."""

    read: int
    good: int
    bad: int
    written: int
    reported: int  # rows in the report: those that were not imported, and those imported with a remark
    counts: dict[str, int]
    pk: int | None


def import_file(
    path: Path,
    organisation: Organisation,
    *,
    by: User | None,
    dry_run: bool = False,
    report: Path | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Read a file, write its good rows, and put the others into `report` (.xlsx) with their reasons.

    `progress` is called with the rows done and the rows there are: 0 of those while reading, when nobody knows. With `dry_run` all is judged and
    reported, nothing is kept. Raises Unreadable, and Refused where the import itself is not allowed. What was
    written can be taken back for 24 hours, on the page or by actions.undo.
    """

    def told(total: int) -> Callable[[int], None]:
        return lambda count: progress(count, total) if progress else None

    with transaction.atomic():  # a file that cannot be read leaves no trace
        roster_import = receive(organisation, file_name=path.name, content=b"", by=by)
        roster_import = stage(roster_import, analyse(path, organisation, progress=told(0)))
        if dry_run:
            reported = _report(roster_import, report)
            transaction.set_rollback(True)
            return _outcome(roster_import, reported, kept=False)
    if roster_import.rows_good:
        confirm(roster_import, by=by)
        roster_import = write(roster_import, by=by, progress=told(roster_import.rows_good))
        return _outcome(roster_import, _report(roster_import, report), kept=True)
    reported = _report(roster_import, report)
    abandon(roster_import, by=by)
    return _outcome(roster_import, reported, kept=True)


def _report(roster_import: RosterImport, report: Path | None) -> int:
    if report is None:
        return 0
    return write_xlsx(
        report, result_headings(roster_import), result_rows(roster_import), notes=result_notes(roster_import)
    )


def _outcome(roster_import: RosterImport, reported: int, *, kept: bool) -> Outcome:
    return Outcome(
        roster_import.rows_read,
        roster_import.rows_good,
        roster_import.rows_bad,
        roster_import.rows_written,
        reported,
        roster_import.columns["counts"],
        roster_import.pk if kept else None,
    )
