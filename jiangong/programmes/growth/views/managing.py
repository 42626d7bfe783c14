"""The workbench: courses, sessions, enrolments, finishing, corrections, certificates."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.pages import carried_out, page
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.desk.pages import drafted, held, held_at_once
from jiangong.foundation.desk.queries import pending_of
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.programmes.growth import actions, queries
from jiangong.programmes.growth.forms import CourseForm, ReasonForm, SessionForm
from jiangong.programmes.growth.formulas import masked_name
from jiangong.programmes.growth.models import Course, Session
from jiangong.programmes.growth.states import CERTIFICATE_NOTICE, BatchState, EnrolmentState, SessionState
from jiangong.programmes.growth.views.common import visible_course, visible_enrolment, visible_session


@require_GET
def training(request: HttpRequest) -> HttpResponse:
    """Sessions of the organisation's courses, by state."""
    organisation = queries.training_organisation(request)
    state = request.GET.get("state", "")
    found = queries.sessions_to_manage(
        request.user, organisation, state=state if state in SessionState.values else ""
    )
    context = {
        "page": page_after(found, request.GET.get("after"), newest_first=True),
        "organisation": organisation,
        "state": state,
        "states": SessionState.choices,
        "may_create": user_of(request).has_perm("growth.create_course", organisation),
        "may_export": user_of(request).has_perm("organisations.view", organisation),
    }
    return render(request, "growth/training.html", context)


def course_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    course = visible_course(request, pk) if pk else None
    organisation = course.organiser if course else workbench_organisation(request)
    permit(request, "growth.change_course" if course else "growth.create_course", course or organisation)
    kept = drafted(request, "growth.course", course)
    form = CourseForm(request.POST or None, instance=course, initial={**kept.initial})

    def act() -> Course:
        if course is None:
            return actions.create_course(organisation, form.facts(), by=user_of(request))
        fresh = visible_course(request, course.pk)  # the form has put its values on `course`
        return actions.change_course(fresh, form.facts(), by=user_of(request))

    return carried_out(
        request,
        form,
        act,
        words=_("课程已保存。"),
        to=lambda saved: kept.sent(redirect("growth:course_detail", pk=saved.pk)),
    ) or page(request, "growth/course_edit.html", form, course=course, organisation=organisation, kept=kept)


@require_GET
def course_detail(request: HttpRequest, pk: int) -> HttpResponse:
    course = visible_course(request, pk)
    permit(request, "growth.change_course", course)
    page = page_after(
        queries.sessions_of_course(request.user, course), request.GET.get("after"), newest_first=True
    )
    return render(request, "growth/course_detail.html", {"course": course, "page": page})


def session_edit(request: HttpRequest, pk: int, *, new: bool = False) -> HttpResponse:
    session = None if new else visible_session(request, pk)
    course = visible_course(request, pk) if session is None else session.course
    permit(request, "growth.change_course", course)
    kept = drafted(request, "growth.session", session or course)
    form = SessionForm(
        request.POST or None,
        instance=session,
        organisations=queries.unions_to_open_to(course),
        initial=kept.initial,
    )

    def act() -> Session:
        if session is None:
            return actions.create_session(course, form.facts(), by=user_of(request))
        return actions.change_session(session, form.facts(), by=user_of(request))

    return carried_out(
        request,
        form,
        act,
        words=_("班次已保存。"),
        to=lambda saved: kept.sent(redirect("growth:manage", pk=saved.pk)),
    ) or page(request, "growth/session_edit.html", form, course=course, session=session, kept=kept)


@require_GET
def manage(request: HttpRequest, pk: int) -> HttpResponse:
    """One session: where it stands, what can be done, who is in it; how far its certificates are, as a fragment."""
    session = visible_session(request, pk)
    permit(request, "growth.read_enrolments", session)
    batch = queries.current_batch(session)
    making = batch is not None and batch.state in (BatchState.WAITING, BatchState.WORKING)
    if request.headers.get("HX-Target") == "batch":  # the page asks again while they are being made
        return render(request, "growth/_batch.html", {"session": session, "batch": batch, "making": making})
    state = request.GET.get("state", "")
    page = page_after(
        queries.enrolments_of_session(request.user, session, state=state), request.GET.get("after")
    )
    for one in page.rows:
        one.person.name = masked_name(one.person.name)
    context = {
        "session": session,
        "page": page,
        "marks": queries.marks_of(page.rows),
        "counts": queries.states_of_session(session),
        "states": EnrolmentState.choices,
        "state": state,
        "batch": batch,
        "making": making,
        "manages": user_of(request).has_perm("growth.manage_session", session),
        "marks_attendance": user_of(request).has_perm("growth.mark_attendance", session),
        "enrols_colleagues": user_of(request).has_perm("growth.enrol_colleagues"),
        "over": timezone.localdate() >= session.ends_on,
        "percent": 100 * session.taken // max(session.places, 1),
        "notice": queries.certificate_notice(session),
        "kind": CERTIFICATE_NOTICE,
        "pending": pending_of(session),
        "draw": queries.draw_and_standing(session, None)[0],
    }
    return render(request, "growth/manage.html", context)


