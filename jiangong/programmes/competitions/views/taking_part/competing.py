"""For who competes: may I, enter, my contests, the admission card, withdraw."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.pages import at_once, carried_out, page
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.common.qr import qr_of
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.actions import Wish
from jiangong.programmes.competitions.models import Entry
from jiangong.programmes.competitions.states import CHANGEABLE, EntryState
from jiangong.programmes.competitions.views.common import public_contest, visible_entry
from jiangong.programmes.competitions.views.taking_part.forms import EntryForm


@require_GET
def eligibility(request: HttpRequest, pk: int) -> HttpResponse:
    """May I compete, and if not: which clause, what is on record of me, who can correct it."""
    contest = public_contest(pk)
    why = queries.eligibility_of(request.user, contest)
    context = {"contest": contest, "why": why, "may_ask": queries.may_ask(why)}
    return render(request, "competitions/eligibility.html", context)


def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Two questions, for the register knows the rest."""
    contest = public_contest(pk)
    user = user_of(request)
    if user.person is None:
        raise Http404
    person = user.person
    form = EntryForm(request.POST or None)

    def act() -> Entry:
        data = form.cleaned_data
        return actions.enter(contest, Wish(person, new_field=data["new_field"], needs=data["needs"]), by=user)

    def words(entry: Entry) -> str:
        if entry.state == EntryState.ACCEPTED:
            return _("报名成功，资格已经通过。")
        return _("报名已经收到，等待主办工会核对参保情况。")

    context = {
        "contest": contest,
        "entry": queries.own_entry(user, contest),
        "refused": request.method == "GET" and not queries.may_ask(queries.eligibility_of(user, contest)),
    }
    return carried_out(
        request, form, act, words=words, to=lambda _entry: redirect("competitions:my_entries")
    ) or page(request, "competitions/enter.html", form, **context)


@require_GET
def my_entries(request: HttpRequest) -> HttpResponse:
    """One's own contests, with places and honours; for a leader also those of the team whom an appeal can be about."""
    found = page_after(queries.own_entries(request.user), request.GET.get("after"), newest_first=True)
    context = {
        "page": found,
        "own": queries.own_lines(found.rows),
        "papers": queries.own_papers(request.user, [one.contest_id for one in found.rows]),
        "changeable": CHANGEABLE,
        "led": list(queries.led_entries(request.user)),
    }
    return render(request, "competitions/my_entries.html", context)


@require_GET
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """The admission card: what the check-in scans. Only of an accepted entry."""
    entry = visible_entry(request, pk)
    permit(request, "competitions.see_entry", entry)
    if entry.state != EntryState.ACCEPTED:
        raise Http404
    card = queries.card_of(entry)
    context = {"entry": entry, "contest": entry.contest, "card": card, "qr": qr_of(card.address)}
    return render(request, "competitions/card.html", context)


@require_GET
def card_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The admission card to print, A5."""
    entry = visible_entry(request, pk)
    permit(request, "competitions.see_entry", entry)
    if entry.state != EntryState.ACCEPTED:
        raise Http404
    try:
        made = actions.print_card(entry)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("competitions:card", pk=pk)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{entry.ticket}.pdf"'
    return response


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    entry = visible_entry(request, pk)
    permit(request, "competitions.withdraw_entry", entry)
    own = entry.person_id == user_of(request).person_id
    back = (
        reverse("competitions:my_entries")
        if own
        else reverse("competitions:entries", args=[entry.contest_id])
    )
    return at_once(
        request,
        lambda: actions.withdraw_entry(entry, by=user_of(request)),
        _("已经退出。替补按顺序递补。"),
        back,
    )
