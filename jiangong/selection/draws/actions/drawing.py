"""The draw: the announced randomness is brought and checked, ranks and places follow from it and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.beacons import BeaconError, drand
from jiangong.foundation.common.beacons.named import Named
from jiangong.foundation.common.randomness import WRONG, Randomness
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger import queries as ledger
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.ledger.leaves import canonical
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.ledger.models import Place as Position
from jiangong.selection.draws import queries
from jiangong.selection.draws.actions.calling import call_off
from jiangong.selection.draws.actions.failing import give_up
from jiangong.selection.draws.actions.moving import BATCH, tell, write_passed
from jiangong.selection.draws.formulas.allocation import allocate
from jiangong.selection.draws.formulas.applications import ClosedList
from jiangong.selection.draws.formulas.lots import ranked, seed
from jiangong.selection.draws.formulas.rules import Rules
from jiangong.selection.draws.models import Draw, Line, Place
from jiangong.selection.draws.states import (
    CHANGED,
    TRANSITIONS,
    UNWITNESSED,
    UNWITNESSED_MOVE,
    DrawState,
    Reason,
    Verb,
)

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@transaction.atomic
def give_randomness(draw: Draw, text: str, *, by: User | None) -> Draw:
    """Give the announced drand round, as JSON of a relay or as its signature; the background then draws (tasks.draw).

    Whoever brings it need not be trusted. A list that was not witnessed before the round came cannot be drawn from: the
    draw fails, for all to see. Raises Refused: NOT_CLOSED, NOT_YET, WRONG_RANDOMNESS with what is wrong.
    """
    draw = lock(draw)
    require(by, "draws.conduct", draw)
    _require_due(draw, Randomness.DRAND)
    try:
        value = queries.named_of(draw).given(text)
    except BeaconError as error:
        raise Refused(Reason.WRONG_RANDOMNESS, why=WRONG[str(error)]) from error
    return _take(draw, value, by)


@transaction.atomic
def disclose(draw: Draw, secrets: Mapping[str, str], publics: Sequence[str], *, by: User | None) -> Draw:
    """Give what the announced ceremony brought: the secrets that were disclosed in time, and the public figures.

    Whoever kept silent is left out of `secrets`. Fails and refuses as `give_randomness` does.
    """
    draw = lock(draw)
    require(by, "draws.conduct", draw)
    _require_due(draw, Randomness.CEREMONY)
    value = canonical({"secrets": dict(secrets), "publics": list(publics)})
    try:
        queries.named_of(draw).randomness(value)
    except BeaconError as error:
        raise Refused(Reason.WRONG_RANDOMNESS, why=WRONG[str(error)]) from error
    return _take(draw, value, by)


def fetch_randomness(draw: Draw) -> bool:
    """Fetch the announced round from the relays of JIANGONG_DRAND; whether it was there and the draw can be made."""
    number = queries.named_of(draw).round
    if not settings.DRAND or number is None:
        return False
    beacon = drand.fetch(number, relays=settings.DRAND)
    if beacon is None:
        return False
    try:
        return give_randomness(draw, beacon.signature.hex(), by=None).state == DrawState.DRAWING
    except Refused:
        return False


def _require_due(draw: Draw, kind: Randomness) -> None:
    if draw.state != DrawState.CLOSED or draw.randomness != kind:
        raise Refused(Reason.NOT_CLOSED)
    if timezone.now() < draw.moment:
        raise Refused(Reason.NOT_YET, moment=timezone.localtime(draw.moment).strftime("%Y-%m-%d %H:%M:%S"))


def _take(draw: Draw, value: str, by: User | None) -> Draw:
    place = Position.objects.filter(entry=draw.closing_id).first()
    covered = ledger.covering_checkpoint(place.position, draw.moment) if place else None
    if covered is None or not covered[1]:
        return give_up(draw, UNWITNESSED, by)
    if _notes_of_postponements(draw) is None:
        return give_up(draw, UNWITNESSED_MOVE, by)
    draw.value, draw.checkpoint = value, covered[0]
    advance(draw, DrawState.DRAWING, TRANSITIONS, otherwise=Reason.NOT_CLOSED, also=("value", "checkpoint"))
    call_off(draw, by=by)
    return draw


def _notes_of_postponements(draw: Draw) -> list[str] | None:
    """For each postponement the checkpoint that covered it, cosigned before the randomness named until then came.

    None if there is none such for one: whoever could postpone after that would pick the result.
    """
    said = Entry.objects.filter(
        subject_type=draw._meta.label_lower, subject_id=draw.pk, verb__in=[Verb.ANNOUNCED, Verb.POSTPONED]
    )
    notes = []
    for before, after in pairwise(said.select_related("place").order_by("pk")):
        moment = Named.read(Rules.parse(before.payload["announcement"]).randomness).moment
        place = getattr(after, "place", None)
        covered = ledger.covering_checkpoint(place.position, moment) if place else None
        if covered is None or not covered[1]:
            return None
        notes.append(covered[0])
    return notes


@transaction.atomic
def draw(draw: Draw) -> Draw:
    """Rank the list and give the places of a draw whose randomness was given; safe to call twice.

    A list that is no longer the one committed to cannot be drawn from: the draw fails, for all to see.
    """
    draw = lock(draw)
    if draw.state != DrawState.DRAWING:
        return draw
    rules, applications = queries.rules_of(draw), queries.applications_of(draw)
    if ClosedList(tuple(applications)).commitment(rules) != draw.commitment:
        return give_up(draw, CHANGED, None)
    value = queries.named_of(draw).randomness(draw.value)
    ranks = ranked(applications, seed(draw.announcement, draw.commitment, value))
    allocation = allocate(rules, ranks)
    lines = dict(Line.objects.filter(draw=draw).values_list("ticket", "pk"))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE draws_line SET rank = new.rank FROM unnest(%s::bigint[]) WITH ORDINALITY AS new (id, rank)"
            " WHERE draws_line.id = new.id",
            [[lines[one.ticket] for one in ranks]],
        )
    draw.drawn_at = timezone.now()
    draw.drawing = record(
        Verb.DRAWN,
        draw,
        organisation=draw.organisation,
        by=None,
        payload={
            "draw": str(draw.pk),
            "value": draw.value,
            "checkpoint": draw.checkpoint,
            "postponed": canonical(_notes_of_postponements(draw) or []),
            "result": sha256(allocation.text(ranks).encode()).hexdigest(),
        },
    )
    advance(draw, DrawState.DRAWN, TRANSITIONS, otherwise=Reason.NOT_CLOSED, also=("drawn_at", "drawing"))
    Place.objects.bulk_create(
        (
            Place(line_id=lines[ticket], pool=one.pool, batch=one.batch)
            for ticket, one in allocation.places.items()
        ),
        batch_size=BATCH,
    )
    write_passed(draw, allocation)
    tell(draw, given=tuple(allocation.places), gone=())
    return draw
