"""The workbench: question banks. Keys are opened one at a time, or with the whole bank, and that is written down."""

import io
from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiangong.foundation.common.pages import at_once, carried_out, page, xlsx_file
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.common.spreadsheets import write_xlsx
from jiangong.foundation.organisations.scope import at_or_below, workbench_organisation
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.selection.exams import actions, queries
from jiangong.selection.exams.forms import BankForm, QuestionForm
from jiangong.selection.exams.models import Bank, Question
from jiangong.selection.exams.states import Kind, QuestionState
from jiangong.selection.exams.views.common import brought_in, visible_bank


@require_http_methods(["GET", "POST"])
def banks(request: HttpRequest) -> HttpResponse:
    """The banks of the workbench's union and those below it; a form for a new one."""
    organisation = workbench_organisation(request)
    form = BankForm(request.POST or None)
    user = user_of(request)
    found = queries.banks_visible_to(user).filter(at_or_below(organisation, "organisation__"))
    return carried_out(
        request,
        form,
        lambda: actions.create_bank(organisation, form.cleaned_data["name"], by=user),
        words=_("题库已建立。"),
        to=lambda bank: redirect("exams:bank", bank.pk),
    ) or page(
        request,
        "exams/banks.html",
        form,
        organisation=organisation,
        page=page_after(found, request.GET.get("after"), newest_first=True),
    )


@require_GET
def bank(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions of a bank, without their keys."""
    found = visible_bank(request, pk)
    wanted = {name: request.GET.get(name, "") for name in ("state", "topic", "kind")}
    context = {
        "bank": found,
        "page": page_after(queries.questions_of(found, **wanted), request.GET.get("after")),
        "manages": user_of(request).has_perm("exams.manage_bank", found),
        "states": QuestionState.choices,
        "kinds": Kind.choices,
        "topics": queries.topics_of(found),
        "wanted": wanted,
    }
    return render(request, "exams/bank.html", context)


@never_cache
def question(request: HttpRequest, pk: int, number: int | None = None) -> HttpResponse:
    """A new question, or an existing one, whose key is not shown here."""
    found = visible_bank(request, pk)
    permit(request, "exams.manage_bank", found)
    known = _question(found, number) if number else None
    form = QuestionForm(request.POST or None, version=known.version if known else None)
    return carried_out(
        request,
        form,
        lambda: actions.write_question(found, form.facts(), number=number, by=user_of(request)),
        words=_("试题已保存为草稿，审定之后才会抽到。"),
        to=lambda saved: redirect("exams:question", found.pk, saved.number),
    ) or page(request, "exams/question.html", form, bank=found, question=known)


@never_cache
@require_POST
def key(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The key of a question; that it was opened, and by whom, is written down."""
    found = visible_bank(request, pk)
    known = _question(found, number)
    opened = actions.open_keys(found, [number], by=user_of(request))
    version = opened[0].version if opened else None
    context = {
        "bank": found,
        "question": known,
        "form": QuestionForm(version=known.version),
        "key": queries.key_words(version.kind, version.key) if version else "",
        "tolerance": version.key.get("tolerance", "") if version else "",
    }
    return render(request, "exams/question.html", context)


@require_POST
def state(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Review, retire, or take back as a draft."""
    found = visible_bank(request, pk)
    known = _question(found, number)
    to = request.POST.get("state", "")
    return at_once(
        request,
        lambda: actions.move_question(known, to, by=user_of(request)),
        _("试题状态已更改。"),
        f"/workbench/exams/banks/{pk}/questions/{number}/",
    )


@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Review the drafts that were ticked."""
    found = visible_bank(request, pk)
    chosen = [int(one) for one in request.POST.getlist("question") if one.isdecimal()]
    count = actions.review_questions(found, chosen, by=user_of(request))
    messages.success(request, _("已审定 %(n)s 道题。") % {"n": count})
    return redirect("exams:bank", pk)


@require_POST
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole bank with its keys as a spreadsheet; that is written down."""
    found = visible_bank(request, pk)
    return _file(queries.bank_rows(actions.open_keys(found, None, by=user_of(request))), f"bank-{pk}.xlsx")


@require_GET
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """An empty sheet with the right headings."""
    permit(request, "exams.manage_bank", visible_bank(request, pk))
    return _file(iter(()), "bank.xlsx")


def _file(rows: Iterator[list[str]], name: str) -> HttpResponse:
    out = io.BytesIO()
    write_xlsx(out, queries.HEADINGS, rows, sheet="试题")
    return xlsx_file(out.getvalue(), name)


def bring_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Import questions: every fault of the file, or all of it."""
    found = visible_bank(request, pk)
    permit(request, "exams.manage_bank", found)
    return brought_in(
        request,
        "exams/import.html",
        lambda file: actions.import_questions(found, file, by=user_of(request)),
        words=_("已导入 %(n)s 道题，都是草稿，审定之后才会抽到。"),
        to=redirect("exams:bank", pk),
        bank=found,
    )


def _question(bank: Bank, number: int) -> Question:
    return get_object_or_404(queries.questions_of(bank), number=number)
