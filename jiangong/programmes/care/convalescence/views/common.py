"""What the pages share: the row that is asked for, or 404; and whether the user runs it."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from jiangong.foundation.people.views.common import permit
from jiangong.programmes.care.convalescence import queries
from jiangong.programmes.care.convalescence.models import Application, Batch, Pool, Programme


def visible_programme(request: HttpRequest, pk: int) -> Programme:
    found = queries.programmes_visible_to(request.user).prefetch_related("batches", "pools__organisation")
    return get_object_or_404(found, pk=pk)


def planned_batch(request: HttpRequest, pk: int) -> Batch:
    """A batch of a programme that the user may see."""
    return get_object_or_404(queries.batches_planned_for(request.user), pk=pk)


def planned_pool(request: HttpRequest, pk: int) -> Pool:
    """A pool of a programme that the user may see."""
    return get_object_or_404(queries.pools_planned_for(request.user), pk=pk)


def visible_batch(request: HttpRequest, pk: int) -> Batch:
    """A batch that the user runs or audits."""
    return get_object_or_404(queries.batches_visible_to(request.user), pk=pk)


def batch_to_run(request: HttpRequest, pk: int) -> Batch:
    """The same for who runs it; 403 for who only audits."""
    one = visible_batch(request, pk)
    permit(request, "convalescence.run", one)
    return one


def visible_application(request: HttpRequest, pk: int) -> Application:
    return get_object_or_404(queries.applications_visible_to(request.user), pk=pk)
