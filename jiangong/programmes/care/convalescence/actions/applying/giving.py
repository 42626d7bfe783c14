"""Tickets: many people apply in one transaction, with a number of statements that does not grow with theirs.

Nobody waits for anybody: the programme's row is only shared (foreign key and trigger), never locked, so fifty thousand
may apply in its last hour. That a person is in one live application is a constraint; who loses that race is told so.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, close_old_connections, connection, transaction
from django.utils.translation import gettext as _

from jiangong.foundation.common.group_commit import GroupCommit
from jiangong.foundation.common.refusals import Refused
from jiangong.programmes.care.convalescence.actions.applying.asking import Ask, Ticket
from jiangong.programmes.care.convalescence.actions.applying.reading import Known, read
from jiangong.programmes.care.convalescence.actions.applying.refusing import refusal
from jiangong.programmes.care.convalescence.actions.applying.rows import write
from jiangong.programmes.care.convalescence.models import Programme
from jiangong.programmes.care.convalescence.states import Reason


def give_tickets(asks: Sequence[Ask]) -> list[Ticket | Exception]:
    """Answer many asks in one transaction: a Ticket, or the Refused (or Programme.DoesNotExist) that says why not.

    Of one person's asks for one programme the first is written, the others are told that they applied. Somebody who applied
    elsewhere in the same moment breaks the constraint; then each is written by itself.
    """
    try:
        with _whole():
            return _give(asks)
    except IntegrityError:
        return [_alone(ask) for ask in asks]


def _whole() -> AbstractContextManager[object]:
    """All is written by one statement, which is a transaction by itself; within another it can be taken back alone."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def _alone(ask: Ask) -> Ticket | Exception:
    for last in (False, True):
        try:
            with _whole():
                return _give([ask])[0]
        except IntegrityError as error:
            if last:
                return error
    raise AssertionError("the second try answers")


def _give(asks: Sequence[Ask]) -> list[Ticket | Exception]:
    known = read(asks)
    answers: list[Ticket | Exception | None] = [_settled(ask, known) for ask in asks]
    written: dict[tuple[int, int], Ticket] = {}
    wanted: list[int] = []
    for n, ask in enumerate(asks):
        if answers[n] is None and (ask.programme_id, ask.person_id) not in written:
            written[ask.programme_id, ask.person_id] = _TAKEN
            wanted.append(n)
    tickets = write([asks[n] for n in wanted], known.programmes, known.people, known.now)
    for n, ticket in zip(wanted, tickets, strict=True):
        answers[n] = ticket
        written[asks[n].programme_id, asks[n].person_id] = ticket
    return [
        answer if answer is not None else _once_more(ask, written[ask.programme_id, ask.person_id], known)
        for ask, answer in zip(asks, answers, strict=True)
    ]


_TAKEN = Ticket(0, 0, "", "", datetime.min)


def _once_more(ask: Ask, ticket: Ticket, known: Known) -> Ticket | Exception:
    """A second ask of one person in the same batch: the same key gets the same answer."""
    if ask.request_key:
        return replace(ticket, replayed=True)
    programme = known.programmes[ask.programme_id].programme
    return Refused(Reason.ALREADY_APPLIED, who=_("您"), programme=programme.title)


def _settled(ask: Ask, known: Known) -> Ticket | Exception | None:
    """The answer that needs no new row: a replay or a refusal; None if a ticket is to be given."""
    if ask.token_id is not None and ask.token_id not in known.tokens:
        return Refused(Reason.TOKEN_REVOKED)
    asked = known.programmes.get(ask.programme_id)
    if asked is None:
        return Programme.DoesNotExist()
    key = (ask.programme_id, ask.person_id)
    if ask.request_key and (*key, ask.request_key) in known.same:
        return known.earlier[key]
    return refusal(ask, asked, known.people.get(key), known.now)


def _together(asks: Sequence[Ask]) -> list[Ticket | Exception]:
    """On the connection of the thread that leads, which may have lain idle since long before this request."""
    if not connection.in_atomic_block:
        close_old_connections()
    return give_tickets(asks)


together: GroupCommit[Ask, Ticket] = GroupCommit(_together)
