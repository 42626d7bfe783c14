"""The workbench: scores, figures of items, rulings on questions with their effect shown before."""

import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from jiangong.foundation.common.pages import done, page, xlsx_file
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.common.spreadsheets import Heading, write_xlsx
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.selection.exams import actions, queries
from jiangong.selection.exams.forms import RulingForm
from jiangong.selection.exams.models import Sitting
from jiangong.selection.exams.queries import Ruled
from jiangong.selection.exams.states import SittingState
from jiangong.selection.exams.views.common import visible_sitting


def _closed(request: HttpRequest, pk: int) -> Sitting:
    """A closed sitting, for who manages it."""
    found = visible_sitting(request, pk)
    permit(request, "exams.manage_sitting", found)
    if found.state != SittingState.CLOSED:
        raise Http404
    return found


@require_GET
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """Scores by code, and the rulings that were made."""
    found = _closed(request, pk)
    context = {
        "sitting": found,
        "page": page_after(queries.examinees_of(found), request.GET.get("after")),
        "summary": queries.summary_of(found),
        "corrections": queries.corrections_of(found),
    }
    return render(request, "exams/results.html", context)


@require_GET
def results_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Scores by code as a spreadsheet, exact and as a decimal."""
    found = _closed(request, pk)
    out = io.BytesIO()
    headings = [
        Heading("考号", 16, text=True),
        Heading("状态"),
        Heading("成绩（精确）", text=True),
        Heading("成绩"),
    ]
    write_xlsx(out, headings, queries.score_rows(found), sheet="成绩")
    return xlsx_file(out.getvalue(), f"results-{pk}.xlsx")


@require_GET
def items(request: HttpRequest, pk: int) -> HttpResponse:
    """Item statistics as Moodle defines them: advice about questions, never a change."""
    found = _closed(request, pk)
    return render(request, "exams/items.html", {"sitting": found, "figures": queries.figures_of(found)})


@never_cache
def item(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A question of the sitting: rule on it, the effect first."""
    found = _closed(request, pk)
    version = queries.version_in(found, number)
    if version is None:
        raise Http404
    form = RulingForm(request.POST or None, version=version)
    effect: Any = None
    if request.method == "POST" and form.is_valid():
        ruled = Ruled(number, form.cleaned_data["ruling"], form.accepted())
        if "apply" not in request.POST:
            try:
                effect = queries.preview(found, ruled)
            except Refused as refused:
                form.add_error(None, str(refused))
        elif done(
            request,
            form,
            lambda: actions.correct_key(
                found,
                number,
                ruled.ruling,
                key=ruled.key,
                reason=form.cleaned_data["reason"],
                by=user_of(request),
                background=True,
            ),
            _("已更正，全部重新判分。"),
        ):
            found.refresh_from_db()
            return redirect("exams:results" if found.state == SittingState.CLOSED else "exams:sitting", pk)
    return page(
        request,
        "exams/item.html",
        form,
        sitting=found,
        version=version,
        number=number,
        effect=effect,
        changed=queries.shown_changes(effect) if effect else (),
    )
