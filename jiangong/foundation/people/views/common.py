"""What pages share: who asks, may they, and the row they may see. The first two are for the pages of every room above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from jiangong.foundation.people import queries
from jiangong.foundation.people.models import Membership, Person

if TYPE_CHECKING:
    from django.db.models import Model

    from jiangong.foundation.people.models import User


def user_of(request: HttpRequest) -> User:
    """The signed-in user; LoginRequiredMiddleware has seen to it."""
    return request.user  # type: ignore[return-value]


def permit(request: HttpRequest, permission: str, subject: Model | None = None) -> None:
    """A page for those who may do what it is for; the act itself asks again. Raises PermissionDenied."""
    if not user_of(request).has_perm(permission, subject):
        raise PermissionDenied


def person_or_404(request: HttpRequest, pk: int) -> Person:
    person = queries.person_for(user_of(request), pk)
    if person is None:
        raise Http404
    return person


def membership_or_404(request: HttpRequest, pk: int) -> Membership:
    membership = queries.membership_for(user_of(request), pk)
    if membership is None:
        raise Http404
    return membership


def own_person(request: HttpRequest) -> Person:
    """The person behind the account; an account without one has no worker pages of its own."""
    person = user_of(request).person
    if person is None:
        raise Http404
    return person
