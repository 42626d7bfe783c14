"""Opening a drawn entry, which is written down for the person it concerns, and judging it, which nobody can undo."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents import queries as documents
from jiangong.foundation.ledger.actions import correct, record
from jiangong.foundation.people.readlog import actions as readlog
from jiangong.foundation.people.states import Looked
from jiangong.foundation.samples import queries
from jiangong.foundation.samples.formulas import plain
from jiangong.foundation.samples.models import Draw, Judgement
from jiangong.foundation.samples.states import EVIDENCE, JUDGEABLE, Reason, SampleState, Verb, Verdict

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


def open_draw(draw: Draw, *, by: User) -> queries.Opened:
    """Show an auditor what was drawn: leaf, record, salt, and what the room holds, masked.

    If the entry is about a person, a look is committed first that the person can read; if it cannot be written,
    nothing is shown.
    """
    require(by, "samples.judge", draw)
    if draw.entry.person_id is not None and draw.entry.person is not None:
        readlog.look(
            draw.entry.person,
            Looked.RECORD,
            purpose=f"审计抽样 {draw.sample_id}：{draw.sample.title}，台账第 {draw.position} 条",
            by=by,
            organisation=draw.sample.organisation,
        )
    return queries.opened(draw)


@transaction.atomic
def judge(
    draw: Draw,
    verdict: Verdict,
    *,
    evidence: str,
    supported: Decimal | None = None,
    reference: str = "",
    reason: str = "",
    by: User | None,
) -> Judgement:
    """Say whether a drawn entry is true. `supported` is how much of its quantity is, if not all of it (0 if not given).

    What cannot be judged counts as wrong. A second verdict corrects the first, with a reason, in the ledger too.
    Raises Refused: NOT_DRAWN; OWN_RECORD for what the auditor recorded, or is the person of; NO_EVIDENCE; BAD_QUANTITY
    unless the supported part is less than the recorded one; REASON_MISSING for a second verdict without one.
    """
    draw = lock(draw)
    sample, entry = draw.sample, draw.entry
    require(by, "samples.judge", draw)
    if sample.state not in JUDGEABLE or (sample.state == SampleState.CLOSED and draw.judgement is None):
        raise Refused(Reason.NOT_DRAWN)
    if by is not None and (
        entry.recorded_by_id == by.pk or (by.person_id and entry.person_id == by.person_id)
    ):
        raise Refused(Reason.OWN_RECORD)
    if not evidence.strip():
        raise Refused(Reason.NO_EVIDENCE)
    if draw.judgement is not None:
        if not reason.strip():
            raise Refused(Reason.REASON_MISSING)
        correct(draw.judgement.entry, reason=reason, by=by)
    true = _supported(verdict, supported, entry.quantity)
    evidence, reference = evidence.strip()[:2000], reference.strip()[:200]
    said = record(
        Verb.JUDGED,
        draw,
        organisation=sample.organisation,
        by=by,
        payload={
            "sample": str(sample.pk),
            "position": str(draw.position),
            "verdict": str(verdict),
            "supported": plain(true),
            "evidence": _evidence_hash(draw, evidence, reference),
        },
    )
    draw.judgement = Judgement.objects.create(
        draw=draw,
        verdict=verdict,
        supported=true,
        evidence=evidence,
        reference=reference,
        reason=reason.strip()[:200] if draw.judgement else "",
        entry=said,
        by=by,
    )
    draw.save(update_fields=["judgement"])
    return draw.judgement


def _evidence_hash(draw: Draw, evidence: str, reference: str) -> str:
    """What a verdict stands on: the words, where the papers lie, and the hash of each file as it is kept, one a line."""
    files = [one.stored for one in documents.attachments_of(draw, EVIDENCE)]
    return sha256("\n".join([evidence, reference, *files]).encode()).hexdigest()


def _supported(verdict: Verdict, supported: Decimal | None, quantity: Decimal) -> Decimal:
    if verdict == Verdict.SUPPORTED:
        return quantity
    if verdict == Verdict.UNCLEAR:
        return Decimal(0)
    true = Decimal(0) if supported is None else supported
    if quantity > 0 and not 0 <= true < quantity:
        raise Refused(Reason.BAD_QUANTITY, quantity=plain(quantity))
    return true
