"""Contests of one's unions: the list, a new one, a light one on a phone, last year's again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.pages import at_once, carried_out, page
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.desk.pages import drafted
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.people.models import User
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.forms import ContestForm, LightForm
from jiangong.programmes.competitions.models import Contest, Season
from jiangong.programmes.competitions.states import ContestState, Level
from jiangong.programmes.competitions.views.common import season_or_404, visible_contest

SHOWN = 20  # not law: contests of other unions that the bench lists above its own
OFFERED = 300  # not law: trades in the list of the light form; the rest is typed


@require_GET
def contests(request: HttpRequest) -> HttpResponse:
    """Contests of the organisation and all below it: by state, level, season."""
    organisation = queries.competitions_organisation(request)
    state, level = request.GET.get("state", ""), request.GET.get("level", "")
    seasons = list(queries.seasons()[:12])  # not law: a dozen years fit in a list
    wanted = request.GET.get("season", "")
    season = next((one for one in seasons if str(one.pk) == wanted), None)
    found = queries.contests_to_manage(request.user, organisation)
    if season is not None:
        found = found.filter(season=season)
    if level in Level.values:
        found = found.filter(level=level)
    counts = queries.state_counts(found)
    if state in ContestState.values:
        found = found.filter(state=state)
    kept = f"&level={level}&season={season.pk if season else ''}"
    context = {
        "page": page_after(found, request.GET.get("after"), newest_first=True),
        "organisation": organisation,
        "state": state,
        "level": level,
        "season": season,
        "seasons": seasons,
        "levels": Level.choices,
        "states": [
            (value, label, counts.get(value, 0)) for value, label in ContestState.choices if value in counts
        ],
        "total": sum(counts.values()),
        "kept": kept,
        "may_create": user_of(request).has_perm("competitions.create_contest", organisation),
        "enters": _to_enter(user_of(request), organisation),
    }
    return render(request, "competitions/organising/contests.html", context)


def _to_enter(user: User, organisation: Organisation) -> list[Contest]:
    """What the officer can enter members of the union in, held by others; the soonest to close first."""
    if not user.has_perm("competitions.enter_colleagues", organisation):
        return []
    return list(queries.contests_open_to_members_of(organisation)[:SHOWN])


def contest_new(request: HttpRequest) -> HttpResponse:
    """Prepare a contest in the current season."""
    return _edit(request, None)


def contest_edit(request: HttpRequest, pk: int) -> HttpResponse:
    contest = visible_contest(request, pk)
    permit(request, "competitions.manage_contest", contest)
    return _edit(request, contest)


def _edit(request: HttpRequest, contest: Contest | None) -> HttpResponse:
    organisation = contest.organiser if contest else workbench_organisation(request)
    if contest is None:
        permit(request, "competitions.create_contest", organisation)
    season = contest.season if contest else _season_wanted(request)
    if season is None:
        return render(request, "competitions/organising/no_season.html", {"organisation": organisation})
    kept = drafted(request, "competitions.contest", contest)
    form = ContestForm(
        request.POST or None,
        instance=contest,
        unions=queries.unions_to_open_to(organisation),
        battlefields=queries.battlefields_of(season),
        above=queries.contests_above(season, contest.level if contest else ""),
        initial={**kept.initial},
    )

    def act() -> Contest:
        if contest is None:
            return actions.create_contest(season, organisation, form.facts(), by=user_of(request))
        fresh = visible_contest(request, contest.pk)  # the form has put its values on `contest`
        return actions.change_contest(fresh, form.facts(fresh.contest_class), by=user_of(request))

    return carried_out(
        request,
        form,
        act,
        words=_("竞赛已保存。"),
        to=lambda saved: kept.sent(redirect("competitions:manage", pk=saved.pk)),
    ) or page(
        request,
        "competitions/organising/contest_edit.html",
        form,
        contest=contest,
        organisation=organisation,
        season=season,
        kept=kept,
    )


def contest_light(request: HttpRequest) -> HttpResponse:
    """A drill or a shop-floor contest: five fields, and people can enter."""
    organisation = workbench_organisation(request)
    permit(request, "competitions.create_contest", organisation)
    season = _season_wanted(request)
    if season is None:
        return render(request, "competitions/organising/no_season.html", {"organisation": organisation})
    form = LightForm(request.POST or None, initial=queries.last_light(organisation))
    return carried_out(
        request,
        form,
        lambda: actions.begin_light(
            season,
            organisation,
            form.facts(organisation),
            judging=form.cleaned_data["judging"],
            by=user_of(request),
        ),
        words=_("已经开放报名。"),
        to=lambda saved: redirect("competitions:manage", pk=saved.pk),
    ) or page(
        request,
        "competitions/organising/contest_light.html",
        form,
        trades=queries.trades()[:OFFERED],
        organisation=organisation,
        season=season,
    )


@require_POST
def contest_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Last year's contest once more, in the season that is open now."""
    contest = visible_contest(request, pk)
    permit(request, "competitions.manage_contest", contest)
    season = _season_wanted(request)
    if season is None or season.pk == contest.season_id:
        return render(
            request, "competitions/organising/no_season.html", {"organisation": contest.organiser}, status=422
        )
    copied: list[Contest] = []
    answer = at_once(
        request,
        lambda: copied.append(actions.copy_contest(contest, season, by=user_of(request))),
        _("已照样新建，日期顺延。请核对日期和地点。"),
        f"/workbench/competitions/{contest.pk}/",
    )
    return redirect("competitions:contest_edit", pk=copied[0].pk) if copied else answer


def _season_wanted(request: HttpRequest) -> Season | None:
    """The season named in the address, else the newest that is open."""
    wanted = request.POST.get("season") or request.GET.get("season") or ""
    return season_or_404(int(wanted)) if wanted.isdigit() else queries.current_season()
