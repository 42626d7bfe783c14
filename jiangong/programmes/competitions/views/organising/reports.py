"""The season in figures: page, workbook; and whether the season's list meets the quotas of the medal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jiangong.foundation.common.pages import xlsx_file
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.programmes.competitions import queries
from jiangong.programmes.competitions.models import Season
from jiangong.programmes.competitions.states import ContestClass, HonourState
from jiangong.programmes.competitions.views.common import season_or_404


def _season(request: HttpRequest, pk: int) -> Season:
    season = season_or_404(pk)
    permit(request, "competitions.read_season", season)
    return season


@require_GET
def season_report(request: HttpRequest, pk: int) -> HttpResponse:
    """What the season adds up to, each figure once."""
    season = _season(request, pk)
    context = {
        "season": season,
        "report": queries.report_of(season),
        "classes": ContestClass.choices,
        "honour_states": HonourState.choices,
        "manages": user_of(request).has_perm("competitions.manage_season", season),
    }
    return render(request, "competitions/organising/season_report.html", context)


@require_GET
def season_report_download(request: HttpRequest, pk: int) -> HttpResponse:
    season = _season(request, pk)
    return xlsx_file(queries.report_file(queries.report_of(season)), f"season-{season.year}.xlsx")


@require_GET
def quotas(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who is to have a title this season, against the quotas of the rule; counts only."""
    season = _season(request, pk)
    check = queries.medal_quotas(season, queries.recommended(season))
    return render(request, "competitions/organising/quotas.html", {"season": season, "check": check})
