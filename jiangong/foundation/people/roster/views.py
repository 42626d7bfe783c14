"""Pages of the roster import: upload and list, one import in its state, confirmation, reversal, result file."""

import io
from typing import cast
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiangong.foundation.common.acting import require
from jiangong.foundation.common.pages import done
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.common.spreadsheets import Heading, write_template, write_xlsx
from jiangong.foundation.inbox.queries import matters_of
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.people.models import RosterImport, User
from jiangong.foundation.people.roster import actions, queries, tasks
from jiangong.foundation.people.roster.forms import GiveUpForm, UploadForm
from jiangong.foundation.people.roster.formulas import COLUMNS, EXAMPLE, OPTIONS
from jiangong.foundation.people.roster.states import MATTER, SHOWN

State = RosterImport.State
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Upload a roster for the workbench's union; below, the imports this person may see."""
    organisation = workbench_organisation(request)
    require(request.user, "roster.upload", organisation)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        found = actions.receive(organisation, file_name=file.name, content=file.read(), by=_user(request))
        tasks.read.defer(import_id=found.pk)
        return redirect("roster:import", found.pk)
    page = page_after(
        queries.roster_imports_visible_to(request.user), request.GET.get("after"), size=20, newest_first=True
    )
    context = {"form": form, "organisation": organisation, "page": page}
    return render(request, "roster/imports.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One import, whatever state it is in; while something runs, the page looks again every few seconds."""
    return _page(request, _visible(request, pk), "roster/import.html")


@never_cache
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far reading or writing is, as a fragment; tells htmx to load the whole page once it is over."""
    found = _visible(request, pk)
    if found.state not in (State.READING, State.WRITING):
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    return _page(request, found, "roster/progress.html")


@require_POST
def confirmation(request: HttpRequest, pk: int) -> HttpResponse:
    """Import the good rows, in the background."""
    found = actions.confirm(_visible(request, pk), by=_user(request))
    tasks.write.defer(import_id=found.pk)
    return redirect("roster:import", found.pk)


@require_POST
def abandonment(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the import up; what was read is deleted at once."""
    actions.abandon(_visible(request, pk), by=_user(request))
    messages.success(request, _("已放弃这份花名册，读取的内容已经删除。"))
    return redirect("roster:imports")


@require_POST
def reversal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the whole import back."""
    found = actions.undo(_visible(request, pk), by=_user(request))
    kept = queries.kept_by_undo(found)
    if kept:
        messages.warning(
            request,
            ngettext(
                "已撤回；有 %(count)d 行之后办理过业务或者修改过，保留不动，见结果表。",
                "已撤回；有 %(count)d 行之后办理过业务或者修改过，保留不动，见结果表。",
                kept,
            )
            % {"count": kept},
        )
    else:
        messages.success(request, _("整批撤回完成：新增的已删除，改动的已恢复，台账已更正。"))
    return redirect("roster:import", found.pk)


@require_POST
def giving_up(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that were left out need no correcting."""
    found = _visible(request, pk)
    form = GiveUpForm(request.POST)
    if form.is_valid() and done(
        request,
        form,
        lambda: actions.give_up(found, reason=form.cleaned_data["reason"], by=_user(request)),
        _("已记下，这件事办结了。"),
    ):
        return redirect("roster:import", found.pk)
    return _page(request, found, "roster/import.html", form)


@never_cache
@require_safe
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """The result file, made while it is fetched; nothing of it stays on a disk."""
    found = _visible(request, pk)
    rows = queries.result_rows(found)
    actions.say_shown(found, queries.people_in_result(found), _("花名册导入结果"), by=_user(request))
    file = io.BytesIO()
    write_xlsx(file, queries.result_headings(found), rows, notes=queries.result_notes(found))
    file.seek(0)
    return _download(file, _("花名册导入结果-%(number)d.xlsx") % {"number": found.pk})


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The template: text columns, drop-downs from a hidden sheet, an example row that is left out."""
    require(request.user, "roster.upload", workbench_organisation(request))
    file = io.BytesIO()
    hints = _hints()
    headings = [
        Heading(
            column.names[0],
            width=24 if column.key == "document" else 16,
            text=column.key in ("document", "phone", "born_on", "joined_on", "name"),
            options=OPTIONS.get(column.key, ()),
            hint=hints.get(column.key, ""),
            required=column.required,
        )
        for column in COLUMNS
    ]
    example = {
        "name": EXAMPLE, "type": "居民身份证", "document": "11010519491231002X", "sex": "女", "born_on": "1949-12-31",
        "phone": "13800000000", "ethnicity": "汉族", "education": "本科", "political_status": "群众", "occupation": "车工",
        "skill_level": "高级工", "joined_on": "2020-05-01", "is_migrant_worker": "否", "employment_form": "单位就业",
        "household": "城镇",
    }  # fmt: skip
    write_template(file, headings, sheet="花名册", example=[example[column.key] for column in COLUMNS])
    file.seek(0)
    return _download(file, _("花名册模板.xlsx"))


def _hints() -> dict[str, str]:
    """What to mind in a column, shown by the spreadsheet program when a cell is chosen."""
    return {
        "name": _("按证件填写。"),
        "document": _("按证件填写，这一列是文本格式，不会丢失末几位。"),
        "born_on": _("可以不填：身份证号里有。写成 1985-03-02。"),
        "phone": _("11 位手机号。"),
        "joined_on": _("写成 2020-05-01。"),
    }


def _page(
    request: HttpRequest, found: RosterImport, template_name: str, form: GiveUpForm | None = None
) -> HttpResponse:
    context: dict[str, object] = {"import": found, "running": found.state in (State.READING, State.WRITING)}
    if found.state == State.DONE and found.rows_bad:
        context["waits"] = matters_of(found, kind=MATTER).first()
        context["giving_up"] = form or GiveUpForm()
    if found.state in (State.READY, State.DONE, State.UNDONE):
        context |= {
            "counts": found.columns.get("counts", {}),
            "undo_until": queries.undo_until(found),
        }
    if found.state in (State.DONE, State.UNDONE):
        context["result"] = queries.has_result(found)
    if found.state == State.READY:
        rows = queries.shown_rows(found)
        if rows:  # the cells are as they were uploaded, with numbers in clear
            people = sorted({row.person for row in rows if row.person is not None})
            actions.say_shown(found, people, _("花名册待更正的行"), by=_user(request))
        context |= {
            "result": bool(rows),
            "rows": rows,
            "hidden": found.rows_bad + found.columns["warned"] - len(rows),
            "most": SHOWN,
        }
    if found.state == State.UNDONE:
        context["kept"] = queries.kept_by_undo(found)
    if found.state == State.WRITING:
        context["percent"] = 100 * found.rows_written // max(found.rows_good, 1)
    return render(request, template_name, context, status=422 if form is not None and form.errors else 200)


def _visible(request: HttpRequest, pk: int) -> RosterImport:
    return get_object_or_404(queries.roster_imports_visible_to(request.user), pk=pk)


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)


def _download(file: io.BytesIO, name: str) -> HttpResponse:
    response = FileResponse(file, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return cast("HttpResponse", response)
