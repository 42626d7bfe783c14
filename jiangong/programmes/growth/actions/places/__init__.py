"""Places of a session: given first come first served, to many people in one transaction; by lot, all wait for the draw.

Everybody who gives or frees a place locks the session's row first. While a session runs, a free place and
somebody waiting never exist together: `move_up` sees to that wherever a place comes free.
"""

from collections.abc import Sequence

from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from jiangong.foundation.common.group_commit import GroupCommit
from jiangong.foundation.inbox.actions import tell
from jiangong.foundation.ledger.actions import Fact, record_many
from jiangong.foundation.people.models import User
from jiangong.programmes.growth.actions.places.asking import Ask, Place
from jiangong.programmes.growth.actions.places.giving import give
from jiangong.programmes.growth.actions.places.refusing import why_not
from jiangong.programmes.growth.models import Enrolment, Session
from jiangong.programmes.growth.states import EnrolmentState, Giving, Verb

__all__ = ["Ask", "Place", "give_places", "move_up", "together", "words_of"]


def give_places(asks: Sequence[Ask]) -> list[Place | Exception]:
    """Answer many asks in one transaction of its own: a Place, or the Refused that says why not.

    One round trip for all who may have a place, whatever their number, and the lock which everybody waits for is
    never held while this process waits for its turn to run. Only for those who got none it is then read why.
    """
    if connection.in_atomic_block:
        with transaction.atomic(durable=True):
            pass  # refuses: another transaction could roll back what the askers are told
    answers: list[Place | Exception | None] = [None] * len(asks)
    with connection.cursor() as cursor:
        for last in (False, False, True):  # whose reason goes away between the two statements may try again
            now = timezone.now()
            trying = _first_of_each(asks, answers)
            given = give(cursor, [asks[n] for n in trying], now)
            for n in trying:
                answers[n] = given.get((asks[n].session_id, asks[n].person_id))
            left = [n for n, answer in enumerate(answers) if answer is None]
            if left:
                reasons = why_not(cursor, [asks[n] for n in left], now, last=last)
                for n, reason in zip(left, reasons, strict=True):
                    answers[n] = reason
            if None not in answers:
                break
    return [answer for answer in answers if answer is not None]


def _first_of_each(asks: Sequence[Ask], answers: Sequence[Place | Exception | None]) -> list[int]:
    """Which asks to try now: of one person's for the same session, or with the same key, only the first."""
    tried: set[tuple[int, int | str]] = set()
    first = []
    for n, (ask, answer) in enumerate(zip(asks, answers, strict=True)):
        marks = {(ask.person_id, ask.session_id), (ask.person_id, ask.request_key or ask.session_id)}
        if answer is None and tried.isdisjoint(marks):
            tried |= marks
            first.append(n)
    return first


def move_up(session: Session, *, by: User | None) -> list[Enrolment]:
    """Give the free places of a locked session to those who wait, in their order; return who moved up.

    By lot the draw says who is next (actions/drawing.py), so nobody does here.
    """
    free = session.places - session.taken
    if free <= 0 or session.giving == Giving.DRAW:
        return []
    moved = list(
        Enrolment.objects.select_for_update(of=("self",))
        .filter(session=session, state=EnrolmentState.WAITING)
        .select_related("organisation")
        .order_by("pk")[:free]
    )
    if moved:
        Enrolment.objects.filter(pk__in=[one.pk for one in moved]).update(state=EnrolmentState.ENROLLED)
        session.taken += len(moved)
        session.save(update_fields=["taken"])
        record_many(
            [
                Fact(Verb.PROMOTED, "growth.enrolment", one.pk, one.organisation, person_id=one.person_id)
                for one in moved
            ],
            by=by,
        )
        tell(
            [one.person_id for one in moved],
            "growth.place_moved_up",
            session,
            words_of(session),
            organisation=session.course.organiser,
            by=by,
        )
    return moved


def words_of(session: Session) -> dict[str, str]:
    """What messages about a session are filled with."""
    return {
        "course": session.course.title,
        "session": session.name,
        "starts": str(session.starts_on),
        "ends": str(session.ends_on),
        "place": session.place or "—",
    }


def _give_together(asks: Sequence[Ask]) -> list[Place | Exception]:
    """On the connection of the thread that leads, which may have lain idle since long before this request."""
    if not connection.in_atomic_block:
        close_old_connections()
    return give_places(asks)


together: GroupCommit[Ask, Place] = GroupCommit(_give_together)
