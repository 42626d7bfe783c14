"""Write a letter: a draft with whatever is known already, changed until it is issued or dropped."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import models, transaction

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents import queries
from jiangong.foundation.documents.formulas import Template
from jiangong.foundation.documents.formulas.filling import clean, title_of
from jiangong.foundation.documents.models import Document
from jiangong.foundation.documents.states import TRANSITIONS, Reason, State
from jiangong.foundation.organisations.models import Organisation

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@transaction.atomic
def draft(
    template: str,
    organisation: Organisation,
    facts: Mapping[str, object],
    *,
    about: models.Model | None = None,
    by: User | None,
) -> Document:
    """Begin a letter of `organisation` from a template; what the record `about` knows is filled in, `facts` go before.

    Raises Refused: NO_TEMPLATE, WRONG_SUBJECT, UNKNOWN_FIELD, WRONG_VALUE. Fields may still be empty.
    """
    found = queries.template(template)
    require(by, "documents.draft", organisation)
    allow(found, about, by)
    given = clean(found, facts)
    kept = {**clean(found, queries.known(found, about)), **given}
    return Document.objects.create(
        organisation=organisation,
        template=found.code,
        kind=found.kind,
        subject_type=about._meta.label_lower if about is not None else "",
        subject_id=about.pk if about is not None else None,
        title=title_of(found, kept),
        facts=kept,
        code=secrets.token_urlsafe(16),
        drafted_by=by,
    )


@transaction.atomic
def change_draft(document: Document, facts: Mapping[str, object], *, by: User | None) -> Document:
    """Put these facts in the place of all that the draft had. Raises Refused: NOT_A_DRAFT, UNKNOWN_FIELD, WRONG_VALUE."""
    document = lock(document)
    require(by, "documents.change", document)
    if document.state != State.DRAFT:
        raise Refused(Reason.NOT_A_DRAFT)
    found = queries.template(document.template)
    document.facts = clean(found, facts)
    document.title = title_of(found, document.facts)
    document.save(update_fields=["facts", "title"])
    return document


@transaction.atomic
def drop_draft(document: Document, *, by: User | None) -> Document:
    """Give a draft up. Raises Refused(NOT_A_DRAFT)."""
    document = lock(document)
    require(by, "documents.change", document)
    advance(document, State.DROPPED, TRANSITIONS, otherwise=Reason.NOT_A_DRAFT)
    return document


def allow(template: Template, about: models.Model | None, by: User | None) -> None:
    """Refuse a template on a record of another kind, or to those whom the record's room does not let write about it."""
    label = about._meta.label_lower if about is not None else ""
    if template.about and template.about.lower() != label:
        raise Refused(Reason.WRONG_SUBJECT, title=template.name)
    if template.permission and about is not None:
        require(by, template.permission, about)
