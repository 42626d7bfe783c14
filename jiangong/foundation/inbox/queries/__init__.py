"""Reads of the inbox: what waits for whom, what somebody was told, how it went out."""

from jiangong.foundation.inbox.queries.delegations import (
    colleagues,
    delegations_visible_to,
    fit_to_stand_in,
    offices_to_lend,
    running_today,
)
from jiangong.foundation.inbox.queries.deliveries import (
    Standing,
    channels_with_work,
    deliveries_in,
    delivery_in_full,
    sent_for,
    standings,
)
from jiangong.foundation.inbox.queries.kinds import matter_kind, matter_kinds, message_kind, message_kinds
from jiangong.foundation.inbox.queries.messages import Told, messages_of, told, unread
from jiangong.foundation.inbox.queries.reaching import Reach, preference_of
from jiangong.foundation.inbox.queries.seats import holders, holds_a_role_on_the_line, seat_above, seats
from jiangong.foundation.inbox.queries.waiting import (
    DUE,
    END_OF_TIME,
    Waiting,
    WaitingPage,
    about,
    colleagues_for,
    count_waiting_for,
    fit_to_receive,
    matter_waiting_for,
    matters_of,
    matters_waiting_for,
    steps_of,
)

__all__ = [
    "DUE",
    "END_OF_TIME",
    "Reach",
    "Standing",
    "Told",
    "Waiting",
    "WaitingPage",
    "about",
    "channels_with_work",
    "colleagues",
    "colleagues_for",
    "count_waiting_for",
    "delegations_visible_to",
    "deliveries_in",
    "delivery_in_full",
    "fit_to_receive",
    "fit_to_stand_in",
    "holders",
    "holds_a_role_on_the_line",
    "matter_kind",
    "matter_kinds",
    "matter_waiting_for",
    "matters_of",
    "matters_waiting_for",
    "message_kind",
    "message_kinds",
    "messages_of",
    "offices_to_lend",
    "preference_of",
    "running_today",
    "seat_above",
    "seats",
    "sent_for",
    "standings",
    "steps_of",
    "told",
    "unread",
]
