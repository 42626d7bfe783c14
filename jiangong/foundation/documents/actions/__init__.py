"""Every write of documents: letters from draft to withdrawal, the unions' marks, files handed in."""

from jiangong.foundation.documents.actions.attaching import attach, open_attachment, remove_attachment, sweep
from jiangong.foundation.documents.actions.drafting import change_draft, draft, drop_draft
from jiangong.foundation.documents.actions.ending import file_scan, withdraw
from jiangong.foundation.documents.actions.forgetting import forget
from jiangong.foundation.documents.actions.issuing import issue, issue_draft
from jiangong.foundation.documents.actions.marks import set_mark

__all__ = [
    "attach",
    "change_draft",
    "draft",
    "drop_draft",
    "file_scan",
    "forget",
    "issue",
    "issue_draft",
    "open_attachment",
    "remove_attachment",
    "set_mark",
    "sweep",
    "withdraw",
]
