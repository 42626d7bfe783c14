"""Honours: whether one is real, for everybody; the certificate on paper, for its holder and for who runs the contest."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.credentials.queries import credentials_about
from jiangong.foundation.notices.formulas import shown_name
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.forms import HonourNumberForm
from jiangong.programmes.competitions.states import HonourState
from jiangong.programmes.competitions.views.common import visible_honour


@login_not_required
def honour_form(request: HttpRequest) -> HttpResponse:
    """Look an honour up by the number on the paper."""
    form = HonourNumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = queries.honour_by_number(form.cleaned_data["number"])
        if found is not None and found.code:
            return redirect("competitions:honour", found.code)
        form.add_error("number", _("没有这个编号的竞赛荣誉。请核对证书上的编号。"))
    return render(
        request, "competitions/honour_form.html", {"form": form}, status=422 if form.errors else 200
    )


@login_not_required
def honour(request: HttpRequest, code: str) -> HttpResponse:
    """The address in the QR: what, in which contest, whether it stands; the name masked unless it is given."""
    found = queries.honour_by_code(code)
    if found is None:
        return render(request, "competitions/honour.html", {"honour": None}, status=404)
    name = request.POST.get("name", "").strip()
    agrees = bool(name) and name == found.holder_name
    person = getattr(request.user, "person_id", None)
    own = person is not None and found.entry.person_id == person
    context = {
        "honour": found,
        "holder": found.holder_name if agrees or own else shown_name(found.holder_name),
        "name": name,
        "agrees": agrees,
        "own": own,
        "credential": credentials_about(found).first() if own else None,
    }
    return render(request, "competitions/honour.html", context)


@require_GET
def honour_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate as PDF/A."""
    found = visible_honour(request, pk)
    try:
        made = actions.print_honour(found)
    except Refused as refused:
        return render(
            request, "competitions/honour_unprinted.html", {"honour": found, "why": refused}, status=409
        )
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.number}.pdf"'
    return response


@require_GET
def honour_png(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate as a picture, for phones."""
    found = visible_honour(request, pk)
    if found.state != HonourState.ISSUED:
        return HttpResponse(status=404)
    try:
        return HttpResponse(actions.picture_of_honour(found), content_type="image/png")
    except Refused:
        return HttpResponse(status=404)
