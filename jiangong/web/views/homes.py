"""The worker's home page, the landing after sign-in, the organisation switch."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiangong.foundation.common.days import short_until
from jiangong.foundation.desk.queries import on_my_desk
from jiangong.foundation.organisations import queries as organisations
from jiangong.foundation.organisations.scope import SESSION_KEY, holds
from jiangong.foundation.organisations.states import OFFICERS
from jiangong.foundation.people.models import User
from jiangong.programmes.growth.models import Enrolment, Session
from jiangong.programmes.growth.states import EnrolmentState
from jiangong.web.navigation import officer, work
from jiangong.web.queries import organisations_to_switch_to, worker_home
from jiangong.web.templatetags.ui import tag

LISTED = 50  # organisations shown at once when switching


def home(request: HttpRequest) -> HttpResponse:
    """Where one lands after signing in: at one's work in the union, everybody else at their own page."""
    return redirect(work(request) or "web:me")


def me(request: HttpRequest) -> HttpResponse:
    """The worker's home: the card, what is coming, what is open to them, what they have earned."""
    home = worker_home(cast(User, request.user))
    return render(
        request,
        "web/me.html",
        {
            "home": home,
            "desk": on_my_desk(request.user),
            "enrolments": [_coming(one, home.queue) for one in home.enrolments],
            "sessions": [_open(one) for one in home.open_sessions],
        },
    )


def _coming(enrolment: Enrolment, queue: dict[int, int]) -> dict[str, object]:
    """One line of 我的培训: what, when, where, and whether one has a place."""
    session = enrolment.session
    if enrolment.state == EnrolmentState.WAITING:
        state = tag(_("候补第 %(place)d 位") % {"place": queue[enrolment.pk]}, "warn")
    else:
        state = tag(_("已报名"), "good")
    return {
        "url": reverse("growth:session", args=[session.pk]),
        "title": session.course.title,
        "when": _days(session),
        "place": session.place,
        "state": state,
    }


def _open(session: Session) -> dict[str, object]:
    return {
        "session": session,
        "url": reverse("growth:session", args=[session.pk]),
        "when": _days(session),
        "mode": session.course.get_mode_display(),
        "percent": 100 * session.taken / session.places if session.places else 100,
        "full": session.taken >= session.places,
    }


def _days(session: Session) -> str:
    return short_until(session.starts_on, session.ends_on)


@require_http_methods(["GET", "POST"])
def organisation_switch(request: HttpRequest) -> HttpResponse:
    """Choose the organisation that the workbench shows, among those in one's scope."""
    if not officer(request):
        raise PermissionDenied
    if request.method == "POST":
        organisation = organisations.organisation_by_code(request.POST.get("organisation", ""))
        if organisation is None or not holds(request.user, OFFICERS, organisation):
            raise Http404
        request.session[SESSION_KEY] = organisation.pk
        messages.success(request, _("工作台已换到%(name)s。") % {"name": organisation.name})
        return redirect("web:workbench")
    words = request.GET.get("q", "").strip()[:60]
    found = organisations_to_switch_to(cast(User, request.user), words, limit=LISTED + 1)
    return render(
        request,
        "web/organisation_switch.html",
        {"words": words, "found": found[:LISTED], "more": len(found) > LISTED},
    )
