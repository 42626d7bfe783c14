"""Taking a list away as a spreadsheet: say what for where it names people, at once if short, else in the background."""

from typing import Any

from django import forms
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from jiangong.foundation.common.acting import require
from jiangong.foundation.common.pages import page, xlsx_file
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.people.sealing import unseal_file
from jiangong.web import actions
from jiangong.web.models import Export
from jiangong.web.navigation import READERS
from jiangong.web.queries.exporting import EXPORTS, ExportKind, export_of, exports_of
from jiangong.web.states import ExportState


class PurposeForm(forms.Form):
    """Why a list that names people is taken away; they can read it."""

    use_required_attribute = False
    purpose = forms.CharField(
        label=_("用途"), max_length=200, help_text=_("办理什么事情需要这份名单；名单上的人可以看到。")
    )


class NoPurposeForm(forms.Form):
    """A list that names nobody needs no reason."""


@never_cache
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """One list: what will be in the file, and the button that makes it."""
    chosen = EXPORTS.get(kind)
    if chosen is None:
        raise Http404
    organisation = workbench_organisation(request, also=READERS)
    require(request.user, chosen.permission, organisation)
    question = {name: request.GET[name][:60] for name in chosen.fields if request.GET.get(name)}
    needed = PurposeForm if chosen.personal else NoPurposeForm
    form: Any = needed(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _made(request, chosen, organisation, question, str(form.cleaned_data.get("purpose", "")))
        except Refused as refused:
            if refused.reason.status == 403:
                raise
            form.add_error(None, str(refused))
    return page(
        request,
        "web/export.html",
        form,
        kind=chosen,
        organisation=organisation,
        question=question,
        recent=list(exports_of(request.user)[:5]),
    )


def _made(
    request: HttpRequest, kind: ExportKind, organisation: Organisation, question: dict[str, str], purpose: str
) -> HttpResponse:
    content = actions.write_at_once(kind, organisation, question, purpose=purpose, by=request.user)
    if content is None:
        found = actions.begin_export(kind, organisation, question, purpose=purpose, by=request.user)
        return redirect("web:export_progress", pk=found.pk)
    return xlsx_file(content, f"{kind.title}-{timezone.localdate():%Y%m%d}.xlsx")


@never_cache
@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a long export has come; as a fragment for the page that asks again."""
    found = _own(request, pk)
    asks = found.state in (ExportState.WAITING, ExportState.WORKING)
    context = {
        "export": found,
        "asks": asks,
        "kind": EXPORTS[found.kind],
        "percent": min(99, 100 * found.rows_done // max(found.rows_expected, 1)) if asks else 100,
    }
    fragment = request.headers.get("HX-Target") == "export"
    return render(request, "web/_export.html" if fragment else "web/export_progress.html", context)


@never_cache
@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The finished file, for whoever asked for it, for a day."""
    found = _own(request, pk)
    require(request.user, "web.fetch_export", found)
    if found.state != ExportState.DONE or not default_storage.exists(found.file_name):
        raise Http404
    with default_storage.open(found.file_name) as sealed:
        content = unseal_file(sealed.read(), model=actions.MODEL, pk=found.pk)
    return xlsx_file(
        content, f"{EXPORTS[found.kind].title}-{timezone.localtime(found.created_at):%Y%m%d}.xlsx"
    )


def _own(request: HttpRequest, pk: int) -> Export:
    found = export_of(request.user, pk)
    if found is None or found.kind not in EXPORTS:
        raise Http404
    return found
