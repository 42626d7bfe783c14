"""Announcing a draw: rules, pools and the randomness that will decide become a public entry, before anybody is on the list."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.beacons import BeaconError
from jiangong.foundation.common.beacons.named import Drand, Held, Named, name
from jiangong.foundation.common.randomness import WRONG, Randomness
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger import queries as ledger
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.selection.draws import queries
from jiangong.selection.draws.actions.calling import call_off
from jiangong.selection.draws.formulas.planning import Plan
from jiangong.selection.draws.formulas.rules import DrawError, Rules
from jiangong.selection.draws.models import Draw
from jiangong.selection.draws.queries import Subject
from jiangong.selection.draws.states import PLAN_FAULTS, DrawState, Reason, Verb

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@transaction.atomic
def announce(
    subject: Subject, randomness: Drand | Held, *, by: User | None, is_demonstration: bool = False
) -> Draw:
    """Announce the one draw of a programme, as its room plans it. Nothing but the randomness can be changed any more.

    Raises Refused: ONE_DRAW if there was one before, also one that failed; NO_WITNESS where nobody could witness the
    list; BAD_PLAN; BAD_CEREMONY; TOO_SOON unless the randomness comes long enough after the list closes (for the system
    itself any moment after it will do).
    """
    if by is not None:
        require(by, "draws.announce", subject.organisation)
        require(by, subject.kind.may, subject.row)
    _require_first(subject)
    if not ledger.witness_keys():
        raise Refused(Reason.NO_WITNESS)
    plan, named = queries.plan_of(subject), _named(randomness)
    with rulebook.used() as reads:
        require_ahead(named.moment, plan.closes_at, by)
    draw = Draw(
        organisation=subject.organisation,
        subject_type=subject.row._meta.label_lower,
        subject_id=subject.row.pk,
        title=plan.title,
        closes_at=plan.closes_at,
        announced_by=by,
        is_demonstration=is_demonstration,
        moment=named.moment,
        randomness=_kind(named),
    )
    try:
        with transaction.atomic():
            draw.save()
    except IntegrityError:  # announced in the same moment by somebody else
        _require_first(subject)
        raise
    draw.announcement, draw.terms = (
        _rules(plan, draw, named).text(),
        plan.terms(f"{draw.subject_type}/{draw.subject_id}"),
    )
    draw.announced = record(
        Verb.ANNOUNCED,
        draw,
        organisation=draw.organisation,
        by=by,
        payload={"draw": str(draw.pk), "announcement": draw.announcement, "terms": draw.terms},
        used=reads,
    )
    draw.save(update_fields=["announcement", "terms", "announced"])
    return draw


@transaction.atomic
def postpone(draw: Draw, randomness: Drand | Held, *, why: str, by: User | None) -> Draw:
    """Name another, later randomness, as long as the one named before does not exist yet; for all to see, with the reason.

    Witnesses must have signed that before the one named before comes, else the draw fails.
    Raises Refused: NOT_MOVABLE once the randomness has come, TOO_LATE_TO_MOVE, WHY_MISSING, BAD_CEREMONY, TOO_SOON.
    """
    draw = lock(draw)
    require(by, "draws.conduct", draw)
    if draw.state not in (DrawState.ANNOUNCED, DrawState.CLOSED) or timezone.now() >= draw.moment:
        raise Refused(Reason.NOT_MOVABLE)
    if not why.strip():
        raise Refused(Reason.WHY_MISSING)
    named = _named(randomness)
    with rulebook.used() as reads:
        last = rulebook.parameter("draws.postpone_minutes")
        if by is not None and timezone.now() + timedelta(minutes=last.value) >= draw.moment:
            raise Refused(Reason.TOO_LATE_TO_MOVE, minutes=last.value, status=rulebook.STATUSES[last.status])
        require_ahead(named.moment, max(draw.closes_at, timezone.now()), by)
        if named.moment <= draw.moment:
            raise Refused(Reason.NOT_MOVABLE)
    before = queries.rules_of(draw)
    draw.announcement = Rules(before.draw, before.title, before.batches, before.pools, named.facts()).text()
    draw.moment, draw.randomness = named.moment, _kind(named)
    draw.postponed += 1
    record(
        Verb.POSTPONED,
        draw,
        organisation=draw.organisation,
        by=by,
        payload={"draw": str(draw.pk), "announcement": draw.announcement, "why": why.strip()[:200]},
        used=reads,
    )
    draw.save(update_fields=["announcement", "moment", "randomness", "postponed"])
    call_off(draw, by=by)  # what waits has another time now
    return draw


def require_ahead(moment: datetime, from_: datetime, by: User | None) -> None:
    """Raise Refused(TOO_SOON) unless `moment` is ahead, and far enough after `from_` for witnesses to sign."""
    lead = rulebook.parameter("draws.lead_minutes")
    minutes = lead.value if by is not None else 0
    earliest = max(from_, timezone.now()) + timedelta(minutes=minutes)
    if moment <= earliest:
        raise Refused(
            Reason.TOO_SOON,
            earliest=timezone.localtime(earliest).strftime("%Y-%m-%d %H:%M"),
            minutes=lead.value,
            status=rulebook.STATUSES[lead.status],
        )


def _require_first(subject: Subject) -> None:
    found = queries.draw_of(subject.row)
    if found is not None:
        raise Refused(Reason.ONE_DRAW, draw=found.pk)


def _named(randomness: Drand | Held) -> Named:
    try:
        return name(randomness)
    except BeaconError as error:
        raise Refused(Reason.BAD_CEREMONY, why=WRONG[str(error)]) from error


def _kind(named: Named) -> Randomness:
    return Randomness.DRAND if named.ceremony is None else Randomness.CEREMONY


def _rules(plan: Plan, draw: Draw, named: Named) -> Rules:
    try:
        return plan.rules(str(draw.pk), named.facts())
    except DrawError as fault:
        raise Refused(Reason.BAD_PLAN, why=PLAN_FAULTS.get(fault.code, str(fault))) from fault
