"""Reading attachments: what is attached to a row."""

from django.db import models

from jiangong.foundation.documents.models import Attachment
from jiangong.foundation.documents.states import AttachmentState


def attachments_of(subject: models.Model, purpose: str = "") -> "models.QuerySet[Attachment]":
    """The files kept with one row, in the order they came; for one purpose if it is named. One query."""
    found = Attachment.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=subject.pk, state=AttachmentState.KEPT
    ).select_related("added_by")
    return (found.filter(purpose=purpose) if purpose else found).order_by("pk")
