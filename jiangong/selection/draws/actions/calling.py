"""Who conducts a draw is called in time: to close the list before witnesses must sign, to bring the randomness once it came."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from jiangong.foundation.clocks import actions as clocks
from jiangong.foundation.clocks.queries import clock_of
from jiangong.foundation.inbox.actions import close_matters, open_matter
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.selection.draws import queries
from jiangong.selection.draws.models import Draw
from jiangong.selection.draws.states import RULE

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


def call_conductors() -> int:
    """Open what waits for whoever conducts a draw; what is open already stays as it is. How many wait."""
    lead = timedelta(minutes=int(rulebook.value("draws.lead_minutes")))
    waiting = 0
    for draw in queries.draws_to_close():
        words = {"title": draw.title}
        open_matter(
            "draws.close_list",
            draw,
            organisation=draw.organisation,
            due_at=draw.moment - lead,
            words=words,
            label=draw.title,
        )
        waiting += 1
    for draw in queries.draws_waiting_for_randomness():
        with transaction.atomic():
            clock = clock_of(draw, RULE) or clocks.start(
                draw, RULE, organisation=draw.organisation, by=None, at=draw.moment
            )
            open_matter(
                "draws.bring_randomness",
                draw,
                organisation=draw.organisation,
                clock=clock,
                words={"title": draw.title},
                label=draw.title,
            )
        waiting += 1
    return waiting


def call_off(draw: Draw, *, by: User | None) -> None:
    """Nothing waits about this draw any more; in the caller's transaction."""
    clock = clock_of(draw, RULE)
    if clock is not None:
        clocks.stop(clock, by=by)
    close_matters(draw, by=by)
