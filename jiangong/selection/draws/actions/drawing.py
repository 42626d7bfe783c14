"""The draw: the announced randomness is brought and checked, ranks and places follow from it and from nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.beacons import BeaconError, drand
from jiangong.foundation.common.beacons.named import Named
from jiangong.foundation.common.beside import beside
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
from jiangong.selection.draws.actions.moving import BATCH, tell
from jiangong.selection.draws.formulas.allocation import Allocation, Why, allocate
from jiangong.selection.draws.formulas.applications import Application, ClosedList
from jiangong.selection.draws.formulas.lots import ranked, seed
from jiangong.selection.draws.formulas.rules import Rules
from jiangong.selection.draws.models import Draw, Place
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

ONE_DRAWS = 0x6A64  # the first of two numbers of an advisory lock, the second is the draw's
CHUNK = 5_000  # not law: lines of one statement, and between two words on how many are written
_RANK = """
UPDATE draws_line SET rank = new.rank, passed = %s::jsonb -> new.why
FROM unnest(string_to_array(%s, ',')::bigint[], string_to_array(%s, ',')::int[], string_to_array(%s, ',')::int[])
  AS new (id, rank, why)
WHERE draws_line.id = new.id AND draws_line.id BETWEEN %s AND %s
"""


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
    draw.value, draw.checkpoint, draw.progress = value, covered[0], 0
    also = ("value", "checkpoint", "progress")
    advance(draw, DrawState.DRAWING, TRANSITIONS, otherwise=Reason.NOT_CLOSED, also=also)
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


def draw(draw: Draw) -> Draw:
    """Rank the list and give the places of a draw whose randomness was given; safe to call twice, and again when killed.

    All of it is one transaction; how many lines are written is told beside it. Whoever comes second waits on a lock that is
    not the row itself: nobody else takes a draw on from here, and the page's progress is written to the row meanwhile.
    A list that is no longer the one committed to cannot be drawn from: the draw fails, for all to see.
    """
    with beside(draw, "progress") as show, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ONE_DRAWS, draw.pk])
        fresh = Draw.objects.select_related("organisation").get(pk=draw.pk)
        if fresh.state != DrawState.DRAWING:
            return fresh
        show(0)
        return _draw(fresh, show)


def _draw(draw: Draw, show: Callable[[int], None]) -> Draw:
    outcome = _ranked(draw, show)
    draw = lock(draw)
    if outcome is None:
        return give_up(draw, CHANGED, None)
    draw.drawn_at, draw.progress = timezone.now(), draw.listed
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
            "result": outcome.digest,
        },
    )
    also = ("drawn_at", "drawing", "progress")
    advance(draw, DrawState.DRAWN, TRANSITIONS, otherwise=Reason.NOT_CLOSED, also=also)
    Place.objects.bulk_create(outcome.places.values(), batch_size=BATCH)
    tell(draw, given=tuple(outcome.places), gone=())
    return draw


@dataclass(frozen=True)
class Outcome:
    """What a draw goes on with once the ranks are written: places to give, by ticket, and SHA-256 of the published result."""

    places: Mapping[str, Place]
    digest: str


def _ranked(draw: Draw, show: Callable[[int], None]) -> Outcome | None:
    """Rank the list and write the ranks; None for a list that is not the one committed to. The list is let go with the end."""
    rules, applications = queries.rules_of(draw), queries.applications_of(draw)
    if ClosedList(tuple(applications)).commitment(rules) != draw.commitment:
        return None
    value = queries.named_of(draw).randomness(draw.value)
    ranks = ranked(applications, seed(draw.announcement, draw.commitment, value))
    allocation = allocate(rules, ranks)
    lines = queries.numbers_of(draw)
    _write_ranks(lines, ranks, allocation, show)
    places = {
        ticket: Place(line_id=lines[ticket], pool=one.pool, batch=one.batch)
        for ticket, one in allocation.places.items()
    }
    return Outcome(places, sha256(allocation.text(ranks).encode()).hexdigest())


def _write_ranks(
    lines: Mapping[str, int],
    ranks: Sequence[Application],
    allocation: Allocation,
    show: Callable[[int], None],
) -> None:
    """Write each line's rank and, for whoever waits, why they were given nothing: each line once, in the order they lie in.

    Numbers go as text and the few reasons that there are once: making arrays of them here takes longer than writing them.
    Between which rows a statement writes is said, or the database reads the lists of all draws for each.
    """
    reasons: dict[tuple[tuple[str, Why], ...], int] = {(): 0}
    rows = []
    for rank, one in enumerate(ranks, start=1):
        why = allocation.passed.get(one.ticket, ())
        rows.append((lines[one.ticket], rank, reasons.setdefault(why, len(reasons))))
    rows.sort()
    with connection.cursor() as cursor:
        for start in range(0, len(rows), CHUNK):
            some = rows[start : start + CHUNK]
            columns = [",".join(map(str, column)) for column in zip(*some, strict=True)]
            cursor.execute(_RANK, [json.dumps(list(reasons)), *columns, some[0][0], some[-1][0]])
            show(min(start + CHUNK, len(rows)))
