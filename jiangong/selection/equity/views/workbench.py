"""The workbench: one's own union with nothing hidden, and having a year counted."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.pages import at_once
from jiangong.foundation.organisations.queries import city
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.organisations.states import Role
from jiangong.foundation.people.views.common import user_of
from jiangong.selection.equity import actions, queries, tasks

AUDITORS = frozenset({Role.AUDITOR})


@never_cache
@require_GET
def inside(request: HttpRequest) -> HttpResponse:
    """Who of the workbench's union received what, one good at a time; while a year is counted, the page looks again every few seconds."""
    organisation = workbench_organisation(request, also=AUDITORS)
    counts = list(queries.counts())
    working = [one for one in counts if one.state in ("waiting", "working")]
    if request.headers.get("HX-Target") == "progress":
        return render(request, "equity/_progress.html", {"working": working})
    done = [one for one in counts if one.counted_at]
    asked = request.GET.get("year", "")
    count = next((one for one in done if str(one.year) == asked), done[0] if done else None)
    own = queries.reach_inside(organisation, count)
    context = {
        "organisation": organisation,
        "counts": counts,
        "done": done,
        "working": working,
        "count": count,
        "own": own,
        "chosen": _chosen(own.reaches, request.GET.get("good", "")),
        "as_counted": organisation.kind in queries.AS_COUNTED,
        "may_simulate": user_of(request).has_perm("equity.simulate", organisation),
        "may_count": user_of(request).has_perm("equity.count", city()),
    }
    return render(request, "equity/inside.html", context)


@require_POST
def count(request: HttpRequest, year: int) -> HttpResponse:
    """Have a year counted, now."""

    def act() -> None:
        actions.begin_count(year, by=user_of(request))
        tasks.count.defer(year=year)

    return at_once(
        request, act, _("开始统计 %(year)s 年，完成后自动公布。") % {"year": year}, reverse("equity:inside")
    )


def _chosen(reaches: Sequence[queries.Reach], code: str) -> queries.Reach | None:
    """The good that was asked for; else the first that anybody received."""
    asked = next((one for one in reaches if one.good.code == code), None)
    return asked or next((one for one in reaches if one.whole.reached), next(iter(reaches), None))
