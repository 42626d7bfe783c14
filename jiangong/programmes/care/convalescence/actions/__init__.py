"""Every write of convalescence."""

from jiangong.programmes.care.convalescence.actions.answering import (
    accept_place,
    answer_for,
    decline_place,
    give_back,
    lapse,
    lapse_due,
    take_back,
)
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
from jiangong.programmes.care.convalescence.actions.arranging import (
    add_coach,
    add_rooms,
    choose_coach,
    put_in_room,
    share_rooms_out,
)
from jiangong.programmes.care.convalescence.actions.attending import (
    call_roll,
    go_home_early,
    read_incident,
    report_incident,
    sign_in,
)
from jiangong.programmes.care.convalescence.actions.confirming import confirm_batch
from jiangong.programmes.care.convalescence.actions.copying import copy_programme
from jiangong.programmes.care.convalescence.actions.drawing import close_and_list, list_of, places_given
from jiangong.programmes.care.convalescence.actions.duties import end_duty, give_duty
from jiangong.programmes.care.convalescence.actions.finishing import correct_outcome, finish_batch
from jiangong.programmes.care.convalescence.actions.forgetting import forget
from jiangong.programmes.care.convalescence.actions.health import (
    give_health_form,
    judge_health,
    own_answers,
    read_health_form,
)
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
    create_programme,
    open_programme,
    void_programme,
)
from jiangong.programmes.care.convalescence.actions.rating import rate
from jiangong.programmes.care.convalescence.actions.writing import begin_letters, write_letter, write_letters

__all__ = [
    "RESERVABLE",
    "Ask",
    "BatchFacts",
    "PostFacts",
    "ProgrammeFacts",
    "Ticket",
    "accept_place",
    "add_coach",
    "add_rooms",
    "agree",
    "answer_for",
    "apply",
    "apply_as",
    "apply_for",
    "begin_letters",
    "call_roll",
    "change_pool",
    "change_programme",
    "change_wishes",
    "choose_coach",
    "close_and_list",
    "confirm_batch",
    "copy_programme",
    "correct_outcome",
    "create_programme",
    "decline",
    "decline_place",
    "end_duty",
    "finish_batch",
    "forget",
    "give_back",
    "give_duty",
    "give_health_form",
    "give_tickets",
    "go_home_early",
    "invite",
    "judge_health",
    "lapse",
    "lapse_due",
    "list_of",
    "note_post",
    "open_programme",
    "own_answers",
    "place_batch_at",
    "places_given",
    "put_in_room",
    "rate",
    "read_health_form",
    "read_incident",
    "recompute",
    "refuse",
    "remove_batch",
    "report_incident",
    "save_batch",
    "set_meeting",
    "share_out",
    "share_rooms_out",
    "sign_in",
    "take_back",
    "void_programme",
    "withdraw",
    "write_letter",
    "write_letters",
]
