"""Every write of the pages that no room owns: exports of lists, and background jobs that are tried again."""

from jiangong.web.actions.exporting import (
    MODEL,
    begin_export,
    clear_exports,
    forget,
    make_export,
    write_at_once,
)
from jiangong.web.actions.jobs import fail_abandoned, retry_job

__all__ = [
    "MODEL",
    "begin_export",
    "clear_exports",
    "fail_abandoned",
    "forget",
    "make_export",
    "retry_job",
    "write_at_once",
]
