"""Reading documents."""

from django.db import models

from jiangong.foundation.documents.models import Document
from jiangong.foundation.documents.states import State


def documents_of(subject: models.Model) -> "models.QuerySet[Document]":
    """The letters made from one row, newest first, without what was dropped. One query."""
    return (
        Document.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
        .exclude(state=State.DROPPED)
        .select_related("organisation")
        .order_by("-pk")
    )
