"""Reads of the inbox: what waits for whom, what somebody was told, how it went out."""

from jiangong.foundation.inbox.queries.facets import (
    MOST,
    Mark,
    among,
    find_waiting,
    marks_waiting_for,
    page_between,
    rows_of,
)
from jiangong.foundation.inbox.queries.kinds import matter_kind, matter_kinds, message_kind, message_kinds
from jiangong.foundation.inbox.queries.messages import (
    Told,
    messages_of,
    unread,
)
from jiangong.foundation.inbox.queries.seats import holders, seat_above, seats
from jiangong.foundation.inbox.queries.waiting import (
    DUE,
    END_OF_TIME,
    Waiting,
    WaitingPage,
    count_waiting_for,
    matter_waiting_for,
    matters_of,
    matters_waiting_for,
    steps_of,
)

__all__ = [
    "DUE",
    "END_OF_TIME",
    "MOST",
    "Mark",
    "Told",
    "Waiting",
    "WaitingPage",
    "among",
    "count_waiting_for",
    "find_waiting",
    "holders",
    "marks_waiting_for",
    "matter_kind",
    "matter_kinds",
    "matter_waiting_for",
    "matters_of",
    "matters_waiting_for",
    "message_kind",
    "message_kinds",
    "messages_of",
    "page_between",
    "rows_of",
    "seat_above",
    "seats",
    "steps_of",
    "unread",
]
