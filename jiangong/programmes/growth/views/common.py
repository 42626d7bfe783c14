"""What the pages of training share: the row that is asked for, or 404."""

from django.http import Http404, HttpRequest

from jiangong.programmes.growth import queries
from jiangong.programmes.growth.models import Course, Enrolment, Session


def visible_session(request: HttpRequest, pk: int) -> Session:
    session = queries.sessions_visible_to(request.user).filter(pk=pk).first()
    if session is None:
        raise Http404
    return session


def visible_course(request: HttpRequest, pk: int) -> Course:
    course = queries.courses_visible_to(request.user).filter(pk=pk).first()
    if course is None:
        raise Http404
    return course


def visible_enrolment(request: HttpRequest, pk: int) -> Enrolment:
    enrolment = queries.enrolments_visible_to(request.user).filter(pk=pk).first()
    if enrolment is None:
        raise Http404
    return enrolment
