"""The workbench: the teacher's screen, marks by hand, the signed sheet out and in, the list of enrolments out."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiangong.foundation.common.pages import xlsx_file
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.common.spreadsheets import Heading, write_xlsx
from jiangong.foundation.people.readlog.actions import exported
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.programmes.growth import actions, queries
from jiangong.programmes.growth.forms import SheetForm
from jiangong.programmes.growth.formulas import CODE_SECONDS, masked_name, screen_code, spoken_code, window
from jiangong.programmes.growth.models import AttendanceSheet
from jiangong.programmes.growth.views.common import visible_session


@require_GET
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The code of this half minute, large, with how many are present. Reloads itself, without script too."""
    session = visible_session(request, pk)
    permit(request, "growth.mark_attendance", session)
    meeting = queries.meeting_today(session, timezone.localdate())
    context: dict[str, object] = {"session": session, "meeting": meeting}
    if meeting is not None:
        now = timezone.now().timestamp()
        code = screen_code(settings.SECRET_KEY, session.pk, meeting, window(now))
        address = request.build_absolute_uri(reverse("growth:scan", args=[code]))
        qr = io.BytesIO()
        segno.make(address, error="m").save(
            qr,
            kind="svg",
            border=2,
            xmldecl=False,
            svgns=True,
            omitsize=True,
            dark="#1c2430",
            light="#ffffff",
        )
        context |= {
            "qr": qr.getvalue().decode(),
            "digits": spoken_code(settings.SECRET_KEY, session.pk, meeting, window(now)),
            "left": max(1, CODE_SECONDS - int(now) % CODE_SECONDS),
            "present": queries.present_count(session, meeting),
        }
    return render(request, "growth/screen.html", context)


def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """The roll of one meeting, to be ticked by hand; a page of it at a time."""
    session = visible_session(request, pk)
    permit(request, "growth.mark_attendance", session)
    today = queries.meeting_today(session, timezone.localdate())
    wanted = request.GET.get("meeting", "")
    meeting = int(wanted) if wanted.isdigit() and 1 <= int(wanted) <= session.meetings else today or 1
    page = page_after(queries.roll_visible_to(request.user, session), request.GET.get("after"), size=100)
    if request.method == "POST":
        shown = {int(key) for key in request.POST.getlist("shown") if key.isdigit()}
        present = {int(key) for key in request.POST.getlist("present") if key.isdigit()}
        changed = actions.mark_by_teacher(session, meeting, present=present, shown=shown, by=user_of(request))
        messages.success(request, _("已保存，改动 %(n)s 人。") % {"n": changed})
        return redirect(request.get_full_path())
    marks = queries.marks_of(page.rows)
    context = {
        "session": session,
        "meeting": meeting,
        "days": list(enumerate(queries.meeting_days_of(session), start=1)),
        "page": page,
        "rows": [(one, marks.get(one.pk, {}).get(meeting)) for one in page.rows],
        "present": queries.present_count(session, meeting),
        "form": SheetForm(),
    }
    return render(request, "growth/attendance.html", context)


def sheet_upload(request: HttpRequest, pk: int) -> HttpResponse:
    session = visible_session(request, pk)
    permit(request, "growth.mark_attendance", session)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["sheet"]
        try:
            sheet = actions.read_sheet(session, file.file, name=file.name, by=user_of(request))
        except Refused as refused:
            form.add_error("sheet", str(refused))
        else:
            return redirect("growth:sheet", pk=pk, sheet=sheet.pk)
    context = {"session": session, "form": form}
    return render(request, "growth/sheet_upload.html", context, status=422 if form.errors else 200)


def sheet(request: HttpRequest, pk: int, sheet: int) -> HttpResponse:
    """What was read and what was not, before anything is marked."""
    session = visible_session(request, pk)
    permit(request, "growth.mark_attendance", session)
    try:
        read = queries.sheet_of(session, sheet)
    except AttendanceSheet.DoesNotExist as error:
        raise Http404 from error
    if request.method == "POST":
        added = actions.import_sheet(session, sheet, by=user_of(request))
        messages.success(request, _("签到表已导入，新记 %(n)s 次签到。") % {"n": added})
        return redirect("growth:attendance", pk=pk)
    context = {
        "session": session,
        "sheet": read,
        "marks": sum(len(meetings) for _pk, meetings in read.matched),
    }
    return render(request, "growth/sheet.html", context)


@require_GET
def sheet_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet to print and sign: numbers and names of those who hold a place, a column for each meeting."""
    session = visible_session(request, pk)
    permit(request, "growth.mark_attendance", session)
    days = queries.meeting_days_of(session)
    headings = [Heading(_("报名号"), 10, text=True), Heading(_("姓名"), 12), Heading(_("所在工会"), 26)]
    headings += [Heading(_("第%(n)s次") % {"n": n}, 12) for n in range(1, session.meetings + 1)]
    roll = list(queries.roll_visible_to(request.user, session))
    marks = queries.marks_of(roll)
    exported(
        "growth.sign_in_sheet",
        (one.person_id for one in roll),
        title=_("签到表：%(session)s") % {"session": f"{session.course.title} {session.name}"},
        purpose=_("线下签到"),
        organisation=session.course.organiser,
        by=user_of(request),
    )
    rows = (
        [str(one.pk), one.person.name, one.organisation.short_name]
        + ["√" if n in marks.get(one.pk, {}) else "" for n in range(1, session.meetings + 1)]
        for one in roll
    )
    notes = [
        f"{session.course.title} {session.name}",
        _("上课日期：") + "、".join(f"{n}）{day:%m-%d}" for n, day in enumerate(days, 1)),
        _("签到后在对应的列打勾，再上传到工作台。"),
    ]
    return _file(headings, rows, f"sign-in-{session.pk}.xlsx", notes)


@require_GET
def enrolments_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The enrolments as a spreadsheet, names masked."""
    session = visible_session(request, pk)
    permit(request, "growth.read_enrolments", session)
    found = list(queries.enrolments_of_session(request.user, session).order_by("pk"))
    marks = queries.marks_of(found)
    exported(
        "growth.enrolments",
        (one.person_id for one in found),
        title=_("报名名单（姓名隐去）：%(session)s") % {"session": f"{session.course.title} {session.name}"},
        purpose=_("培训管理"),
        organisation=session.course.organiser,
        by=user_of(request),
    )
    headings = [
        Heading(_("报名号"), 10, text=True), Heading(_("姓名"), 10), Heading(_("所在工会"), 30), Heading(_("状态"), 10),
        Heading(_("报名时间"), 18), Heading(_("签到次数"), 10), Heading(_("结业日期"), 12),
    ]  # fmt: skip
    rows = (
        [
            str(one.pk), masked_name(one.person.name), one.organisation.name, one.get_state_display(),
            f"{timezone.localtime(one.enrolled_at):%Y-%m-%d %H:%M}", len(marks.get(one.pk, {})),
            f"{one.completed_on or ''}",
        ]
        for one in found
    )  # fmt: skip
    return _file(headings, rows, f"enrolments-{session.pk}.xlsx", [f"{session.course.title} {session.name}"])


def _file(
    headings: Sequence[Heading], rows: Iterable[Sequence[Any]], name: str, notes: list[str]
) -> HttpResponse:
    target = io.BytesIO()
    write_xlsx(target, headings, rows, notes=notes)
    return xlsx_file(target.getvalue(), name)
