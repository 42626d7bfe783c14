"""What the pages of training share: the row that is asked for, or 404."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from jiangong.programmes.growth import queries
from jiangong.programmes.growth.models import Course, Enrolment, Session


def visible_session(request: HttpRequest, pk: int) -> Session:
    return get_object_or_404(queries.sessions_visible_to(request.user), pk=pk)


def visible_course(request: HttpRequest, pk: int) -> Course:
    return get_object_or_404(queries.courses_visible_to(request.user), pk=pk)


def visible_enrolment(request: HttpRequest, pk: int) -> Enrolment:
    return get_object_or_404(queries.enrolments_visible_to(request.user), pk=pk)
