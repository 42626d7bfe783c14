"""The same verbs over HTTP. Lists go on with `next`; enrolling reads no table outside its batch."""

from datetime import date, datetime
from typing import Annotated, Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from jiangong.foundation.common.endpoints import (
    After,
    Caller,
    Id,
    IdempotencyKey,
    PageOut,
    ShortWay,
    access,
    creates,
)
from jiangong.foundation.common.paging import Page, page_after
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.people.models import User
from jiangong.programmes.growth import actions, queries
from jiangong.programmes.growth.actions.places import Place
from jiangong.programmes.growth.models import Certificate, Course, Enrolment, Session
from jiangong.programmes.growth.states import Mode, Reason, SessionState

router = Router(tags=["training"])

READ = access("growth:read")
WRITE = access("growth:write")
WRITE_IN_THE_BATCH = access("growth:write", deferred=True)


class CourseOut(Schema):
    id: int
    code: str
    title: str
    summary: str
    field: str
    mode: str
    hours: int
    attendance_needed: int
    organiser: int = Field(alias="organiser_id")


class CoursePage(PageOut):
    rows: list[CourseOut]


class CourseIn(Schema):
    organiser: int = Field(ge=1, le=2**63 - 1)
    code: str = Field(min_length=1, max_length=20)
    title: str = Field(min_length=1, max_length=120)
    summary: str = Field("", max_length=4000)
    field: str = Field("", max_length=40)
    mode: Mode = Mode.CLASSROOM
    hours: int = Field(ge=1, le=2000)
    attendance_needed: int = Field(80, ge=0, le=100)


class SessionOut(Schema):
    id: int
    course: int = Field(alias="course_id")
    name: str
    teacher: str
    place: str
    starts_on: date
    ends_on: date
    enrol_from: datetime
    enrol_until: datetime
    places: int
    taken: int
    meetings: int
    state: str
    giving: str
    by_district: bool
    open_to: int = Field(alias="open_to_id")


class SessionPage(PageOut):
    rows: list[SessionOut]


class StateIn(Schema):
    state: SessionState
    reason: str = Field("", max_length=200)


class PlaceOut(Schema):
    id: int = Field(alias="enrolment_id")
    session: int = Field(alias="session_id")
    state: str
    enrolled_at: datetime


class EnrolmentOut(Schema):
    id: int
    session: int = Field(alias="session_id")
    organisation: int = Field(alias="organisation_id")
    state: str
    ticket: str
    enrolled_at: datetime
    completed_on: date | None


class EnrolmentPage(PageOut):
    rows: list[EnrolmentOut]


class ReasonIn(Schema):
    reason: str = Field(min_length=1, max_length=200)


class CompletionIn(ReasonIn):
    completed: bool


class MarksIn(Schema):
    meeting: int = Field(ge=1, le=1000)
    present: list[int] = Field(max_length=1000)
    shown: list[int] = Field(max_length=1000)


class MarksOut(Schema):
    changed: int


class AttendanceOut(Schema):
    enrolment: int
    meetings: list[int]


class CertificateOut(Schema):
    number: str
    code: str
    course_title: str
    issuer_name: str
    hours: int
    issued_on: date
    revoked_on: date | None


class CertificatePage(PageOut):
    rows: list[CertificateOut]


@router.get("/courses", response=CoursePage, auth=READ)
def list_courses(request: HttpRequest, after: After = None) -> Page[Course]:
    """Courses, the oldest first."""
    return page_after(queries.courses_visible_to(request.user), after)


@router.post("/courses", response={201: CourseOut}, auth=WRITE)
@creates
def create_course(request: HttpRequest, course: CourseIn) -> Status[Any]:
    """Offer a new course."""
    organiser = queries.organiser_of(request.user, course.organiser)
    if organiser is None:
        raise Http404
    facts = actions.CourseFacts(**course.dict(exclude={"organiser"}))
    return Status(201, actions.create_course(organiser, facts, by=_by(request)))


@router.get("/sessions", response=SessionPage, auth=READ)
def list_sessions(
    request: HttpRequest,
    after: After = None,
    state: SessionState | None = None,
    course: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
) -> Page[Session]:
    """Sessions the caller may see, the oldest first."""
    found = queries.sessions_visible_to(request.user)
    if state is not None:
        found = found.filter(state=state)
    if course is not None:
        found = found.filter(course=course)
    return page_after(found, after)


@router.get("/sessions/{session_id}", response=SessionOut, auth=READ)
def read_session(request: HttpRequest, session_id: Id) -> Session:
    """One session."""
    return _session(request, session_id)


@router.put("/sessions/{session_id}/state", response=SessionOut, auth=WRITE)
def change_state(request: HttpRequest, session_id: Id, to: StateIn) -> Session:
    """Open, close, finish or cancel a session."""
    session, by = _session(request, session_id), _by(request)
    if to.state == SessionState.CANCELLED:
        return actions.cancel_session(session, reason=to.reason, by=by)
    if to.state == SessionState.DRAFT:
        raise Refused(Reason.CANNOT_OPEN)
    act = {
        SessionState.OPEN: actions.open_session,
        SessionState.CLOSED: actions.close_session,
        SessionState.FINISHED: actions.finish_session,
    }[to.state]
    return act(session, by=by)


