"""Receiving a file, judging its rows against the file and against what is registered, staging them."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from django.db import connection, transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.common.spreadsheets import Cell, SpreadsheetReason, Table, Unreadable, read_table
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import State as OrganisationState
from jiangong.foundation.people import sealing
from jiangong.foundation.people.actions.persons import initials
from jiangong.foundation.people.models import RosterImport, User
from jiangong.foundation.people.roster.formulas import COLUMNS, EXAMPLE, Judge, Person
from jiangong.foundation.people.roster.models import Upload
from jiangong.foundation.people.roster.queries import KnownPerson, known_persons, waiting_of
from jiangong.foundation.people.roster.sealed import seal_cells, seal_file, unseal_file
from jiangong.foundation.people.roster.states import (
    MOST_AT_ONCE,
    TRANSITIONS,
    Problem,
    Reason,
    Verdict,
)
from jiangong.foundation.people.states import MembershipState

MODEL = "people.person"
CHUNK = 5_000
Progress = Callable[[int], None]

# What a row may write to a person, besides name, document and phone.
FIELDS = (
    "sex", "born_on", "ethnicity", "education", "political_status", "occupation", "skill_level",
    "is_migrant_worker", "employment_form", "household",
)  # fmt: skip


@transaction.atomic
def receive(organisation: Organisation, *, file_name: str, content: bytes, by: User | None) -> RosterImport:
    """Take a file in, sealed; reading it is another step (tasks.read). Nothing of it becomes a member yet."""
    require(by, "roster.upload", organisation)
    if organisation.state != OrganisationState.ACTIVE:
        raise Refused(Reason.NOT_ACTIVE, organisation=organisation.name)
    if by is not None and waiting_of(by) >= MOST_AT_ONCE:
        raise Refused(Reason.TOO_MANY_AT_ONCE, most=MOST_AT_ONCE)
    roster_import = RosterImport.objects.create(organisation=organisation, by=by, file_name=file_name[-200:])
    Upload.objects.create(roster_import=roster_import, content=seal_file(content, pk=roster_import.pk))
    return roster_import


def read(roster_import: RosterImport, *, progress: Progress | None = None) -> RosterImport:
    """Read the sealed upload, stage its rows, delete the upload. An unreadable file fails with its sentence.

    Safe to run again: an import that is no longer being read is left as it is.
    """
    upload = Upload.objects.filter(
        roster_import=roster_import, roster_import__state=RosterImport.State.READING
    ).first()
    if upload is None:
        return roster_import
    try:
        content = unseal_file(upload.content, pk=roster_import.pk)
        analysis = analyse(content, roster_import.organisation, progress=progress or _show(roster_import))
    except Refused as refused:
        return _fail(roster_import, refused)
    return stage(roster_import, analysis)


def _show(roster_import: RosterImport) -> Progress:
    """Progress that the page can read: no transaction is open while a file is read."""

    def show(count: int) -> None:
        RosterImport.objects.filter(pk=roster_import.pk).update(rows_read=count)

    return show


@transaction.atomic
def _fail(roster_import: RosterImport, refused: Refused) -> RosterImport:
    roster_import = lock(roster_import)
    roster_import.problem = str(refused)[:300]
    roster_import.finished_at = timezone.now()
    advance(
        roster_import,
        RosterImport.State.FAILED,
        TRANSITIONS,
        otherwise=Reason.NOT_READY,
        also=["problem", "finished_at"],
    )
    Upload.objects.filter(roster_import=roster_import).delete()
    return roster_import


@dataclass
class Analysis:
    """A file read and judged: the rows that can be imported, with what is known of each; problems by row number."""

    table: Table
    rows_read: int
    good: list[tuple[Person, Verdict, "KnownPerson | None"]]
    problems: dict[int, list[Problem]]

    kept: dict[int, list[Cell]]

    def cells(self) -> Iterator[tuple[int, list[Cell]]]:
        """The rows with problems as the file has them, read once more only where the judge did not keep them."""
        for number in self.problems.keys() & self.kept.keys():
            yield number, self.kept[number]
        yield from self.table.cells(self.problems.keys() - self.kept.keys())

    @property
    def bad(self) -> list[int]:
        """Numbers of rows that stop."""
        return sorted(
            number for number, found in self.problems.items() if any(problem.stops for problem in found)
        )


def analyse(
    file: Path | bytes | IO[bytes], organisation: Organisation, *, progress: Progress | None = None
) -> Analysis:
    """Read, normalise, validate, find doubles in the file and what is registered already. Writes nothing.

    Raises Unreadable.
    """
    today = timezone.localdate()
    table = read_table(file, COLUMNS, example=EXAMPLE)
    judge = Judge(table.places, today)
    count = 0

    def counted() -> Iterator[tuple[int, list[Any]]]:
        nonlocal count
        for item in table.rows:
            count += 1
            if progress is not None and count % CHUNK == 0:
                progress(count)
            yield item

    persons = judge.judge(counted())
    if not count:
        raise Unreadable(SpreadsheetReason.NO_ROWS)
    good = list(_with_verdicts(persons, organisation, judge.problems))
    return Analysis(table, count, good, judge.problems, judge.cells)


def _with_verdicts(
    persons: list[Person], organisation: Organisation, problems: dict[int, list[Problem]]
) -> Iterator[tuple[Person, Verdict, "KnownPerson | None"]]:
    """Each person with what is to be done, seen from what is registered; who cannot be imported becomes a problem."""
    for start in range(0, len(persons), CHUNK):
        chunk = persons[start : start + CHUNK]
        keys = [(one.type, sealing.blind_index("document", one.document)) for one in chunk]
        known = known_persons(keys)
        for person, key in zip(chunk, keys, strict=True):
            one = known.get(key)
            if one is None:
                yield person, Verdict.NEW, None
                continue
            problem = _obstacle(person, one, organisation)
            if problem is not None:
                problems.setdefault(person.number, []).append(problem)
                continue
            if person.phone and one.phone_verified and not _same_phone(person, one):
                problems.setdefault(person.number, []).append(Problem("phone", "phone_verified"))
            if one.membership_id is None:
                yield person, Verdict.JOIN, one
            else:
                changed = bool(changes(person, one)) or _phone_changes(person, one)
                yield person, Verdict.UPDATE if changed else Verdict.SAME, one


def _obstacle(person: Person, known: KnownPerson, organisation: Organisation) -> Problem | None:
    if known.name != person.name:
        return Problem("name", "other_name")
    if known.membership_id is None:
        return None
    if known.organisation_id != organisation.pk:
        return Problem("document", "elsewhere", (("organisation", known.organisation_name),))
    if known.state == MembershipState.APPLIED:
        return Problem("document", "applied")
    if known.state in (MembershipState.LEAVING, MembershipState.POOL):
        return Problem("document", "leaving")
    return None


def changes(person: Person, known: KnownPerson) -> dict[str, Any]:
    """The given values that differ from what is registered."""
    given = values_of(person)
    return {key: value for key, value in given.items() if key in known.values and known.values[key] != value}


def values_of(person: Person) -> dict[str, Any]:
    """The values a row gives, as columns of Person take them; what is not given is not there."""
    values: dict[str, Any] = {}
    for key in FIELDS:
        value = getattr(person, key)
        if value in ("", None):
            continue
        if key == "is_migrant_worker":
            value = value == "是"
        elif isinstance(value, date):
            value = value.isoformat()
        values[key] = value
    return values


def _same_phone(person: Person, known: KnownPerson) -> bool:
    return known.phone_index == sealing.blind_index("phone", person.phone)


def _phone_changes(person: Person, known: KnownPerson) -> bool:
    return bool(person.phone) and not known.phone_verified and not _same_phone(person, known)


@transaction.atomic
def stage(roster_import: RosterImport, analysis: Analysis) -> RosterImport:
    """Write the judged rows to the staging table, sealed, in one transaction; the import waits for confirmation."""
    roster_import = lock(roster_import)
    table, bad = analysis.table, analysis.bad
    with connection.cursor() as cursor:
        pks = iter(sealing.allocate_pks(sum(1 for _, verdict, _ in analysis.good if verdict == Verdict.NEW)))
        cells = {
            number: seal_cells(row, roster_import=roster_import.pk, number=number)
            for number, row in analysis.cells()
        }
        with cursor.copy(
            "COPY roster_stagedrow (roster_import_id, number, verdict, person_id, values, before, document_type,"
            " document_sealed, document_index, joined_on, problems, cells_sealed, undone) FROM STDIN"
        ) as copy:
            for person, verdict, known in analysis.good:
                copy.write_row(_staged(roster_import.pk, person, verdict, known, pks, analysis, cells))
            for number in bad:
                copy.write_row(
                    (roster_import.pk, number, Verdict.WRONG.value, None, "{}", "{}", "", "", None, None,
                     _packed(analysis.problems[number]), cells.get(number, ""), "")
                )  # fmt: skip
    counts = {verdict.value: 0 for verdict in Verdict}
    for _, verdict, _ in analysis.good:
        counts[verdict.value] += 1
    counts[Verdict.WRONG.value] = len(bad)
    roster_import.columns = {
        "sheet": table.sheet,
        "header_row": table.header_row,
        "headings": table.headings,
        "places": table.places,
        "unknown": table.unknown,
        "left_out": [[one.number, str(one.why)] for one in table.left_out[:200]],
        "counts": counts,
        "warned": len(analysis.problems) - len(bad),
    }
    roster_import.rows_read = analysis.rows_read
    roster_import.rows_bad = len(bad)
    roster_import.rows_good = len(analysis.good)
    advance(
        roster_import,
        RosterImport.State.READY,
        TRANSITIONS,
        otherwise=Reason.NOT_READY,
        also=["columns", "rows_read", "rows_bad", "rows_good"],
    )
    Upload.objects.filter(roster_import=roster_import).delete()
    return roster_import


def _staged(
    import_id: int,
    person: Person,
    verdict: Verdict,
    known: "KnownPerson | None",
    pks: Iterator[int],
    analysis: Analysis,
    cells: dict[int, str],
) -> tuple[Any, ...]:
    document_sealed, document_index = "", None
    if known is None:
        pk = next(pks)
        values = {"name": person.name, "initials": initials(person.name), **values_of(person)}
        document_sealed = sealing.seal(person.document, model=MODEL, field="document", pk=pk)
        gives_phone = bool(person.phone)
    else:
        pk = known.pk
        values = changes(person, known)
        gives_phone = _phone_changes(person, known)
    document_index = sealing.blind_index("document", person.document)
    if gives_phone:
        values["phone_sealed"] = sealing.seal(person.phone, model=MODEL, field="phone", pk=pk)
        values["phone_index"] = sealing.blind_index("phone", person.phone).hex()
    problems = analysis.problems.get(person.number, [])
    return (
        import_id, person.number, verdict.value, pk, json.dumps(values, ensure_ascii=False), "{}", person.type,
        document_sealed, document_index, person.joined_on, _packed(problems), cells.get(person.number, ""), "",
    )  # fmt: skip


def _packed(problems: list[Problem]) -> str:
    return json.dumps([problem.packed() for problem in problems], ensure_ascii=False)
