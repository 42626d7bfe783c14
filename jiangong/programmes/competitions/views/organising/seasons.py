"""Seasons: opened, what they serve, their calendar, closed; and the catalogue of trades."""

import io
from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.pages import all_or_nothing, at_once, carried_out, done, page, xlsx_file
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.common.spreadsheets import write_template
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.forms import BattlefieldForm, FileForm, SeasonForm
from jiangong.programmes.competitions.states import SeasonState
from jiangong.programmes.competitions.views.common import season_or_404


@require_GET
def seasons(request: HttpRequest) -> HttpResponse:
    """All seasons, the newest first."""
    organisation = queries.competitions_organisation(request)
    context = {
        "page": page_after(queries.seasons(), request.GET.get("after"), newest_first=True),
        "organisation": organisation,
        "may_open": user_of(request).has_perm("competitions.open_season", organisation),
    }
    return render(request, "competitions/organising/seasons.html", context)


def season_new(request: HttpRequest) -> HttpResponse:
    """Open a year of contests."""
    organisation = workbench_organisation(request)
    permit(request, "competitions.open_season", organisation)
    form = SeasonForm(request.POST or None, initial={"year": timezone.localdate().year})
    return carried_out(
        request,
        form,
        lambda: actions.open_season(organisation, **form.cleaned_data, by=user_of(request)),
        words=_("赛季已开启。"),
        to=lambda season: redirect("competitions:season", pk=season.pk),
    ) or page(request, "competitions/organising/season_new.html", form, organisation=organisation)


def season(request: HttpRequest, pk: int) -> HttpResponse:
    """The calendar over all organisers with its clashes, and what the season serves."""
    organisation = queries.competitions_organisation(request)
    found = season_or_404(pk)
    manages = user_of(request).has_perm("competitions.manage_season", found)
    form = BattlefieldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        permit(request, "competitions.manage_season", found)
        if done(
            request,
            form,
            lambda: actions.add_battlefield(found, **form.cleaned_data, by=user_of(request)),
            _("已加入服务对象。"),
        ):
            return redirect("competitions:season", pk=pk)
    days = queries.season_calendar(request.user, found, _day(request.GET.get("from", "")))
    return page(
        request,
        "competitions/organising/season.html",
        form,
        season=found,
        organisation=organisation,
        manages=manages,
        open=found.state == SeasonState.OPEN
        and user_of(request).has_perm("competitions.create_contest", organisation),
        days=days,
        calendar=days.contests,
        clashes=queries.clashes_in_words(found, days),
        battlefields=queries.battlefields_of(found),
    )


def _day(text: str) -> date | None:
    """The day in the address; None where there is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_POST
def season_close(request: HttpRequest, pk: int) -> HttpResponse:
    """End a season in which nothing is left to be done."""
    found = season_or_404(pk)
    permit(request, "competitions.manage_season", found)
    there = reverse("competitions:season", args=[pk])
    return at_once(
        request, lambda: actions.close_season(found, by=user_of(request)), _("赛季已结束。"), there
    )


@require_GET
def trades(request: HttpRequest) -> HttpResponse:
    """The catalogue, looked into by code or name."""
    queries.competitions_organisation(request)
    words = request.GET.get("words", "").strip()
    context = {
        "page": page_after(queries.trades(words), request.GET.get("after"), size=100),
        "words": words,
        "may_import": user_of(request).has_perm("competitions.open_season", None),
    }
    return render(request, "competitions/organising/trades.html", context)


def trades_import(request: HttpRequest) -> HttpResponse:
    """A classification out of a spreadsheet: all rows or none, each fault with its row."""
    if not user_of(request).has_perm("competitions.open_season", None):
        raise PermissionDenied
    form = FileForm(request.POST or None, request.FILES or None)
    imported, faults = all_or_nothing(
        request,
        form,
        queries.read_trades,
        lambda read: actions.save_trades(read, by=user_of(request)),
        lambda count: _("已导入 %(count)s 个工种。") % {"count": count},
    )
    if imported:
        return redirect("competitions:trades")
    return page(request, "competitions/organising/trades_import.html", form, faults=faults)


@require_GET
def trades_template(request: HttpRequest) -> HttpResponse:
    """An empty table to fill in."""
    queries.competitions_organisation(request)
    target = io.BytesIO()
    write_template(
        target,
        queries.TRADE_HEADINGS,
        sheet="工种目录",
        example=("示例：6-18-01-01", "车工", "", "装备制造", "2022"),
    )
    return xlsx_file(target.getvalue(), "trades.xlsx")
