"""Reads for the pages that no room owns: what several rooms know about one person or one union, side by side."""

from jiangong.web.queries.due import DueList, Group, Peek, Row, due_list, peek, rows_chosen
from jiangong.web.queries.entries import Entry, entries
from jiangong.web.queries.finding import Found, Hits, find, organisations_to_switch_to
from jiangong.web.queries.worker import WorkerHome, worker_home

__all__ = [
    "DueList",
    "Entry",
    "Found",
    "Group",
    "Hits",
    "Peek",
    "Row",
    "WorkerHome",
    "due_list",
    "entries",
    "find",
    "organisations_to_switch_to",
    "peek",
    "rows_chosen",
    "worker_home",
]
