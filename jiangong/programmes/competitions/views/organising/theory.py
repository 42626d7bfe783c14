"""Theory sittings of a contest: set up in selection/exams, filled with the entrants, their scores taken; minutes for who needs them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.pages import at_once, carried_out, page
from jiangong.foundation.people.formulas import mask_name
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.actions.theory import ADMITTING
from jiangong.programmes.competitions.forms import MinutesForm, TheoryForm
from jiangong.programmes.competitions.models import Contest
from jiangong.programmes.competitions.states import ContestState
from jiangong.programmes.competitions.views.common import visible_contest, visible_entry
from jiangong.selection.exams.queries import sittings_of

SHOWN = 50  # not law: entrants with needs on the page


def _form(request: HttpRequest, contest: Contest) -> TheoryForm:
    parts = queries.theory_parts(contest)
    return TheoryForm(request.POST or None, components=[(code, one.name) for code, one in parts.items()])


@require_GET
def theory(request: HttpRequest, pk: int) -> HttpResponse:
    """The sittings of a contest, who has none yet, and whose scores are in the sheet."""
    contest = visible_contest(request, pk)
    permit(request, "competitions.read_entries", contest)
    user = user_of(request)
    parts = queries.theory_parts(contest)
    admitting = contest.state in ADMITTING
    overview = queries.theory_overview(contest)
    context = {
        "contest": contest,
        "parts": list(parts.values()),
        "papers": overview.papers,
        "waiting": [(one.name, overview.waiting[one.code]) for one in parts.values()] if admitting else [],
        "admitting": admitting,
        "running": contest.state == ContestState.RUNNING,
        "needs": [
            (one, mask_name(one.person.name) if one.person else "—")
            for one in queries.with_needs(contest)[:SHOWN]
        ],
        "manages": user.has_perm("competitions.manage_contest", contest),
        "form": _form(request, contest),
    }
    return render(request, "competitions/organising/theory.html", context)


@require_POST
def theory_admit(request: HttpRequest, pk: int, sitting: int) -> HttpResponse:
    """Put entrants on the list of a sitting."""
    contest = visible_contest(request, pk)
    permit(request, "competitions.manage_contest", contest)
    there = reverse("competitions:theory", args=[pk])
    found = get_object_or_404(sittings_of(contest), pk=sitting)
    form = _form(request, contest)
    if not form.is_valid():
        messages.error(request, _("请选模块；人数不填或者填正整数。"))
        return redirect(there)
    return at_once(
        request,
        lambda: actions.admit_entrants(
            contest,
            found,
            form.cleaned_data["component"],
            places=form.cleaned_data["places"],
            by=user_of(request),
        ),
        _("选手已按参赛号编入，个人加时一并带入。"),
        there,
    )


@require_POST
def theory_scores(request: HttpRequest, pk: int, sitting: int) -> HttpResponse:
    """Take the scores of a closed sitting into the sheet; they come by themselves where nothing stood against it."""
    contest = visible_contest(request, pk)
    permit(request, "competitions.manage_contest", contest)
    found = get_object_or_404(queries.theories_of(contest), sitting=sitting)
    return at_once(
        request,
        lambda: actions.take_scores(found, by=user_of(request)),
        _("成绩已计入记分册。"),
        reverse("competitions:theory", args=[pk]),
    )


def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """More time for one entrant."""
    entry = visible_entry(request, pk)
    permit(request, "competitions.examine_entry", entry)
    form = MinutesForm(request.POST or None, initial={"minutes": entry.extra_minutes})
    return carried_out(
        request,
        form,
        lambda: actions.grant_minutes(entry, form.cleaned_data["minutes"], by=user_of(request)),
        words=_("已登记加时。"),
        to=lambda _entry: redirect("competitions:theory", pk=entry.contest_id),
    ) or page(
        request,
        "competitions/organising/minutes.html",
        form,
        entry=entry,
        contest=entry.contest,
        name=mask_name(entry.person.name) if entry.person else "—",
    )
