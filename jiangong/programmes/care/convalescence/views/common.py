"""What the pages share: the row that is asked for, or 404."""

from django.http import Http404, HttpRequest

from jiangong.programmes.care.convalescence import queries
from jiangong.programmes.care.convalescence.models import Application, Batch, Pool, Programme


def visible_programme(request: HttpRequest, pk: int) -> Programme:
    programme = (
        queries.programmes_visible_to(request.user)
        .prefetch_related("batches", "pools__organisation")
        .filter(pk=pk)
        .first()
    )
    if programme is None:
        raise Http404
    return programme


def visible_batch(request: HttpRequest, pk: int) -> Batch:
    mine = queries.programmes_visible_to(request.user).values("pk")
    batch = Batch.objects.filter(pk=pk, programme__in=mine).select_related("programme__organisation").first()
    if batch is None:
        raise Http404
    return batch


def visible_pool(request: HttpRequest, pk: int) -> Pool:
    mine = queries.programmes_visible_to(request.user).values("pk")
    pool = Pool.objects.filter(pk=pk, programme__in=mine).select_related("programme__organisation").first()
    if pool is None:
        raise Http404
    return pool


def visible_application(request: HttpRequest, pk: int) -> Application:
    application = queries.applications_visible_to(request.user).filter(pk=pk).first()
    if application is None:
        raise Http404
    return application
