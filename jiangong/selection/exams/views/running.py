"""The workbench: sittings, set up, drawn, run and closed. Examinees are codes here, never names."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.pages import at_once, carried_out, page
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.selection.exams import actions, queries
from jiangong.selection.exams.forms import (
    CloseForm,
    LineFormSet,
    ReasonForm,
    SittingForm,
    TimeForm,
    blueprint_of,
)
from jiangong.selection.exams.formulas import Blueprint, BlueprintError
from jiangong.selection.exams.models import Examinee, Sitting
from jiangong.selection.exams.states import ExamineeState, Reason, SittingState
from jiangong.selection.exams.views.common import visible_sitting


@require_GET
def sittings(request: HttpRequest) -> HttpResponse:
    """The sittings of the workbench's union and those below it."""
    organisation = workbench_organisation(request)
    found = queries.sittings_at(request.user, organisation)
    context = {
        "page": page_after(found, request.GET.get("after"), newest_first=True),
        "organisation": organisation,
    }
    return render(request, "exams/sittings.html", context)


def new(request: HttpRequest, subject: str, about: int) -> HttpResponse:
    """A sitting for something that a programme holds (`EXAMS` in its states.py); the blueprint checked against the bank."""
    found = queries.exam_subject(subject, about)
    if found is None:
        raise Http404
    row, organisation, kind = found
    permit(request, kind.may, row)
    permit(request, "exams.create_sitting", organisation)
    user = user_of(request)
    form = SittingForm(request.POST or None, banks=queries.banks_visible_to(user))
    lines = LineFormSet(request.POST or None, prefix="lines")

    def act() -> Sitting:
        data = form.cleaned_data
        return actions.create_sitting(
            subject=row,
            organisation=organisation,
            blueprint=planned(form, lines),
            by=user,
            **{name: data[name] for name in ("name", "mode", "opens_at", "closes_at", "minutes")},
        )

    supply = None
    if request.method == "POST" and form.is_valid() and not lines.is_valid():
        form.add_error(None, _("选了题型的行，要写题数和每题分值。"))
    elif request.method == "POST" and form.is_valid() and "check" in request.POST:
        try:
            supply = queries.in_words(queries.supply(planned(form, lines)))
        except Refused as refused:
            form.add_error(None, str(refused))
        return page(
            request,
            "exams/new.html",
            form,
            lines=lines,
            supply=supply,
            organisation=organisation,
            subject=row,
        )
    return carried_out(
        request,
        form,
        act,
        words=_("场次已设立，种子的承诺已写入台账。"),
        to=lambda made: redirect("exams:sitting", made.pk),
    ) or page(
        request, "exams/new.html", form, lines=lines, supply=supply, organisation=organisation, subject=row
    )


def planned(form: SittingForm, lines: Any) -> Blueprint:
    """The blueprint of the forms; raises Refused(BAD_BLUEPRINT)."""
    try:
        return blueprint_of(form, lines)
    except BlueprintError as fault:
        raise actions.refused(fault) from fault


@require_GET
def sitting(request: HttpRequest, pk: int) -> HttpResponse:
    """One sitting: where it stands, what it is drawn from, who sits, what happened in the room."""
    found = visible_sitting(request, pk)
    marking = found.state == SittingState.MARKING
    if request.headers.get("HX-Target") == "marking":  # the page asks again while papers are marked
        return render(request, "exams/_marking.html", {"sitting": found, "marking": marking})
    state = request.GET.get("state", "")
    counts = queries.states_of(found)
    context = {
        "sitting": found,
        "blueprint": Blueprint.parse(found.blueprint),
        "supplies": queries.in_words(queries.supplies_of(found))
        if found.state == SittingState.PLANNED
        else None,
        "page": page_after(queries.examinees_of(found, state=state), request.GET.get("after")),
        "figures": [(label, counts.get(value, 0)) for value, label in ExamineeState.choices],
        "state": state,
        "states": ExamineeState.choices,
        "events": queries.events_of(found),
        "manages": user_of(request).has_perm("exams.manage_sitting", found),
        "last_end": queries.last_end(found),
        "marking": marking,
        "about": queries.subject_page(found),
    }
    return render(request, "exams/sitting.html", context)


