"""Files about any record: handed in from the page of that record, opened, taken away."""

from typing import cast

from django.apps import apps
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.acting import require
from jiangong.foundation.common.pages import carried_out, page
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents import actions, queries
from jiangong.foundation.documents.forms import FileForm, WhyForm
from jiangong.foundation.documents.views.serving import served
from jiangong.foundation.people.models import User


@never_cache
@require_GET
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    """The file itself. Pictures show in the browser, all else is saved."""
    found = queries.attachment_visible_to(request.user, pk)
    if found is None:
        raise Http404
    data = actions.open_attachment(found, by=cast(User, request.user))
    return served(data, media_type=found.media_type, name=found.name, shown=True)


@require_POST
def attach(request: HttpRequest, purpose: str, subject: int) -> HttpResponse:
    """Take a file for a record, then go back to the page it was sent from; a refusal is said with what to do."""
    known = queries.purposes().get(purpose)
    about = queries.subject_of(apps.get_model(known.model), subject) if known else None
    if known is None or about is None:
        raise Http404
    require(request.user, known.add, about)
    back = _back(request)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        problem = _("没有选文件，或者文件名太长。")
    else:
        try:
            made = actions.attach(
                form.cleaned_data["file"], about, by=cast(User, request.user), purpose=purpose
            )
        except Refused as refused:
            if refused.reason.status == 403:
                raise
            problem = str(refused)
        else:
            messages.success(request, _("已经收下“%(name)s”。") % {"name": made.name})
            return redirect(back)
    context = {"problem": problem, "back": back, "purpose": known, "subject": subject, "form": FileForm()}
    return render(request, "documents/attach.html", context, status=422)


def removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Why a file goes, then it goes."""
    found = queries.attachment_visible_to(request.user, pk)
    if found is None:
        raise Http404
    purpose = queries.purposes()[found.purpose]
    about = queries.subject_of(apps.get_model(purpose.model), found.subject_id)
    if not purpose.remove or not cast(User, request.user).has_perm(purpose.remove, about):
        raise Http404
    form, back = WhyForm(request.POST or None), _back(request)
    return carried_out(
        request,
        form,
        lambda: actions.remove_attachment(
            found, reason=form.cleaned_data["reason"], by=cast(User, request.user)
        ),
        words=_("附件已移除。"),
        to=lambda _gone: redirect(back),
    ) or page(request, "documents/removal.html", form, attachment=found, back=back)


def _back(request: HttpRequest) -> str:
    """The page of our own that the form came from; the workbench where it does not say."""
    wanted = request.POST.get("back") or request.GET.get("back") or ""
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if own and wanted.startswith("/") else "/workbench/"
