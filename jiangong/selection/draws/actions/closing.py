"""Closing the list: its lines are written, its root committed to in the ledger; then what everybody's chance is."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import close_matters
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.selection.draws import queries
from jiangong.selection.draws.formulas.applications import Application, ClosedList, close
from jiangong.selection.draws.formulas.chances import chances
from jiangong.selection.draws.formulas.rules import DrawError
from jiangong.selection.draws.models import Draw
from jiangong.selection.draws.states import HAS_LIST, TRANSITIONS, DrawState, Reason, Verb

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 and O, no 1 and I: read out over the telephone
TICKET = 12  # not law: 60 bits; nobody finds another's line by trying
MOST_TRIED = (
    4_000_000  # not law: applications in all trials together, some seconds of a processor for every million
)
BATCH = 5_000  # not law: lines between two words on how far the reading is
_COPY = "COPY draws_line (draw_id, ticket, people, lots, pools, wants, passed) FROM STDIN"


def new_ticket() -> str:
    """A ticket for an application: random, and the same for nobody."""
    return "".join(
        ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(TICKET)
    )  # 256 is 8 × 32: none is likelier


@transaction.atomic
def close_list(draw: Draw, *, by: User | None) -> Draw:
    """Close the list and commit to it at once, in the caller's time: for short lists and for the system itself.

    Raises Refused: what `begin_closing` and `finish_closing` refuse.
    """
    draw = begin_closing(draw, by=by)
    try:
        return _commit_to(draw, _read(draw))
    except DrawError as fault:
        raise Refused(Reason.BAD_LIST, why=str(fault)) from fault


@transaction.atomic
def begin_closing(draw: Draw, *, by: User | None) -> Draw:
    """Let the background close the list that the programme gives (tasks.close). From now on nobody comes onto it or off it.

    Raises Refused: NOT_OPEN if it was closed before; STILL_OPEN before the announced time; TOO_LATE if the randomness would
    come before witnesses can sign.
    """
    draw = lock(draw)
    require(by, "draws.conduct", draw)
    if draw.state != DrawState.ANNOUNCED:
        raise Refused(Reason.NOT_OPEN)
    now = timezone.now()
    if now < draw.closes_at:
        raise Refused(Reason.STILL_OPEN, moment=timezone.localtime(draw.closes_at).strftime("%Y-%m-%d %H:%M"))
    lead = rulebook.parameter("draws.lead_minutes")
    if now + timedelta(minutes=lead.value if by is not None else 0) >= draw.moment:
        raise _too_late()
    draw.closing_by, draw.closing_at, draw.progress, draw.why = by, now, 0, ""
    also = ("closing_by", "closing_at", "progress", "why")
    advance(draw, DrawState.CLOSING, TRANSITIONS, otherwise=Reason.NOT_OPEN, also=also)
    return draw


def finish_closing(draw: Draw) -> Draw:
    """Read the programme's list, count while reading, then write all of it and commit to it in one transaction.

    Safe to call again when whoever closed it was killed: nothing of a list is there before all of it is. A line that the
    announced rules do not know, or a randomness that came meanwhile, opens the draw again, with the reason on its page.
    """
    draw = Draw.objects.select_related("organisation", "closing_by").get(pk=draw.pk)
    if draw.state != DrawState.CLOSING:
        return draw
    try:
        return _commit_to(draw, _read(draw))
    except DrawError as fault:
        return _open_again(draw, Refused(Reason.BAD_LIST, why=str(fault)))
    except Refused as refused:
        return _open_again(draw, refused)


def _read(draw: Draw) -> ClosedList:
    """The programme's list, checked and in order; raises DrawError for a line that the announced rules do not know."""
    subject = queries.subject_of(draw)
    assert subject is not None, "a draw is closed by the room that announced it"
    given: Iterable[Application] = import_string(subject.kind.listed)(subject.row)
    return close(_counted(draw, given), queries.rules_of(draw))


def _counted(draw: Draw, given: Iterable[Application]) -> Iterator[Application]:
    for number, one in enumerate(given, start=1):
        if number % BATCH == 0:
            Draw.objects.filter(pk=draw.pk).update(progress=number)
        yield one


@transaction.atomic
def _commit_to(draw: Draw, closed: ClosedList) -> Draw:
    draw = lock(draw)
    if draw.state != DrawState.CLOSING:  # closed meanwhile by a second worker
        return draw
    now = timezone.now()
    if now >= draw.moment:
        raise _too_late()
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for one in closed.applications:
            copy.write_row(
                (draw.pk, one.ticket, one.people, one.lots, list(one.pools), list(one.wants), "[]")
            )
    draw.commitment, draw.listed = closed.commitment(queries.rules_of(draw)), len(closed.applications)
    draw.progress, draw.closed_at = draw.listed, now
    with rulebook.used() as reads:
        rulebook.parameter("draws.lead_minutes")
    draw.closing = record(
        Verb.CLOSED,
        draw,
        organisation=draw.organisation,
        by=draw.closing_by,
        payload={"draw": str(draw.pk), "commitment": draw.commitment},
        used=reads,
    )
    also = ("commitment", "listed", "progress", "closed_at", "closing")
    advance(draw, DrawState.CLOSED, TRANSITIONS, otherwise=Reason.NOT_OPEN, also=also)
    close_matters(draw, kind="draws.close_list", by=draw.closing_by)
    return draw


@transaction.atomic
def _open_again(draw: Draw, refused: Refused) -> Draw:
    draw = lock(draw)
    if draw.state == DrawState.CLOSING:
        draw.why = str(refused)[:200]
        advance(draw, DrawState.ANNOUNCED, TRANSITIONS, otherwise=Reason.NOT_OPEN, also=("why",))
    return draw


def _too_late() -> Refused:
    lead = rulebook.parameter("draws.lead_minutes")
    return Refused(Reason.TOO_LATE, minutes=lead.value, status=rulebook.STATUSES[lead.status])


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
