"""Places by lot: the list for the draw, what follows from it here, and a place that is given back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.foundation.common.acting import lock
from jiangong.foundation.inbox.actions import tell
from jiangong.foundation.ledger.actions import Fact, record_many
from jiangong.programmes.growth.actions.places import words_of
from jiangong.programmes.growth.models import Enrolment, Session
from jiangong.programmes.growth.queries.drawing import SESSION
from jiangong.programmes.growth.states import EnrolmentState, Verb
from jiangong.selection.draws import actions as draws
from jiangong.selection.draws.formulas.applications import Application
from jiangong.selection.draws.queries import Given, draw_of, rules_of
from jiangong.selection.draws.states import DrawState, Leaving
from jiangong.selection.equity.queries import lots_for

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User

BATCH = 2_000  # not law: rows of one statement
OPEN = frozenset({DrawState.ANNOUNCED, DrawState.CLOSING, DrawState.CLOSED})


def draw_list(session: Session) -> Iterator[Application]:
    """Everybody who waits, as lines without a name: one person each, lots by whose turn it is, the pool of their district.

    Gives a ticket to whoever has none yet; called again it gives the same lines.
    """
    draw = draw_of(session)
    assert draw is not None, "a list is closed for a draw that was announced"
    waiting = Enrolment.objects.filter(session=session, state=EnrolmentState.WAITING)
    fresh = list(waiting.filter(ticket=""))
    for one in fresh:
        one.ticket = draws.new_ticket()
    Enrolment.objects.bulk_update(fresh, ["ticket"], batch_size=BATCH)
    reserved = {f"/{pool.code.removeprefix('d')}/": pool.code for pool in rules_of(draw).pools[:-1]}
    rows = list(waiting.order_by("pk").values_list("ticket", "person_id", "organisation__path"))
    lots = lots_for(
        [person for _t, person, _p in rows],
        on=timezone.localtime(session.enrol_until).date(),
        good="training",
    )
    for ticket, person, path in rows:
        pools = tuple(code for part, code in reserved.items() if part in path)
        yield Application(ticket, 1, lots[person], pools, (SESSION,))


@transaction.atomic
def places_given(session: Session, moves: Given) -> None:
    """Called by the draw: who has a place now is enrolled, in the draw's own transaction, and told.

    At the draw itself those who wait on are told too, and whoever cancelled after the list was closed leaves at once, so
    that their place goes to the next rank.
    """
    session = lock(session)
    of_session = Enrolment.objects.filter(session=session).exclude(ticket="").select_related("organisation")
    given = list(
        of_session.filter(ticket__in=moves.given, state=EnrolmentState.WAITING)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    at_the_draw = moves.draw.steps == 0
    Enrolment.objects.filter(pk__in=[one.pk for one in given]).update(state=EnrolmentState.ENROLLED)
    session.taken += len(given)
    session.save(update_fields=["taken"])
    verb = Verb.DRAWN if at_the_draw else Verb.PROMOTED
    record_many(
        [Fact(verb, "growth.enrolment", one.pk, one.organisation, person_id=one.person_id) for one in given],
        by=None,
    )
    _tell(session, "growth.place_drawn" if at_the_draw else "growth.place_moved_up", given)
    if at_the_draw:
        _tell(session, "growth.place_not_drawn", list(of_session.filter(state=EnrolmentState.WAITING)))
        late = of_session.filter(state=EnrolmentState.CANCELLED).values_list("ticket", flat=True)
        if gone := dict.fromkeys(late, Leaving.WITHDRAWN):
            draws.leave(moves.draw, gone, by=None)


def give_back(session: Session, enrolment: Enrolment, *, held_a_place: bool, by: User | None) -> None:
    """Somebody of a locked session cancelled: after the draw the place goes to the next rank.

    Before, nothing moves: the list is made of those who wait when it is closed, and who cancels after that leaves at the draw.
    """
    if held_a_place:
        session.taken -= 1
        session.save(update_fields=["taken"])
    draw = draw_of(session)
    if draw is not None and draw.state == DrawState.DRAWN and enrolment.ticket:
        draws.leave(draw, {enrolment.ticket: Leaving.WITHDRAWN}, by=by)


def call_off_draw(session: Session, *, by: User | None) -> None:
    """The session does not take place: a draw that was not made yet is void, for all to see."""
    draw = draw_of(session)
    if draw is not None and draw.state in OPEN:
        draws.fail(draw, why=_("班次取消。"), by=by)


def _tell(session: Session, kind: str, enrolments: list[Enrolment]) -> None:
    people = [one.person_id for one in enrolments]
    tell(people, kind, session, words_of(session), organisation=session.course.organiser, by=None)
