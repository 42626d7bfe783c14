"""The workbench of documents: the list, the union's mark, choosing a template and filling it."""

from typing import cast

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jiangong.foundation.common.acting import require
from jiangong.foundation.common.pages import carried_out, page
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.desk.pages import drafted
from jiangong.foundation.documents import actions, queries
from jiangong.foundation.documents.forms import FilterForm, LetterForm, MarkForm
from jiangong.foundation.documents.models import Document
from jiangong.foundation.documents.states import READERS, Kind
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.people.models import User

ALSO = READERS


@require_GET
def documents(request: HttpRequest) -> HttpResponse:
    """The documents of the union one works for and of those below it; the filters stand in the address."""
    organisation = workbench_organisation(request, also=ALSO)
    filters = FilterForm(request.GET)
    chosen = {name: request.GET.get(name, "") for name in FilterForm.base_fields}
    found = queries.documents_at(request.user, organisation, **chosen)
    writes = cast(User, request.user).has_perm("documents.draft", organisation)
    context = {
        "page": page_after(found, request.GET.get("after"), size=30, newest_first=True),
        "organisation": organisation,
        "filters": filters,
        "filtered": any(chosen.values()),
        "mark": queries.mark_of(organisation),
        "writes": writes,
    }
    return render(request, "documents/documents.html", context)


@require_http_methods(["GET", "POST"])
def mark(request: HttpRequest) -> HttpResponse:
    """The union's 机关代字 and those it had."""
    organisation = workbench_organisation(request)
    require(request.user, "documents.set_mark", organisation)
    present = queries.mark_of(organisation)
    form = MarkForm(request.POST or None, initial={"mark": present.mark if present else ""})
    return carried_out(
        request,
        form,
        lambda: actions.set_mark(organisation, form.cleaned_data["mark"], by=cast(User, request.user)),
        words=_("机关代字已设定。"),
        to=lambda _made: redirect("documents:documents"),
    ) or page(
        request, "documents/mark.html", form, organisation=organisation, marks=queries.marks_of(organisation)
    )


@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """What can be written without a record; letters from a record begin on its own page."""
    organisation = workbench_organisation(request)
    require(request.user, "documents.draft", organisation)
    free = [one for one in queries.templates().values() if not one.about]
    kinds = [(kind.label, [one for one in free if one.kind == kind]) for kind in Kind]
    bound = [one.explains for one in queries.templates().values() if one.about]
    context = {"kinds": kinds, "organisation": organisation, "bound": bound}
    return render(request, "documents/templates.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, template: str) -> HttpResponse:
    """Fill a template; what the record knows stands in it already. Sending keeps a draft."""
    organisation = workbench_organisation(request)
    require(request.user, "documents.draft", organisation)
    found = queries.templates().get(template)
    if found is None:
        raise Http404
    about = None
    if found.about:
        number = request.POST.get("about") or request.GET.get("about") or ""
        model = apps.get_model(found.about)
        about = queries.subject_of(model, int(number)) if number.isdecimal() and len(number) < 19 else None
        if about is None:
            raise Http404
    if found.permission:
        require(request.user, found.permission, about)
    kept = drafted(request, f"documents.new.{found.code}", about)
    known = {**queries.known(found, about), **kept.initial}
    form = LetterForm(request.POST or None, template=found, known=known)

    def act() -> Document:
        return actions.draft(found.code, organisation, form.facts(), about=about, by=cast(User, request.user))

    return carried_out(
        request,
        form,
        act,
        words=_("草稿已保存。核对无误后签发。"),
        to=lambda made: kept.sent(redirect("documents:document", made.pk)),
    ) or page(
        request, "documents/new.html", form, letter=found, organisation=organisation, about=about, kept=kept
    )
