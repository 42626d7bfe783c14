"""Reading documents: lists within one's reach, one letter, what a paper copy is checked against."""

from typing import Any

from django.db import models
from django.db.models import Q

from jiangong.foundation.documents.models import AgencyMark, Document
from jiangong.foundation.documents.states import NUMBERED, READERS, Kind, State
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import at_or_below, within


def documents_of(subject: models.Model) -> "models.QuerySet[Document]":
    """The letters made from one row, newest first, without what was dropped. One query."""
    return (
        Document.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
        .exclude(state=State.DROPPED)
        .select_related("organisation")
        .order_by("-pk")
    )


def documents_visible_to(user: Any) -> "models.QuerySet[Document]":
    """All documents of unions that the user's offices reach; the same rule as documents.view."""
    return (
        Document.objects.filter(within(user, READERS, "organisation__"))
        .select_related("organisation")
        .order_by("-pk")
    )


def document_visible_to(user: Any, pk: int) -> Document | None:
    """One of those, with what its page shows."""
    return (
        documents_visible_to(user)
        .select_related("organisation", "signed_scan", "drafted_by", "issued_by", "withdrawn_by")
        .filter(pk=pk)
        .first()
    )


def documents_at(
    user: Any, organisation: Organisation, *, kind: str = "", state: str = "", year: str = "", words: str = ""
) -> "models.QuerySet[Document]":
    """The documents of one union and those below it, by the filters of the address; what makes no sense filters nothing."""
    found = documents_visible_to(user).filter(at_or_below(organisation, "organisation__"))
    found = found.filter(state=state) if state in State.values else found.exclude(state=State.DROPPED)
    if kind in Kind.values:
        found = found.filter(kind=kind)
    if year.isdecimal() and len(year) == 4:  # not law: how a year is written
        found = found.filter(year=int(year))
    if words.strip():
        found = found.filter(Q(title__contains=words.strip()) | Q(number__contains=words.strip()))
    return found


def mark_of(organisation: Organisation) -> AgencyMark | None:
    """The union's present 机关代字."""
    return AgencyMark.objects.filter(organisation=organisation, until__isnull=True).first()


def marks_of(organisation: Organisation) -> "models.QuerySet[AgencyMark]":
    """All marks the union ever had, the present one first."""
    return AgencyMark.objects.filter(organisation=organisation).select_related("set_by").order_by("-since")


def document_by_code(code: str) -> Document | None:
    """The numbered document that a QR leads to."""
    return Document.objects.filter(code=code, state__in=NUMBERED).select_related("organisation").first()


def document_by_number(number: str, code: str) -> Document | None:
    """The numbered document with this number, if the code printed on it is the one given.

    Brackets of any width, spaces and letters typed for signs are taken as they are meant.
    """
    wanted = "".join(number.split()).translate(str.maketrans("[]()（）【】", "〔〕〔〕〔〕〔〕"))
    return (
        Document.objects.filter(number=wanted, code=code.strip(), state__in=NUMBERED)
        .select_related("organisation")
        .first()
    )
