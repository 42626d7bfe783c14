"""Every read of the roster import: what is registered already, imports and their rows, result files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.common.spreadsheets import Cell, Heading, Marked, Table, as_text, write_xlsx
from jiangong.foundation.inbox.models import Matter
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import within
from jiangong.foundation.organisations.states import OFFICERS
from jiangong.foundation.people.models import Person, RosterImport
from jiangong.foundation.people.roster.formulas import TITLES
from jiangong.foundation.people.roster.models import StagedRow
from jiangong.foundation.people.roster.sealed import unseal_cells
from jiangong.foundation.people.roster.states import MATTER, SHOWN, UNDO_FOR, Problem, Reason, Undone, Verdict
from jiangong.foundation.people.states import CURRENT

_COMPARED = (
    "sex", "born_on", "ethnicity", "education", "political_status", "occupation", "skill_level",
    "is_migrant_worker", "employment_form", "household",
)  # fmt: skip
_KNOWN = f"""
SELECT p.document_type, p.document_index, p.id, p.name, p.phone_index, coalesce(u.phone_verified, false),
       m.id, m.state, m.organisation_id, o.name, {", ".join(f"p.{field}" for field in _COMPARED)}
FROM unnest(%s::text[], %s::bytea[]) AS asked (type, index)
JOIN people_person p ON p.document_type = asked.type AND p.document_index = asked.index AND p.merged_into_id IS NULL
LEFT JOIN people_membership m ON m.person_id = p.id AND m.state = ANY(%s)
LEFT JOIN organisations_organisation o ON o.id = m.organisation_id
LEFT JOIN people_user u ON u.person_id = p.id
"""  # noqa: S608 - only our own column names


@dataclass(frozen=True)
class KnownPerson:
    """A person who is registered already, with the current membership if there is one."""

    pk: int
    name: str
    phone_index: bytes | None
    phone_verified: bool
    membership_id: int | None
    state: str
    organisation_id: int | None
    organisation_name: str
    values: dict[str, Any]


def known_persons(documents: Sequence[tuple[str, bytes]]) -> dict[tuple[str, bytes], KnownPerson]:
    """Who of these documents (type, blind index) is registered; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            _KNOWN,
            [[type for type, _ in documents], [index for _, index in documents], sorted(CURRENT)],
        )
        rows = cursor.fetchall()
    found = {}
    for type, index, pk, name, phone, verified, membership, state, organisation, where, *values in rows:
        compared = dict(zip(_COMPARED, values, strict=True))
        if compared["born_on"] is not None:
            compared["born_on"] = compared["born_on"].isoformat()
        found[type, bytes(index)] = KnownPerson(
            pk,
            name,
            None if phone is None else bytes(phone),
            verified,
            membership,
            state or "",
            organisation,
            where or "",
            compared,
        )
    return found


def waiting_of(user: Any) -> int:
    """How many imports of this user are being read or wait for confirmation."""
    return RosterImport.objects.filter(
        by=user, state__in=[RosterImport.State.READING, RosterImport.State.READY]
    ).count()


def roster_imports_visible_to(user: Any) -> "QuerySet[RosterImport]":
    """Imports into unions the user is an officer of, or of one above; newest last."""
    return RosterImport.objects.filter(within(user, OFFICERS, "organisation__")).select_related(
        "organisation", "by__person"
    )


def waiting_for_correction(organisation: Organisation) -> list[RosterImport]:
    """Imports into this union whose left-out rows wait to be corrected."""
    open_ones = Matter.objects.filter(kind=MATTER, organisation=organisation, closed_at__isnull=True)
    return list(RosterImport.objects.filter(pk__in=list(open_ones.values_list("subject_id", flat=True))))


def undo_until(roster_import: RosterImport) -> datetime | None:
    """Until when the import can be taken back; None when it cannot (any more)."""
    if roster_import.state != RosterImport.State.DONE or roster_import.finished_at is None:
        return None
    until = roster_import.finished_at + UNDO_FOR
    return until if until > timezone.now() else None


@dataclass(frozen=True)
class ShownCell:
    text: str
    problem: str
    stops: bool


@dataclass(frozen=True)
class ShownRow:
    """A row with problems as the page shows it: the file's own row, each cell with what is wrong with it."""

    number: int
    cells: list[ShownCell]
    reasons: list[str]
    stops: bool
    person: int | None = None  # the number of the registered person it is about, if there is one


def _problems(row: StagedRow) -> list[Problem]:
    return [Problem.unpacked(packed) for packed in row.problems]


def shown_rows(roster_import: RosterImport) -> list[ShownRow]:
    """Up to SHOWN rows with problems: those that stop first, then those that only leave a cell out; one query."""
    staged = StagedRow.objects.filter(roster_import=roster_import).annotate(
        registered=Exists(Person.objects.filter(pk=OuterRef("person_id")))
    )
    rows = staged.filter(verdict=Verdict.WRONG).annotate(place=Value(0)).order_by("number")[:SHOWN]
    left = SHOWN - roster_import.rows_bad
    if left > 0 and roster_import.columns["warned"]:
        warned = staged.exclude(verdict=Verdict.WRONG).exclude(problems=[]).annotate(place=Value(1))
        rows = rows.union(warned.order_by("number")[:left], all=True).order_by("place", "number")
    return [_shown(roster_import, row) for row in rows]


