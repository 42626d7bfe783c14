"""Bases: enter, change, list, close; a whole list from a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import close_matters
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.organisations.models import Organisation
from jiangong.programmes.venues.bases import queries
from jiangong.programmes.venues.bases.models import Base
from jiangong.programmes.venues.bases.states import BASE_TRANSITIONS, BaseState, Reason, StepFree, Verb

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@dataclass(frozen=True)
class BaseFacts:
    """What a base is; the fields mean what they mean in the table."""

    code: str
    name: str
    kind: str
    place: str
    rooms: int
    beds: int
    name_en: str = ""
    address: str = ""
    distance_km: int | None = None
    facilities: Sequence[str] = ()
    step_free: str = StepFree.UNKNOWN
    words: str = ""
    words_en: str = ""
    contact: str = ""


@transaction.atomic
def enter_base(
    organisation: Organisation, facts: BaseFacts, *, by: User | None, is_demonstration: bool = False
) -> Base:
    """Enter a base that this union will answer for, as a draft. Raises Refused: CODE_TAKEN, BEDS_MISSING."""
    require(by, "bases.enter", organisation)
    _require_sound(facts)
    base = Base.objects.create(
        organisation=organisation,
        is_demonstration=is_demonstration,
        **{**asdict(facts), "facilities": list(facts.facilities)},
    )
    record(Verb.ENTERED, base, organisation=organisation, by=by, attribute=base.code)
    return base


@transaction.atomic
def change_base(base: Base, facts: BaseFacts, *, by: User | None) -> Base:
    """Change what is said of a base; what changed is named in the ledger. Raises Refused: CODE_TAKEN, BEDS_MISSING."""
    base = lock(base)
    require(by, "bases.manage", base)
    _require_sound(facts, but=base)
    wanted = {**asdict(facts), "facilities": list(facts.facilities)}
    changed = sorted(name for name, value in wanted.items() if getattr(base, name) != value)
    if changed:
        for name in changed:
            setattr(base, name, wanted[name])
        base.save(update_fields=changed)
        record(
            Verb.CHANGED,
            base,
            organisation=base.organisation,
            by=by,
            attribute=base.code,
            payload={"changed": changed},
        )
    return base


@transaction.atomic
def list_base(base: Base, *, by: User | None) -> Base:
    """Put a base on the public list. Raises Refused: NOT_TO_LIST unless described, with beds and its access looked at."""
    base = lock(base)
    require(by, "bases.manage", base)
    if not (base.words and base.beds) or base.step_free == StepFree.UNKNOWN:
        raise Refused(Reason.NOT_TO_LIST, base=base.name)
    if BaseState.LISTED not in BASE_TRANSITIONS[base.state]:
        raise Refused(Reason.NOT_TO_LIST, base=base.name)
    base.listed_on = timezone.localdate()
    advance(base, BaseState.LISTED, BASE_TRANSITIONS, otherwise=Reason.NOT_TO_LIST, also=["listed_on"])
    record(
        Verb.LISTED,
        base,
        organisation=base.organisation,
        by=by,
        attribute=base.code,
        payload={"base": base.code, "kind": base.kind},
    )
    return base


@transaction.atomic
def close_base(base: Base, *, by: User | None) -> Base:
    """Take a base off the list. Raises Refused(NOT_TO_CLOSE) while a contract is in force or to come."""
    base = lock(base)
    require(by, "bases.manage", base)
    if BaseState.CLOSED not in BASE_TRANSITIONS[base.state] or queries.contracts_in_force(
        [base.pk], timezone.localdate()
    ):
        raise Refused(Reason.NOT_TO_CLOSE, base=base.name)
    advance(base, BaseState.CLOSED, BASE_TRANSITIONS, otherwise=Reason.NOT_TO_CLOSE)
    close_matters(base, by=by)
    record(
        Verb.CLOSED,
        base,
        organisation=base.organisation,
        by=by,
        attribute=base.code,
        payload={"base": base.code},
    )
    return base


@transaction.atomic
def import_bases(
    organisation: Organisation, rows: Sequence[BaseFacts], *, by: User | None
) -> tuple[int, int]:
    """Take over a list: known codes of this union's own bases get the new facts, the others are entered as drafts.

    All or nothing. Returns how many are new and how many were known. Raises Refused: NOT_PERMITTED for a code of
    another union's base, and whatever a row alone would raise.
    """
    require(by, "bases.enter", organisation)
    known = queries.bases_coded([one.code for one in rows])
    for one in rows:
        if one.code in known:
            change_base(known[one.code], one, by=by)
        else:
            enter_base(organisation, one, by=by)
    return len(rows) - len(known), len(known)


def _require_sound(facts: BaseFacts, but: Base | None = None) -> None:
    same = Base.objects.filter(code=facts.code)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise Refused(Reason.CODE_TAKEN, code=facts.code)
    if facts.beds < facts.rooms:
        raise Refused(Reason.BEDS_MISSING, beds=facts.beds, rooms=facts.rooms)
