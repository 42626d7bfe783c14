"""Every write of competitions, one function per verb."""

from jiangong.programmes.competitions.actions.appealing import (
    answer_appeal,
    file_appeal,
    take_appeal,
)
from jiangong.programmes.competitions.actions.checking_in import (
    check_in,
    print_card,
)
from jiangong.programmes.competitions.actions.computing import (
    open_layer,
    seal_sheet,
)
from jiangong.programmes.competitions.actions.confirming import (
    confirm_contest,
    finish_appeals,
)
from jiangong.programmes.competitions.actions.contests import (
    ContestFacts,
    cancel_contest,
    change_contest,
    close_entries,
    copy_contest,
    create_contest,
    open_entries,
)
from jiangong.programmes.competitions.actions.drawing import (
    draw_layer,
    make_ready,
)
from jiangong.programmes.competitions.actions.entering import (
    Wish,
    enter,
    enter_colleagues,
    name_leader,
)
from jiangong.programmes.competitions.actions.examining import (
    accept_entry,
    refuse_entry,
    withdraw_entry,
)
from jiangong.programmes.competitions.actions.filing import (
    file_contest,
)
from jiangong.programmes.competitions.actions.forgetting import (
    forget,
)
from jiangong.programmes.competitions.actions.honouring import (
    decide_promotion,
    issue_honour,
    propose_honours,
    revoke_honour,
    submit_promotion,
)
from jiangong.programmes.competitions.actions.honours_at_once import (
    decide_promotions,
    issue_honours,
    submit_promotions,
)
from jiangong.programmes.competitions.actions.issuing import (
    begin_issuing,
    issue_batch,
    picture_of_honour,
    print_honour,
)
from jiangong.programmes.competitions.actions.light import (
    begin_light,
    start_light,
)
from jiangong.programmes.competitions.actions.marking import (
    Sent,
    correct_mark,
    recuse,
    send_marks,
    start_contest,
)
from jiangong.programmes.competitions.actions.offices import (
    Asked,
    declare_relation,
    end_office,
    give_office,
    give_offices,
    set_bench,
)
from jiangong.programmes.competitions.actions.photographing import (
    send_photo,
)
from jiangong.programmes.competitions.actions.recording import (
    call_roll,
    note_breach,
    note_fact,
    note_incident,
    note_standing,
)
from jiangong.programmes.competitions.actions.records import (
    confirm_benefit,
    record_qualification,
    report_benefit,
)
from jiangong.programmes.competitions.actions.rejudging import (
    Change,
    apply_rejudging,
    effect_of,
    prepare_rejudging,
    refuse_rejudging,
)
from jiangong.programmes.competitions.actions.schemes import (
    preset,
    save_scheme,
    use_preset,
)
from jiangong.programmes.competitions.actions.seasons import (
    add_battlefield,
    close_season,
    open_season,
    save_trades,
)
from jiangong.programmes.competitions.actions.theory import (
    admit_entrants,
    grant_minutes,
    note_absences,
    prepare_theory_rejudging,
    sitting_marked,
    take_scores,
)

__all__ = [
    "Asked",
    "Change",
    "ContestFacts",
    "Sent",
    "Wish",
    "accept_entry",
    "add_battlefield",
    "admit_entrants",
    "answer_appeal",
    "apply_rejudging",
    "begin_issuing",
    "begin_light",
    "call_roll",
    "cancel_contest",
    "change_contest",
    "check_in",
    "close_entries",
    "close_season",
    "confirm_benefit",
    "confirm_contest",
    "copy_contest",
    "correct_mark",
    "create_contest",
    "decide_promotion",
    "decide_promotions",
    "declare_relation",
    "draw_layer",
    "effect_of",
    "end_office",
    "enter",
    "enter_colleagues",
    "file_appeal",
    "file_contest",
    "finish_appeals",
    "forget",
    "give_office",
    "give_offices",
    "grant_minutes",
    "issue_batch",
    "issue_honour",
    "issue_honours",
    "make_ready",
    "name_leader",
    "note_absences",
    "note_breach",
    "note_fact",
    "note_incident",
    "note_standing",
    "open_entries",
    "open_layer",
    "open_season",
    "picture_of_honour",
    "prepare_rejudging",
    "prepare_theory_rejudging",
    "preset",
    "print_card",
    "print_honour",
    "propose_honours",
    "record_qualification",
    "recuse",
    "refuse_entry",
    "refuse_rejudging",
    "report_benefit",
    "revoke_honour",
    "save_scheme",
    "save_trades",
    "seal_sheet",
    "send_marks",
    "send_photo",
    "set_bench",
    "sitting_marked",
    "start_contest",
    "start_light",
    "submit_promotion",
    "submit_promotions",
    "take_appeal",
    "take_scores",
    "use_preset",
    "withdraw_entry",
]
