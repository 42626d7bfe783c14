"""What the pages of training share: the row that is asked for, or 404."""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest

from jiangong.foundation.people.models import User
from jiangong.programmes.growth import queries
from jiangong.programmes.growth.models import Course, Enrolment, Session


def user_of(request: HttpRequest) -> User:
    """The signed-in user; the middleware lets nobody else in."""
    return cast(User, request.user)


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


def permit(request: HttpRequest, permission: str, subject: Model | None = None) -> None:
    """A page for those who may do what it is for; the act itself asks again."""
    if not user_of(request).has_perm(permission, subject):
        raise PermissionDenied
