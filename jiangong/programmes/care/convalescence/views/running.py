"""The workbench: running a batch from the offers to its end."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.pages import at_once, carried_out, page
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.organisations.states import Role
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.programmes.care.convalescence import actions, queries
from jiangong.programmes.care.convalescence.forms.staying import (
    CoachForm,
    DutyForm,
    OutcomeForm,
    RoomForm,
    RoomsForm,
    TakingBackForm,
)
from jiangong.programmes.care.convalescence.models import Stay
from jiangong.programmes.care.convalescence.states import ACCEPTED_NOTICE, ENDED, HOLDING, Aspect, StayState
from jiangong.programmes.care.convalescence.views.common import batch_to_run, visible_batch


@require_GET
def batches(request: HttpRequest) -> HttpResponse:
    """Batches whose places were given, of the organisation and those below; auditors read."""
    organisation = workbench_organisation(request, also={Role.AUDITOR})
    found = page_after(
        queries.batches_run_at(request.user, organisation), request.GET.get("after"), newest_first=True
    )
    return render(request, "convalescence/batches.html", {"page": found, "organisation": organisation})


@require_GET
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: who accepted, what is missing, the notice, what can be done; who is in it."""
    one = visible_batch(request, pk)
    state = request.GET.get("state", "")
    found = page_after(queries.stays_of_batch(one, state=state), request.GET.get("after"))
    runs = user_of(request).has_perm("convalescence.run", one)
    queries.mask_names(found.rows, one, request.user)
    overview = queries.overview_of(one)
    figures, words = queries.ratings_of(one) if one.finished_at else (None, [])
    context = {
        "batch": one,
        "page": found,
        "state": state,
        "states": StayState.choices,
        "runs": runs,
        "overview": overview,
        "kind": ACCEPTED_NOTICE,
        "over": timezone.localdate() > one.ends_on,
        "figures": figures,
        "means": [(Aspect(key).label, float(mean)) for key, mean in figures.means.items()] if figures else [],
        "words": words,
    }
    return render(request, "convalescence/batch.html", context)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    one = batch_to_run(request, pk)
    return at_once(
        request,
        lambda: actions.confirm_batch(one, by=user_of(request)),
        _("已经确定，本人会收到通知。"),
        reverse("convalescence:batch", args=[pk]),
    )


def rooms(request: HttpRequest, pk: int) -> HttpResponse:
    """Rooms, and who sleeps where: shared out by rule, or moved by hand."""
    one = batch_to_run(request, pk)
    act = request.POST.get("act", "")
    form = RoomsForm(request.POST if act == "add" else None)
    move = RoomForm(request.POST if act == "put" else None, batch=one)
    user = user_of(request)
    here = redirect("convalescence:rooms", pk=pk)
    if act == "share":
        return at_once(
            request, lambda: actions.share_rooms_out(one, by=user), _("房间已经分好，可以再改。"), here.url
        )
    if act == "put" and move.is_valid():
        stay = get_object_or_404(queries.coming_to(one), pk=move.cleaned_data["stay"])
        return at_once(
            request,
            lambda: actions.put_in_room(stay, move.cleaned_data["room"], by=user),
            _("已经换好。"),
            here.url,
        )
    return carried_out(
        request,
        form,
        lambda: actions.add_rooms(one, form.cleaned_data["names"], form.cleaned_data["beds"], by=user),
        words=_("房间已经登记。"),
        to=lambda _many: here,
    ) or page(
        request,
        "convalescence/rooms.html",
        form,
        batch=one,
        rooms=list(queries.rooms_of(one)),
        stays=list(queries.coming_to(one)),
    )


def coaches(request: HttpRequest, pk: int) -> HttpResponse:
    """Group transport: where it leaves, how many seats are taken."""
    one = batch_to_run(request, pk)
    form = CoachForm(request.POST or None)
    return carried_out(
        request,
        form,
        lambda: actions.add_coach(one, by=user_of(request), **form.cleaned_data),
        words=_("车次已经登记，参加的人可以选座。"),
        to=lambda _coach: redirect("convalescence:coaches", pk=pk),
    ) or page(
        request,
        "convalescence/coaches.html",
        form,
        batch=one,
        coaches=list(queries.coaches_of(one)),
        own_way=queries.coming_to(one).filter(coach=None).count(),
    )


def duties(request: HttpRequest, pk: int) -> HttpResponse:
    """Who leads the batch, who is the base's doctor."""
    one = batch_to_run(request, pk)
    form = DutyForm(request.POST or None)
    return carried_out(
        request,
        form,
        lambda: actions.give_duty(
            one, form.cleaned_data["person"], form.cleaned_data["kind"], by=user_of(request)
        ),
        words=_("已指定，本人会收到通知。"),
        to=lambda _duty: redirect("convalescence:duties", pk=pk),
    ) or page(
        request, "convalescence/duties.html", form, batch=one, duties=list(queries.duties_of_batch(one))
    )


@require_POST
def end_duty(request: HttpRequest, pk: int, duty: int) -> HttpResponse:
    one = batch_to_run(request, pk)
    found = get_object_or_404(queries.duties_of_batch(one), pk=duty)
    there = reverse("convalescence:duties", args=[pk])
    return at_once(request, lambda: actions.end_duty(found, by=user_of(request)), _("已免去。"), there)


def letters(request: HttpRequest, pk: int) -> HttpResponse:
    """Letters to employers, and the one to the base."""
    one = batch_to_run(request, pk)
    if request.method == "POST":
        return at_once(
            request,
            lambda: actions.begin_letters(one, by=user_of(request)),
            _("正在写函，写好的会列在这里。"),
            reverse("convalescence:letters", args=[pk]),
        )
    context = {
        "batch": one,
        "employers": queries.employers_of(one),
        "letters": queries.letters_with_papers(one),
    }
    return render(request, "convalescence/letters.html", context)


def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """What finishing will say of whom, before it says it."""
    one = batch_to_run(request, pk)
    if request.method == "POST":
        return at_once(
            request,
            lambda: actions.finish_batch(one, by=user_of(request)),
            _("批次已经办结，完成的人已经计入。"),
            reverse("convalescence:batch", args=[pk]),
        )
    return render(request, "convalescence/finish.html", {"batch": one, "expected": queries.expected_of(one)})


def record(request: HttpRequest, pk: int) -> HttpResponse:
    """One stay in the workbench: taken back before the batch, corrected after it."""
    one = _stay(request, pk)
    user = user_of(request)
    ended, holds = one.state in ENDED, one.state in HOLDING
    form = (OutcomeForm if ended else TakingBackForm)(request.POST if "reason" in request.POST else None)

    def act() -> Stay:
        if isinstance(form, OutcomeForm):
            data = form.cleaned_data
            return actions.correct_outcome(one, data["state"], reason=data["reason"], by=user)
        return actions.take_back(one, reason=form.cleaned_data["reason"], by=user)

    return carried_out(
        request,
        form,
        act,
        words=_("已经更正。") if ended else _("名额收回了，按签序给下一位。"),
        to=lambda _stay: redirect("convalescence:batch", pk=one.batch_id),
    ) or page(request, "convalescence/record.html", form, stay=one, batch=one.batch, ended=ended, holds=holds)


def _stay(request: HttpRequest, pk: int) -> Stay:
    one = get_object_or_404(queries.stays_visible_to(request.user), pk=pk)
    permit(request, "convalescence.run", one.batch)
    return one
