"""Pages of the desk: taking back, what of mine waits to take effect, my drafts."""

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.pages import at_once
from jiangong.foundation.desk import actions, queries
from jiangong.foundation.desk.pages import typed

LISTED = 50


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an act back, and return to where the button was."""
    pending = queries.pending_act(pk)
    if pending is None or not request.user.has_perm("desk.take_back", pending):
        raise Http404
    return at_once(
        request,
        lambda: actions.take_back(pending, by=request.user),
        _("已撤回：%(title)s。什么都没有生效。") % {"title": queries.title_of(pending)},
        _back(request) or "desk:pending",
    )


@require_GET
def pending(request: HttpRequest) -> HttpResponse:
    """What I have sent or decided: what waits, and what did not take effect and why."""
    return render(
        request,
        "desk/pending.html",
        {
            "waiting": queries.shown(queries.pending_by(request.user)[:LISTED]),
            "ended": queries.shown(queries.ended_badly(request.user)),
        },
    )


@require_GET
def drafts(request: HttpRequest) -> HttpResponse:
    """My drafts, the newest first."""
    return render(request, "desk/drafts.html", {"drafts": queries.shown_drafts(request.user, limit=LISTED)})


@require_POST
def keep_draft(request: HttpRequest, kind: str) -> HttpResponse:
    """Keep what was typed so far. With script the answer is one line; without, the form again, with a word."""
    kept = actions.keep_draft(
        request.user, kind, _subject(request), typed(request.POST), address=_back(request, "_address")
    )
    if getattr(request, "htmx", False):
        return render(request, "desk/_kept.html", {"kept": kept})
    messages.success(
        request,
        _("草稿已存。证件号码和手机号不存草稿，提交前请再填。")
        if kept
        else _("还没有填写内容，没有草稿可存。"),
    )
    return redirect(_back(request, "_address") or "desk:drafts")


def _subject(request: HttpRequest) -> Any:
    """The row that the form is about, if the account may see that there is one: only its number is kept."""
    label, number = request.POST.get("_label", ""), request.POST.get("_subject", "")
    if not label or not number.isdigit():
        return None
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        raise Http404 from None
    return model(pk=int(number))


@require_POST
def drop_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw one of my drafts away."""
    actions.drop_own_draft(request.user, pk)
    messages.success(request, _("草稿已删除。"))
    return redirect("desk:drafts")


def _back(request: HttpRequest, name: str = "next") -> str:
    """Where the form says it stands, if that is here."""
    target = request.POST.get(name, "")
    inside = target.startswith("/") and url_has_allowed_host_and_scheme(target, None)
    return target if inside else ""
