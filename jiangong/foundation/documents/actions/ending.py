"""What happens to a letter after its issue: the signed scan comes back, or it is withdrawn."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents.actions.attaching import attach
from jiangong.foundation.documents.models import Document
from jiangong.foundation.documents.states import SIGNED_SCAN, TRANSITIONS, Reason, State, Verb
from jiangong.foundation.ledger.actions import record

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


def file_scan(document: Document, file: IO[bytes] | bytes, *, by: User | None, name: str = "") -> Document:
    """Keep the signed and sealed paper with the letter; a later scan takes the place of an earlier one, which stays kept.

    Raises Refused(NOT_ISSUED), and what `attach` raises for the file.
    """
    if document.state not in (State.ISSUED, State.SIGNED):
        raise Refused(Reason.NOT_ISSUED)
    with transaction.atomic():
        scan = attach(file, document, by=by, purpose=SIGNED_SCAN, name=name)
        document = lock(document)
        if document.state not in (State.ISSUED, State.SIGNED):  # withdrawn meanwhile
            raise Refused(Reason.NOT_ISSUED)
        first = document.signed_scan_id is None
        document.signed_scan = scan
        document.save(update_fields=["signed_scan"])
        if document.state == State.ISSUED:
            advance(document, State.SIGNED, TRANSITIONS, otherwise=Reason.NOT_ISSUED)
        record(
            Verb.SIGNED,
            document,
            organisation=document.organisation,
            by=by,
            quantity=1 if first else 0,
            payload={"number": document.number, "scan": scan.stored},
        )
        return document


@transaction.atomic
def withdraw(document: Document, *, reason: str, by: User | None) -> Document:
    """Take an issued letter back, for a reason that the public page shows not, but the file keeps.

    Its number stays given out. Raises Refused: REASON_MISSING, NOT_ISSUED.
    """
    document = lock(document)
    require(by, "documents.withdraw", document)
    if not reason.strip():
        raise Refused(Reason.REASON_MISSING)
    document.withdrawn_by, document.withdrawn_at = by, timezone.now()
    document.withdrawn_reason = reason.strip()[:200]
    advance(
        document,
        State.WITHDRAWN,
        TRANSITIONS,
        otherwise=Reason.NOT_ISSUED,
        also=("withdrawn_by", "withdrawn_at", "withdrawn_reason"),
    )
    record(
        Verb.WITHDRAWN,
        document,
        organisation=document.organisation,
        by=by,
        attribute=document.kind,
        payload={
            "kind": document.kind,
            "number": document.number,
            "pdf": document.pdf,
            "docx": document.docx,
        },
    )
    return document
