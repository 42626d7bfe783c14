"""Search of the workbench: people, unions and matters within one's scope, by name, initials or number."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.people.models import User
from jiangong.web.queries import find

LISTED = 20


def search(request: HttpRequest) -> HttpResponse:
    """What was found for `q`; an empty box shows how to search. For officers only."""
    organisation = workbench_organisation(request)
    words = request.GET.get("q", "").strip()[:60]
    hits = find(cast(User, request.user), organisation, words, limit=LISTED)
    return render(request, "web/search.html", {"words": words, "hits": hits, "organisation": organisation})
