"""After the draw: who leaves gives the place back, and it goes to whoever waits next. Nothing is drawn again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.module_loading import import_string

from jiangong.foundation.common.acting import lock
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.selection.draws import queries
from jiangong.selection.draws.formulas.allocation import serve
from jiangong.selection.draws.models import Departure, Draw, Line, Place
from jiangong.selection.draws.queries import Given
from jiangong.selection.draws.states import DrawState, Leaving, Reason, Verb

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User

BATCH = 5_000  # not law: rows of one statement


@transaction.atomic
def leave(draw: Draw, gone: Mapping[str, Leaving], *, by: User | None) -> Given:
    """Applications leave, by ticket, with their reasons; their places go to those who wait, in order of rank.

    Reads of those who wait as many as it asks, not the list: two thousand people of a hundred thousand answer one by one. The programme that holds the draw calls this, having asked who may; `by` is whoever leaves or lets leave.
    Raises Refused: NOT_DRAWN, NOT_ON_LIST for a ticket that is not there or left before.
    """
    draw = lock(draw)
    if draw.state != DrawState.DRAWN:
        raise Refused(Reason.NOT_DRAWN)
    rules, leaving = queries.rules_of(draw), queries.still_listed(draw, gone)
    for ticket in gone:
        if ticket not in leaving:
            raise Refused(Reason.NOT_ON_LIST, ticket=ticket)
    batches = queries.left_of(draw, rules)
    seats = Counter({rules.open: sum(batches.values())})
    for line in leaving.values():
        place = getattr(line, "place", None)
        if place is not None:
            seats[place.pool] += line.people
            batches[place.batch] += line.people
    places = serve(rules, seats, batches, queries.waiting_in(draw, rules, gone))
    given = tuple(places)
    draw.steps += 1
    draw.save(update_fields=["steps"])
    lines = dict(Line.objects.filter(draw=draw, ticket__in=given).values_list("ticket", "pk"))
    Departure.objects.bulk_create(
        Departure(line=leaving[ticket], step=draw.steps, kind=kind) for ticket, kind in gone.items()
    )
    Place.objects.bulk_create(
        Place(line_id=lines[ticket], pool=one.pool, batch=one.batch, step=draw.steps)
        for ticket, one in places.items()
    )
    [moved] = queries.move_lines(draw, step=draw.steps)
    record(
        Verb.MOVED,
        draw,
        organisation=draw.organisation,
        by=by,
        payload={
            "draw": str(draw.pk),
            "step": str(draw.steps),
            "moves": sha256(moved.encode()).hexdigest(),
        },
    )
    return tell(draw, given=given, gone=tuple(gone))


def tell(draw: Draw, *, given: tuple[str, ...], gone: tuple[str, ...]) -> Given:
    """Let the programme do what follows from it, in this transaction."""
    moves = Given(draw, given, gone)
    subject = queries.subject_of(draw)
    if subject is not None:  # else the programme's room was taken out of the installation
        import_string(subject.kind.told)(subject.row, moves)
    return moves
