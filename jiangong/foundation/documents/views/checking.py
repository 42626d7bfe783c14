"""For everybody: is this paper a valid document? Issued or withdrawn, and the hashes; never what it says."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from jiangong.foundation.documents import queries
from jiangong.foundation.documents.forms import CheckForm


@login_not_required
@require_http_methods(["GET", "POST"])
def check_form(request: HttpRequest) -> HttpResponse:
    """By the number and code on the paper, for those who cannot scan."""
    form = CheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = queries.document_by_number(form.cleaned_data["number"], form.cleaned_data["code"])
        if found is not None:
            return render(request, "documents/check.html", {"document": found})
        form.add_error(None, _("没有这样的公文：字号和核验码对不上。请照纸上的重新填；核验码区分大小写。"))
    return render(request, "documents/check_form.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@require_GET
def check(request: HttpRequest, code: str) -> HttpResponse:
    """The address in the QR."""
    found = queries.document_by_code(code)
    return render(request, "documents/check.html", {"document": found}, status=200 if found else 404)
