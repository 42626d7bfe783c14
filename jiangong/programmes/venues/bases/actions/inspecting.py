"""Inspections by the checklist, what has to be mended within its days, and audits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from jiangong.foundation.clocks.actions import start, stop_clocks
from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import close_matters, open_matter
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.programmes.venues.bases import queries
from jiangong.programmes.venues.bases.formulas import Item, inspection_score
from jiangong.programmes.venues.bases.models import Audit, Base, Finding, Inspection
from jiangong.programmes.venues.bases.states import (
    INSPECTION_TRANSITIONS,
    InspectionState,
    Reason,
    Verb,
)

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@dataclass(frozen=True)
class Answer:
    """What came of one item: whether it passed, and what was found."""

    passed: bool
    words: str = ""


@transaction.atomic
def inspect(
    base: Base,
    *,
    kind: str,
    inspected_on: date,
    answers: Mapping[str, Answer],
    words: str = "",
    by: User | None,
) -> Inspection:
    """Write an inspection down, every item of that day's checklist. What failed has to be mended within its days.

    Raises Refused: DAY_AHEAD, UNKNOWN_ITEM unless exactly the checklist is answered, FINDING_WORDS.
    """
    base = lock(base)
    require(by, "bases.manage", base)
    _require_past(inspected_on)
    with rulebook.used() as reads:
        listed = queries.checklist(inspected_on)
    _require_answers(listed, answers)
    failed = [one for one in listed if not answers[one.item].passed]
    inspection = Inspection.objects.create(
        base=base,
        organisation=base.organisation,
        kind=kind,
        inspected_on=inspected_on,
        words=words.strip(),
        score=inspection_score(listed, {one for one, what in answers.items() if what.passed}),
        state=InspectionState.MENDING if failed else InspectionState.PASSED,
    )
    Finding.objects.bulk_create(
        Finding(
            inspection=inspection,
            item=one.item,
            passed=answers[one.item].passed,
            grave=one.grave,
            words=answers[one.item].words.strip()[:300],
        )
        for one in listed
    )
    record(
        Verb.INSPECTED,
        inspection,
        organisation=base.organisation,
        by=by,
        attribute=base.code,
        happened_on=inspected_on,
        payload={"base": base.code, "inspection_kind": str(kind), "score": inspection.score},
        used=reads,
    )
    close_matters(base, kind="bases.inspection_due", by=by)
    if failed:
        _wait_for_mending(inspection, len(failed), by=by)
    return inspection


def _require_answers(listed: Sequence[Item], answers: Mapping[str, Answer]) -> None:
    """Every item of the checklist and no other is answered, and of what failed it is said how.

    Raises Refused: UNKNOWN_ITEM, FINDING_WORDS.
    """
    names = {one.item: one.zh for one in listed}
    strange = set(answers) ^ set(names)
    if strange:
        raise Refused(Reason.UNKNOWN_ITEM, item="、".join(names.get(one, one) for one in sorted(strange)))
    silent = [one for one in listed if not answers[one.item].passed and not answers[one.item].words.strip()]
    if silent:
        raise Refused(Reason.FINDING_WORDS, item=silent[0].zh)


def _wait_for_mending(inspection: Inspection, faults: int, *, by: User | None) -> None:
    """So many faults have to be mended within the rule's days; until then it waits at the union that looks after the base."""
    base = inspection.base
    clock = start(inspection, "bases.mending_days", organisation=base.organisation, by=by)
    open_matter(
        "bases.mending",
        inspection,
        organisation=base.organisation,
        clock=clock,
        words={"base": base.name, "count": faults},
        label=base.name,
    )


@transaction.atomic
def confirm_mended(inspection: Inspection, mended: Mapping[str, str], *, by: User | None) -> Inspection:
    """Every failed item was looked at again and is in order; `mended` says of each how.

    Raises Refused: NOTHING_TO_MEND, MENDING_WORDS.
    """
    inspection = lock(inspection)
    require(by, "bases.manage_inspection", inspection)
    if inspection.state != InspectionState.MENDING:
        raise Refused(Reason.NOTHING_TO_MEND)
    failed = list(Finding.objects.filter(inspection=inspection, passed=False))
    names = queries.item_names(inspection.inspected_on)
    for one in failed:
        one.mended = mended.get(one.item, "").strip()[:300]
        if not one.mended:
            raise Refused(Reason.MENDING_WORDS, item=names.get(one.item, one.item))
    Finding.objects.bulk_update(failed, ["mended"])
    inspection.mended_on = timezone.localdate()
    advance(
        inspection,
        InspectionState.MENDED,
        INSPECTION_TRANSITIONS,
        otherwise=Reason.NOTHING_TO_MEND,
        also=["mended_on"],
    )
    stop_clocks(inspection, "bases.mending_days", by=by)
    close_matters(inspection, by=by)
    record(
        Verb.MENDED,
        inspection,
        organisation=inspection.base.organisation,
        by=by,
        attribute=inspection.base.code,
        payload={"base": inspection.base.code},
    )
    return inspection


@transaction.atomic
def record_audit(
    base: Base, *, year: int, outcome: str, audited_on: date, words: str = "", by: User | None
) -> Audit:
    """Write down what the audit of a base's accounts of a year found; an auditor's act. Raises Refused: AUDITED, DAY_AHEAD."""
    base = lock(base)
    require(by, "bases.audit", base)
    _require_past(audited_on)
    try:
        with transaction.atomic():
            audit = Audit.objects.create(
                base=base,
                organisation=base.organisation,
                year=year,
                outcome=outcome,
                audited_on=audited_on,
                words=words.strip(),
            )
    except IntegrityError as error:
        raise Refused(Reason.AUDITED, base=base.name, year=year) from error
    record(
        Verb.AUDITED,
        audit,
        organisation=base.organisation,
        by=by,
        attribute=base.code,
        happened_on=audited_on,
        payload={"base": base.code, "year": year, "audit_outcome": str(outcome)},
    )
    return audit


def _require_past(day: date) -> None:
    if day > timezone.localdate():
        raise Refused(Reason.DAY_AHEAD, day=day)
