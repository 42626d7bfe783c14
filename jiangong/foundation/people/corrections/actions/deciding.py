"""The union's answer: corrected as asked, or not, with the reason."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import tell
from jiangong.foundation.people.actions import change_join_date, change_person
from jiangong.foundation.people.corrections.actions.asking import settle, written
from jiangong.foundation.people.corrections.formulas import Asked, as_value, document_of, gone_on
from jiangong.foundation.people.corrections.models import Correction
from jiangong.foundation.people.corrections.queries import asked_of, known_of
from jiangong.foundation.people.corrections.states import TRANSITIONS, Field, Reason, State, Verb
from jiangong.foundation.people.models import Person, User
from jiangong.foundation.people.queries import current_membership


@transaction.atomic
def confirm(correction: Correction, *, by: User | None) -> Correction:
    """The union has checked it and corrects the record as asked.

    Raises Refused: NOT_ASKED, ONE_PERSON_ALONE, CHANGED_MEANWHILE, and what people.change_person refuses
    (the number belongs to somebody else).
    """
    correction = _begun(correction, by)
    person = lock(correction.person)
    asked = asked_of(correction)
    if changed := gone_on(asked, known_of(person)):
        raise Refused(Reason.CHANGED_MEANWHILE, fields="、".join(str(Field(name).label) for name in changed))
    _carry_out(person, asked, by)
    _decide(correction, State.CONFIRMED, by)
    written(Verb.CONFIRMED, correction, by)
    settle(correction, by)
    _tell(correction, "corrections.confirmed", by, count=len(correction.fields))
    return correction


@transaction.atomic
def refuse(correction: Correction, *, reason: str, by: User | None) -> Correction:
    """The record stays as it is, and the person reads why. Raises Refused: NOT_ASKED, ONE_PERSON_ALONE, REASON_MISSING."""
    correction = _begun(correction, by)
    correction.answer = reason.strip()[:200]
    if not correction.answer:
        raise Refused(Reason.REASON_MISSING)
    _decide(correction, State.REFUSED, by)
    written(Verb.REFUSED, correction, by)
    settle(correction, by)
    _tell(correction, "corrections.refused", by, reason=correction.answer.rstrip("。"))
    return correction


def _begun(correction: Correction, by: User | None) -> Correction:
    correction = lock(correction)
    require(by, "corrections.decide", correction)
    if correction.state != State.ASKED:
        raise Refused(Reason.NOT_ASKED)
    if by is not None and by.person_id == correction.person_id:
        raise Refused(Reason.ONE_PERSON_ALONE)
    return correction


def _carry_out(person: Person, asked: Asked, by: User | None) -> None:
    new = dict(asked.new)
    joined = new.pop(Field.JOINED_ON, None)
    document = document_of(new.pop(Field.DOCUMENT, ""))
    phone = new.pop(Field.PHONE, None)
    facts: dict[str, Any] = {name: as_value(name, text) for name, text in new.items()}
    change_person(person, by=by, document=document, phone=phone, **facts)
    membership = current_membership(person) if joined else None
    if membership is not None and joined:
        change_join_date(membership, as_value(Field.JOINED_ON, joined), by=by)


def _decide(correction: Correction, to: State, by: User | None) -> None:
    correction.decided_at, correction.decided_by = timezone.now(), by
    advance(
        correction,
        to,
        TRANSITIONS,
        otherwise=Reason.NOT_ASKED,
        also=["decided_at", "decided_by", "answer"],
    )


def _tell(correction: Correction, kind: str, by: User | None, **words: Any) -> None:
    where = correction.organisation
    said = {"organisation": where.short_name or where.name, **words}
    tell([correction.person_id], kind, correction, said, organisation=where, by=by)
