"""Pseudonyms: commit, draw, open. Each layer is its holder's alone; no draw has a second."""

import secrets

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people.models import User
from jiangong.foundation.people.sealing import seal
from jiangong.programmes.competitions.actions.contests import require_scheme, step
from jiangong.programmes.competitions.formulas.pseudonyms import commitment, digest_of
from jiangong.programmes.competitions.models import Contest, Entry, Layer, Office
from jiangong.programmes.competitions.queries.book import Book
from jiangong.programmes.competitions.queries.entries import competitors
from jiangong.programmes.competitions.queries.layers import MODEL, drawn_over
from jiangong.programmes.competitions.queries.progress import least_field, missing_offices
from jiangong.programmes.competitions.queries.sheet import employers
from jiangong.programmes.competitions.states import (
    CIPHERS,
    ContestState,
    EntryState,
    Reason,
    Verb,
)


@transaction.atomic
def make_ready(contest: Contest, *, by: User | None) -> Contest:
    """Lock the rules and the list: entries examined, offices filled, the field large enough; secrets committed.

    Raises Refused(SCHEME_MISSING), Refused(ENTRIES_UNDECIDED), Refused(OFFICES_MISSING), Refused(TOO_FEW), Refused(WRONG_STEP).
    """
    contest = lock(contest)
    require(by, "competitions.manage_contest", contest)
    require_scheme(contest)
    if waiting := Entry.objects.filter(contest=contest, state=EntryState.APPLIED).count():
        raise Refused(Reason.ENTRIES_UNDECIDED, count=waiting)
    _require_field(contest)
    _require_offices(contest)
    contest.locked_at = timezone.now()
    step(contest, ContestState.READY, also=["locked_at"])
    for number in range(1, contest.layers + 1):
        _commit(contest, number, by)
    return contest


@transaction.atomic
def draw_layer(layer: Layer, *, said: str, by: User | None) -> Layer:
    """Draw the numbers of a layer over the list beneath, with the word that was said on the spot.

    Raises Refused(ALREADY_DRAWN), Refused(LAYER_ORDER), Refused(NOTHING_SAID), Refused(WRONG_STEP).
    """
    contest = lock(layer.contest)
    layer = lock(layer)
    require_holder(layer, by)
    if contest.state not in (ContestState.READY, ContestState.RUNNING):
        raise Refused(Reason.WRONG_STEP, contest=contest.title)
    if layer.drawn_at is not None:
        raise Refused(Reason.ALREADY_DRAWN)
    if Layer.objects.filter(contest=contest, number__lt=layer.number, drawn_at__isnull=True).exists():
        raise Refused(Reason.LAYER_ORDER, layer=layer.number - 1)
    if not said.strip():
        raise Refused(Reason.NOTHING_SAID)
    beneath = drawn_over(Book(contest), layer.number)
    layer.said, layer.drawn_at = said.strip()[:80], timezone.now()
    layer.size, layer.drawn_over = len(beneath), digest_of(beneath)
    layer.save(update_fields=["said", "drawn_at", "size", "drawn_over"])
    record(
        Verb.DRAWN, layer, organisation=contest.organiser, by=by,
        payload={"contest": contest.pk, "layer": layer.number, "over": layer.drawn_over},
    )  # fmt: skip
    return layer


def _commit(contest: Contest, number: int, by: User | None) -> None:
    """A secret for the layer, sealed; its hash on the ledger before anybody can say a word."""
    secret = secrets.token_hex(32)
    layer = Layer.objects.create(
        contest=contest,
        number=number,
        duty=CIPHERS[number - 1],
        commitment=commitment(secret),
        committed_at=timezone.now(),
    )
    layer.secret_sealed = seal(secret, model=MODEL, field="secret", pk=layer.pk)
    layer.save(update_fields=["secret_sealed"])
    record(
        Verb.COMMITTED, layer, organisation=contest.organiser, by=by,
        payload={"contest": contest.pk, "layer": number, "commitment": layer.commitment},
    )  # fmt: skip


def require_holder(layer: Layer, by: User | None) -> None:
    """Raise Refused(NOT_YOUR_LAYER) for everybody but the layer's holder."""
    if by is not None and not by.has_perm("competitions.hold_layer", layer):
        raise Refused(Reason.NOT_YOUR_LAYER)


def _require_field(contest: Contest) -> None:
    """A city final needs so many entrants from so many units; every contest at least one."""
    entries = list(competitors(contest))
    units = len(set(employers([one.organisation for one in entries]).values()))
    least, least_units = least_field(contest)
    if len(entries) < least or units < least_units:
        raise Refused(
            Reason.TOO_FEW, entrants=len(entries), units=units, least=least, least_units=least_units
        )


def _require_offices(contest: Contest) -> None:
    held = set(Office.objects.filter(contest=contest, ended_at__isnull=True).values_list("duty", flat=True))
    if missing := missing_offices(contest, held):
        raise Refused(Reason.OFFICES_MISSING, missing="、".join(missing))
