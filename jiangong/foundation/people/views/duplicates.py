"""Two registrations of one person: seeing them side by side, merging them, taking a merge back."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jiangong.foundation.common.acting import require
from jiangong.foundation.common.pages import at_once, done, page
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.people import actions, queries
from jiangong.foundation.people.forms import ReasonForm
from jiangong.foundation.people.views.common import user_of


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Merge person `other` into person `pk`, after comparing the two."""
    workbench_organisation(request)
    found = queries.people_for(user_of(request), pk, other)
    if len(found) != 2:
        raise Http404
    kept, dropped = found
    for one in (kept, dropped):
        require(user_of(request), "people.merge", one)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            form,
            lambda: actions.merge_people(
                kept, dropped, reason=form.cleaned_data["reason"], by=user_of(request)
            ),
            _("已合并，可以在本页撤销。"),
        )
    ):
        return redirect("people:person", kept.pk)
    cards = [queries.card(one, seen_by=user_of(request)) for one in (kept, dropped)]
    return page(request, "people/merge.html", form, kept=cards[0], dropped=cards[1])


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge back."""
    workbench_organisation(request)
    found = get_object_or_404(queries.merges_visible_to(user_of(request)), pk=pk)
    return at_once(
        request,
        lambda: actions.undo_merge(found, by=user_of(request)),
        _("已撤销合并，两条登记恢复原样。"),
        reverse("people:person", args=[found.kept_id]),
    )
