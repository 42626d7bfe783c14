"""What the pages of examinations share: the row that is asked for, or 404."""

from django.http import Http404, HttpRequest

from jiangong.selection.exams import queries
from jiangong.selection.exams.models import Bank, Examinee, Sitting


def visible_bank(request: HttpRequest, pk: int) -> Bank:
    bank = queries.banks_visible_to(request.user).filter(pk=pk).first()
    if bank is None:
        raise Http404
    return bank


def visible_sitting(request: HttpRequest, pk: int) -> Sitting:
    found = queries.sittings_visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def own_examinee(request: HttpRequest, pk: int) -> Examinee:
    """The user's own place in a sitting, whose paper nobody else opens."""
    found = queries.examinees_visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
