"""Every write of documents: letters from draft to withdrawal, the unions' marks, files handed in."""

from jiangong.foundation.documents.actions.attaching import attach
from jiangong.foundation.documents.actions.issuing import issue

__all__ = ["attach", "issue"]
