"""For everybody: is this certificate real?"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from jiangong.programmes.growth import queries
from jiangong.programmes.growth.forms import CheckForm
from jiangong.programmes.growth.formulas import masked_name
from jiangong.programmes.growth.models import Certificate


@login_not_required
def check_form(request: HttpRequest) -> HttpResponse:
    """By the number on the paper, for those who cannot scan."""
    form = CheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        certificate = queries.certificate_by_number(form.cleaned_data["number"])
        if certificate is None:
            form.add_error("number", _("没有这个编号的证书。请核对编号，编号以 PX 开头。"))
        else:
            return _page(request, certificate, name=form.cleaned_data["name"])
    return render(request, "growth/check_form.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
def check(request: HttpRequest, code: str) -> HttpResponse:
    """The address in the QR: valid, revoked, or unknown. The holder is masked unless the name is given."""
    certificate = queries.certificate_by_code(code)
    if certificate is None:
        return render(request, "growth/check.html", {"certificate": None}, status=404)
    if request.method == "POST":
        return _page(request, certificate, name=request.POST.get("name", ""))
    return _page(request, certificate)


def _page(request: HttpRequest, certificate: Certificate, *, name: str = "") -> HttpResponse:
    name = name.strip()
    agrees = bool(name) and name == certificate.holder_name
    context = {
        "certificate": certificate,
        "holder": certificate.holder_name if agrees else masked_name(certificate.holder_name),
        "name": name,
        "agrees": agrees,
    }
    return render(request, "growth/check.html", context)
