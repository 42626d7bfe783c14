"""The one shape of a page with a form: fill in, act, say so, go on; a refusal stays on the page beside what was typed.

    form = ReasonForm(request.POST or None)
    return carried_out(
        request, form, lambda: cancel(session, reason=form.cleaned_data["reason"], by=user),
        words=_("班次已取消。"), to=lambda session: redirect("growth:manage", session.pk),
    ) or page(request, "growth/cancel_session.html", form, session=session)

What the rules forbid altogether (403) is not said on a form; it rises.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.common.spreadsheets import RowFault

Result = TypeVar("Result")
Rows = TypeVar("Rows")


def done(request: HttpRequest, form: BaseForm, act: Callable[[], Result], words: Any) -> bool:
    """Do it and say so; or put the refusal on the form, which keeps what was typed. Returns whether it was done.

    `words` is a text, or a function that makes one of the act's result.
    """
    try:
        result = act()
    except Refused as refused:
        if refused.reason.status == 403:
            raise
        form.add_error(None, str(refused))
        return False
    messages.success(request, words(result) if callable(words) else words)
    return True


def carried_out(
    request: HttpRequest,
    form: BaseForm,
    act: Callable[[], Result],
    *,
    words: Any,
    to: Callable[[Result], HttpResponse],
) -> HttpResponse | None:
    """If the form was sent and is in order, and the act is done: on `to` where its result is. Otherwise None."""
    results: list[Result] = []

    def acting() -> Result:
        results.append(act())
        return results[0]

    if request.method == "POST" and form.is_valid() and done(request, form, acting, words):
        return to(results[0])
    return None


def at_once(request: HttpRequest, act: Callable[[], Any], words: Any, to: str) -> HttpResponse:
    """A button without a form: do it, or say why not, and go (back) to the page `to`."""
    try:
        act()
    except Refused as refused:
        if refused.reason.status == 403:
            raise
        messages.error(request, str(refused))
    else:
        messages.success(request, words)
    return redirect(to)


def all_or_nothing(
    request: HttpRequest,
    form: BaseForm,
    read: Callable[[Any], tuple[Rows, list[RowFault]]],
    act: Callable[[Rows], Result],
    words: Any,
) -> tuple[bool, list[RowFault]]:
    """If a spreadsheet was sent as the form's `file`: read it, and do the act with its rows only if every row is in order.

    Returns whether it was done, and the rows that are not in order. A file that cannot be read, and what the act refuses, is said
    on the form; `words` as for `done`.
    """
    if request.method != "POST" or not form.is_valid():
        return False, []
    try:
        rows, faults = read(form.cleaned_data["file"].file)
    except Refused as refused:
        form.add_error("file", str(refused))
        return False, []
    if faults:
        form.add_error(None, _("有 %(count)s 行不对，什么也没有导入。") % {"count": len(faults)})
        return False, faults
    return done(request, form, lambda: act(rows), words), []


def page(request: HttpRequest, template: str, form: BaseForm | None = None, **context: Any) -> HttpResponse:
    """A page, with status 422 if its form was sent and is not in order."""
    wrong = form is not None and form.is_bound and bool(form.errors)
    return render(request, template, {"form": form, **context}, status=422 if wrong else 200)


def xlsx_file(content: bytes, name: str) -> HttpResponse:
    """An .xlsx file to be saved under this name; no cache keeps it, for most of them are about people."""
    answer = HttpResponse(
        content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer
