"""For workers: find a course, enrol, attend, one's own courses and certificates."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.paging import page_after
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.people.views.common import user_of
from jiangong.programmes.growth import actions, queries
from jiangong.programmes.growth.forms import CodeForm
from jiangong.programmes.growth.formulas import read_screen_code, window
from jiangong.programmes.growth.models import Session
from jiangong.programmes.growth.states import Mode, Reason
from jiangong.programmes.growth.views.common import visible_enrolment, visible_session
from jiangong.selection.draws.views.showing import chance_shown

SCAN = "growth_scan"  # in the browser's session: a scan cannot be passed on as a link


@require_GET
def course_list(request: HttpRequest) -> HttpResponse:
    """Sessions one can enrol in now: a member first sees those open to their union, then, if asked, all."""
    wanted = {key: request.GET.get(key, "") for key in ("field", "mode", "district")}
    districts = list(queries.districts())
    district = next((one for one in districts if str(one.pk) == wanted["district"]), None)
    mine = queries.unions_counted_for(request.user)
    everything = not mine or request.GET.get("scope") == "all"
    found = queries.sessions_open_now(
        request.user,
        field=wanted["field"],
        mode=wanted["mode"],
        organiser=district,
        mine=None if everything else mine,
    )
    context = {
        "page": page_after(found, request.GET.get("after"), size=20),
        "wanted": wanted,
        "fields": queries.fields_taught(),
        "modes": Mode.choices,
        "districts": districts,
        "mine": mine,
        "everything": everything,
    }
    return render(request, "growth/course_list.html", context)


@require_GET
def session_detail(request: HttpRequest, pk: int) -> HttpResponse:
    session = visible_session(request, pk)
    enrolment = queries.enrolment_of(request.user, session)
    mine = queries.unions_counted_for(request.user)
    draw, standing = queries.draw_and_standing(session, enrolment)
    context = {
        "session": session,
        "enrolment": enrolment,
        "draw": draw,
        "standing": standing,
        **chance_shown(standing),
        "position": queries.place_in_queue(enrolment) if enrolment else 0,
        "days": queries.meeting_days_of(session)[:60],
        "free": session.places - session.taken,
        "percent": 100 * session.taken // max(session.places, 1),
        "open_now": session.state == "open" and session.enrol_from <= timezone.now() < session.enrol_until,
        "begun": timezone.localdate() >= session.starts_on,
        "member": bool(mine),
        "for_me": session.open_to_id in mine,
    }
    return render(request, "growth/session_detail.html", context)


@require_GET
def eligibility(request: HttpRequest, pk: int) -> HttpResponse:
    """May I enrol, and if not: which clause, what is on record of me, who can correct it, what would be enough."""
    session = visible_session(request, pk)
    context = {"session": session, "why": queries.eligibility_of(request.user, session)}
    return render(request, "growth/eligibility.html", context)


@require_POST
def enrol(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        place = actions.enrol(pk, by=user_of(request))
    except Session.DoesNotExist as error:
        raise Http404 from error
    if queries.by_lot(pk):
        messages.success(request, _("已经报名，等抽签。报名先后不影响结果。"))
    elif place.state == "enrolled":
        messages.success(request, _("报名成功，名额已经给您留好。"))
    else:
        messages.success(request, _("名额已满，您已进入候补。有人取消时按先后递补。"))
    return redirect("growth:session", pk=pk)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    enrolment = visible_enrolment(request, pk)
    actions.cancel_enrolment(enrolment, by=user_of(request))
    by_lot = queries.by_lot(enrolment.session_id)
    messages.success(request, _("报名已取消。") if by_lot else _("报名已取消，名额给了候补的人。"))
    return redirect("growth:session", pk=enrolment.session_id)


@login_not_required
@require_GET
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """The address in the teacher's QR: remember the scan in this browser, sign in if need be, then ask to confirm."""
    now = timezone.now().timestamp()
    try:
        read = read_screen_code(settings.SECRET_KEY, code, window(now))
    except TimeoutError:
        raise Refused(Reason.CODE_EXPIRED) from None
    if read is None:
        raise Refused(Reason.CODE_WRONG)
    request.session[SCAN] = [*read, now]
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("growth:attend"))
    return redirect("growth:attend")


def attend(request: HttpRequest) -> HttpResponse:
    """Confirm a scan with one tap; or type the six digits."""
    scanned = request.session.get(SCAN)
    session = visible_session(request, scanned[0]) if scanned else None
    sessions = queries.sessions_today(request.user)
    form = CodeForm(
        request.POST if request.method == "POST" and "code" in request.POST else None, sessions=sessions
    )
    if request.method == "POST":
        try:
            if "code" in request.POST:
                if form.is_valid():
                    session = form.cleaned_data["session"]
                    mark = actions.attend_by_code(session, form.cleaned_data["code"], by=user_of(request))
                    return _present(request, session, mark.meeting)
            elif scanned and session is not None:
                mark = actions.attend_by_scan(session, scanned[1], scanned_at=scanned[2], by=user_of(request))
                del request.session[SCAN]
                return _present(request, session, mark.meeting)
            else:
                raise Refused(Reason.CODE_EXPIRED)
        except Refused as refused:
            request.session.pop(SCAN, None)
            if "code" not in request.POST:
                raise
            form.add_error("code", str(refused))
    context = {"session": session, "scanned": scanned, "form": form, "sessions": sessions}
    return render(request, "growth/attend.html", context, status=422 if form.errors else 200)


def _present(request: HttpRequest, session: Session, meeting: int) -> HttpResponse:
    messages.success(
        request,
        _("签到成功：%(course)s，第 %(meeting)s 次课。")
        % {"course": session.course.title, "meeting": meeting},
    )
    return redirect("growth:session", pk=session.pk)


@require_GET
def my_courses(request: HttpRequest) -> HttpResponse:
    page = page_after(queries.enrolments_of(user_of(request)), request.GET.get("after"), newest_first=True)
    return render(request, "growth/my_courses.html", {"page": page, "marks": queries.marks_of(page.rows)})


@require_GET
def my_certificates(request: HttpRequest) -> HttpResponse:
    page = page_after(queries.certificates_of(user_of(request)), request.GET.get("after"), newest_first=True)
    return render(request, "growth/my_certificates.html", {"page": page})


@require_GET
def certificate_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The certificate as PDF/A, or as a picture to press and hold in WeChat."""
    certificate = get_object_or_404(queries.certificates_visible_to(request.user), pk=pk)
    if kind == "png":
        return HttpResponse(actions.picture_of(certificate), content_type="image/png")
    response = HttpResponse(actions.print_certificate(certificate), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{certificate.number}.pdf"'
    return response
