"""What the workbench's pages of bases share: the row that is asked for, or 404."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from jiangong.programmes.venues.bases import queries
from jiangong.programmes.venues.bases.models import Base, Contract, Inspection, Rating, RatingYear


def base_or_404(request: HttpRequest, pk: int) -> Base:
    return get_object_or_404(queries.bases_visible_to(request.user), pk=pk)


def contract_or_404(request: HttpRequest, pk: int) -> Contract:
    return get_object_or_404(queries.contracts_visible_to(request.user), pk=pk)


def inspection_or_404(request: HttpRequest, pk: int) -> Inspection:
    return get_object_or_404(queries.inspections_visible_to(request.user), pk=pk)


def year_or_404(request: HttpRequest, pk: int) -> RatingYear:
    return get_object_or_404(queries.years_visible_to(request.user), pk=pk)


def rating_or_404(request: HttpRequest, pk: int) -> Rating:
    return get_object_or_404(queries.ratings_visible_to(request.user), pk=pk)
