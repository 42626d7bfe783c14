"""A draw that cannot be made any more fails in the open: the programme has no other, whatever the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.randomness import Randomness
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.selection.draws.actions.calling import call_off
from jiangong.selection.draws.models import Draw
from jiangong.selection.draws.states import TRANSITIONS, DrawState, Reason, Verb

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@transaction.atomic
def fail(draw: Draw, *, why: str, by: User | None) -> Draw:
    """Void a draw before its result can be known. It stays public, with the reason.

    Raises Refused: OVER, WHY_MISSING, ROUND_IS_OUT once the drand round of a closed list exists: whoever voided it then
    would have seen what it gives. (A ceremony may never take place, so its draw can be voided until it is drawn.)
    """
    draw = lock(draw)
    require(by, "draws.conduct", draw)
    if not why.strip():
        raise Refused(Reason.WHY_MISSING)
    if draw.state not in (DrawState.ANNOUNCED, DrawState.CLOSING, DrawState.CLOSED):
        raise Refused(Reason.OVER)
    if (
        draw.state == DrawState.CLOSED
        and draw.randomness == Randomness.DRAND
        and timezone.now() >= draw.moment
    ):
        raise Refused(Reason.ROUND_IS_OUT)
    return give_up(draw, why.strip()[:200], by)


def give_up(draw: Draw, why: str, by: User | None) -> Draw:
    """The locked draw fails, in the caller's transaction."""
    record(
        Verb.FAILED,
        draw,
        organisation=draw.organisation,
        by=by,
        payload={"draw": str(draw.pk), "why": why},
    )
    draw.why, draw.ended_at = why, timezone.now()
    advance(draw, DrawState.FAILED, TRANSITIONS, otherwise=Reason.OVER, also=("why", "ended_at"))
    call_off(draw, by=by)
    return draw
