"""Every write to people, split by noun: persons, memberships, transfers, appointments, merges, looks, unions, keys."""

from jiangong.foundation.people.actions import keys
from jiangong.foundation.people.actions.accounts import choose_elder_mode, choose_language
from jiangong.foundation.people.actions.appointments import appoint, dismiss
from jiangong.foundation.people.actions.keys import reseal_all, retire_keys, rotate_keys
from jiangong.foundation.people.actions.looking import reveal
from jiangong.foundation.people.actions.memberships import (
    admit,
    admit_new_person,
    allocate_numbers,
    apply_for_membership,
    approve_application,
    deem_withdrawn,
    leave,
    refuse_application,
    resume,
    retire,
    withdraw_application,
)
from jiangong.foundation.people.actions.merging import merge_people, undo_merge
from jiangong.foundation.people.actions.persons import (
    change_join_date,
    change_person,
    change_phone,
    checked,
    initials,
    register_person,
)
from jiangong.foundation.people.actions.transfers import (
    cancel_transfer,
    confirm_transfer,
    receive,
    request_transfer,
    return_transfer,
)
from jiangong.foundation.people.actions.unions import dissolve_union, merge_unions
from jiangong.foundation.people.actions.waiting import words_of

__all__ = [
    "admit",
    "admit_new_person",
    "allocate_numbers",
    "apply_for_membership",
    "appoint",
    "approve_application",
    "cancel_transfer",
    "change_join_date",
    "change_person",
    "change_phone",
    "checked",
    "choose_elder_mode",
    "choose_language",
    "confirm_transfer",
    "deem_withdrawn",
    "dismiss",
    "dissolve_union",
    "initials",
    "keys",
    "leave",
    "merge_people",
    "merge_unions",
    "receive",
    "refuse_application",
    "register_person",
    "request_transfer",
    "reseal_all",
    "resume",
    "retire",
    "retire_keys",
    "return_transfer",
    "reveal",
    "rotate_keys",
    "undo_merge",
    "withdraw_application",
    "words_of",
]
