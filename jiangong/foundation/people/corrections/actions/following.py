"""What happens to open requests when their person moves to another union, or is forgotten."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from jiangong.foundation.clocks import actions as clocks
from jiangong.foundation.clocks.queries import clock_of
from jiangong.foundation.inbox.actions import close_matters
from jiangong.foundation.people.corrections.actions.asking import settle, wait
from jiangong.foundation.people.corrections.models import Correction
from jiangong.foundation.people.corrections.states import RULE, State
from jiangong.foundation.people.queries import ledger_home

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


def follow_people(people: Collection[int], *, by: User | None) -> None:
    """These persons came under another union: their open requests wait there now, on the same clock."""
    for correction in Correction.objects.filter(person__in=people, state=State.ASKED).select_related(
        "person"
    ):
        home = ledger_home(correction.person)
        clock = clock_of(correction, RULE)
        if home.pk == correction.organisation_id or clock is None:
            continue
        correction.organisation = home
        correction.save(update_fields=["organisation"])
        clock = clocks.hand_over(clock, to=home, reason="会籍转到别的工会", by=None)
        close_matters(correction, by=by)
        wait(correction, clock)


def forget(people: Collection[int], accounts: Collection[int], words: Collection[str]) -> None:
    """Nothing waits any more about somebody who is forgotten; the rows themselves go by their foreign key."""
    for correction in Correction.objects.filter(person__in=people, state=State.ASKED):
        settle(correction, None)
