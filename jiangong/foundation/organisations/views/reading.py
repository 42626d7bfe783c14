"""The tree, one level at a time, and everything about one union."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jiangong.foundation.organisations import queries
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.permissions import VIEWERS
from jiangong.foundation.organisations.scope import held, workbench_organisation
from jiangong.foundation.organisations.states import OFFICERS, State

# What the page of a union offers to those who may: the verbs; addresses and words are in the template.
OFFERS = (
    "create",
    "rename",
    "move",
    "set_industry",
    "merge",
    "dissolve",
    "change_details",
    "form_committee",
)


def visible(request: HttpRequest, pk: int) -> Organisation:
    """The union, if the user may view it; otherwise 404, the same as for one that is not there."""
    rows = queries.organisations_visible_to(request.user).select_related("parent", "industry", "succeeded_by")
    return get_object_or_404(rows, pk=pk)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The level below the union the workbench is switched to; or what a search finds."""
    here = start(request)
    text = request.GET.get("q", "").strip()
    if text:
        found = queries.search(request.user, text, limit=SHOWN + 1)
        context = {"q": text, "found": found[:SHOWN], "more": len(found) > SHOWN, "here": here}
        return render(request, "organisations/search.html", context)
    return _page(request, here.pk)


def start(request: HttpRequest) -> Organisation:
    """Where the tree opens: the workbench's union for officers, the highest they read for auditors."""
    reading = [one for one in held(request.user) if one.role in VIEWERS]
    if reading and not any(one.role in OFFICERS for one in reading):
        return visible(request, reading[0].organisation_id)
    return workbench_organisation(request)


SHOWN = 50  # hits of a search: who sees none of them among fifty searches more exactly


@require_safe
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One union: its level of the tree, facts, committees, officers, history."""
    return _page(request, pk)


def _page(request: HttpRequest, pk: int) -> HttpResponse:
    line = queries.line_to(pk)
    if not line or not request.user.has_perm("organisations.view", line[-1]):
        raise Http404
    *above, here = line
    after = request.GET.get("after", "")
    card = queries.card(here, above)
    may = {verb for verb in OFFERS if request.user.has_perm(f"organisations.{verb}", here)}
    return render(
        request,
        "organisations/organisation.html",
        {
            "here": here,
            "card": card,
            "trail": [(one, request.user.has_perm("organisations.view", one)) for one in card.ancestors],
            "children": queries.children(
                here, start=int(after) if after.isdecimal() and len(after) < 7 else 0, counted=card.below
            ),
            "may": may if here.state == State.ACTIVE else set(),
            "active": here.state == State.ACTIVE,
        },
    )


@require_safe
def committees_due(request: HttpRequest) -> HttpResponse:
    """Committees in the user's reach whose term is over or nearly so."""
    start(request)
    return render(
        request,
        "organisations/committees_due.html",
        {"terms": queries.committees_due(request.user), "today": timezone.localdate()},
    )
