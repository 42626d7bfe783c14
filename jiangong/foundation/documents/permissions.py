"""Who may do what with documents: officers of the issuing union and of those above it. Attachments ask their purpose."""

from typing import Any

import rules
from django.apps import apps

from jiangong.foundation.documents.models import Attachment, Document
from jiangong.foundation.documents.queries.purposes import purposes, subject_of
from jiangong.foundation.documents.states import READERS
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import holds
from jiangong.foundation.organisations.states import OFFICERS


@rules.predicate
def writes_for(user: Any, organisation: Organisation | None) -> bool:
    """An officer of this union or of one above it."""
    return organisation is not None and holds(user, OFFICERS, organisation)


@rules.predicate
def reads_of(user: Any, organisation: Organisation | None) -> bool:
    """An officer or auditor of this union or of one above it."""
    return organisation is not None and holds(user, READERS, organisation)


@rules.predicate
def reads(user: Any, document: Document | None) -> bool:
    """An officer or auditor of the issuing union or of one above it."""
    return document is not None and holds(user, READERS, document.organisation)


@rules.predicate
def handles(user: Any, document: Document | None) -> bool:
    """An officer of the issuing union or of one above it."""
    return document is not None and holds(user, OFFICERS, document.organisation)


@rules.predicate
def sees_attachment(user: Any, attachment: Attachment | None) -> bool:
    """Whoever holds the permission that the attachment's purpose names, over the row it is about."""
    purpose = purposes().get(attachment.purpose) if attachment is not None else None
    if attachment is None or purpose is None:
        return False
    subject = subject_of(apps.get_model(purpose.model), attachment.subject_id)
    return subject is not None and bool(user.has_perm(purpose.see, subject))


rules.add_perm("documents.list", reads_of)  # over a union: its documents
rules.add_perm("documents.draft", writes_for)  # over the union in whose name it is written
rules.add_perm("documents.set_mark", writes_for)
rules.add_perm("documents.view", reads)
rules.add_perm("documents.change", handles)
rules.add_perm("documents.issue", handles)
rules.add_perm("documents.file_scan", handles)
rules.add_perm("documents.withdraw", handles)
rules.add_perm("documents.open_attachment", sees_attachment)
