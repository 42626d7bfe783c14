"""Entries of a contest: the list, what the rules found of each, accepting and refusing, one and many; teams' leaders."""

import io
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.pages import carried_out, page, xlsx_file
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.common.spreadsheets import Heading, write_xlsx
from jiangong.foundation.people.formulas import mask_name
from jiangong.foundation.people.readlog.actions import exported
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.forms import LeaderForm, ReasonForm
from jiangong.programmes.competitions.models import Entry
from jiangong.programmes.competitions.states import CHANGEABLE, ContestState, EntryState
from jiangong.programmes.competitions.views.common import visible_contest, visible_entry


@require_GET
def entries(request: HttpRequest, pk: int) -> HttpResponse:
    """Who entered, by state, names masked, with what the rules found against each."""
    contest = visible_contest(request, pk)
    permit(request, "competitions.read_entries", contest)
    state = request.GET.get("state", "")
    counts = queries.entry_counts(contest)
    found = queries.entries_of(contest, state=state if state in EntryState.values else "")
    shown = page_after(found, request.GET.get("after"))
    user = user_of(request)
    context = {
        "contest": contest,
        "page": shown,
        "rows": [
            (one, mask_name(one.person.name) if one.person else "—", open_clauses(one)) for one in shown.rows
        ],
        "state": state,
        "states": [(value, label, counts.get(value, 0)) for value, label in EntryState.choices],
        "total": sum(counts.values()),
        "decides": contest.state in CHANGEABLE and user.has_perm("competitions.manage_contest", contest),
        "examines": user.has_perm("competitions.manage_contest", contest),
        "enters": contest.state == ContestState.ENTERING
        and user.has_perm("competitions.enter_colleagues", None),
        "form": ReasonForm(auto_id="bulk_%s"),
    }
    return render(request, "competitions/organising/entries.html", context)


def open_clauses(entry: Entry) -> list[str]:
    """The clauses that did not hold when the person entered, in words."""
    return [one["says"] for one in entry.findings if not one["holds"]]


def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry before its examiner: every clause with its source; accept, or refuse with the reason."""
    found = visible_entry(request, pk)
    contest = found.contest
    permit(request, "competitions.examine_entry", found)
    there = reverse("competitions:entries", args=[contest.pk])
    refusing = request.POST.get("decision") == "refuse"
    form = ReasonForm(request.POST if refusing else None)
    if request.method == "POST" and not refusing:
        try:
            actions.accept_entry(found, by=user_of(request))
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("competitions:entry", pk=pk)
        messages.success(request, _("资格通过。"))
        return redirect(there)
    return carried_out(
        request,
        form,
        lambda: actions.refuse_entry(found, reason=form.cleaned_data["reason"], by=user_of(request)),
        words=_("已告知本人资格不符和理由。"),
        to=lambda _entry: redirect(there),
    ) or page(
        request,
        "competitions/organising/entry.html",
        form,
        entry=found,
        contest=contest,
        name=mask_name(found.person.name) if found.person else "—",
        decides=contest.state in CHANGEABLE and found.state != EntryState.WITHDRAWN,
    )


@require_POST
def entries_bulk(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide many at once; what cannot be decided is said and stays, the rest goes through."""
    contest = visible_contest(request, pk)
    permit(request, "competitions.manage_contest", contest)
    chosen = [int(key) for key in request.POST.getlist("entry") if key.isdigit()]
    refusing = request.POST.get("decision") == "refuse"
    done, problems = 0, dict[str, int]()
    for one in queries.entries_of(contest).filter(pk__in=chosen):
        try:
            if refusing:
                actions.refuse_entry(one, reason=request.POST.get("reason", ""), by=user_of(request))
            else:
                actions.accept_entry(one, by=user_of(request))
            done += 1
        except Refused as refused:
            problems[str(refused)] = problems.get(str(refused), 0) + 1
    if done:
        words = _("%(count)s 人资格不符，已告知本人。") if refusing else _("%(count)s 人资格通过。")
        messages.success(request, words % {"count": done})
    for words, count in problems.items():
        messages.error(request, _("%(count)s 人没有办：%(why)s") % {"count": count, "why": words})
    if not chosen:
        messages.error(request, _("没有选中任何人。"))
    return redirect("competitions:entries", pk=pk)


@require_GET
def entries_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The entries as a spreadsheet, names masked; the export is written down first."""
    contest = visible_contest(request, pk)
    permit(request, "competitions.read_entries", contest)
    found = list(queries.entries_of(contest))
    exported(
        "competitions.entries",
        (one.person_id for one in found if one.person_id),
        title=_("参赛名单（姓名隐去）：%(contest)s") % {"contest": contest.title},
        purpose=_("竞赛组织"),
        organisation=contest.organiser,
        by=user_of(request),
    )
    headings = [
        Heading(_("报名号"), 10, text=True), Heading(_("姓名"), 10), Heading(_("所在工会"), 30), Heading(_("团队"), 20),
        Heading(_("状态"), 10), Heading(_("替补"), 6), Heading(_("技能等级"), 12), Heading(_("报名时间"), 18),
        Heading(_("没有满足的条件"), 40), Heading(_("理由"), 30),
    ]  # fmt: skip
    rows: Iterator[list[Any]] = (
        [
            str(one.pk), mask_name(one.person.name) if one.person else "", one.organisation.name,
            one.team.name if one.team else "", str(one.get_state_display()), one.is_substitute, one.level,
            f"{timezone.localtime(one.entered_at):%Y-%m-%d %H:%M}", "；".join(open_clauses(one)), one.refused_reason,
        ]
        for one in found
    )  # fmt: skip
    target = io.BytesIO()
    write_xlsx(target, headings, rows, notes=[contest.title])
    return xlsx_file(target.getvalue(), f"entries-{contest.pk}.xlsx")


@require_GET
def teams(request: HttpRequest, pk: int) -> HttpResponse:
    """The units' teams and who speaks for each."""
    contest = visible_contest(request, pk)
    permit(request, "competitions.read_entries", contest)
    context = {
        "contest": contest,
        "page": page_after(queries.teams_of(contest), request.GET.get("after")),
        "names": user_of(request).has_perm("competitions.enter_colleagues", None),
    }
    return render(request, "competitions/organising/teams.html", context)


def team_leader(request: HttpRequest, pk: int, team: int) -> HttpResponse:
    """Name a team's leader, who alone may appeal for it."""
    contest = visible_contest(request, pk)
    found = get_object_or_404(queries.teams_of(contest), pk=team)
    permit(request, "competitions.enter_colleagues", found.organisation)
    form = LeaderForm(request.POST or None)
    return carried_out(
        request,
        form,
        lambda: actions.name_leader(found, form.cleaned_data["person"], by=user_of(request)),
        words=_("领队已登记。"),
        to=lambda _team: redirect("competitions:teams", pk=pk),
    ) or page(request, "competitions/organising/team_leader.html", form, contest=contest, team=found)
