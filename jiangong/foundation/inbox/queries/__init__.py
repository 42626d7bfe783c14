"""Reads of the inbox: what waits for whom, what somebody was told, how it went out."""

from jiangong.foundation.inbox.queries.deliveries import channels_with_work
from jiangong.foundation.inbox.queries.kinds import matter_kind, matter_kinds, message_kind, message_kinds
from jiangong.foundation.inbox.queries.messages import (
    Told,
    messages_of,
    unread,
)
from jiangong.foundation.inbox.queries.reaching import Reach
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
    "Reach",
    "Told",
    "Waiting",
    "WaitingPage",
    "channels_with_work",
    "count_waiting_for",
    "holders",
    "matter_kind",
    "matter_kinds",
    "matter_waiting_for",
    "matters_of",
    "matters_waiting_for",
    "message_kind",
    "message_kinds",
    "messages_of",
    "seat_above",
    "seats",
    "steps_of",
    "unread",
]
