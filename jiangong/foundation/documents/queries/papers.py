"""What stands on a letter's paper: filled from what is kept, the same each time."""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from jiangong.foundation.documents.formulas import filled
from jiangong.foundation.documents.models import Document
from jiangong.foundation.documents.printing import Paper, paper_of
from jiangong.foundation.documents.queries.templates import template


def address_of(document: Document) -> str:
    """Where anybody can see whether a paper copy is valid."""
    return settings.SITE_ADDRESS.rstrip("/") + reverse("documents:check", args=[document.code])


def paper(document: Document, *, number: str = "", dated: date | None = None) -> Paper:
    """The paper of a document, or of a draft as it stands (with the number it is about to get, if given).

    Raises Refused(FIELD_MISSING) where the draft is not complete.
    """
    letter = filled(template(document.template), document.facts, organisation=document.organisation.name)
    number = number or document.number
    return paper_of(
        letter,
        number=number,
        dated=dated or document.dated or timezone.localdate(),
        code=document.code if number else "",
        address=address_of(document) if number else "",
    )
