"""Asking to be forgotten, taking that back, and the answer that it cannot be."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people.erasure.models import ErasureRequest
from jiangong.foundation.people.erasure.states import TRANSITIONS, Reason, State, Verb
from jiangong.foundation.people.models import Person, User
from jiangong.foundation.people.queries import ledger_home
from jiangong.foundation.rulebook.queries import Read, parameter, used


@transaction.atomic
def ask(person: Person, *, words: str = "", by: User | None) -> ErasureRequest:
    """Ask for everything about a person to be deleted: the person, or an officer who took the request on paper.

    An officer says in `words` on what ground (a signed request seen, next of kin of somebody who died: §49).
    Raises Refused(REASON_MISSING), Refused(MERGED), Refused(ALREADY_ASKED).
    """
    person = lock(person)
    require(by, "erasure.ask", person)
    if person.merged_into_id is not None:
        raise Refused(Reason.MERGED)
    own = by is not None and by.person_id == person.pk
    if not own and not words.strip():
        raise Refused(Reason.REASON_MISSING)
    try:
        with transaction.atomic():
            request = ErasureRequest.objects.create(
                person=person, asked_by=by, words="" if own else words.strip()[:200]
            )
    except IntegrityError as error:
        raise Refused(Reason.ALREADY_ASKED) from error
    with used() as reads:
        parameter("erasure.answer_days", on=timezone.localdate())  # by when it has to be answered
    _record(Verb.ASKED, request, by, reads)
    return request


@transaction.atomic
def withdraw(request: ErasureRequest, *, by: User | None) -> ErasureRequest:
    """Take an undecided request back. Raises Refused(NOT_ASKED)."""
    request = lock(request)
    require(by, "erasure.withdraw", request)
    request.decided_at = timezone.now()
    advance(request, State.WITHDRAWN, TRANSITIONS, otherwise=Reason.NOT_ASKED, also=["decided_at"])
    _record(Verb.WITHDRAWN, request, by)
    return request


@transaction.atomic
def refuse(request: ErasureRequest, *, reason: str, by: User | None) -> ErasureRequest:
    """The city federation cannot delete now, and says why (§50); the person may ask again.

    Raises Refused(NOT_ASKED), Refused(REASON_MISSING), Refused(ONE_PERSON_ALONE).
    """
    request = lock(request)
    require(by, "erasure.decide", request)
    require_another(request, by)
    if not reason.strip():
        raise Refused(Reason.REASON_MISSING)
    request.decided_at, request.decided_by = timezone.now(), by
    request.answer = reason.strip()[:200]
    advance(
        request,
        State.REFUSED,
        TRANSITIONS,
        otherwise=Reason.NOT_ASKED,
        also=["decided_at", "decided_by", "answer"],
    )
    _record(Verb.REFUSED, request, by)
    return request


def require_another(request: ErasureRequest, by: User | None) -> None:
    """Refuse whoever asked, took the request, or is the person."""
    if by is not None and (
        by.pk == request.asked_by_id or (by.person_id is not None and by.person_id == request.person_id)
    ):
        raise Refused(Reason.ONE_PERSON_ALONE)


def _record(verb: Verb, request: ErasureRequest, by: User | None, reads: Sequence[Read] = ()) -> None:
    assert request.person is not None
    home = ledger_home(request.person)
    record(verb, request, organisation=home, person=request.person, by=by, used=reads)
