"""What anyone may see: the overview, a promise, a district, the records behind a figure, how it is counted."""

from collections.abc import Collection

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.foundation.ledger import queries as ledger
from jiangong.foundation.organisations import queries as organisations
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.rulebook.queries import value
from jiangong.plan import queries
from jiangong.plan.definition import Promise, current
from jiangong.plan.states import Status
from jiangong.plan.views.asked import (
    asked_organisation,
    asked_period,
    asked_promise,
    asked_records_period,
)
from jiangong.plan.views.showing import MAP_BINS, figure_context, map_words, tally_parts


@login_not_required
def overview(request: HttpRequest) -> HttpResponse:
    """All promises of the plan, those that are counted with their figures."""
    whole = queries.overview(timezone.localdate())
    if whole is None:
        return render(request, "plan/empty.html", {"plan": current()})
    judged = [figure for figure in whole.counted if figure.status]
    return render(
        request,
        "plan/overview.html",
        {
            "whole": whole,
            "plan": whole.plan,
            "judged": judged,
            "in_time": sum(f.status in (Status.DONE, Status.AHEAD, Status.ON) for f in judged),
            "tally": tally_parts(whole),
            "map_cells": [
                (str(part.organisation.short_name), part.column, part.row, part.percent)
                for part in whole.districts
                if part.is_on_map
            ],
            "map_bins": MAP_BINS,
            "map_words": map_words(whole),
        },
    )


@login_not_required
def promise(request: HttpRequest, promise: str) -> HttpResponse:
    """A promise for the whole city; one that is not counted yet says what will be counted, and shows no figure."""
    wanted = asked_promise(promise)
    if wanted.measure is None:
        plan = current()
        chapter = next(chapter for chapter in plan.chapters if wanted in chapter.promises)
        return render(request, "plan/not_counted.html", {"promise": wanted, "chapter": chapter, "plan": plan})
    city = organisations.city()
    if city is None:
        return render(request, "plan/empty.html", {"plan": current()})
    return _figure(request, wanted, city)


@login_not_required
def figure(request: HttpRequest, promise: str, code: str) -> HttpResponse:
    """A counted promise for one organisation, with what stands below it."""
    wanted = asked_promise(promise)
    if wanted.measure is None:
        return redirect("plan:promise", promise)
    return _figure(request, wanted, asked_organisation(code))


def _figure(request: HttpRequest, promise: Promise, organisation: Organisation) -> HttpResponse:
    period = asked_period(request)
    hidden = queries.hidden_periods(organisation, [promise])
    if period in hidden:
        return _too_small(request, organisation, promise, hidden)
    found = queries.breakdown(promise, organisation, period, timezone.localdate(), hidden=hidden)
    covered, _signed_at = ledger.newest_size()
    more = {"covered": covered, "site": request.build_absolute_uri("/")}
    return render(request, "plan/figure.html", figure_context(found, period) | more)


def _too_small(
    request: HttpRequest, organisation: Organisation, promise: Promise | None, hidden: Collection[str]
) -> HttpResponse:
    """Why this union's figure is not for everybody to see, where it is contained, and the years in which it shows."""
    context = {
        "organisation": organisation,
        "shown": queries.nearest_shown(organisation, organisations.ancestors(organisation)),
        "promise": promise,
        "limit": value("ledger.small_cell"),
        "years": [year for year in map(str, current().years) if promise and year not in hidden],
    }
    return render(request, "plan/too_small.html", context, status=404)


@login_not_required
def records(request: HttpRequest, promise: str, code: str) -> HttpResponse:
    """The ledger entries that a figure counts."""
    wanted, organisation = asked_promise(promise), asked_organisation(code)
    if wanted.measure is None:
        return redirect("plan:promise", promise)
    period = asked_records_period(request)
    hidden = queries.hidden_periods(organisation, [wanted])
    if period in hidden:
        return _too_small(request, organisation, wanted, hidden)
    return render(
        request,
        "plan/records.html",
        {
            "promise": wanted,
            "organisation": organisation,
            "figure": queries.figure(wanted, organisation, period, timezone.localdate()),
            "page": queries.records_behind(
                wanted, organisation, period, request.GET.get("after"), public=True
            ),
        },
    )


@login_not_required
def district(request: HttpRequest, code: str) -> HttpResponse:
    """All promises for one organisation."""
    organisation = asked_organisation(code)
    hidden = queries.hidden_periods(organisation, [one for one in current().promises.values() if one.measure])
    if hidden:
        return _too_small(request, organisation, None, hidden)
    found = queries.progress(organisation, timezone.localdate())
    return render(request, "plan/district.html", {"found": found, "tally": tally_parts(found)})


@login_not_required
def method(request: HttpRequest) -> HttpResponse:
    """数据说明: how every promise is counted, and what becomes of a mistake."""
    return render(request, "plan/method.html", {"plan": current(), "title": _("数据说明")})
