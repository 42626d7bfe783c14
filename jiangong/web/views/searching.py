"""Search of the workbench: unions and people within one's scope, by name, initials or number."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jiangong.foundation.organisations import queries as organisations
from jiangong.web.navigation import officer


def search(request: HttpRequest) -> HttpResponse:
    """What was found for `q`; an empty box shows how to search."""
    if not officer(request):
        raise PermissionDenied
    words = request.GET.get("q", "").strip()[:60]
    return render(
        request,
        "web/search.html",
        {
            "words": words,
            "organisations": organisations.search(request.user, words, limit=20) if words else [],
        },
    )
