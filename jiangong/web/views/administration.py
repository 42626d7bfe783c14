"""Looking after the platform: one start page, and the background jobs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.acting import require
from jiangong.foundation.common.pages import at_once
from jiangong.web import actions, navigation
from jiangong.web.queries.jobs import jobs


@require_GET
def administration(request: HttpRequest) -> HttpResponse:
    """What there is to look after, each with a word on what it is for; only what the person may open."""
    require(request.user, "web.administer")
    links = navigation.links(navigation.ADMINISTRATION, request)
    notes = {item.path: item.note for item in navigation.ADMINISTRATION}
    return render(
        request,
        "web/administration.html",
        {"links": [(one, notes[one.path]) for one in links], "jobs": jobs()},
    )


@require_GET
def background(request: HttpRequest) -> HttpResponse:
    """The queue of background jobs: what waits, what failed, whether a worker lives."""
    require(request.user, "web.administer")
    return render(request, "web/jobs.html", {"jobs": jobs()})


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a failed job tried again."""
    return at_once(
        request,
        lambda: actions.retry_job(pk, by=request.user),
        _("已放回队列，马上再试。"),
        reverse("web:jobs"),
    )
