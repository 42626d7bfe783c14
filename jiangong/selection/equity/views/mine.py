"""One's own share: what one received, years without, lots and why. Nobody else sees this page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jiangong.foundation.people.views.common import user_of
from jiangong.selection.equity import queries


@require_safe
def share(request: HttpRequest) -> HttpResponse:
    """Over all programmes; an account without a person received nothing and waits for nothing."""
    person = user_of(request).person_id
    return render(request, "equity/share.html", {"mine": queries.share_of(person) if person else None})
