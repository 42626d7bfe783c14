"""The workbench: inspections by the checklist, confirming what was mended, audits."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.foundation.clocks.queries import clock_of
from jiangong.foundation.common.pages import carried_out, page
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.programmes.venues.bases import actions, queries
from jiangong.programmes.venues.bases.forms import AuditForm, InspectionForm, MendingForm, latest_year
from jiangong.programmes.venues.bases.states import REPORT, InspectionState
from jiangong.programmes.venues.bases.views.common import base_or_404, inspection_or_404


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write an inspection down, item by item."""
    base = base_or_404(request, pk)
    permit(request, "bases.manage", base)
    form = InspectionForm(request.POST or None, checklist=queries.checklist(timezone.localdate()))
    return carried_out(
        request,
        form,
        lambda: actions.inspect(
            base,
            kind=form.cleaned_data["kind"],
            inspected_on=form.cleaned_data["inspected_on"],
            answers=form.answers(),
            words=form.cleaned_data["words"],
            by=user_of(request),
        ),
        words=_("检查已登记。"),
        to=lambda made: redirect("bases:inspection", pk=made.pk),
    ) or page(request, "bases/inspection_new.html", form, base=base)


def inspection(request: HttpRequest, pk: int) -> HttpResponse:
    """One inspection: what was found, until when it is to be mended, confirming that it was."""
    found = inspection_or_404(request, pk)
    items = queries.findings_of(found)
    failed = [(one.finding, one.name) for one in items if not one.finding.passed]
    manages = user_of(request).has_perm("bases.manage_inspection", found)
    waits = found.state == InspectionState.MENDING
    form = MendingForm(request.POST or None, failed=failed)
    if request.method == "POST":
        permit(request, "bases.manage_inspection", found)
    return carried_out(
        request,
        form,
        lambda: actions.confirm_mended(found, form.mended(), by=user_of(request)),
        words=_("整改已确认。"),
        to=lambda saved: redirect("bases:inspection", pk=saved.pk),
    ) or page(
        request,
        "bases/inspection.html",
        form,
        inspection=found,
        items=items,
        confirms=manages and waits,
        clock=clock_of(found, "bases.mending_days"),
        waits=waits,
        report=REPORT,
    )


def audit(request: HttpRequest, pk: int) -> HttpResponse:
    """An auditor writes down what the audit of a year found."""
    base = base_or_404(request, pk)
    permit(request, "bases.audit", base)
    today = timezone.localdate()
    form = AuditForm(request.POST or None, initial={"year": latest_year(today), "audited_on": today})
    return carried_out(
        request,
        form,
        lambda: actions.record_audit(base, **form.cleaned_data, by=user_of(request)),
        words=_("审计结论已登记。"),
        to=lambda _made: redirect("bases:bench_base", pk=pk),
    ) or page(request, "bases/audit_new.html", form, base=base)
