"""What the workbench's pages of bases share: the row that is asked for, or 404."""

from django.http import Http404, HttpRequest

from jiangong.programmes.venues.bases import queries
from jiangong.programmes.venues.bases.models import Base, Contract, Inspection, Rating, RatingYear


def base_or_404(request: HttpRequest, pk: int) -> Base:
    found = queries.base_visible_to(request.user, pk)
    if found is None:
        raise Http404
    return found


def contract_or_404(request: HttpRequest, pk: int) -> Contract:
    found = queries.contract_visible_to(request.user, pk)
    if found is None:
        raise Http404
    return found


def inspection_or_404(request: HttpRequest, pk: int) -> Inspection:
    found = queries.inspection_visible_to(request.user, pk)
    if found is None:
        raise Http404
    return found


def year_or_404(request: HttpRequest, pk: int) -> RatingYear:
    found = queries.year_visible_to(request.user, pk)
    if found is None:
        raise Http404
    return found


def rating_or_404(request: HttpRequest, pk: int) -> Rating:
    found = queries.rating_visible_to(request.user, pk)
    if found is None:
        raise Http404
    return found
