"""One's own pages: what I was told, how I want to be told, who stands in for me."""

import secrets
from secrets import compare_digest
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiangong.foundation.common.pages import at_once, carried_out, page
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox import actions, queries
from jiangong.foundation.inbox.channels import NotSent, adapter, in_use
from jiangong.foundation.inbox.channels.official_account import OfficialAccount
from jiangong.foundation.inbox.forms import DelegationForm, WishesForm
from jiangong.foundation.inbox.states import Channel, Reason

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
    ) or page(
        request,
        "inbox/wishes.html",
        form,
        mandatory=queries.mandatory_titles(),
        can_bind=_official_account() is not None,
        is_bound=queries.is_bound(user, Channel.OFFICIAL_ACCOUNT),
    )


def _official_account() -> OfficialAccount | None:
    way = adapter(Channel.OFFICIAL_ACCOUNT)
    return way if isinstance(way, OfficialAccount) else None


@require_POST
def bind(request: HttpRequest) -> HttpResponse:
    """On to WeChat, which tells us who opened it; or forget who it was."""
    way = _official_account()
    if way is None:
        raise Http404
    if "forget" in request.POST:
        actions.unbind(channel=Channel.OFFICIAL_ACCOUNT, by=cast("User", request.user))
        return redirect("inbox:wishes")
    state = request.session["official_account"] = secrets.token_urlsafe(16)
    back = settings.SITE_ADDRESS.rstrip("/") + reverse("inbox:bound")
    return redirect(way.where_to_bind(back, state))


@never_cache
@require_GET
def bound(request: HttpRequest) -> HttpResponse:
    """Back from WeChat, with a code that stands for who opened it; only for who set out from here."""
    way, state = _official_account(), request.session.pop("official_account", "")
    if way is None or not state or not compare_digest(state, request.GET.get("state", "")):
        raise Http404

    def act() -> None:
        try:
            openid = way.who(request.GET.get("code", ""))
        except NotSent as error:
            raise Refused(Reason.NOT_BOUND) from error
        actions.bind(channel=Channel.OFFICIAL_ACCOUNT, address=openid, by=cast("User", request.user))

    return at_once(request, act, _("微信服务号已绑定。"), "inbox:wishes")


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
    found = get_object_or_404(queries.delegations_visible_to(request.user), pk=pk)
    return at_once(
        request,
        lambda: actions.end_delegation(found, by=cast("User", request.user)),
        _("代办已经结束。"),
        "inbox:delegations",
    )