@router.post("/sessions/{session_id}/enrolments", response={201: PlaceOut}, auth=WRITE_IN_THE_BATCH)
def enrol(request: HttpRequest, session_id: Id, idempotency_key: IdempotencyKey) -> Status[Any]:
    """Enrol oneself: a place, or the end of the waiting list; by lot everybody waits for the draw. The key is kept with the enrolment for ever."""
    return Status(201, _place(request.auth, session_id, idempotency_key))  # type: ignore[attr-defined]


def _place(caller: Caller, session_id: int, key: str) -> Place:
    try:
        return actions.enrol_as(
            session_id,
            person_id=caller.person_id,
            user_id=caller.user_id,
            token_id=caller.token_id,
            request_key=key,
        )
    except Session.DoesNotExist as error:
        raise Http404 from error


def _enrol_shortly(caller: Caller, session_id: int, key: str) -> str:
    """What `enrol` answers, for the rush when a course opens."""
    place = _place(caller, session_id, key)
    return (
        f'{{"id": {place.enrolment_id}, "session": {place.session_id}, "state": "{place.state}", '
        f'"enrolled_at": "{_as_json(place.enrolled_at)}"}}'
    )


_as_json = DjangoJSONEncoder().default
SHORT_WAYS = [ShortWay(r"/sessions/([1-9][0-9]{0,17})/enrolments", "growth:write", _enrol_shortly)]


@router.get("/sessions/{session_id}/enrolments", response=EnrolmentPage, auth=READ)
def list_session_enrolments(request: HttpRequest, session_id: Id, after: After = None) -> Page[Enrolment]:
    """The session's enrolments as far as the caller may see them; persons are not named."""
    session = _session(request, session_id)
    return page_after(queries.enrolments_of_session(request.user, session), after)


@router.get("/enrolments", response=EnrolmentPage, auth=READ)
def list_enrolments(request: HttpRequest, after: After = None) -> Page[Enrolment]:
    """The caller's own enrolments."""
    return page_after(queries.enrolments_of(_by(request)), after)


@router.delete("/enrolments/{enrolment_id}", response=EnrolmentOut, auth=WRITE)
def cancel_enrolment(request: HttpRequest, enrolment_id: Id) -> Enrolment:
    """Give the place back; the first who waits moves up."""
    return actions.cancel_enrolment(_enrolment(request, enrolment_id), by=_by(request))


@router.put("/enrolments/{enrolment_id}/completion", response=EnrolmentOut, auth=WRITE)
def set_completion(request: HttpRequest, enrolment_id: Id, to: CompletionIn) -> Enrolment:
    """Correct a wrong completion, or complete somebody late, with the reason."""
    act = actions.complete_late if to.completed else actions.correct_completion
    return act(_enrolment(request, enrolment_id), reason=to.reason, by=_by(request))


@router.get("/sessions/{session_id}/attendance", response=list[AttendanceOut], auth=READ)
def read_attendance(request: HttpRequest, session_id: Id) -> list[AttendanceOut]:
    """Who attended which meetings, by enrolment."""
    session = _session(request, session_id)
    roll = list(queries.roll_visible_to(request.user, session))
    marks = queries.marks_of(roll)
    return [AttendanceOut(enrolment=one.pk, meetings=sorted(marks.get(one.pk, {}))) for one in roll]


@router.put("/sessions/{session_id}/attendance", response=MarksOut, auth=WRITE)
def mark_attendance(request: HttpRequest, session_id: Id, marks: MarksIn) -> MarksOut:
    """Set the marks of one meeting: of the enrolments `shown` those in `present` were there."""
    session = _session(request, session_id)
    changed = actions.mark_by_teacher(
        session, marks.meeting, present=_keys(marks.present), shown=_keys(marks.shown), by=_by(request)
    )
    return MarksOut(changed=changed)


@router.get("/certificates", response=CertificatePage, auth=READ)
def list_certificates(request: HttpRequest, after: After = None) -> Page[Certificate]:
    """The caller's own certificates."""
    return page_after(queries.certificates_of(_by(request)), after)


def _by(request: HttpRequest) -> User:
    """Whose token or session it is; `access` lets nobody else in."""
    return cast(User, request.user)


def _session(request: HttpRequest, pk: int) -> Session:
    return get_object_or_404(queries.sessions_visible_to(request.user), pk=pk)


def _enrolment(request: HttpRequest, pk: int) -> Enrolment:
    return get_object_or_404(queries.enrolments_visible_to(request.user), pk=pk)


def _keys(keys: list[int]) -> set[int]:
    return {key for key in keys if 0 < key < 2**63}
