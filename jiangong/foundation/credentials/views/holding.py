"""The holder's pages: one's credentials, one of them with its files, what one decides about it."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.paging import page_after
from jiangong.foundation.common.qr import qr_of
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.credentials import actions, queries
from jiangong.foundation.credentials.forms import ShareForm
from jiangong.foundation.credentials.models import Credential
from jiangong.foundation.credentials.states import Reason, Share, State
from jiangong.foundation.credentials.views.showing import as_json, drawn, said
from jiangong.foundation.people.models import User

TYPES = {"json": "application/vc; charset=utf-8", "png": "image/png", "svg": "image/svg+xml"}


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """One's credentials, newest first."""
    page = page_after(
        queries.credentials_visible_to(request.user), request.GET.get("after"), newest_first=True
    )
    rows = [(one, queries.kind_title(one.kind)) for one in page.rows]
    return render(request, "credentials/mine.html", {"page": page, "rows": rows})


@never_cache
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One credential: what it says, its files, the holder's code, the link. While it is being signed the page looks again."""
    found = _mine(request, pk)
    nameless, named = (queries.document_of(found, named=with_name) for with_name in (False, True))
    waiting = found.state == State.ISSUED and (nameless is None or (found.wants_name and named is None))
    if request.headers.get("HX-Target") == "progress":
        response = HttpResponse(status=204)
        if not waiting:
            response["HX-Refresh"] = "true"
        return response
    address = link_of(found)
    context = {
        "credential": found,
        "kind": queries.kind_title(found.kind),
        "said": said(named or nameless) if nameless else None,
        "waiting": waiting,
        "nameless": nameless,
        "named": named,
        "address": address,
        "qr": qr_of(address) if address else "",
        "form": ShareForm(initial={"how": found.share}),
    }
    return render(request, "credentials/one.html", context)


@require_POST
def name(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the version with one's name."""
    actions.ask_for_name(_mine(request, pk), by=cast(User, request.user))
    messages.success(request, _("正在签写带姓名的版本，几秒钟就好。"))
    return redirect("credentials:one", pk)


@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch the link on or off."""
    form = ShareForm(request.POST)
    found = _mine(request, pk)
    if form.is_valid():
        how = Share(form.cleaned_data["how"])
        actions.share(found, how, by=cast(User, request.user))
        messages.success(
            request, _("链接已经关闭，原来的地址打不开了。") if how == Share.OFF else _("链接已经打开。")
        )
    return redirect(reverse("credentials:one", args=[pk]) + "#share")


@require_GET
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The credential as a file: JSON, or the badge as PNG or SVG with the credential inside. `?named=1`: with the name."""
    found = _mine(request, pk)
    if found.state != State.ISSUED:
        raise Refused(Reason.IS_REVOKED)
    document = queries.document_of(found, named=request.GET.get("named") == "1")
    if document is None:
        raise Refused(Reason.NOT_SIGNED_YET)
    data = as_json(document).encode() if kind == "json" else drawn(document, kind)
    response = HttpResponse(data, content_type=TYPES[kind])
    how = "inline" if kind == "png" else "attachment"
    response["Content-Disposition"] = f'{how}; filename="credential-{str(found.uuid)[:8]}.{kind}"'
    return response


def link_of(credential: Credential) -> str:
    """The holder's link, empty when it is off."""
    if not credential.share_code:
        return ""
    return settings.SITE_ADDRESS + reverse("credentials:shown", args=[credential.share_code])


def _mine(request: HttpRequest, pk: int) -> Credential:
    found = queries.credential_visible_to(request.user, pk)
    if found is None:
        raise Http404
    return found
