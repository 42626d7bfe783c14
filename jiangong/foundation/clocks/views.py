"""Pages of time: the calendar with its years and special days, and one clock with its history."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from jiangong.foundation.clocks import actions, queries
from jiangong.foundation.clocks.forms import DayForm, ReasonForm, YearForm
from jiangong.foundation.clocks.formulas import national_calendar
from jiangong.foundation.clocks.states import State
from jiangong.foundation.common.acting import require
from jiangong.foundation.common.pages import carried_out, page
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import at_or_below, workbench_organisation
from jiangong.foundation.organisations.states import Kind, Role

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User

READERS = frozenset({Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR})  # who see the calendar besides officers
MOVES = 20  # clocks that would move, shown on the calendar's page


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """A year of the workbench's union: what is published, its special days, what is missing, what would move."""
    organisation = workbench_organisation(request, also=READERS)
    known = queries.published_years()
    years = sorted(known)
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isdigit() and 2004 <= int(wanted) <= 2100 else timezone.localdate().year
    found, more = queries.moves(_reach(organisation), limit=MOVES)
    return page(
        request,
        "clocks/calendar.html",
        organisation=organisation,
        year=year,
        years=range(years[-1] + 1, years[-1] - 5, -1),
        published=year in years,
        missing=queries.missing_years(known=known),
        national=queries.swapped_days(year),
        source=national_calendar().name,
        special=queries.special_days_of(organisation, year),
        moves=found,
        more=more,
        may_record=_user(request).has_perm("clocks.record_day", organisation),
        may_enter=_user(request).has_perm("clocks.enter_year", organisation),
    )


@require_http_methods(["GET", "POST"])
def record_day(request: HttpRequest) -> HttpResponse:
    """Record a special day of the workbench's union."""
    organisation = workbench_organisation(request)
    require(request.user, "clocks.record_day", organisation)
    form = DayForm(request.POST or None)
    return carried_out(
        request,
        form,
        lambda: actions.record_day(organisation, by=_user(request), **form.cleaned_data),
        words=_("已登记。正在计时的期限没有变动，见“会变的期限”。"),
        to=lambda day: redirect(_calendar(day.day.year)),
    ) or page(request, "clocks/record_day.html", form, organisation=organisation)


@require_http_methods(["GET", "POST"])
def withdraw_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a special day back, with a reason."""
    organisation = workbench_organisation(request)
    day = get_object_or_404(queries.special_days(), pk=pk)
    require(request.user, "clocks.withdraw_day", day)
    form = ReasonForm(request.POST or None)
    return carried_out(
        request,
        form,
        lambda: actions.withdraw_day(day, reason=form.cleaned_data["reason"], by=_user(request)),
        words=_("已撤销。正在计时的期限没有变动，见“会变的期限”。"),
        to=lambda day: redirect(_calendar(day.day.year)),
    ) or page(request, "clocks/withdraw_day.html", form, organisation=organisation, day=day)


@require_http_methods(["GET", "POST"])
def enter_year(request: HttpRequest) -> HttpResponse:
    """Enter the notice of a year that the library does not have."""
    organisation = workbench_organisation(request)
    require(request.user, "clocks.enter_year", organisation)
    form = YearForm(request.POST or None, initial={"year": max(queries.published_years()) + 1})
    return carried_out(
        request,
        form,
        lambda: actions.enter_year(city=organisation, by=_user(request), **form.cleaned_data),
        words=_("已录入。"),
        to=lambda entered: redirect(_calendar(entered.year)),
    ) or page(request, "clocks/enter_year.html", form)


@require_http_methods(["GET", "POST"])
def recompute_moved(request: HttpRequest) -> HttpResponse:
    """Recompute the clocks of the workbench's union that would move, with one reason for all."""
    organisation = workbench_organisation(request)
    form = ReasonForm(request.POST or None)
    reach = _reach(organisation)
    found, more = queries.moves(reach, limit=MOVES)
    return carried_out(
        request,
        form,
        lambda: actions.recompute_moved(reach, reason=form.cleaned_data["reason"], by=_user(request)),
        words=lambda count: (
            ngettext("已重新核算 %(n)d 个期限。", "已重新核算 %(n)d 个期限。", count) % {"n": count}
        ),
        to=lambda _count: redirect("clocks:calendar"),
    ) or page(request, "clocks/recompute.html", form, organisation=organisation, moves=found, more=more)


@require_GET
def clock(request: HttpRequest, pk: int) -> HttpResponse:
    """One clock, its history, and what it showed on a past day (`?on=2026-03-05`)."""
    found = _visible(request, pk)
    day = _day(request.GET.get("on", ""))
    shown = queries.shown_clock(found, request.user)
    return page(
        request,
        "clocks/clock.html",
        shown=shown,
        day=day,
        then=queries.shown_on(found, day) if day else None,
        then_state=State,
    )


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Pause, resume or recompute a clock, on one page each."""
    found = _visible(request, pk)
    require(request.user, "clocks.handle", found)
    acts: dict[str, tuple[Any, str, str]] = {
        "pause": (actions.pause, _("暂停期限"), _("已暂停，理由已记录。")),
        "resume": (actions.resume, _("继续计时"), _("已继续计时。")),
        "recomputation": (actions.recompute, _("重新核算期限"), _("已重新核算。")),
    }
    if slug not in acts:
        raise Http404
    do, title, said = acts[slug]
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if slug == "resume":
        del form.fields["reason"]
    return carried_out(
        request,
        form,
        lambda: do(found, by=_user(request), **form.cleaned_data),
        words=said,
        to=lambda clock: redirect("clocks:clock", clock.pk),
    ) or page(
        request,
        "clocks/act.html",
        form,
        shown=queries.shown_clock(found, request.user),
        title=title,
        slug=slug,
    )


def _visible(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(queries.clocks_visible_to(request.user), pk=pk)


def _reach(organisation: Organisation) -> Q:
    if organisation.kind == Kind.CITY:
        return Q()
    return at_or_below(organisation, "organisation__")


def _calendar(year: int) -> str:
    return f"{reverse('clocks:calendar')}?year={year}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]
