"""Every write of convalescence."""

from jiangong.programmes.care.convalescence.actions.applying import (
    Ask,
    Ticket,
    apply,
    apply_as,
    apply_for,
    give_tickets,
)
from jiangong.programmes.care.convalescence.actions.applying.changing import (
    agree,
    change_wishes,
    decline,
    invite,
    recompute,
    refuse,
    withdraw,
)
from jiangong.programmes.care.convalescence.actions.drawing import close_and_list, list_of, places_given
from jiangong.programmes.care.convalescence.actions.forgetting import forget
from jiangong.programmes.care.convalescence.actions.planning import (
    RESERVABLE,
    BatchFacts,
    change_pool,
    place_batch_at,
    remove_batch,
    save_batch,
    set_meeting,
    share_out,
)
from jiangong.programmes.care.convalescence.actions.posts import PostFacts, note_post
from jiangong.programmes.care.convalescence.actions.programmes import (
    ProgrammeFacts,
    change_programme,
    copy_programme,
    create_programme,
    open_programme,
    void_programme,
)

__all__ = [
    "RESERVABLE",
    "Ask",
    "BatchFacts",
    "PostFacts",
    "ProgrammeFacts",
    "Ticket",
    "agree",
    "apply",
    "apply_as",
    "apply_for",
    "change_pool",
    "change_programme",
    "change_wishes",
    "close_and_list",
    "copy_programme",
    "create_programme",
    "decline",
    "forget",
    "give_tickets",
    "invite",
    "list_of",
    "note_post",
    "open_programme",
    "place_batch_at",
    "places_given",
    "recompute",
    "refuse",
    "remove_batch",
    "save_batch",
    "set_meeting",
    "share_out",
    "void_programme",
    "withdraw",
]
