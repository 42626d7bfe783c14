"""What the pages of examinations share: the row that is asked for, or 404."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from jiangong.selection.exams import queries
from jiangong.selection.exams.models import Bank, Examinee, Sitting


def visible_bank(request: HttpRequest, pk: int) -> Bank:
    return get_object_or_404(queries.banks_visible_to(request.user), pk=pk)


def visible_sitting(request: HttpRequest, pk: int) -> Sitting:
    return get_object_or_404(queries.sittings_visible_to(request.user), pk=pk)


def own_examinee(request: HttpRequest, pk: int) -> Examinee:
    """The user's own place in a sitting, whose paper nobody else opens."""
    return get_object_or_404(queries.examinees_visible_to(request.user), pk=pk)
