"""My matters: what I have under way with the union."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jiangong.foundation.people.models import User
from jiangong.web.queries.cases import cases_of


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What I have under way: steps done and to come with promised times, what I can do, what I can take back."""
    return render(request, "web/cases.html", {"cases": cases_of(cast(User, request.user))})
