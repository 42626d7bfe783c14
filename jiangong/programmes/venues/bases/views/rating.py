"""The workbench: the ratings of a year, decided one by one, shown, put in force."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.pages import carried_out, page
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.desk.pages import held_at_once
from jiangong.foundation.desk.queries import pending_of
from jiangong.foundation.notices.states import NoticeState
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.programmes.venues.bases import actions, queries
from jiangong.programmes.venues.bases.forms import DecisionForm, YearForm, latest_year
from jiangong.programmes.venues.bases.states import RATING_NOTICE, YearState
from jiangong.programmes.venues.bases.views.common import rating_or_404, year_or_404


def years(request: HttpRequest) -> HttpResponse:
    """Years that were or are being rated; beginning another."""
    organisation = queries.bases_organisation(request)
    may_rate = user_of(request).has_perm("bases.enter", organisation)
    form = YearForm(request.POST or None, initial={"year": latest_year(timezone.localdate())})
    if request.method == "POST":
        permit(request, "bases.enter", organisation)
    found = page_after(
        queries.years_at(request.user, organisation), request.GET.get("after"), newest_first=True
    )
    return carried_out(
        request,
        form,
        lambda: actions.open_year(organisation, form.cleaned_data["year"], by=user_of(request)),
        words=_("年度评定已经开始。"),
        to=lambda made: redirect("bases:rating_year", pk=made.pk),
    ) or page(request, "bases/years.html", form, found=found, organisation=organisation, may_rate=may_rate)


@require_GET
def year(request: HttpRequest, pk: int) -> HttpResponse:
    """The ratings of a year: how each came about, what was decided, the notice, in force."""
    found = year_or_404(request, pk)
    rules = queries.rules_of(found.year)
    rows = [queries.reckoned(one, rules) for one in queries.ratings_of(found)]
    notice = queries.rating_notice(found)
    context = {
        "year": found,
        "rows": rows,
        "rules": rules,
        "open": found.state == YearState.OPEN,
        "rates": user_of(request).has_perm("bases.rate", found),
        "undecided": sum(not one.rating.verdict for one in rows),
        "notice": notice,
        "running": notice is not None and notice.state == NoticeState.RUNNING,
        "cleared": notice is not None and notice.state == NoticeState.CLEARED,
        "kind": RATING_NOTICE,
        "pending": pending_of(found),
    }
    return render(request, "bases/year.html", context)


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide one base's verdict, beside how it was computed."""
    rating = rating_or_404(request, pk)
    permit(request, "bases.decide", rating)
    form = DecisionForm(
        request.POST or None, initial={"verdict": rating.verdict or rating.proposed, "why": rating.why}
    )
    rules = queries.rules_of(rating.year.year)
    return carried_out(
        request,
        form,
        lambda: actions.decide_rating(
            rating, form.cleaned_data["verdict"], why=form.cleaned_data["why"], by=user_of(request)
        ),
        words=_("结论已决定。"),
        to=lambda saved: redirect("bases:rating_year", pk=saved.year_id),
    ) or page(
        request,
        "bases/decide.html",
        form,
        rating=rating,
        rules=rules,
        one=queries.reckoned(rating, rules),
    )


@require_POST
def put_in_force(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice is over: the ratings of the year come into force."""
    found = year_or_404(request, pk)
    permit(request, "bases.rate", found)
    return held_at_once(
        request,
        "bases.put_in_force",
        found,
        reverse("bases:rating_year", args=[pk]),
        about=_("%(year)s年度疗休养基地评定") % {"year": found.year},
        organisation=found.organisation,
    )
