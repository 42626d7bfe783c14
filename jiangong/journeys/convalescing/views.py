"""The workbench: which base for a batch, and gathering a year's ratings."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.pages import at_once
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.journeys.convalescing import actions, queries
from jiangong.programmes.care.convalescence.models import Batch
from jiangong.programmes.venues.bases import queries as bases
from jiangong.programmes.venues.bases.formulas import yuan


def batch_or_404(request: HttpRequest, pk: int) -> Batch:
    return get_object_or_404(queries.batches_visible_to(request.user), pk=pk)


@require_GET
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Every base for this batch: those that are possible, with free places and cost; the others with the reason."""
    batch = batch_or_404(request, pk)
    rule, cap = queries.caps(batch)
    found = queries.bases_for(batch)
    context = {
        "batch": batch,
        "programme": batch.programme,
        "possible": [one for one in found if one.refusal is None],
        "impossible": [one for one in found if one.refusal is not None],
        "places": user_of(request).has_perm("convalescing.place", batch) and queries.can_be_placed(batch),
        "rule": rule,
        "cap": yuan(cap),
    }
    return render(request, "convalescing/choose.html", context)


@require_POST
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the batch at the base that was chosen."""
    batch = batch_or_404(request, pk)
    permit(request, "convalescing.place", batch)
    number = request.POST.get("base", "")
    base = next((one for one in bases.listed_bases() if str(one.pk) == number), None)
    if base is None:
        raise Http404
    return at_once(
        request,
        lambda: actions.place_batch(batch, base, by=user_of(request)),
        _("“%(batch)s”安排在“%(base)s”。") % {"batch": batch.title, "base": base.shown_name},
        reverse("convalescing:choose", args=[pk]),
    )


@require_POST
def take_away(request: HttpRequest, pk: int) -> HttpResponse:
    """The batch goes to no base for now."""
    batch = batch_or_404(request, pk)
    permit(request, "convalescing.place", batch)
    return at_once(
        request,
        lambda: actions.take_away(batch, by=user_of(request)),
        _("“%(batch)s”已经撤出基地。") % {"batch": batch.title},
        reverse("convalescing:choose", args=[pk]),
    )


@require_POST
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """Gather satisfaction, inspections and audits of a year, and propose the ratings."""
    year = get_object_or_404(bases.years_visible_to(request.user), pk=pk)
    permit(request, "bases.rate", year)
    return at_once(
        request,
        lambda: actions.rate_year(year, by=user_of(request)),
        _("已汇总并提出建议，请逐个决定。"),
        reverse("bases:rating_year", args=[pk]),
    )