@require_POST
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw everybody's paper."""
    found = visible_sitting(request, pk)
    return at_once(
        request,
        lambda: actions.draw_paper(found, by=user_of(request)),
        _("已组卷，题目范围的摘要已写入台账。"),
        reverse("exams:sitting", args=[pk]),
    )


def time(request: HttpRequest, pk: int) -> HttpResponse:
    """Add time after an interruption."""
    found = visible_sitting(request, pk)
    permit(request, "exams.manage_sitting", found)
    form = TimeForm(request.POST or None, initial={"code": request.GET.get("code", "")})

    def act() -> int:
        code = form.cleaned_data["code"].strip()
        one = _examinee(found, code) if code else None
        seconds = form.cleaned_data["minutes"] * 60  # not law: seconds of a minute
        return actions.add_time(
            found, seconds, reason=form.cleaned_data["reason"], examinee=one, by=user_of(request)
        )

    return carried_out(
        request,
        form,
        act,
        words=lambda moved: _("已补时，%(n)s 名正在考试的考生时间延后。") % {"n": moved},
        to=lambda _moved: redirect("exams:sitting", pk),
    ) or page(request, "exams/act.html", form, sitting=found, heading=_("补时"), verb=_("补时"))


def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End it, mark every paper, publish the seed."""
    found = visible_sitting(request, pk)
    permit(request, "exams.manage_sitting", found)
    form = CloseForm(request.POST or None)
    counts = queries.states_of(found)
    note = _(
        "还在考试 %(a)s 人，没有开始 %(b)s 人。结束后收走所有试卷，统一判分，公布组卷的种子，不能恢复。"
    ) % {
        "a": counts.get("sitting", 0),
        "b": counts.get("admitted", 0),
    }
    return carried_out(
        request,
        form,
        lambda: actions.close_sitting(
            found, reason=form.cleaned_data["reason"], by=user_of(request), background=True
        ),
        words=lambda closed: (
            _("考试已结束，正在判分。")
            if closed.state == SittingState.MARKING
            else _("考试已结束，全部判分。")
        ),
        to=lambda closed: redirect(
            "exams:results" if closed.state == SittingState.CLOSED else "exams:sitting", pk
        ),
    ) or page(
        request,
        "exams/act.html",
        form,
        sitting=found,
        heading=_("结束考试"),
        verb=_("结束考试，统一判分"),
        note=note,
        danger=True,
    )


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """It will not be held."""
    found = visible_sitting(request, pk)
    permit(request, "exams.manage_sitting", found)
    form = ReasonForm(request.POST or None)
    return carried_out(
        request,
        form,
        lambda: actions.cancel_sitting(found, reason=form.cleaned_data["reason"], by=user_of(request)),
        words=_("场次已取消。"),
        to=lambda _done: redirect("exams:sitting", pk),
    ) or page(
        request,
        "exams/act.html",
        form,
        sitting=found,
        heading=_("取消场次"),
        verb=_("取消这一场"),
        danger=True,
    )


def examinee(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One examinee, by code: what happened, how much is answered; the invigilator may take the paper in."""
    found = visible_sitting(request, pk)
    one = get_object_or_404(queries.examinees_of(found), code=code)
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        permit(request, "exams.manage_sitting", found)
    return carried_out(
        request,
        form,
        lambda: actions.force_close(one, reason=form.cleaned_data["reason"], by=user_of(request)),
        words=_("已收卷。"),
        to=lambda _done: redirect("exams:examinee", pk, code),
    ) or page(
        request,
        "exams/examinee.html",
        form,
        sitting=found,
        examinee=one,
        answered=queries.answered(one),
        events=queries.events_of(found, one),
        manages=user_of(request).has_perm("exams.manage_sitting", found),
    )


def _examinee(sitting: Sitting, code: str) -> Examinee:
    one = queries.examinees_of(sitting).filter(code=code).first()
    if one is None:
        raise Refused(Reason.BAD_CODE, code=code)
    return one
