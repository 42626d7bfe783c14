"""For workers: my places, the answer, what to bring, transport and room, health form, sign-in code, satisfaction."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.clocks.queries import shown_clock
from jiangong.foundation.common.pages import at_once, carried_out, page
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.common.qr import qr_of
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.foundation.rulebook.queries import parameter
from jiangong.programmes.care.convalescence import actions, queries
from jiangong.programmes.care.convalescence.forms.staying import (
    HealthForm,
    RatingForm,
    TravelForm,
    coach_words,
)
from jiangong.programmes.care.convalescence.formulas.days import moves_on
from jiangong.programmes.care.convalescence.models import Stay
from jiangong.programmes.care.convalescence.states import COMING, HOLDING, StayState


@require_GET
def my_stays(request: HttpRequest) -> HttpResponse:
    """Places I was offered, newest first."""
    found = page_after(queries.stays_of(user_of(request)), request.GET.get("after"), newest_first=True)
    return render(request, "convalescence/my_stays.html", {"page": found})


@never_cache
@require_GET
def stay(request: HttpRequest, pk: int) -> HttpResponse:
    """One place of mine, with what can be done about it now."""
    one = _own(request, pk)
    today = timezone.localdate()
    coming = one.state in COMING
    context = {
        "stay": one,
        "batch": one.batch,
        "shown": shown_clock(one.clock, request.user) if one.state == StayState.OFFERED else None,
        "companions": queries.companions_of(one),
        "coming": coming,
        "holding": one.state in HOLDING and today < one.batch.starts_on,
        "moves_on": moves_on(one.batch.starts_on, today, int(parameter("convalescence.move_up_days").value)),
        "leave": parameter("convalescence.not_annual_leave"),
        "form_given": coming and queries.has_health_form(one),
        "coach": coach_words(one.coach) if one.coach else "",
        "roommates": queries.roommates_of(one) if one.room_id else [],
        "rates": not one.rated and one.state in (StayState.STAYED, StayState.LEFT_EARLY),
        "code": qr_of(request.build_absolute_uri(reverse("convalescence:scan_stay", args=[one.code])))
        if one.state == StayState.CONFIRMED
        else "",
    }
    return render(request, "convalescence/stay.html", context)


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    one = _own(request, pk)
    return at_once(
        request,
        lambda: actions.accept_place(one, by=user_of(request)),
        _("名额给您留下了。公示结束、没有异议，就确定参加。"),
        reverse("convalescence:stay", args=[pk]),
    )


def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline, or give back what was accepted: it says first what follows from it."""
    one = _own(request, pk)
    act: Callable[[], Any] = lambda: (  # noqa: E731
        actions.decline_place if one.state == StayState.OFFERED else actions.give_back
    )(one, by=user_of(request))
    if request.method == "POST":
        words = _("名额退回了，按签序给下一位。")
        return at_once(request, act, words, reverse("convalescence:stay", args=[pk]))
    days = parameter("convalescence.move_up_days")
    context = {
        "stay": one,
        "batch": one.batch,
        "companions": queries.companions_of(one),
        "days": days,
        "moves_on": moves_on(one.batch.starts_on, timezone.localdate(), int(days.value)),
        "holds": one.state in HOLDING and timezone.localdate() < one.batch.starts_on,
    }
    return render(request, "convalescence/leave.html", context)


def travel(request: HttpRequest, pk: int) -> HttpResponse:
    """Where I get on, and what I would like of a room."""
    one = _coming(request, pk)
    form = TravelForm(
        request.POST or None,
        coaches=queries.coaches_of(one.batch),
        initial={"coach": one.coach_id, "wish": one.wish},
    )
    return carried_out(
        request,
        form,
        lambda: actions.choose_coach(
            one, form.cleaned_data["coach"], wish=form.cleaned_data["wish"], by=user_of(request)
        ),
        words=_("已经记下。"),
        to=lambda _stay: redirect("convalescence:stay", pk=pk),
    ) or page(request, "convalescence/travel.html", form, stay=one, batch=one.batch)


@never_cache
def health(request: HttpRequest, pk: int) -> HttpResponse:
    """My health form: nobody but the base's doctor and I read it."""
    one = _coming(request, pk)
    user = user_of(request)
    form = HealthForm(request.POST or None, initial=actions.own_answers(one, by=user))
    return carried_out(
        request,
        form,
        lambda: actions.give_health_form(one, form.cleaned_data, by=user),
        words=_("健康表交给基地医生了。"),
        to=lambda _form: redirect("convalescence:stay", pk=pk),
    ) or page(request, "convalescence/health.html", form, stay=one, batch=one.batch)


def rating(request: HttpRequest, pk: int) -> HttpResponse:
    """How it was: by nobody."""
    one = _own(request, pk)
    form = RatingForm(request.POST or None)
    return carried_out(
        request,
        form,
        lambda: actions.rate(one, form.scores(), words=form.cleaned_data["words"], by=user_of(request)),
        words=_("谢谢。打分不记名，和您的名字没有任何联系。"),
        to=lambda _none: redirect("convalescence:stay", pk=pk),
    ) or page(request, "convalescence/rating.html", form, stay=one, batch=one.batch)


def _own(request: HttpRequest, pk: int) -> Stay:
    one = get_object_or_404(queries.stays_with_travel(user_of(request)), pk=pk)
    permit(request, "convalescence.answer", one)
    return one


def _coming(request: HttpRequest, pk: int) -> Stay:
    one = _own(request, pk)
    if one.state not in COMING:
        raise Http404
    return one
