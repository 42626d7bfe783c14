"""One matter with its history; what a union let be told and how it went out; the channels."""

from typing import TYPE_CHECKING, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiangong.foundation.common.acting import require
from jiangong.foundation.common.pages import at_once, carried_out, page
from jiangong.foundation.inbox import actions, queries
from jiangong.foundation.inbox.forms import HandOverForm, OtherwiseForm
from jiangong.foundation.inbox.states import Channel, DeliveryState
from jiangong.foundation.organisations.scope import workbench_organisation

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@never_cache
@require_http_methods(["GET", "POST"])
def matter(request: HttpRequest, pk: int) -> HttpResponse:
    """One matter: why it is mine, by when, what happens otherwise, what happened so far; and hand it over."""
    user = cast("User", request.user)
    found = queries.matter_waiting_for(user, pk)
    if found is None:
        closed = queries.closed_matter_of(user, pk)
        if closed is None:
            raise Http404
        return page(
            request, "inbox/matter.html", one=closed, steps=queries.steps_of(closed.matter), closed=True
        )
    form = HandOverForm(
        request.POST or None,
        people=queries.colleagues_for(found.matter)[:200],
        back=found.matter.person_id is not None and found.matter.seat_id is not None,
    )
    return carried_out(
        request,
        form,
        lambda: actions.hand_over(found.matter, to=form.people.get(form.cleaned_data["to"]), by=user),
        words=_("已移交，期限不变。"),
        to=lambda handed: redirect("web:workbench"),
    ) or page(
        request,
        "inbox/matter.html",
        form,
        one=found,
        steps=queries.steps_of(found.matter),
        may=found.matter.seat_id is not None,
        lender=queries.person_named(found.on_behalf_of),
    )


@never_cache
@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    """What was told in the name of the workbench's union, and how it went out. Not who has read it: that is kept nowhere."""
    organisation = workbench_organisation(request)
    require(request.user, "inbox.view_sent", organisation)
    found = queries.sent_for(organisation, after=request.GET.get("after"))
    return page(
        request, "inbox/sent.html", organisation=organisation, page=found, told=queries.told(found.rows)
    )


@never_cache
@require_http_methods(["GET", "POST"])
def sent_message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message and how it went out; where no way reached the person, say how they were told."""
    found = queries.sent_message(pk)
    if found is None or not request.user.has_perm("inbox.view_sent", found.organisation):
        raise Http404
    [one] = queries.told([found])
    waits = queries.matters_of(found, kind="inbox.undelivered").exists()
    form = OtherwiseForm(request.POST or None)
    return carried_out(
        request,
        form,
        lambda: actions.tell_otherwise(found, how=form.cleaned_data["how"], by=cast("User", request.user)),
        words=_("已记下，这件事办结了。"),
        to=lambda message: redirect("inbox:sent"),
    ) or page(request, "inbox/sent_message.html", form, one=one, waits=waits)


@never_cache
@require_GET
def channels(request: HttpRequest) -> HttpResponse:
    """How each channel does, and the log of deliveries: to whom by number, what kind, never what was said."""
    if not request.user.has_perm("inbox.view_channels"):
        raise PermissionDenied
    state, channel = request.GET.get("state", ""), request.GET.get("channel", "")
    found = queries.deliveries_in(state=state, channel=channel, after=request.GET.get("after"))
    return page(
        request,
        "inbox/channels.html",
        standings=queries.standings(),
        page=found,
        rows=queries.logged(found.rows),
        state=state,
        channel=channel,
        states=DeliveryState.choices,
        all_channels=Channel.choices,
    )


@never_cache
@require_GET
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """One delivery with every attempt."""
    if not request.user.has_perm("inbox.view_channels"):
        raise PermissionDenied
    found = queries.delivery_in_full(pk).first()
    if found is None:
        raise Http404
    [row] = queries.logged([found])
    return page(request, "inbox/delivery.html", one=found, row=row)


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Once more, for what certainly did not arrive."""
    found = queries.delivery_in_full(pk).first()
    if found is None or not request.user.has_perm("inbox.view_channels"):
        raise Http404
    return at_once(
        request,
        lambda: actions.retry(found, by=cast("User", request.user)),
        _("已重新排队。"),
        "inbox:channels",
    )
