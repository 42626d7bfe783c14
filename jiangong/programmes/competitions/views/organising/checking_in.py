"""Check-in at the door: the camera opens the card's address, or the number is typed; one button."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jiangong.foundation.common.pages import at_once
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.forms import TicketForm
from jiangong.programmes.competitions.views.common import visible_contest, visible_entry


def check_in(request: HttpRequest, ticket: str) -> HttpResponse:
    """Whose card it is, and whether they are there already."""
    known = queries.entry_with_ticket(ticket)
    if known is None:
        raise Http404
    entry = visible_entry(request, known.pk)
    permit(request, "competitions.examine_entry", entry)
    if request.method == "POST":
        return at_once(
            request,
            lambda: actions.check_in(entry, by=user_of(request)),
            _("已报到。"),
            reverse("competitions:check_in", args=[ticket]),
        )
    accepted, there = queries.check_in_counts(entry.contest)
    context = {
        "entry": entry,
        "contest": entry.contest,
        "card": queries.card_of(entry),
        "accepted": accepted,
        "there": there,
        "form": TicketForm(),
    }
    return render(request, "competitions/organising/check_in.html", context)


def check_in_form(request: HttpRequest, pk: int) -> HttpResponse:
    """How many are there, and a field for the number where no camera is at hand (a scanner types it)."""
    contest = visible_contest(request, pk)
    permit(request, "competitions.manage_contest", contest)
    form = TicketForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ticket = form.cleaned_data["ticket"].strip().rstrip("/").rsplit("/", 1)[-1]
        found = queries.entry_with_ticket(ticket)
        if found is not None and found.contest_id == contest.pk:
            return redirect("competitions:check_in", ticket)
        form.add_error("ticket", _("这项竞赛里没有这个准考证号。"))
    accepted, there = queries.check_in_counts(contest)
    return render(
        request,
        "competitions/organising/check_in_form.html",
        {"contest": contest, "form": form, "accepted": accepted, "there": there},
        status=422 if form.errors else 200,
    )
