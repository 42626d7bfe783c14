"""Home pages of workers and cadres, the landing after sign-in, the organisation switch."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiangong.foundation.organisations import queries as organisations
from jiangong.foundation.organisations.scope import SESSION_KEY, holds, workbench_organisation
from jiangong.foundation.organisations.states import OFFICERS
from jiangong.web.navigation import officer


def home(request: HttpRequest) -> HttpResponse:
    """Where one lands after signing in: officers at the workbench, everybody else at their own page."""
    return redirect("web:workbench" if officer(request) else "web:me")


def me(request: HttpRequest) -> HttpResponse:
    """The worker's home."""
    return render(request, "web/me.html")


def workbench(request: HttpRequest) -> HttpResponse:
    """The cadre's home: figures, what waits, the plan's progress."""
    organisation = workbench_organisation(request)
    return render(request, "web/workbench.html", {"organisation": organisation})


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
    return render(request, "web/organisation_switch.html", {"words": words})
