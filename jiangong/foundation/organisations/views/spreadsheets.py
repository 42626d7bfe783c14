"""Import with a preview, its report, the template, the export."""

import io
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from jiangong.foundation.common.acting import require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.organisations import actions, forms
from jiangong.foundation.organisations.views.reading import start, visible

KEPT = "organisations_import"  # session: {"under": id, "file": its name among the kept files, "name": as uploaded}
SHOWN = 200  # rows on the preview page; all of them are in the report


@require_http_methods(["GET", "POST"])
def import_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload a file; it is read at once, and nothing is written."""
    here = visible(request, pk)
    require(request.user, "organisations.create", here)
    posted = request.method == "POST"
    form = forms.ImportForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        organisation=here,
        user=request.user,
    )
    if posted and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            actions.read_import(upload, under=here, by=_user(request))
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            _forget(request)
            upload.seek(0)
            request.session[KEPT] = {"under": here.pk, "file": actions.keep_file(upload), "name": upload.name}
            return redirect("organisations:import_rows", here.pk)
    return render(
        request, "organisations/import.html", {"here": here, "form": form}, status=422 if posted else 200
    )


@require_http_methods(["GET", "POST"])
def import_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file holds, row by row; a POST confirms and founds the good ones."""
    here = visible(request, pk)
    read = _read_kept(request, pk)
    if read is None:
        return redirect("organisations:import", here.pk)
    if request.method == "POST":
        made = actions.write_import(read, by=_user(request))
        _forget(request)
        messages.success(
            request,
            ngettext("已导入 %(count)d 个工会。", "已导入 %(count)d 个工会。", len(made))
            % {"count": len(made)},
        )
        return redirect("organisations:organisation", here.pk)
    rows = [*read.bad, *read.good, *read.standing]
    keys = [key for key in actions.HEADINGS if any(row.texts.get(key) for row in read.rows)]
    context = {
        "here": here,
        "read": read,
        "file_name": request.session[KEPT]["name"],
        "headings": [actions.HEADINGS[key] for key in keys],
        "rows": [
            (row, [(row.texts.get(key, ""), row.problems.get(key, "")) for key in keys])
            for row in rows[:SHOWN]
        ],
        "hidden": max(0, len(rows) - SHOWN),
    }
    return render(request, "organisations/import_rows.html", context)


@require_safe
def import_report(request: HttpRequest, pk: int) -> FileResponse:
    """The rows with their results as a spreadsheet, to be corrected and uploaded again."""
    visible(request, pk)
    read = _read_kept(request, pk)
    if read is None:
        raise Http404
    target = io.BytesIO()
    actions.write_report(target, read)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=_("组织导入结果.xlsx"))


@require_safe
def template(request: HttpRequest) -> FileResponse:
    """An empty table to fill in."""
    start(request)
    target = io.BytesIO()
    actions.write_template(target)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=_("组织导入模板.xlsx"))


@require_safe
def export(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The union and everything below it as CSV."""
    here = visible(request, pk)
    response = StreamingHttpResponse(actions.write_export(here), content_type="text/csv; charset=utf-8")
    name = f"organisations-{here.code}-{timezone.localdate():%Y%m%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _read_kept(request: HttpRequest, pk: int) -> actions.Import | None:
    """The uploaded file read again, against the tree as it is now; None when there is none for this union."""
    kept = request.session.get(KEPT)
    if not kept or kept["under"] != pk:
        return None
    data = actions.kept_file(kept["file"])
    if data is None:
        return None
    return actions.read_import(data, under=visible(request, pk), by=_user(request))


def _user(request: HttpRequest) -> Any:
    return request.user


def _forget(request: HttpRequest) -> None:
    if kept := request.session.pop(KEPT, None):
        actions.drop_file(kept["file"])
