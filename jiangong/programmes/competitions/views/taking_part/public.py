"""For everybody: the contests of a season, one contest, its rules, result, any cell opened, how to check."""

from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jiangong.foundation.common.paging import page_after
from jiangong.programmes.competitions import queries
from jiangong.programmes.competitions.models import Contest, Outcome
from jiangong.programmes.competitions.states import OPENED, ContestState, Level
from jiangong.programmes.competitions.views.common import public_contest
from jiangong.selection.judging.formulas import shadow

OPEN_STATES = (ContestState.ENTERING, ContestState.RUNNING, ContestState.KNOWN, ContestState.CONFIRMED)


@login_not_required
@require_GET
def contest_list(request: HttpRequest) -> HttpResponse:
    """The contests of the newest open season, by their first day."""
    season = queries.current_season()
    level, state = request.GET.get("level", ""), request.GET.get("state", "")
    wanted = {
        "level": level if level in Level.values else "",
        "state": state if state in OPEN_STATES else "",
    }
    found = queries.contests_of_season(season, **wanted) if season else queries.public_contests().none()
    context = {
        "season": season,
        "page": page_after(found, request.GET.get("after"), size=20),
        "wanted": wanted,
        "levels": Level.choices,
        "states": [(one, one.label) for one in OPEN_STATES],
    }
    return render(request, "competitions/contest_list.html", context)


@login_not_required
@require_GET
def contest(request: HttpRequest, pk: int) -> HttpResponse:
    """One contest: the call, when and where, who takes part (masked), what came out, who judged, how to check."""
    found = public_contest(pk)
    opened, entering = found.state in OPENED, found.state == ContestState.ENTERING
    outcome = queries.newest_outcome(found) if opened else None
    context = {
        "contest": found,
        "components": queries.components_of(found),
        "entry": queries.own_entry(request.user, found) if entering else None,
        "helps": entering and request.user.has_perm("competitions.enter_colleagues", None),
        "paper": None if opened else queries.own_papers(request.user, [found.pk]).get(found.pk),
        "entrants": queries.masked_entrants(found),
        "counts": queries.entry_counts(found),
        "judges": queries.judging_words(found),
        "outcome": outcome,
        "lines": queries.shown_lines(outcome) if outcome else [],
        "clock": queries.appeal_clock(found) if found.state == ContestState.KNOWN else None,
        "notice": queries.result_notice(found) if outcome else None,
        "battlefields": list(found.battlefields.all()),
    }
    return render(request, "competitions/contest.html", context)


@login_not_required
@require_GET
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    """The rules in words, with every version and why it was changed."""
    found = public_contest(pk)
    context = {
        "contest": found,
        "components": queries.components_of(found),
        "scheme": found.scheme,
        "versions": list(queries.versions_of(found)),
    }
    return render(request, "competitions/rules.html", context)


@login_not_required
@require_GET
def results(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The whole table of one outcome."""
    found, outcome = _outcome(pk, number)
    context = {
        "contest": found,
        "outcome": outcome,
        "lines": queries.shown_lines(outcome),
        "components": queries.components_of(found),
        "newest": queries.newest_outcome(found),
    }
    return render(request, "competitions/results.html", context)


@login_not_required
@require_GET
def cell(request: HttpRequest, pk: int, number: int, code: str, component: str = "") -> HttpResponse:
    """One cell, or a total, opened into the marks beneath."""
    found, outcome = _outcome(pk, number)
    steps = queries.steps_beneath(outcome, code, component)
    line = next((one for one in queries.shown_lines(outcome) if one.code == code), None)
    if steps is None or line is None:
        raise Http404
    components = queries.components_of(found)
    photo_count, photos = queries.photos_of_line(found, code, component, request.user)
    context = {
        "contest": found,
        "outcome": outcome,
        "line": line,
        "steps": steps,
        "photo_count": photo_count,
        "photos": photos,
        "component": next((one for one in components if one["code"] == component), None),
        "components": components,
    }
    return render(request, "competitions/cell.html", context)


@login_not_required
@require_GET
def contents(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Scheme and sheet, from which anybody recomputes the result: `python shadow.py contents.json`."""
    _found, outcome = _outcome(pk, number)
    response = JsonResponse(outcome.contents, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="contest-{pk}-{number}.json"'
    return response


@login_not_required
@require_GET
def shadow_program(request: HttpRequest) -> HttpResponse:
    """The second computation as a file: the standard library is all it needs."""
    text = Path(str(shadow.__file__)).read_text(encoding="utf-8")
    response = HttpResponse(text, content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="shadow.py"'
    return response


@login_not_required
@require_GET
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """How the numbers were drawn: before opening the commitments, afterwards everything to recompute them."""
    found = public_contest(pk)
    context = {"contest": found, "layers": queries.layers_shown(found), "opened": found.state in OPENED}
    return render(request, "competitions/draw_record.html", context)


def _outcome(pk: int, number: int) -> tuple[Contest, Outcome]:
    found = public_contest(pk)
    outcome = queries.outcome_numbered(found, number) if found.state in OPENED else None
    if outcome is None:
        raise Http404
    return found, outcome
