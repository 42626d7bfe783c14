"""What the pages share: the row that is asked for, or 404."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from jiangong.programmes.care.convalescence import queries
from jiangong.programmes.care.convalescence.models import Application, Batch, Pool, Programme


def visible_programme(request: HttpRequest, pk: int) -> Programme:
    found = queries.programmes_visible_to(request.user).prefetch_related("batches", "pools__organisation")
    return get_object_or_404(found, pk=pk)


def visible_batch(request: HttpRequest, pk: int) -> Batch:
    return get_object_or_404(queries.batches_planned_for(request.user), pk=pk)


def visible_pool(request: HttpRequest, pk: int) -> Pool:
    return get_object_or_404(queries.pools_planned_for(request.user), pk=pk)


def visible_application(request: HttpRequest, pk: int) -> Application:
    return get_object_or_404(queries.applications_visible_to(request.user), pk=pk)
