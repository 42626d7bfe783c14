"""Every read of documents and attachments."""

from jiangong.foundation.documents.queries.attachments import (
    attachment_visible_to,
    attachments_of,
    content_of,
    file_of,
    is_named,
)
from jiangong.foundation.documents.queries.audited import facts_for_audit
from jiangong.foundation.documents.queries.documents import (
    document_by_code,
    document_by_number,
    document_visible_to,
    documents_at,
    documents_of,
    documents_visible_to,
    mark_of,
    marks_of,
)
from jiangong.foundation.documents.queries.papers import address_of, paper
from jiangong.foundation.documents.queries.purposes import (
    organisation_of,
    person_of,
    purpose_for,
    purposes,
    subject_of,
)
from jiangong.foundation.documents.queries.records import known, subject_of_document
from jiangong.foundation.documents.queries.templates import template, templates

__all__ = [
    "address_of",
    "attachment_visible_to",
    "attachments_of",
    "content_of",
    "document_by_code",
    "document_by_number",
    "document_visible_to",
    "documents_at",
    "documents_of",
    "documents_visible_to",
    "facts_for_audit",
    "file_of",
    "is_named",
    "known",
    "mark_of",
    "marks_of",
    "organisation_of",
    "paper",
    "person_of",
    "purpose_for",
    "purposes",
    "subject_of",
    "subject_of_document",
    "template",
    "templates",
]
