"""Sittings: set up with a committed seed, filled with examinees, drawn, given more time, cancelled."""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import User
from jiangong.selection.exams.actions.writing import reasoned, say
from jiangong.selection.exams.formulas import (
    FIXED,
    ONE,
    Blueprint,
    BlueprintError,
    TooFew,
    commitment,
    draw,
    pool_digest,
)
from jiangong.selection.exams.models import Bank, Examinee, PoolQuestion, Sitting
from jiangong.selection.exams.queries.papers import candidates_of, pool_of
from jiangong.selection.exams.states import (
    BLUEPRINT_FAULTS,
    SITTING_TRANSITIONS,
    TO_COME,
    EventKind,
    ExamineeState,
    Mode,
    Reason,
    SittingState,
    Verb,
)

CODE = re.compile(r"[A-Za-z0-9_-]{1,32}")
Admission = tuple[int, str, int]
"""(number of the person, code, extra minutes)"""


@transaction.atomic
def create_sitting(
    *,
    subject: models.Model,
    organisation: Organisation,
    name: str,
    blueprint: Blueprint | Mapping[str, object],
    opens_at: datetime,
    closes_at: datetime,
    minutes: int,
    by: User | None,
    mode: str = Mode.SCREEN,
) -> Sitting:
    """A sitting for `subject`, whose seed is drawn now; its commitment stands in the ledger from here on.

    `minutes` is each examinee's time from the own start, within the window from opens_at to closes_at.
    Raises Refused: BAD_BLUEPRINT, FOREIGN_BANK, BAD_WINDOW, PAPER_IS_ONE.
    """
    require(by, "exams.create_sitting", organisation)
    planned = sound(blueprint)
    bank = Bank.objects.select_related("organisation").filter(pk=planned.bank).first()
    if bank is None or (by is not None and not by.has_perm("exams.see_bank", bank)):
        raise Refused(Reason.FOREIGN_BANK)
    if minutes < 1 or (closes_at - opens_at).total_seconds() < minutes * 60:  # not law: seconds of a minute
        raise Refused(Reason.BAD_WINDOW)
    if mode == Mode.PAPER and (planned.papers, planned.order, planned.options) != (ONE, FIXED, FIXED):
        raise Refused(Reason.PAPER_IS_ONE)
    seed = secrets.token_bytes(32)
    sitting = Sitting.objects.create(
        organisation=organisation,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        name=name.strip()[:120],
        mode=mode,
        bank=bank,
        blueprint=planned.text(),
        opens_at=opens_at,
        closes_at=closes_at,
        minutes=minutes,
        seed=seed.hex(),
        commitment=commitment(seed),
        full=Decimal(planned.full.numerator) / planned.full.denominator,
        made_by=by,
    )
    record(
        Verb.CREATED, sitting, organisation=organisation, by=by, payload={"commitment": sitting.commitment}
    )
    return sitting


def sound(blueprint: Blueprint | Mapping[str, object]) -> Blueprint:
    """The blueprint, read where it is JSON; raises Refused(BAD_BLUEPRINT)."""
    try:
        return blueprint if isinstance(blueprint, Blueprint) else Blueprint.of(blueprint)
    except BlueprintError as fault:
        raise refused(fault) from fault
    except (KeyError, TypeError, ValueError) as fault:
        raise refused(BlueprintError("text")) from fault


def refused(fault: BlueprintError) -> Refused:
    """The fault of a blueprint in words."""
    what = str(BLUEPRINT_FAULTS[fault.code]) % fault.facts
    where = _("，第 %(line)s 行") % {"line": fault.line} if fault.line else ""
    return Refused(Reason.BAD_BLUEPRINT, where=where, what=what)


@transaction.atomic
def admit(sitting: Sitting, examinees: Iterable[Admission], *, by: User | None) -> int:
    """Put people on the list, each with a code and extra minutes; who is on it with the same code gets the minutes given.

    Until it is closed; after the draw each gets the paper that the seed gives. Returns how many are new. Raises
    Refused: NOT_DRAWN, BAD_CODE, CODE_TAKEN; then nobody was put on it.
    """
    sitting = lock(sitting)
    require(by, "exams.manage_sitting", sitting)
    if sitting.state not in TO_COME:
        raise Refused(Reason.NOT_DRAWN)
    wanted = list(examinees)
    for _person, code, _minutes in wanted:
        if not CODE.fullmatch(code):
            raise Refused(Reason.BAD_CODE, code=code)
    there = {one.code: one for one in Examinee.objects.filter(sitting=sitting)}
    persons = {one.person_id: one.code for one in there.values()}
    new: dict[str, Examinee] = {}
    for person, code, minutes in wanted:
        known = there.get(code) or new.get(code)
        if (known is not None and known.person_id != person) or persons.get(person, code) != code:
            raise Refused(Reason.CODE_TAKEN, code=code)
        persons[person] = code
        if known is None:
            new[code] = Examinee(sitting=sitting, person_id=person, code=code, extra_minutes=minutes)
        elif known.extra_minutes != minutes:
            _change_extra(sitting, known, minutes, by)
    if sitting.state == SittingState.DRAWN and new:
        _give_papers(sitting, list(new.values()))
    Examinee.objects.bulk_create(new.values(), batch_size=2000)
    if new:
        record(Verb.ADMITTED, sitting, organisation=sitting.organisation, by=by, quantity=len(new))
    return len(new)


