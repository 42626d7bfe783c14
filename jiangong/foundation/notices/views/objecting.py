"""Objecting to a notice, and reading the answer with the receipt code: without an account, without script."""

import hashlib
import hmac
import secrets
import time

from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from ninja.throttling import SimpleRateThrottle

from jiangong.foundation.common.pages import page
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.notices import actions, queries
from jiangong.foundation.notices.forms import ObjectionForm, ReceiptForm
from jiangong.foundation.notices.states import NoticeState, Reason
from jiangong.foundation.rulebook.queries import value

HOUR = 3600  # seconds


class PerAddress(SimpleRateThrottle):
    """So many tries of one address in an hour, counted for all processes together; no address is written down.

    What is counted by is the address under a key made by chance and forgotten after two hours: then nothing leads back.
    """

    scope = "notices"
    cache = caches["default"]

    def get_cache_key(self, request: HttpRequest) -> str | None:
        address = hmac.new(_key(), (self.get_ident(request) or "").encode(), hashlib.sha256).hexdigest()
        return f"notices-{address}"


def _key() -> bytes:
    """The key of this hour, the same in every process: whoever needs it first makes it."""
    name = f"notices-key-{int(time.time()) // HOUR}"
    cache = caches["default"]
    cache.add(name, secrets.token_bytes(32), 2 * HOUR)
    key: bytes = cache.get(name)
    return key


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; sent, the receipt code, which is shown this once."""
    notice = queries.public_notice(pk)
    if notice is None:
        raise Http404
    if notice.state != NoticeState.RUNNING:
        return redirect("notices:notice", pk)
    form = ObjectionForm(
        request.POST or None, notice=notice, signed_in=request.user.is_authenticated, initial=_chosen(request)
    )
    if request.method == "POST" and form.is_valid():
        by = request.user if form.is_named and request.user.is_authenticated else None
        try:
            require_patience(request)
            code = actions.object_to(notice, form.cleaned_data["line"], form.cleaned_data["words"], by=by)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return render(
                request,
                "notices/receipt.html",
                {
                    "notice": notice,
                    "code": code,
                    "named": by is not None,
                    "days": value("notices.answer_days"),
                },
            )
    return page(request, "notices/object.html", form, notice=notice)


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def answers(request: HttpRequest) -> HttpResponse:
    """The answer to whoever has the code. The code is never in an address, so that no log keeps it."""
    form, found = ReceiptForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            require_patience(request)
            found = queries.objection_by_receipt(form.cleaned_data["code"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if found is None:
                form.add_error("code", _("没有这个回执码。请核对有没有抄错。"))
    return page(request, "notices/answers.html", form, objection=found)


def require_patience(request: HttpRequest) -> None:
    """Raise Refused(TOO_FAST) for who has not signed in and tries too often from one address."""
    if not request.user.is_authenticated and not PerAddress(
        f"{value('notices.tries_an_hour')}/hour"
    ).allow_request(request):
        raise Refused(Reason.TOO_FAST)


def _chosen(request: HttpRequest) -> dict[str, str]:
    line = request.GET.get("line", "")
    return {"line": line} if line.isdecimal() else {}
