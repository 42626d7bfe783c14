"""Every write of the roster import: receive, read (stage), confirm, write, take back, clear away, forget."""

from jiangong.foundation.people.roster.actions.clearing import abandon, clear_away
from jiangong.foundation.people.roster.actions.forgetting import forget
from jiangong.foundation.people.roster.actions.reading import read, receive
from jiangong.foundation.people.roster.actions.showing import say_shown
from jiangong.foundation.people.roster.actions.undoing import undo
from jiangong.foundation.people.roster.actions.waiting import give_up
from jiangong.foundation.people.roster.actions.whole import Outcome, import_file
from jiangong.foundation.people.roster.actions.writing import confirm, write

__all__ = [
    "Outcome",
    "abandon",
    "clear_away",
    "confirm",
    "forget",
    "give_up",
    "import_file",
    "read",
    "receive",
    "say_shown",
    "undo",
    "write",
]
