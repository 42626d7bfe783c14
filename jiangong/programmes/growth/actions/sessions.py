"""Sessions: create, change, open, close, cancel. Finishing is in completions.py."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import tell
from jiangong.foundation.ledger.actions import Fact, record, record_many
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import User
from jiangong.programmes.growth.actions.drawing import call_off_draw
from jiangong.programmes.growth.actions.places import move_up, words_of
from jiangong.programmes.growth.models import Course, Enrolment, Session
from jiangong.programmes.growth.states import (
    RUNNING,
    SESSION_TRANSITIONS,
    EnrolmentState,
    Giving,
    Reason,
    SessionState,
    Verb,
)
from jiangong.selection.draws.queries import draw_of

MATTERS_TO_LEARNERS = frozenset(
    {"starts_on", "ends_on", "meeting_days", "place"}
)  # what they have to be told of


BOUND_BY_A_DRAW = frozenset({"places", "open_to", "enrol_until", "giving", "by_district"})


@dataclass(frozen=True)
class SessionFacts:
    """When, where, for whom and how many; the fields mean what they mean in the table."""

    name: str
    starts_on: date
    ends_on: date
    enrol_from: datetime
    enrol_until: datetime
    places: int
    open_to: Organisation
    meetings: int = 1
    meeting_days: list[date] = field(default_factory=list)
    teacher: str = ""
    place: str = ""
    giving: str = Giving.FIRST
    by_district: bool = False


@transaction.atomic
def create_session(course: Course, facts: SessionFacts, *, by: User | None) -> Session:
    """Prepare one run of a course; nobody can enrol before it is opened."""
    require(by, "growth.change_course", course)
    session = Session.objects.create(course=course, **_columns(facts))
    record(Verb.SESSION_CREATED, session, organisation=course.organiser, by=by, attribute=course.code)
    return session


@transaction.atomic
def change_session(session: Session, facts: SessionFacts, *, by: User | None) -> Session:
    """Change when, where or for how many. More places go to those who wait, in their order, at once.

    Raises Refused(CANNOT_CHANGE_SESSION) at the end of its life, Refused(PLACES_BELOW_TAKEN), Refused(DRAW_ANNOUNCED) for
    what an announced draw has fixed, Refused(GIVING_IS_SET) once people have been told how places are given.
    """
    session = lock(session)
    require(by, "growth.manage_session", session)
    if session.state not in RUNNING | {SessionState.DRAFT}:
        raise Refused(Reason.CANNOT_CHANGE_SESSION)
    if facts.places < session.taken:
        raise Refused(Reason.PLACES_BELOW_TAKEN, taken=session.taken)
    columns = _columns(facts)
    changed = sorted(name for name, value in columns.items() if getattr(session, name) != value)
    if not changed:
        return session
    if BOUND_BY_A_DRAW & set(changed) and draw_of(session) is not None:
        raise Refused(Reason.DRAW_ANNOUNCED)
    if session.state != SessionState.DRAFT and "giving" in changed:
        raise Refused(Reason.GIVING_IS_SET)
    for name in changed:
        setattr(session, name, columns[name])
    session.save(update_fields=changed)
    record(
        Verb.SESSION_CHANGED,
        session,
        organisation=session.course.organiser,
        by=by,
        attribute=session.course.code,
        payload={"changed": changed},
    )
    if session.state in RUNNING and MATTERS_TO_LEARNERS & set(changed):
        tell(
            Enrolment.objects.filter(
                session=session, state__in=[EnrolmentState.ENROLLED, EnrolmentState.WAITING]
            ).values_list("person_id", flat=True),
            "growth.session_changed",
            session,
            words_of(session),
            organisation=session.course.organiser,
            by=by,
        )
    if "places" in changed:
        move_up(session, by=by)
    return session


@transaction.atomic
def open_session(session: Session, *, by: User | None) -> Session:
    """Let people enrol from now on (within the session's own enrolment window)."""
    session = lock(session)
    require(by, "growth.manage_session", session)
    if SessionState.OPEN in SESSION_TRANSITIONS[session.state] and session.enrol_until <= timezone.now():
        raise Refused(Reason.WINDOW_IS_OVER)
    if session.giving == Giving.DRAW and draw_of(session) is None:
        raise Refused(Reason.ANNOUNCE_FIRST, session=str(session))
    advance(session, SessionState.OPEN, SESSION_TRANSITIONS, otherwise=Reason.CANNOT_OPEN)
    record(Verb.SESSION_OPENED, session, organisation=session.course.organiser, by=by)
    return session


@transaction.atomic
def close_session(session: Session, *, by: User | None) -> Session:
    """Take no more enrolments; whoever waits still moves up when somebody cancels."""
    session = lock(session)
    require(by, "growth.manage_session", session)
    advance(session, SessionState.CLOSED, SESSION_TRANSITIONS, otherwise=Reason.CANNOT_CLOSE)
    record(Verb.SESSION_CLOSED, session, organisation=session.course.organiser, by=by)
    return session


@transaction.atomic
def cancel_session(session: Session, *, reason: str, by: User | None) -> Session:
    """The session does not take place: every enrolment is cancelled, in one batch."""
    session = lock(session)
    require(by, "growth.manage_session", session)
    if not reason.strip():
        raise Refused(Reason.REASON_MISSING)
    call_off_draw(session, by=by)
    session.cancel_reason, session.taken = reason.strip()[:200], 0
    advance(
        session,
        SessionState.CANCELLED,
        SESSION_TRANSITIONS,
        otherwise=Reason.CANNOT_CANCEL_SESSION,
        also=["cancel_reason", "taken"],
    )
    held = list(
        Enrolment.objects.filter(
            session=session, state__in=[EnrolmentState.ENROLLED, EnrolmentState.WAITING]
        ).select_related("organisation")
    )
    Enrolment.objects.filter(pk__in=[one.pk for one in held]).update(state=EnrolmentState.CANCELLED)
    record_many(
        [
            Fact(
                Verb.CANCELLED,
                "growth.enrolment",
                one.pk,
                one.organisation,
                person_id=one.person_id,
                payload={"why": "session cancelled"},
            )
            for one in held
        ],
        by=by,
    )
    record(
        Verb.SESSION_CANCELLED,
        session,
        organisation=session.course.organiser,
        by=by,
        payload={"enrolments": len(held)},
    )
    tell(
        [one.person_id for one in held],
        "growth.session_cancelled",
        session,
        {**words_of(session), "reason": session.cancel_reason},
        organisation=session.course.organiser,
        by=by,
    )
    return session


def _columns(facts: SessionFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in facts.__dataclass_fields__}
