"""Closing the list: its lines are written, its root committed to in the ledger; then what everybody's chance is."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.selection.draws import queries
from jiangong.selection.draws.formulas.applications import Application, close
from jiangong.selection.draws.formulas.chances import chances
from jiangong.selection.draws.formulas.rules import DrawError
from jiangong.selection.draws.models import Draw, Line
from jiangong.selection.draws.states import HAS_LIST, TRANSITIONS, DrawState, Reason, Verb

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 and O, no 1 and I: read out over the telephone
TICKET = 12  # not law: 60 bits; nobody finds another's line by trying
MOST_TRIED = (
    4_000_000  # not law: applications in all trials together, some seconds of a processor for every million
)
BATCH = 5_000  # not law: rows of one statement


def new_ticket() -> str:
    """A ticket for an application: random, and the same for nobody."""
    return "".join(secrets.choice(ALPHABET) for _ in range(TICKET))


@transaction.atomic
def close_list(draw: Draw, *, by: User | None) -> Draw:
    """Close the list that the programme gives, and commit to it. Not a line can be added, changed or taken out after that.

    Raises Refused: NOT_OPEN if it was closed before; STILL_OPEN before the announced time; TOO_LATE if the randomness would
    come before witnesses can sign; BAD_LIST for a line that the announced rules do not know.
    """
    draw = lock(draw)
    require(by, "draws.conduct", draw)
    if draw.state != DrawState.ANNOUNCED:
        raise Refused(Reason.NOT_OPEN)
    now = timezone.now()
    if now < draw.closes_at:
        raise Refused(Reason.STILL_OPEN, moment=timezone.localtime(draw.closes_at).strftime("%Y-%m-%d %H:%M"))
    with rulebook.used() as reads:
        lead = rulebook.parameter("draws.lead_minutes")
    if now + timedelta(minutes=lead.value if by is not None else 0) >= draw.moment:
        raise Refused(Reason.TOO_LATE, minutes=lead.value, status=rulebook.STATUSES[lead.status])
    subject = queries.subject_of(draw)
    assert subject is not None, "a draw is closed by the room that announced it"
    given: Iterable[Application] = import_string(subject.kind.listed)(subject.row)
    rules = queries.rules_of(draw)
    try:
        closed = close(given, rules)
    except DrawError as fault:
        raise Refused(Reason.BAD_LIST, why=str(fault)) from fault
    Line.objects.bulk_create(
        (
            Line(
                draw=draw,
                ticket=one.ticket,
                people=one.people,
                lots=one.lots,
                pools=list(one.pools),
                wants=list(one.wants),
            )
            for one in closed.applications
        ),
        batch_size=BATCH,
    )
    draw.commitment, draw.listed = closed.commitment(rules), len(closed.applications)
    draw.closed_at = now
    draw.closing = record(
        Verb.CLOSED,
        draw,
        organisation=draw.organisation,
        by=by,
        payload={"draw": str(draw.pk), "commitment": draw.commitment},
        used=reads,
    )
    advance(
        draw,
        DrawState.CLOSED,
        TRANSITIONS,
        otherwise=Reason.NOT_OPEN,
        also=("commitment", "listed", "closed_at", "closing"),
    )
    return draw


def reckon_chances(draw: Draw) -> Draw:
    """Make many other draws over the closed list, outside of any transaction, and keep how often each kind had a place."""
    draw = Draw.objects.get(pk=draw.pk)
    if draw.state not in HAS_LIST or draw.trials:
        return draw
    applications = queries.applications_of(draw)
    trials = max(1, min(int(rulebook.value("draws.chance_trials")), MOST_TRIED // max(1, len(applications))))
    found = chances(queries.rules_of(draw), applications, draw.commitment, trials)
    rows = [
        [people, lots, list(pools), list(wants), one.placed, one.tried]
        for (people, lots, pools, wants), one in sorted(found.items())
    ]
    Draw.objects.filter(pk=draw.pk).update(chances=rows, trials=trials)
    draw.chances, draw.trials = rows, trials
    return draw
