"""Enrolments: enrol oneself, enrol colleagues, cancel."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import NOT_PERMITTED, advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import tell
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people.models import Membership, Person, User
from jiangong.foundation.people.states import MembershipState
from jiangong.programmes.growth.actions.drawing import give_back
from jiangong.programmes.growth.actions.places import Ask, Place, give_places, move_up, together, words_of
from jiangong.programmes.growth.models import Enrolment, Session
from jiangong.programmes.growth.states import (
    ENROLMENT_TRANSITIONS,
    RUNNING,
    EnrolmentState,
    Giving,
    Reason,
    Verb,
)


def enrol(session_id: int, *, by: User, request_key: str = "") -> Place:
    """Enrol oneself: a place if one is free, else the end of the waiting list. By lot everybody waits for the draw.

    Runs in a transaction of its own, together with whoever else asks at the same moment. Raises Refused, and
    Session.DoesNotExist. The same `request_key` again gives the same answer. Overlapping sessions are allowed:
    a course in the morning and one in the evening are nobody's business but the learner's.
    """
    if by.person_id is None:
        raise Refused(Reason.NOT_A_MEMBER)
    return together.ask(Ask(session_id, by.person_id, by.pk, request_key))


def enrol_as(
    session_id: int, *, person_id: int | None, user_id: int, token_id: int | None, request_key: str = ""
) -> Place:
    """The same for a caller known by a signed token alone.

    That the token is still good is read with the batch, so the request itself reads nothing.
    """
    if person_id is None:
        raise Refused(Reason.NOT_A_MEMBER)
    return together.ask(Ask(session_id, person_id, user_id, request_key, token_id))


def enrol_colleagues(session: Session, persons: Sequence[Person], *, by: User) -> list[Place | Exception]:
    """An officer enrols members of unions in their charge; one answer each, in the order given.

    Raises Refused(NOT_PERMITTED), and enrols nobody, if one of them belongs to a union not in the officer's charge.
    """
    memberships = Membership.objects.filter(person__in=persons, state=MembershipState.ACTIVE).select_related(
        "organisation"
    )
    organisations = {one.organisation for one in memberships}
    if not organisations:
        require(by, "growth.enrol_colleagues")
    for organisation in organisations:
        require(by, "growth.enrol_colleagues", organisation)
    if {one.person_id for one in memberships} != {person.pk for person in persons}:
        raise Refused(NOT_PERMITTED)  # of somebody who is no member nobody is in charge
    return give_places([Ask(session.pk, person.pk, by.pk) for person in persons])


@transaction.atomic
def cancel_enrolment(enrolment: Enrolment, *, by: User | None) -> Enrolment:
    """Give the place (or the place in the queue) back; the first of those who wait moves up, and it is written down.
    Where the places were drawn by lot, the next rank does.

    A learner may do it until the session begins, the union's and the organiser's officers until it is finished.
    """
    session = lock(Session(pk=enrolment.session_id))  # the session first: everybody locks in this order
    enrolment = lock(enrolment)
    require(by, "growth.cancel_enrolment", enrolment)
    if session.state not in RUNNING:
        raise Refused(Reason.CANNOT_CANCEL_ENROLMENT)
    held_a_place = enrolment.state == EnrolmentState.ENROLLED
    if (
        by is not None
        and enrolment.state in ENROLMENT_TRANSITIONS
        and EnrolmentState.CANCELLED in ENROLMENT_TRANSITIONS[enrolment.state]
        and timezone.localdate() >= session.starts_on
        and not _is_officer(by, enrolment)
    ):
        raise Refused(Reason.ALREADY_BEGUN, session=f"{session.course.title} {session.name}")
    advance(
        enrolment, EnrolmentState.CANCELLED, ENROLMENT_TRANSITIONS, otherwise=Reason.CANNOT_CANCEL_ENROLMENT
    )
    record(Verb.CANCELLED, enrolment, organisation=enrolment.organisation, person=enrolment.person, by=by)
    if by is not None and by.person_id != enrolment.person_id:
        tell(
            [enrolment.person_id],
            "growth.enrolment_cancelled",
            session,
            words_of(session),
            organisation=enrolment.organisation,
            by=by,
        )
    if session.giving == Giving.DRAW:
        give_back(session, enrolment, held_a_place=held_a_place, by=by)
    elif held_a_place:
        session.taken -= 1
        session.save(update_fields=["taken"])
        move_up(session, by=by)
    return enrolment


def _is_officer(by: User, enrolment: Enrolment) -> bool:
    return by.has_perm("growth.enrol_colleagues", enrolment.organisation) or by.has_perm(
        "growth.manage_session", enrolment.session
    )
