"""What the pages of people share: finding the row the user may see, and showing a refusal beside the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.people import queries
from jiangong.foundation.people.models import Membership, Person

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


def user_of(request: HttpRequest) -> User:
    """The signed-in user; LoginRequiredMiddleware has seen to it."""
    return request.user  # type: ignore[return-value]


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


def done(request: HttpRequest, form: Form, act: Callable[[], Any], words: Any) -> bool:
    """Do it and say so; or put the refusal on the form, which keeps what was typed. Returns whether it was done."""
    try:
        act()
    except Refused as refused:
        if refused.reason.status == 403:
            raise
        form.add_error(None, str(refused))
        return False
    messages.success(request, words)
    return True


def at_once(request: HttpRequest, act: Callable[[], Any], words: Any, to: str) -> HttpResponse:
    """A button without a form: do it, or say why not, and go (back) to the page `to`."""
    try:
        act()
    except Refused as refused:
        if refused.reason.status == 403:
            raise
        messages.error(request, str(refused))
    else:
        messages.success(request, words)
    return redirect(to)


def page(request: HttpRequest, template: str, form: Form | None = None, **context: Any) -> HttpResponse:
    """A page, with status 422 if its form was sent and is not in order."""
    wrong = form is not None and form.is_bound and bool(form.errors)
    return render(request, template, {"form": form, **context}, status=422 if wrong else 200)
