"""The public page of all parameters: what figure, since when, where it is written, whether it is confirmed."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jiangong.foundation.rulebook.queries import LEVELS, STATUSES, parameters


@login_not_required
@require_GET
def rulebook(request: HttpRequest) -> HttpResponse:
    rows = [(one, STATUSES[one.status], LEVELS[one.jurisdiction]) for one in parameters()]
    return render(request, "rulebook/rulebook.html", {"rows": rows})
