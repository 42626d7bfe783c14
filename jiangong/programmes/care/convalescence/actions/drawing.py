"""Between applying and the draw: the list is closed here, and what the draw does comes back here."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import close_matters
from jiangong.foundation.ledger.actions import record
from jiangong.programmes.care.convalescence.actions.answering import offer
from jiangong.programmes.care.convalescence.formulas.pools import lots_of_group, shared_by_all
from jiangong.programmes.care.convalescence.models import Applicant, Application, Programme
from jiangong.programmes.care.convalescence.states import (
    PROGRAMME_TRANSITIONS,
    ApplicationState,
    ProgrammeState,
    Reason,
    Verb,
)
from jiangong.selection.draws.formulas.applications import Application as Line
from jiangong.selection.draws.queries import Given


@transaction.atomic
def close_and_list(programme: Programme) -> Iterator[Line]:
    """Close applying for good, and give the list to the draw that closes it; asked again it gives the same list.

    Whose partner has not agreed is on the list alone. Everybody who was told "applied" is on it: an application that is being
    written takes a share lock on the programme's row (migration 0002), so this waits for it, and it for this.
    Raises Refused(NOT_OPEN) for a programme that was never open. Five statements, then one read as it goes.
    """
    programme = lock(programme)
    if programme.state == ProgrammeState.OPEN:
        _close(programme)
    if programme.state != ProgrammeState.CLOSED:
        moments = {
            "opens": f"{timezone.localtime(programme.opens_at):%Y-%m-%d %H:%M}",
            "closes": f"{timezone.localtime(programme.closes_at):%Y-%m-%d %H:%M}",
        }
        raise Refused(Reason.NOT_OPEN, programme=programme.title, **moments)
    return list_of(programme)


def list_of(programme: Programme) -> Iterator[Line]:
    """The list's lines without names, in the order of applying, read as it goes.

    A group has the pools that all its people are in, and the smallest number of lots of any of them: nobody gains anything
    by going with somebody.
    """
    rows = (
        Applicant.objects.filter(programme=programme, live=True, application__state=ApplicationState.LISTED)
        .order_by("application", "number")
        .values_list("application__ticket", "application__wants", "pools", "lots")
    )
    for ticket, people in groupby(rows.iterator(chunk_size=10_000), key=lambda row: row[0]):
        together = list(people)
        yield Line(
            ticket,
            len(together),
            lots_of_group([one[3] for one in together]),
            tuple(shared_by_all([one[2] for one in together])),
            tuple(together[0][1]),
        )


def places_given(programme: Programme, moves: Given) -> None:
    """Called by the draw in its own transaction: `moves.given` are the tickets that have a place now (by the draw, or
    because one came back), `moves.gone` those that left now. Offers with a clock follow from it."""
    programme = lock(programme)
    if programme.state == ProgrammeState.CLOSED:
        advance(programme, ProgrammeState.DRAWN, PROGRAMME_TRANSITIONS, otherwise=Reason.NOT_LIVE)
    offer(programme, moves.given)


def _close(programme: Programme) -> None:
    waiting = Application.objects.filter(programme=programme, state=ApplicationState.WAITING)
    close_matters(list(waiting.only("pk")), by=None)
    Applicant.objects.filter(application__in=waiting.values("pk"), agreed_at__isnull=True).delete()
    listed = Application.objects.filter(
        programme=programme, state__in=[ApplicationState.WAITING, ApplicationState.SUBMITTED]
    ).update(state=ApplicationState.LISTED)
    advance(programme, ProgrammeState.CLOSED, PROGRAMME_TRANSITIONS, otherwise=Reason.NOT_LIVE)
    record(
        Verb.CLOSED,
        programme,
        organisation=programme.organisation,
        by=None,
        payload={"applications": listed},
    )
