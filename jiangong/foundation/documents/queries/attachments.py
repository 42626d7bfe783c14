"""Reading attachments: what is attached to a row, and the bytes of one."""

from typing import Any

from django.db import models

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents import storing
from jiangong.foundation.documents.models import Attachment, Document
from jiangong.foundation.documents.states import AttachmentState, Reason
from jiangong.foundation.people.sealing import Unreadable, unseal


def attachments_of(subject: models.Model, purpose: str = "") -> "models.QuerySet[Attachment]":
    """The files kept with one row, in the order they came; for one purpose if it is named. One query."""
    found = Attachment.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=subject.pk, state=AttachmentState.KEPT
    ).select_related("added_by")
    return (found.filter(purpose=purpose) if purpose else found).order_by("pk")


def attachment_visible_to(user: Any, pk: int) -> Attachment | None:
    """A kept file, if the room of what it is about lets the user see it."""
    found = (
        Attachment.objects.filter(pk=pk, state=AttachmentState.KEPT).select_related("organisation").first()
    )
    return found if found is not None and user.has_perm("documents.open_attachment", found) else None


def content_of(attachment: Attachment) -> bytes:
    """The file as it is served. Whoever shows a sealed one writes that down first (actions.open_attachment).

    Raises Refused(FILE_IS_GONE) if it is not there or was changed.
    """
    try:
        data = storing.read(attachment.stored)
        if attachment.sealed:
            key = unseal(attachment.key_sealed, model="documents.attachment", field="key", pk=attachment.pk)
            data = storing.unseal(data, bytes.fromhex(key))
    except (storing.Gone, Unreadable) as error:
        raise Refused(Reason.FILE_IS_GONE) from error
    return data


def file_of(document: Document, ending: str) -> bytes:
    """The issued file, `pdf` or `docx`. Raises Refused(FILE_IS_GONE)."""
    try:
        return storing.read(document.pdf if ending == "pdf" else document.docx)
    except storing.Gone as error:
        raise Refused(Reason.FILE_IS_GONE) from error


def is_named(stored: str) -> bool:
    """Whether any row still names these bytes."""
    return (
        Attachment.objects.filter(stored=stored).exists()
        or Document.objects.filter(models.Q(pdf=stored) | models.Q(docx=stored)).exists()
    )