def _change_extra(sitting: Sitting, examinee: Examinee, minutes: int, by: User | None) -> None:
    """Extra minutes granted or taken later move the end of who sits already."""
    if examinee.pk is None:
        examinee.extra_minutes = minutes
        return
    more = timedelta(minutes=minutes - examinee.extra_minutes)
    facts = {"from": examinee.extra_minutes, "to": minutes}
    Examinee.objects.filter(pk=examinee.pk).update(extra_minutes=minutes, ends_at=models.F("ends_at") + more)
    say(EventKind.EXTRA_CHANGED, sitting, examinee, by=by, facts=facts)


@transaction.atomic
def draw_paper(sitting: Sitting, *, by: User | None) -> Sitting:
    """Fix what is drawn from, and draw everybody's paper by the seed; nothing can be changed afterwards.

    Raises Refused: NOT_PLANNED, TOO_FEW.
    """
    sitting = lock(sitting)
    require(by, "exams.manage_sitting", sitting)
    if sitting.state != SittingState.PLANNED:
        raise Refused(Reason.NOT_PLANNED)
    pool = candidates_of(sitting)
    sitting.pool, sitting.drawn_at = pool_digest(pool), timezone.now()
    blueprint = Blueprint.parse(sitting.blueprint)
    try:
        draw(blueprint, pool, bytes.fromhex(sitting.seed), "")
    except TooFew as fault:
        wanted = blueprint.lines[fault.line - 1].count
        raise Refused(Reason.TOO_FEW, line=fault.line, wanted=wanted, there=fault.there) from fault
    PoolQuestion.objects.bulk_create(
        [
            PoolQuestion(sitting=sitting, number=one.question, line=one.line, version_id=one.version)
            for one in pool
        ],
        batch_size=2000,
    )
    advance(
        sitting,
        SittingState.DRAWN,
        SITTING_TRANSITIONS,
        otherwise=Reason.NOT_PLANNED,
        also=["pool", "drawn_at"],
    )
    examinees = list(Examinee.objects.filter(sitting=sitting).only("pk", "code", "items"))
    _give_papers(sitting, examinees)
    if examinees:
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE exams_examinee SET items = %s WHERE id = %s",
                [(one.items, one.pk) for one in examinees],
            )
    record(
        Verb.DRAWN,
        sitting,
        organisation=sitting.organisation,
        by=by,
        payload={"pool": sitting.pool, "questions": blueprint.questions},
    )
    return sitting


def _give_papers(sitting: Sitting, examinees: Sequence[Examinee]) -> None:
    """Set each examinee's items as the seed decides; saves nothing."""
    blueprint, seed = Blueprint.parse(sitting.blueprint), bytes.fromhex(sitting.seed)
    pool = pool_of(sitting)
    same = draw(blueprint, pool, seed, "") if blueprint.papers == ONE and blueprint.order == FIXED else None
    for one in examinees:
        one.items = same or draw(blueprint, pool, seed, one.code)


@transaction.atomic
def cancel_sitting(sitting: Sitting, *, reason: str, by: User | None) -> Sitting:
    """It will not be held. Raises Refused: WHY_MISSING, HAS_STARTED, NOT_DRAWN once it is over."""
    sitting = lock(sitting)
    require(by, "exams.manage_sitting", sitting)
    sitting.reason = reasoned(reason)
    started = Examinee.objects.filter(sitting=sitting).exclude(state=ExamineeState.ADMITTED).count()
    if started and sitting.state == SittingState.DRAWN:
        raise Refused(Reason.HAS_STARTED, count=started)
    advance(sitting, SittingState.CANCELLED, SITTING_TRANSITIONS, otherwise=Reason.NOT_DRAWN, also=["reason"])
    record(Verb.CANCELLED, sitting, organisation=sitting.organisation, by=by)
    return sitting
