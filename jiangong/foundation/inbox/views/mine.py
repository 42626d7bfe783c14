"""One's own pages: what I was told, how I want to be told, who stands in for me."""

from typing import TYPE_CHECKING, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiangong.foundation.common.pages import at_once, carried_out, page
from jiangong.foundation.inbox import actions, queries
from jiangong.foundation.inbox.channels import in_use
from jiangong.foundation.inbox.forms import DelegationForm, WishesForm

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@never_cache
@require_GET
def messages(request: HttpRequest) -> HttpResponse:
    """What I was told, in full: there is nothing to open, and nobody sees what I have read."""
    only = request.GET.get("unread") == "1"
    found = queries.messages_of(request.user, only_unread=only, after=request.GET.get("after"))
    return page(
        request,
        "inbox/messages.html",
        page=found,
        told=queries.told(found.rows),
        only=only,
        unread=queries.unread(request.user),
    )


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """I have seen them all. Kept for my own count only, without when."""
    actions.mark_read(by=cast("User", request.user))
    return redirect("inbox:messages")


@require_http_methods(["GET", "POST"])
def wishes(request: HttpRequest) -> HttpResponse:
    """How I want to be told of things outside the site."""
    user = cast("User", request.user)
    known = queries.preference_of(user)
    kinds = [code for code, kind in queries.message_kinds().items() if not kind.mandatory]
    start = {
        "channels": [one for one in (known.channels if known else in_use()) if one in in_use()],
        "daily": known.daily if known else False,
        "wanted": [code for code in kinds if not known or code not in known.muted],
    }
    form = WishesForm(request.POST or None, initial=start)
    return carried_out(
        request,
        form,
        lambda: actions.prefer(
            channels=form.cleaned_data["channels"],
            muted=form.muted,
            daily=form.cleaned_data["daily"],
            by=user,
        ),
        words=_("已按您的选择保存。"),
        to=lambda kept: redirect("inbox:messages"),
    ) or page(request, "inbox/wishes.html", form, mandatory=queries.mandatory_titles())


@require_http_methods(["GET", "POST"])
def delegations(request: HttpRequest) -> HttpResponse:
    """Who stands in for me, for whom I stand in; and let somebody stand in."""
    user = cast("User", request.user)
    may = user.has_perm("inbox.delegate")
    rows, today = list(queries.delegations_visible_to(user)[:50]), timezone.localdate()
    form = DelegationForm(request.POST or None, people=queries.colleagues(user)[:200] if may else [])
    return carried_out(
        request,
        form,
        lambda: actions.delegate(
            to=form.people[form.cleaned_data["to"]],
            since=form.cleaned_data["since"],
            until=form.cleaned_data["until"],
            reason=form.cleaned_data["reason"],
            by=user,
        ),
        words=lambda made: _("已请%(name)s代办，并已通知。") % {"name": made.delegate.name},
        to=lambda made: redirect("inbox:delegations"),
    ) or page(
        request,
        "inbox/delegations.html",
        form,
        may=may,
        rows=rows,
        today=[one for one in rows if one.ended_at is None and one.since <= today <= one.until],
        running=[one for one in rows if one.ended_at is None and today <= one.until],
    )


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """It ends now."""
    found = queries.delegations_visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return at_once(
        request,
        lambda: actions.end_delegation(found, by=cast("User", request.user)),
        _("代办已经结束。"),
        "inbox:delegations",
    )