def _shown(roster_import: RosterImport, row: StagedRow) -> ShownRow:
    texts = unseal_cells(row.cells_sealed, roster_import=roster_import.pk, number=row.number)
    places: dict[str, int] = roster_import.columns["places"]
    marks: dict[int, Problem] = {}
    reasons = []
    for problem in _problems(row):
        reasons.append(reason_text(roster_import, problem))
        place = places.get(problem.column)
        if place is not None and (place not in marks or problem.stops):
            marks[place] = problem
    width = len(roster_import.columns["headings"])
    cells = [
        ShownCell(
            text,
            marks[place].what if place in marks else "",
            place in marks and marks[place].stops,
        )
        for place, text in enumerate((texts + [""] * width)[:width])
    ]
    person = row.person_id if getattr(row, "registered", False) else None
    return ShownRow(row.number, cells, reasons, row.verdict == Verdict.WRONG, person)


def reason_text(roster_import: RosterImport, problem: Problem) -> str:
    """“身份证号”：what is wrong。what to do。 with the file's own heading."""
    places: dict[str, int] = roster_import.columns["places"]
    headings: list[str] = roster_import.columns["headings"]
    place = places.get(problem.column)
    heading = headings[place] if place is not None else TITLES[problem.column]
    return _("“%(heading)s”：%(text)s") % {"heading": heading, "text": problem.text}


def has_result(roster_import: RosterImport) -> bool:
    """Whether there is anything to put into a result file (rows with problems, or kept by taking back)."""
    return StagedRow.objects.filter(roster_import=roster_import).exclude(problems=[], undone="").exists()


def result_headings(roster_import: RosterImport) -> list[Heading]:
    """The file's own columns with the reason in front, so that it can be corrected and uploaded again as it is."""
    return _own_headings(roster_import.columns["headings"])


def _own_headings(headings: list[str]) -> list[Heading]:
    return [
        Heading(_("原文件行号"), 10),
        Heading(_("结果"), 16),
        Heading(_("原因和办法"), 60),
        # not law: the width of a column
        *(Heading(heading, 20 if len(heading) > 3 else 12, text=True) for heading in headings),
    ]


def result_notes(roster_import: RosterImport) -> list[str]:
    """Two lines above the table: what this is, and that it holds personal data."""
    return [
        _("花名册“%(file)s”导入“%(organisation)s”：读取 %(read)s 行，可导入 %(good)s 行，待更正 %(bad)s 行。")
        % {
            "file": roster_import.file_name,
            "organisation": roster_import.organisation.name,
            "read": roster_import.rows_read,
            "good": roster_import.rows_good,
            "bad": roster_import.rows_bad,
        },
        _("下表只列有问题的行，红色格子请更正；改好后可以直接上传本文件。本文件含个人信息，用完请删除。"),
    ]


def result_rows(roster_import: RosterImport) -> Iterator[list[Any]]:
    """Rows with problems, their own cells as uploaded, wrong ones marked; read in pieces.

    Raises Refused(RESULT_GONE) when 24 hours are over and the rows are deleted.
    """
    rows = StagedRow.objects.filter(roster_import=roster_import).exclude(problems=[], undone="")
    if roster_import.rows_read and not StagedRow.objects.filter(roster_import=roster_import).exists():
        raise Refused(Reason.RESULT_GONE)
    return _result_rows(roster_import, rows)


def _result_rows(roster_import: RosterImport, rows: "QuerySet[StagedRow]") -> Iterator[list[Any]]:
    for row in rows.order_by("number").iterator(chunk_size=2_000):
        shown = _shown(roster_import, row)
        if row.undone in (Undone.USED, Undone.CHANGED):
            outcome = row.get_undone_display()
        elif shown.stops:
            outcome = _("未导入")
        else:
            outcome = _("可导入，有提示")
        yield [
            row.number,
            str(outcome),
            "\n".join(shown.reasons),
            *(Marked(cell.text) if cell.problem else cell.text for cell in shown.cells),
        ]


def people_in_result(roster_import: RosterImport) -> list[int]:
    """The registered persons among the rows with problems; the others are known to nobody but the file."""
    rows = StagedRow.objects.filter(roster_import=roster_import, person_id__isnull=False)
    rows = rows.exclude(problems=[], undone="")
    return list(Person.objects.filter(pk__in=rows.values("person_id")).values_list("pk", flat=True))


def report(
    target: Path, table: Table, problems: Mapping[int, Sequence[Problem]], known: Mapping[int, list[Cell]]
) -> int:
    """The result file of a table that is judged but not staged: the rows with problems, as `result_rows` has them.

    `known` are the cells the judge kept; the others are taken from the table once more.
    """
    others = dict(table.cells(problems.keys() - known.keys()))

    def rows() -> Iterator[list[Any]]:
        for number in sorted(problems):
            cells = known[number] if number in known else others[number]
            found = problems[number]
            marked = {table.places[one.column] for one in found if one.column in table.places}
            texts = map(as_text, cells)
            yield [
                number,
                _("未导入") if any(one.stops for one in found) else _("可导入，有提示"),
                "\n".join(one.text for one in found),
                *(Marked(text) if place in marked else text for place, text in enumerate(texts)),
            ]

    return write_xlsx(target, _own_headings(table.headings), rows())


def kept_by_undo(roster_import: RosterImport) -> int:
    """Rows that taking back left in place, because they were used or changed since."""
    return StagedRow.objects.filter(
        roster_import=roster_import, undone__in=[Undone.USED, Undone.CHANGED]
    ).count()
