"""The notice on paper: what its letter is filled with, and the newest one that fits what is shown."""

from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from jiangong.foundation.clocks.states import Unit
from jiangong.foundation.documents.models import Attachment, Document
from jiangong.foundation.documents.queries import attachments_of, documents_of
from jiangong.foundation.documents.states import NUMBERED, State
from jiangong.foundation.notices.models import Notice
from jiangong.foundation.notices.queries.notices import lines_of
from jiangong.foundation.notices.states import PAPERS_PURPOSE, LineState

TEMPLATE = "notices.publicity"


def address_of(notice: Notice) -> str:
    """The public address, as printed and in the QR."""
    return settings.SITE_ADDRESS + reverse("notices:notice", args=[notice.pk])


def facts_for_letter(template: str, subject: models.Model) -> Mapping[str, object]:
    """All fields of the letter about a notice that was published; its lines as everybody sees them."""
    if not isinstance(subject, Notice) or subject.published_at is None or subject.ends_at is None:
        return {}
    standing = lines_of(subject).filter(state=LineState.STANDING)
    return {
        "title": subject.title,
        "words": subject.words,
        "since": timezone.localdate(subject.published_at),
        "until": timezone.localdate(subject.ends_at),
        "days": f"{subject.days} {Unit(subject.unit).label}",
        "source": subject.source,
        "lines": [
            [str(number), name, unit or "—"]
            for number, name, unit in standing.values_list("number", "name", "unit")
        ],
        "address": address_of(subject),
        "contact": subject.contact,
        "annexes": "\n".join(one.name for one in papers_of(subject)),
    }


def letter_of(notice: Notice) -> Document | None:
    """The newest issued letter about the list that is shown now; an earlier list's is not."""
    if notice.published_at is None:
        return None
    found = documents_of(notice).filter(
        template=TEMPLATE, state__in=sorted(NUMBERED - {State.WITHDRAWN}), issued_at__gte=notice.published_at
    )
    return found.first()


def papers_of(notice: Notice) -> "models.QuerySet[Attachment]":
    """The files everybody may read with the notice."""
    return attachments_of(notice, PAPERS_PURPOSE)
