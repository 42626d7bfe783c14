"""One document: its fields while it is a draft, its files afterwards, the signed scan, withdrawing it."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.acting import require
from jiangong.foundation.common.pages import carried_out, done, page
from jiangong.foundation.common.pdf import CannotPrint
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.desk.pages import Drafted, drafted
from jiangong.foundation.documents import actions, queries
from jiangong.foundation.documents.forms import FileForm, IssueForm, LetterForm, WhyForm
from jiangong.foundation.documents.formulas.filling import missing
from jiangong.foundation.documents.models import Document
from jiangong.foundation.documents.printing import picture as pictured
from jiangong.foundation.documents.printing import printed, written
from jiangong.foundation.documents.states import SIGNED_SCAN, State
from jiangong.foundation.documents.views.serving import served
from jiangong.foundation.people.models import User

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def document(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft can be changed here; an issued letter is shown with its files and what comes next."""
    found = _visible(request, pk)
    if request.method == "POST":
        require(request.user, "documents.change", found)
        form = LetterForm(request.POST, template=queries.template(found.template), known={})
        return carried_out(
            request,
            form,
            lambda: actions.change_draft(found, form.facts(), by=_user(request)),
            words=_("草稿已保存。"),
            to=lambda one: _kept(request, one).sent(redirect("documents:document", one.pk)),
        ) or _page(request, found, form)
    return _page(request, found)


@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Number it and make its files."""
    found = _visible(request, pk)
    form = IssueForm(request.POST)
    if form.is_valid() and done(
        request,
        form,
        lambda: actions.issue_draft(found, by=_user(request), dated=form.cleaned_data["dated"]),
        words=lambda one: (
            _("已经签发：%(number)s。请下载 docx 打印、签字盖章，再把扫描件传回来。") % {"number": one.number}
        ),
    ):
        return redirect("documents:document", pk)
    return _page(request, found, issuing=form)


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a draft up."""
    actions.drop_draft(_visible(request, pk), by=_user(request))
    messages.success(request, _("草稿已放弃。"))
    return redirect("documents:documents")


@require_POST
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed and sealed paper, scanned."""
    found = _visible(request, pk)
    require(request.user, "documents.file_scan", found)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid() and done(
        request,
        form,
        lambda: actions.file_scan(found, form.cleaned_data["file"], by=_user(request)),
        words=_("扫描件已归档。"),
    ):
        return redirect("documents:document", pk)
    return _page(request, found, scanning=form)


def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Why it is withdrawn, and what that does."""
    found = _visible(request, pk)
    require(request.user, "documents.withdraw", found)
    kept = drafted(request, "documents.withdraw", found)
    form = WhyForm(request.POST or None, initial=kept.initial)
    return carried_out(
        request,
        form,
        lambda: actions.withdraw(found, reason=form.cleaned_data["reason"], by=_user(request)),
        words=_("公文已撤回；核验页面从现在起这样说。"),
        to=lambda one: kept.sent(redirect("documents:document", one.pk)),
    ) or page(request, "documents/withdrawal.html", form, document=found, kept=kept)


@never_cache
@require_GET
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The first page as it looks now."""
    found = _visible(request, pk)
    try:
        return HttpResponse(pictured(queries.paper(found)), content_type="image/png")
    except (Refused, CannotPrint) as error:  # what is missing, or cannot be printed, the page says in words
        raise Http404 from error


@never_cache
@require_GET
def file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """The issued file; of a draft one made now, which says that it is a draft."""
    found = _visible(request, pk)
    if found.number:
        data, name = queries.file_of(found, ending), f"{found.number} {found.title}"
    else:
        paper = queries.paper(found)
        try:
            data, name = (printed if ending == "pdf" else written)(paper), f"{found.title}（草稿）"
        except CannotPrint as error:
            messages.error(request, _("字库里没有“%(text)s”，印不出来。") % {"text": error.characters})
            return redirect("documents:document", pk)
    return served(
        data, media_type="application/pdf" if ending == "pdf" else DOCX, name=f"{name[:80]}.{ending}"
    )


def _page(
    request: HttpRequest,
    found: Document,
    form: LetterForm | None = None,
    issuing: IssueForm | None = None,
    scanning: FileForm | None = None,
) -> HttpResponse:
    user, template = _user(request), queries.templates().get(found.template)
    handles = user.has_perm("documents.change", found)
    lacking = missing(template, found.facts) if template and found.state == State.DRAFT else []
    context = {
        "document": found,
        "handles": handles,
        "lacking": lacking,
        "printable": template is not None and not lacking and found.state != State.DROPPED,
        "fields": _told(found, template),
        "scans": queries.attachments_of(found, SIGNED_SCAN),
        "issuing": issuing or IssueForm(initial={"dated": timezone.localdate()}),
        "scanning": scanning or FileForm(),
        "address": queries.address_of(found),
        "mark": queries.mark_of(found.organisation) if found.state == State.DRAFT else None,
    }
    if handles and found.state == State.DRAFT and template:
        kept = _kept(request, found)
        form = form or LetterForm(template=template, known={**found.facts, **kept.initial})
        context["kept"] = kept
    wrong = any(one is not None and one.is_bound and one.errors for one in (form, issuing, scanning))
    response = page(request, "documents/document.html", form, **context)
    response.status_code = 422 if wrong else 200
    return response


def _kept(request: HttpRequest, found: Document) -> Drafted:
    """What was typed into a draft letter and not saved yet."""
    there = reverse("documents:document", args=[found.pk])
    return drafted(request, "documents.change", found, address=there)


def _told(found: Document, template: object) -> list[tuple[str, str, object]]:
    """The fields as they were filled: label, type, value."""
    fields = getattr(template, "fields", {})
    return [
        (one.label, one.type, found.facts[one.name]) for one in fields.values() if one.name in found.facts
    ]


def _visible(request: HttpRequest, pk: int) -> Document:
    found = queries.document_visible_to(request.user, pk)
    if found is None:
        raise Http404
    return found


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
