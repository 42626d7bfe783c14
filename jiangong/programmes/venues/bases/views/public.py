"""What everybody sees: the list of bases, each with photographs, price and ratings; a year's ratings together."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jiangong.foundation.common.paging import page_after
from jiangong.foundation.documents.queries import content_of
from jiangong.foundation.documents.views.serving import served
from jiangong.programmes.venues.bases import queries
from jiangong.programmes.venues.bases.formulas import yuan
from jiangong.programmes.venues.bases.states import BaseKind, Facility, StepFree


@login_not_required
@require_safe
def bases(request: HttpRequest) -> HttpResponse:
    """Every listed base; those delisted for now say so."""
    kind, access = request.GET.get("kind", ""), request.GET.get("access", "")
    text = request.GET.get("text", "").strip()[:60]
    found = queries.public_bases(
        kind=kind if kind in BaseKind.values else "",
        step_free=access if access in StepFree.values else "",
        text=text,
    )
    page = page_after(found, request.GET.get("after"), size=24)
    context = {
        "page": page,
        "kinds": BaseKind.choices,
        "accesses": StepFree.choices,
        "wanted": {"kind": kind, "access": access, "text": text},
        "delisted": {one.pk for one in page.rows if queries.is_delisted(one, timezone.localdate())},
    }
    return render(request, "bases/bases.html", context)


@login_not_required
@require_safe
def base(request: HttpRequest, pk: int) -> HttpResponse:
    """One base: what there is, what it costs the union, how it was rated."""
    found = queries.public_base(pk)
    if found is None:
        raise Http404
    today = timezone.localdate()
    contract = queries.contract_covering(found, today, today)
    context = {
        "base": found,
        "facilities": [Facility(one).label for one in found.facilities],
        "photos": queries.photos_of(found),
        "contract": contract,
        "price": yuan(contract.price_per_day) if contract else "",
        "delisted": queries.is_delisted(found, today),
        "ratings": queries.ratings_in_force(found),
        "inspections": queries.inspections_of(found)[:3],
    }
    return render(request, "bases/base.html", context)


@login_not_required
@require_safe
def photo(request: HttpRequest, pk: int, photo: int) -> HttpResponse:
    """A photograph of a base that has its public page."""
    found = queries.public_photo(pk, photo)
    if found is None:
        raise Http404
    response = served(content_of(found), media_type=found.media_type, name=found.name, shown=True)
    response["Cache-Control"] = "public, max-age=3600"
    return response


@login_not_required
@require_safe
def ratings(request: HttpRequest) -> HttpResponse:
    """The ratings of a year that are in force, with how each came about."""
    years = queries.public_years()
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isdigit() and int(wanted) in years else (years[0] if years else None)
    rows = []
    if year is not None:
        rules = queries.rules_of(year)
        rows = [queries.reckoned(one, rules) for one in queries.public_ratings(year)]
    context = {"years": years, "year": year, "rows": rows, "rules": queries.rules_of(year) if year else None}
    return render(request, "bases/ratings.html", context)
