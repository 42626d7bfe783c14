"""Issue a letter: number, day, files and hashes at once, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.db import connection, models, transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.pdf import CannotPrint
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents import queries, storing
from jiangong.foundation.documents.actions.drafting import allow, draft
from jiangong.foundation.documents.formulas import number_of
from jiangong.foundation.documents.models import Document
from jiangong.foundation.documents.printing import printed, written
from jiangong.foundation.documents.states import TRANSITIONS, Reason, State, Verb
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.organisations.models import Organisation

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@transaction.atomic
def issue(
    template: str,
    organisation: Organisation,
    facts: Mapping[str, object],
    *,
    about: models.Model | None = None,
    by: User | None,
    dated: date | None = None,
) -> Document:
    """Make a letter of `organisation` from a template (by its code) and issue it, in the caller's transaction.

    `facts` fill the template's fields; what the record `about` knows need not be given again.
    Raises what `draft` and `issue_draft` raise.
    """
    return issue_draft(draft(template, organisation, facts, about=about, by=by), by=by, dated=dated)


@transaction.atomic
def issue_draft(document: Document, *, by: User | None, dated: date | None = None) -> Document:
    """Give a draft its number and day (today unless given) and make its files; from here on nothing in it changes.

    The series' row is locked until the transaction ends, and with it whoever else wants a number of this union, kind
    and year: a number that is taken back by an error is given to the next. Holds that lock for the time of printing,
    some tenths of a second. Raises Refused: NOT_A_DRAFT, FIELD_MISSING, NO_MARK, DATE_IN_OTHER_YEAR, CANNOT_PRINT.
    """
    document = lock(document)
    organisation = document.organisation
    require(by, "documents.issue", document)
    if document.state != State.DRAFT:
        raise Refused(Reason.NOT_A_DRAFT)
    found = queries.template(document.template)
    allow(found, queries.subject_of_document(document.subject_type, document.subject_id), by)
    today = timezone.localdate()
    day = dated or today
    if day > today or day.year != today.year:
        raise Refused(Reason.DATE_IN_OTHER_YEAR, day=day)
    mark = queries.mark_of(organisation)
    if mark is None:
        raise Refused(Reason.NO_MARK, organisation=organisation.name)
    queries.paper(document)  # complete? before a number is taken
    serial = _next(organisation.pk, document.kind, day.year)
    number = number_of(mark.mark, document.kind, day.year, serial)
    paper = queries.paper(document, number=number, dated=day)
    try:
        pdf = printed(paper)
    except CannotPrint as error:
        raise Refused(Reason.CANNOT_PRINT, text=error.characters) from error
    document.title = paper.letter.title
    document.year, document.serial, document.number, document.dated = day.year, serial, number, day
    document.pdf, document.docx = storing.keep(pdf), storing.keep(written(paper))
    document.issued_by, document.issued_at = by, timezone.now()
    advance(
        document,
        State.ISSUED,
        TRANSITIONS,
        otherwise=Reason.NOT_A_DRAFT,
        also=(
            "title", "year", "serial", "number", "dated", "pdf", "docx", "issued_by", "issued_at",
        ),
    )  # fmt: skip
    record(
        Verb.ISSUED,
        document,
        organisation=organisation,
        by=by,
        attribute=document.kind,
        payload={"kind": document.kind, "number": number, "pdf": document.pdf, "docx": document.docx},
    )
    return document


def _next(organisation: int, kind: str, year: int) -> int:
    """Take the next number of a series, holding it until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO documents_series AS s (organisation_id, kind, year, last) VALUES (%s, %s, %s, 1)
            ON CONFLICT (organisation_id, kind, year) DO UPDATE SET last = s.last + 1 RETURNING last
            """,
            [organisation, kind, year],
        )
        return int(cursor.fetchone()[0])
