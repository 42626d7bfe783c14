"""Draws as the organiser may see them; appeals given to who is free; a rejudging seen with its effect and decided."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.clocks.queries import clocks_of
from jiangong.foundation.common.pages import at_once
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.people.formulas import mask_name
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.models import Rejudging
from jiangong.programmes.competitions.states import AppealState, Duty, RejudgingState
from jiangong.programmes.competitions.views.common import visible_appeal, visible_contest


@require_GET
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """The layers: sealed, drawn over what, opened. Never a number: those are the holders' alone."""
    contest = visible_contest(request, pk)
    permit(request, "competitions.read_entries", contest)
    context = {
        "contest": contest,
        "layers": [(one, Duty(one.duty).label) for one in queries.layers_of(contest)],
    }
    return render(request, "competitions/organising/draw.html", context)


@require_GET
def appeals(request: HttpRequest, pk: int) -> HttpResponse:
    """The appeals of a contest, who hears each, until when; and the rejudgings."""
    contest = visible_contest(request, pk)
    permit(request, "competitions.read_entries", contest)
    shown = page_after(queries.appeals_of(contest), request.GET.get("after"))
    found = shown.rows
    names = {one["code"]: one["name"] for one in queries.components_of(contest)}
    clocks = clocks_of(found) if found else {}
    context = {
        "contest": contest,
        "page": shown,
        "clock": queries.appeal_clock(contest),
        "rows": [
            (
                one,
                mask_name(one.entry.person.name) if one.entry.person else "—",
                names.get(one.component, one.component),
                clocks.get(one.pk),
            )
            for one in found
        ],
        "rejudgings": queries.rejudgings_of(contest),
        "manages": user_of(request).has_perm("competitions.manage_contest", contest),
    }
    return render(request, "competitions/organising/appeals.html", context)


def appeal_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an appeal to a supervisor who had no part in it; only such are offered."""
    appeal = visible_appeal(request, pk)
    permit(request, "competitions.assign_appeal", appeal)
    free = queries.supervisors_free(appeal)
    there = reverse("competitions:appeals", args=[appeal.contest_id])
    if request.method == "POST":
        office = next((one for one in free if str(one.pk) == request.POST.get("office")), None)
        if office is None:
            raise Http404
        return at_once(
            request,
            lambda: actions.take_appeal(appeal, office, by=user_of(request)),
            _("已交监督仲裁复核。"),
            there,
        )
    names = {one["code"]: one["name"] for one in queries.components_of(appeal.contest)}
    context = {
        "appeal": appeal,
        "contest": appeal.contest,
        "name": mask_name(appeal.entry.person.name) if appeal.entry.person else "—",
        "component": names.get(appeal.component, appeal.component),
        "free": free,
        "open": appeal.state == AppealState.OPEN,
    }
    return render(request, "competitions/organising/appeal_assign.html", context)


@require_GET
def rejudging(request: HttpRequest, pk: int) -> HttpResponse:
    """What a prepared set of changes would do to every rank and honour, before and after."""
    found = _rejudging(request, pk)
    names = queries.award_names(found.upon)
    context = {
        "rejudging": found,
        "contest": found.contest,
        "changes": queries.changes_in_words(found),
        "rows": queries.effect_in_words(found, names),
        "counts": _counts(found.effect),
        "prepared": found.state == RejudgingState.PREPARED,
        "decides": user_of(request).has_perm("competitions.decide_rejudging", found.contest)
        and found.prepared_by_id != user_of(request).pk,
    }
    return render(request, "competitions/organising/rejudging.html", context)


@require_POST
def rejudging_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply or refuse, as a whole."""
    found = _rejudging(request, pk)
    permit(request, "competitions.decide_rejudging", found.contest)
    there = reverse("competitions:appeals", args=[found.contest_id])
    if request.POST.get("decision") == "apply":
        return at_once(
            request,
            lambda: actions.apply_rejudging(found, by=user_of(request)),
            _("复核已整体执行，成绩已重新计算。"),
            there,
        )
    return at_once(
        request,
        lambda: actions.refuse_rejudging(found, by=user_of(request)),
        _("复核没有执行，成绩不变；复核和预览留档。"),
        there,
    )


def _rejudging(request: HttpRequest, pk: int) -> Rejudging:
    found = queries.rejudging_numbered(pk)
    if found is None:
        raise Http404
    if not user_of(request).has_perm("competitions.prepare_rejudging", found.contest):
        permit(request, "competitions.read_entries", found.contest)
    return found


def _counts(effect: Mapping[str, Any]) -> dict[str, int]:
    return {"lines": len(effect["moved"]), "ranks": len(effect["ranks"]), "honours": len(effect["honours"])}
