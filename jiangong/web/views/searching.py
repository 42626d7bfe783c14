"""Search of the workbench: unions and people within one's scope, by name, initials or number."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.people.models import User
from jiangong.web.queries import find_organisations, find_people

LISTED = 20


def search(request: HttpRequest) -> HttpResponse:
    """What was found for `q`; an empty box shows how to search. For officers only."""
    organisation = workbench_organisation(request)
    words = request.GET.get("q", "").strip()[:60]
    return render(
        request,
        "web/search.html",
        {
            "words": words,
            "people": find_people(organisation, words, limit=LISTED) if words else [],
            "organisations": find_organisations(cast(User, request.user), words, limit=LISTED)
            if words
            else [],
        },
    )
