"""Take a file that somebody hands in, show it, take it away: checked by what it is, kept by the hash of its bytes."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import IO, TYPE_CHECKING

from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.attaching import Purpose
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents import queries, storing
from jiangong.foundation.documents.checking import File, check
from jiangong.foundation.documents.checking.scanning import scanned
from jiangong.foundation.documents.models import Attachment
from jiangong.foundation.documents.states import (
    ATTACHMENT_TRANSITIONS,
    AttachmentState,
    Reason,
    Scan,
    Verb,
)
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people.readlog import actions as readlog
from jiangong.foundation.people.sealing import seal
from jiangong.foundation.people.states import Looked

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User

LEFT_ALONE = 24 * 3600  # seconds for which bytes that no row names are left: their row may be about to come


def attach(
    file: IO[bytes] | bytes, about: models.Model, *, by: User | None, purpose: str, name: str = ""
) -> Attachment:
    """Check a file and keep it with the row `about` for a purpose that a room declares (common/attaching.py).

    `name` is what the file was called; an uploaded file knows its own. The file is read, judged and scanned before the
    row is locked. Raises Refused: NO_PURPOSE, NOT_PERMITTED, TOO_MANY_FILES, and Checked.… for what is wrong with the file.
    """
    found = queries.purpose_for(purpose, about)
    require(by, found.add, about)
    data = file if isinstance(file, bytes) else file.read(found.most_bytes + 1)
    checked = check(
        data,
        name or str(getattr(file, "name", "") or ""),
        accepts=found.accepts,
        most_bytes=found.most_bytes,
    )
    return _keep(checked, scanned(data), about, found, by)


@transaction.atomic
def _keep(file: File, scan: Scan, about: models.Model, purpose: Purpose, by: User | None) -> Attachment:
    about = lock(about)
    require(by, purpose.add, about)
    if queries.attachments_of(about, purpose.code).count() >= purpose.most:
        raise Refused(Reason.TOO_MANY_FILES, most=purpose.most)
    organisation = queries.organisation_of(purpose, about)
    made = Attachment(
        pk=_next_number(),
        purpose=purpose.code,
        subject_type=about._meta.label_lower,
        subject_id=about.pk,
        organisation=organisation,
        name=file.name,
        media_type=file.media_type,
        size=len(file.data),
        changed=file.changed,
        scan=scan,
        sealed=purpose.sensitive,
        added_by=by,
    )
    if purpose.sensitive:
        sealed, key = storing.seal(file.data)
        made.key_sealed = seal(key.hex(), model="documents.attachment", field="key", pk=made.pk)
        made.stored = storing.keep(sealed)
    else:
        made.stored = made.sha256 = storing.keep(file.data)
    made.save(force_insert=True)
    record(
        Verb.ATTACHED,
        made,
        organisation=organisation,
        by=by,
        attribute=purpose.code,
        payload={"purpose": purpose.code, "stored": made.stored},
    )
    return made


def open_attachment(attachment: Attachment, *, by: User) -> bytes:
    """The file, for one who may see it. Of a sensitive one about a person a look is committed first that the person reads.

    If the look cannot be written, nothing is shown. Raises Refused: NOT_PERMITTED, NOT_KEPT, FILE_IS_GONE.
    """
    require(by, "documents.open_attachment", attachment)
    if attachment.state != AttachmentState.KEPT:
        raise Refused(Reason.NOT_KEPT)
    purpose = queries.purposes()[attachment.purpose]
    subject = queries.subject_of(apps.get_model(purpose.model), attachment.subject_id)
    person = queries.person_of(purpose, subject) if subject is not None else None
    if purpose.sensitive and person is not None and person.pk != by.person_id:
        readlog.look(
            person,
            Looked.RECORD,
            purpose=f"{purpose.title}：附件 {attachment.pk}",
            by=by,
            organisation=attachment.organisation,
        )
    return queries.content_of(attachment)


@transaction.atomic
def remove_attachment(attachment: Attachment, *, reason: str, by: User | None) -> Attachment:
    """Take a file away; that it was there, and why it went, stays. Raises Refused: CANNOT_REMOVE, REASON_MISSING, NOT_KEPT."""
    attachment = lock(attachment)
    purpose = queries.purposes()[attachment.purpose]
    if not purpose.remove:
        raise Refused(Reason.CANNOT_REMOVE)
    require(by, purpose.remove, queries.subject_of(apps.get_model(purpose.model), attachment.subject_id))
    if not reason.strip():
        raise Refused(Reason.REASON_MISSING)
    let_go(attachment, reason=reason, by=by)
    record(
        Verb.REMOVED,
        attachment,
        organisation=attachment.organisation,
        by=by,
        attribute=purpose.code,
        payload={"purpose": purpose.code},
    )
    return attachment


def let_go(attachment: Attachment, *, reason: str, by: User | None) -> None:
    """Empty a locked row of its file, in the caller's transaction; the bytes go once that is committed, unless others name them."""
    stored = attachment.stored
    attachment.stored = attachment.sha256 = attachment.key_sealed = ""
    attachment.removed_by, attachment.removed_at = by, timezone.now()
    attachment.removed_reason = reason.strip()[:200]
    advance(
        attachment,
        AttachmentState.REMOVED,
        ATTACHMENT_TRANSITIONS,
        otherwise=Reason.NOT_KEPT,
        also=("stored", "sha256", "key_sealed", "removed_by", "removed_at", "removed_reason"),
    )
    transaction.on_commit(lambda: _drop(stored), robust=True)


def sweep(*, now: float | None = None) -> int:
    """Delete bytes that no row has named for a day (an upload that was broken off); return how many files that were."""
    late, gone = (now or time.time()) - LEFT_ALONE, 0
    for path in sorted(storing.root().glob("??/*")):
        with suppress(FileNotFoundError):
            stored = path.parent.name + path.name
            if path.stat().st_mtime < late and (path.name.startswith(".") or not queries.is_named(stored)):
                path.unlink()
                gone += 1
    return gone


def _drop(stored: str) -> None:
    if not queries.is_named(stored):
        storing.drop(stored)


def _next_number() -> int:
    """An unused id of Attachment: sealing needs it before the row is written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('documents_attachment', 'id'))")
        return int(cursor.fetchone()[0])
