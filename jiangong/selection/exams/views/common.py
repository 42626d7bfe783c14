"""What the pages of examinations share: the row that is asked for, or 404; bringing a spreadsheet in."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from jiangong.foundation.common.pages import carried_out, page
from jiangong.selection.exams import actions, queries
from jiangong.selection.exams.forms import FileForm
from jiangong.selection.exams.models import Bank, Examinee, Sitting

FAULTS_SHOWN = 200  # not law: whoever has more mends these first


def visible_bank(request: HttpRequest, pk: int) -> Bank:
    return get_object_or_404(queries.banks_visible_to(request.user), pk=pk)


def visible_sitting(request: HttpRequest, pk: int) -> Sitting:
    return get_object_or_404(queries.sittings_visible_to(request.user), pk=pk)


def own_examinee(request: HttpRequest, pk: int) -> Examinee:
    """The user's own place in a sitting, whose paper nobody else opens."""
    return get_object_or_404(queries.examinees_visible_to(request.user), pk=pk)


def brought_in(
    request: HttpRequest,
    template: str,
    act: Callable[[bytes], int],
    *,
    words: str,
    to: HttpResponse,
    **context: Any,
) -> HttpResponse:
    """The page on which a spreadsheet is handed in: `act` imports all of it and says how many, or every fault is shown.

    `words` say so, with the number as %(n)s, on the page `to`.
    """
    form = FileForm(request.POST or None, request.FILES or None)
    faults: list[queries.Fault] = []

    def acting() -> int:
        try:
            return act(form.cleaned_data["file"].read())
        except actions.Faults as refused:
            faults.extend(refused.faults)
            raise

    return carried_out(
        request, form, acting, words=lambda count: words % {"n": count}, to=lambda _count: to
    ) or page(request, template, form, faults=faults[:FAULTS_SHOWN], **context)
