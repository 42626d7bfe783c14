"""The plan in the workbench: the same figures, inside the scope of whoever looks."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.plan import queries
from jiangong.plan.permissions import READERS
from jiangong.plan.views.asked import (
    asked_organisation,
    asked_period,
    asked_promise,
    asked_records_period,
)
from jiangong.plan.views.showing import figure_context, sampling_address, tally_parts


def _mine(request: HttpRequest) -> Organisation:
    """The organisation the workbench is switched to; an auditor's own, who has no switch."""
    return workbench_organisation(request, also=READERS)


def _within_reach(request: HttpRequest, code: str) -> Organisation:
    organisation = asked_organisation(code)
    if not request.user.has_perm("plan.view_records", organisation):
        raise PermissionDenied
    return organisation


def progress(request: HttpRequest) -> HttpResponse:
    """All promises for my organisation."""
    found = queries.progress(_mine(request), timezone.localdate())
    return render(request, "plan/workbench.html", {"found": found, "tally": tally_parts(found)})


def figure(request: HttpRequest, promise: str, code: str) -> HttpResponse:
    """One promise for an organisation within reach, with what stands below it."""
    wanted, period = asked_promise(promise), asked_period(request)
    organisation = _within_reach(request, code)
    if wanted.measure is None:
        raise Http404
    found = queries.breakdown(wanted, organisation, period, timezone.localdate())
    context = figure_context(found, period)
    if request.user.has_perm("samples.plan", organisation):
        context["sampling"] = sampling_address(wanted, organisation, period)
    return render(request, "plan/workbench_figure.html", context)


def records(request: HttpRequest, promise: str, code: str) -> HttpResponse:
    """The records behind a figure within reach; each opens to its history."""
    wanted, organisation = asked_promise(promise), _within_reach(request, code)
    if wanted.measure is None:
        raise Http404
    period = asked_records_period(request)
    return render(
        request,
        "plan/workbench_records.html",
        {
            "promise": wanted,
            "organisation": organisation,
            "figure": queries.figure(wanted, organisation, period, timezone.localdate()),
            "page": queries.records_behind(wanted, organisation, period, request.GET.get("after")),
        },
    )
