"""The workbench: what is printed, what comes back on paper, and the file by which anybody draws again."""

import io

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from jiangong.foundation.common.pages import xlsx_file
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.common.spreadsheets import write_xlsx
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.selection.exams import actions, queries
from jiangong.selection.exams.formulas import Blueprint
from jiangong.selection.exams.models import Sitting
from jiangong.selection.exams.states import Mode, SittingState
from jiangong.selection.exams.views.common import brought_in, visible_sitting


def _on_paper(request: HttpRequest, pk: int) -> Sitting:
    """A sitting on paper whose paper is drawn, for who manages it."""
    found = visible_sitting(request, pk)
    permit(request, "exams.manage_sitting", found)
    if found.mode != Mode.PAPER or found.state not in (
        SittingState.DRAWN,
        SittingState.MARKING,
        SittingState.CLOSED,
    ):
        raise Http404
    return found


@never_cache
@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The question paper, to be printed. It holds no key."""
    found = _on_paper(request, pk)
    context = {"sitting": found, "rows": queries.common_paper(found)}
    return render(request, "exams/paper.html", context)


@require_GET
def sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer sheets to be printed, one for each code."""
    found = _on_paper(request, pk)
    numbers = range(1, Blueprint.parse(found.blueprint).questions + 1)
    listed = page_after(queries.examinees_of(found), request.GET.get("after"), size=100)
    return render(request, "exams/sheets.html", {"sitting": found, "page": listed, "numbers": numbers})


@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The table in which answers are entered, with every code."""
    found = _on_paper(request, pk)
    out = io.BytesIO()
    questions = Blueprint.parse(found.blueprint).questions
    write_xlsx(out, queries.answer_headings(questions), queries.answer_rows(found), sheet="作答")
    return xlsx_file(out.getvalue(), f"answers-{pk}.xlsx")


def bring_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the answers: every fault of the file, or all of it."""
    found = _on_paper(request, pk)
    return brought_in(
        request,
        "exams/answers.html",
        lambda file: actions.import_answers(found, file, by=user_of(request)),
        words=_("已录入 %(n)s 名考生的作答。"),
        to=redirect("exams:sitting", pk),
        sitting=found,
    )


@require_GET
def draw_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything by which the draw can be done again, once the sitting is closed."""
    found = visible_sitting(request, pk)
    if found.state != SittingState.CLOSED:
        raise Http404
    return JsonResponse(queries.draw_again(found), json_dumps_params={"ensure_ascii": False})
