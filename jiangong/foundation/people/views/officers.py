"""Who holds which office in the workbench's organisation."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jiangong.foundation.common.acting import require
from jiangong.foundation.common.pages import done, page
from jiangong.foundation.desk.pages import drafted
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.organisations.states import Role
from jiangong.foundation.people import actions, queries
from jiangong.foundation.people.forms import AppointForm, DismissForm
from jiangong.foundation.people.views.common import person_or_404, user_of


@require_GET
def officers(request: HttpRequest) -> HttpResponse:
    """The offices of this very organisation, now and before."""
    organisation = workbench_organisation(request)
    rows = list(queries.officers_of(organisation))
    return page(
        request,
        "people/officers.html",
        organisation=organisation,
        rows=[(row, user_of(request).has_perm("people.appoint", row)) for row in rows],
        former=list(queries.former_officers_of(organisation)),
    )


@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest) -> HttpResponse:
    """Appoint somebody in this organisation; ?person= names them when one comes from a card."""
    organisation = workbench_organisation(request)
    named = request.GET.get("person", "")
    chosen = person_or_404(request, int(named)) if named.isdigit() else None
    kept = drafted(request, "people.appoint", chosen)
    form = AppointForm(request.POST or None, person=chosen, initial=kept.initial)
    if request.method == "POST" and form.is_valid() and form.person is not None:
        who, given = form.person, form.cleaned_data

        def act() -> None:
            actions.appoint(
                who,
                organisation,
                Role(given["role"]),
                title=given["title"],
                since=given["since"],
                until=given["until"],
                by=user_of(request),
            )

        if done(request, form, act, _("已登记任职。")):
            kept.drop()
            return redirect("people:officers")
    return page(request, "people/appoint.html", form, organisation=organisation, person=chosen, kept=kept)


@require_http_methods(["GET", "POST"])
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """End an office of this organisation."""
    organisation = workbench_organisation(request)
    appointment = queries.appointment_at(organisation, pk)
    if appointment is None:
        raise Http404
    require(user_of(request), "people.appoint", appointment)
    form = DismissForm(request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            form,
            lambda: actions.dismiss(appointment, on=form.cleaned_data["on"], by=user_of(request)),
            _("已免去任职。"),
        )
    ):
        return redirect("people:officers")
    return page(request, "people/dismiss.html", form, organisation=organisation, appointment=appointment)