@require_POST
def set_state(request: HttpRequest, pk: int) -> HttpResponse:
    session, to = visible_session(request, pk), request.POST.get("state", "")
    if to == SessionState.OPEN:
        actions.open_session(session, by=user_of(request))
        messages.success(request, _("已开放报名。"))
    elif to == SessionState.CLOSED:
        actions.close_session(session, by=user_of(request))
        messages.success(request, _("已截止报名。"))
    return redirect("growth:manage", pk=pk)


def cancel_session(request: HttpRequest, pk: int) -> HttpResponse:
    session = visible_session(request, pk)
    permit(request, "growth.manage_session", session)
    form = ReasonForm(request.POST or None)
    counts = queries.states_of_session(session)
    there = reverse("growth:manage", args=[pk])
    if (
        request.method == "POST"
        and form.is_valid()
        and held(
            request,
            form,
            "growth.cancel_session",
            session,
            facts={"reason": form.cleaned_data["reason"]},
            about=f"{session.course.title}，{session.name}",
            organisation=session.course.organiser,
            address=there,
        )
    ):
        return redirect(there)
    return page(
        request,
        "growth/cancel_session.html",
        form,
        session=session,
        affected=counts.get("enrolled", 0) + counts.get("waiting", 0),
    )


def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """The effect is shown before it is done."""
    session = visible_session(request, pk)
    permit(request, "growth.manage_session", session)
    if request.method == "POST":
        actions.finish_session(session, by=user_of(request))
        messages.success(request, _("已办理结业，每人一条台账。"))
        return redirect("growth:manage", pk=pk)
    context = {"session": session, "expected": queries.expected_outcome(session)}
    return render(request, "growth/finish.html", context)


@require_POST
def certificates(request: HttpRequest, pk: int) -> HttpResponse:
    session = visible_session(request, pk)
    return held_at_once(
        request,
        "growth.issue_certificates",
        session,
        reverse("growth:manage", args=[pk]),
        about=f"{session.course.title}，{session.name}",
        organisation=session.course.organiser,
    )


def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a completion, or complete late; cancel an enrolment on somebody's behalf."""
    enrolment = visible_enrolment(request, pk)
    permit(request, "growth.correct_completion", enrolment)
    completed = enrolment.state == EnrolmentState.COMPLETED
    form = ReasonForm(request.POST or None)
    there = reverse("growth:manage", args=[enrolment.session_id])
    if (
        request.method == "POST"
        and form.is_valid()
        and held(
            request,
            form,
            "growth.correct_completion" if completed else "growth.complete_late",
            enrolment,
            facts={"reason": form.cleaned_data["reason"]},
            about=f"{masked_name(enrolment.person.name)}，{enrolment.session.course.title}",
            organisation=enrolment.session.course.organiser,
            address=there,
        )
    ):
        return redirect(there)
    return page(
        request,
        "growth/correction.html",
        form,
        enrolment=enrolment,
        holder=masked_name(enrolment.person.name),
        certificate=queries.certificate_of(enrolment),
    )


def colleagues(request: HttpRequest, pk: int) -> HttpResponse:
    """An officer enrols members of their own unions."""
    session = visible_session(request, pk)
    organisation = workbench_organisation(request)
    permit(request, "growth.enrol_colleagues", organisation)
    name = request.GET.get("name", "").strip()
    found = queries.members_to_enrol(request.user, session, organisation, name=name)
    if request.method == "POST":
        chosen = [int(key) for key in request.POST.getlist("person") if key.isdigit()]
        persons = [one.person for one in found.filter(person__in=chosen)]
        answers = actions.enrol_colleagues(session, persons, by=user_of(request)) if persons else []
        placed = sum(getattr(one, "state", "") == "enrolled" for one in answers)
        waiting = sum(getattr(one, "state", "") == "waiting" for one in answers)
        if queries.by_lot(session.pk):
            messages.success(request, _("已报名 %(waiting)s 人，等抽签。") % {"waiting": waiting})
        else:
            messages.success(
                request,
                _("已报名 %(placed)s 人，候补 %(waiting)s 人。") % {"placed": placed, "waiting": waiting},
            )
        for one in {str(one) for one in answers if isinstance(one, Exception)}:
            messages.error(request, one)
        return redirect("growth:colleagues", pk=pk)
    page = page_after(found, request.GET.get("after"))
    context = {"session": session, "organisation": organisation, "page": page, "name": name}
    return render(request, "growth/colleagues.html", context)
