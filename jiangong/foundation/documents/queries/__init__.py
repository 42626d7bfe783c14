"""Every read of documents and attachments."""

from jiangong.foundation.documents.queries.attachments import attachments_of
from jiangong.foundation.documents.queries.documents import documents_of

__all__ = ["attachments_of", "documents_of"]
