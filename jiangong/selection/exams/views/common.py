"""What the pages of examinations share: the row that is asked for, or 404."""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest

from jiangong.foundation.people.models import User
from jiangong.selection.exams import queries
from jiangong.selection.exams.models import Bank, Examinee, Sitting


def user_of(request: HttpRequest) -> User:
    """The signed-in user; the middleware lets nobody else in."""
    return cast(User, request.user)


def visible_bank(request: HttpRequest, pk: int) -> Bank:
    bank = queries.banks_visible_to(request.user).filter(pk=pk).first()
    if bank is None:
        raise Http404
    return bank


def visible_sitting(request: HttpRequest, pk: int) -> Sitting:
    found = queries.sittings_visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def own_examinee(request: HttpRequest, pk: int) -> Examinee:
    """The user's own place in a sitting, whose paper nobody else opens."""
    found = queries.examinees_visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def permit(request: HttpRequest, permission: str, subject: Model | None = None) -> None:
    """A page for those who may do what it is for; the act itself asks again."""
    if not user_of(request).has_perm(permission, subject):
        raise PermissionDenied
