"""Every write of draws: announce, postpone, close the list, bring the randomness, draw, give places on, fail; call who must."""

from jiangong.selection.draws.actions.announcing import announce, postpone
from jiangong.selection.draws.actions.calling import call_conductors
from jiangong.selection.draws.actions.closing import (
    begin_closing,
    close_list,
    finish_closing,
    new_ticket,
    reckon_chances,
)
from jiangong.selection.draws.actions.drawing import disclose, draw, fetch_randomness, give_randomness
from jiangong.selection.draws.actions.failing import fail
from jiangong.selection.draws.actions.moving import leave

__all__ = [
    "announce",
    "begin_closing",
    "call_conductors",
    "close_list",
    "disclose",
    "draw",
    "fail",
    "fetch_randomness",
    "finish_closing",
    "give_randomness",
    "leave",
    "new_ticket",
    "postpone",
    "reckon_chances",
]
