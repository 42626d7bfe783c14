"""The programme of the year: create, change, open, void. Its batches and pools: planning.py; another year like it: copying.py."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import close_matters, tell
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.programmes.care.convalescence import queries
from jiangong.programmes.care.convalescence.models import Applicant, Application, Pool, Programme
from jiangong.programmes.care.convalescence.states import (
    LIVE,
    PROGRAMME_TRANSITIONS,
    Admits,
    PoolKind,
    ProgrammeState,
    Reason,
    Verb,
)
from jiangong.selection.draws.queries import draw_of

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@dataclass(frozen=True)
class ProgrammeFacts:
    """What a programme says of itself; the fields mean what they mean in the table."""

    year: int
    title: str
    opens_at: datetime
    closes_at: datetime
    admits: str = Admits.FRONT
    words: str = ""


@transaction.atomic
def create_programme(
    organisation: Organisation, facts: ProgrammeFacts, *, by: User | None, is_demonstration: bool = False
) -> Programme:
    """A union prepares its convalescence of a year."""
    require(by, "convalescence.create", organisation)
    programme = Programme.objects.create(
        organisation=organisation, is_demonstration=is_demonstration, **asdict(facts)
    )
    Pool.objects.create(
        programme=programme,
        code="all",
        kind=PoolKind.EVERYBODY,
        name=str(PoolKind.EVERYBODY.label),
        places=0,
        order=1,
    )
    record(Verb.CREATED, programme, organisation=organisation, by=by)
    return programme


@transaction.atomic
def change_programme(programme: Programme, facts: ProgrammeFacts, *, by: User | None) -> Programme:
    """Change what is in preparation. Raises Refused(NOT_A_DRAFT) once it is open or its draw announced."""
    programme = in_preparation(programme, by)
    changed = sorted(name for name, value in asdict(facts).items() if getattr(programme, name) != value)
    for name in changed:
        setattr(programme, name, getattr(facts, name))
    if changed:
        programme.save(update_fields=changed)
        note_change(programme, changed, by)
    return programme


@transaction.atomic
def open_programme(programme: Programme, *, by: User | None) -> Programme:
    """Open it for applications as planned. Raises Refused(FAULTS) with the first thing that is wrong."""
    programme = lock(programme)
    require(by, "convalescence.manage", programme)
    if programme.state != ProgrammeState.DRAFT:
        raise Refused(Reason.CANNOT_OPEN)
    with rulebook.used() as reads:
        found = queries.faults_of(programme)
        rulebook.value("convalescence.same_unit_years")
        rulebook.value("convalescence.again_years")
    if found:
        raise Refused(Reason.FAULTS, why=str(found[0].words))
    advance(programme, ProgrammeState.OPEN, PROGRAMME_TRANSITIONS, otherwise=Reason.CANNOT_OPEN)
    record(Verb.OPENED, programme, organisation=programme.organisation, by=by, used=reads)
    return programme


@transaction.atomic
def void_programme(programme: Programme, *, reason: str, by: User | None) -> Programme:
    """It does not take place, or its draw failed: every application ends, and everybody who applied is told why.

    Raises Refused: REASON_MISSING; CANNOT_VOID once it was drawn.
    """
    programme = lock(programme)
    require(by, "convalescence.manage", programme)
    if not reason.strip():
        raise Refused(Reason.REASON_MISSING)
    programme.void_reason = reason.strip()[:200]
    advance(
        programme,
        ProgrammeState.VOID,
        PROGRAMME_TRANSITIONS,
        otherwise=Reason.CANNOT_VOID,
        also=("void_reason",),
    )
    people = list(
        Applicant.objects.filter(programme=programme, live=True, person__isnull=False).values_list(
            "person_id", flat=True
        )
    )
    close_matters(list(Application.objects.filter(programme=programme, state__in=sorted(LIVE))), by=by)
    Applicant.objects.filter(programme=programme, live=True).update(live=False)
    record(
        Verb.VOIDED, programme, organisation=programme.organisation, by=by, payload={"people": len(people)}
    )
    tell(
        people,
        "convalescence.void",
        programme,
        {"programme": programme.title, "reason": programme.void_reason},
        organisation=programme.organisation,
        by=by,
    )
    return programme


def in_preparation(programme: Programme, by: User | None) -> Programme:
    """The locked programme, if its plan may still change. Raises Refused(NOT_A_DRAFT)."""
    programme = lock(programme)
    require(by, "convalescence.manage", programme)
    if programme.state != ProgrammeState.DRAFT or draw_of(programme) is not None:
        raise Refused(Reason.NOT_A_DRAFT)
    return programme


def note_change(programme: Programme, what: list[str], by: User | None) -> None:
    """Record what of a programme was changed: names of fields, codes of batches and pools."""
    record(Verb.CHANGED, programme, organisation=programme.organisation, by=by, payload={"changed": what})
