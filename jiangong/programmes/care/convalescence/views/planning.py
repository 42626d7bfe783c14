"""The workbench of those who plan: programmes, batches, pools, preview, opening, declaring void."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.pages import at_once, carried_out, page
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.programmes.care.convalescence import actions, queries
from jiangong.programmes.care.convalescence.forms.planning import (
    BatchForm,
    MeetingForm,
    PoolForm,
    PoolsForm,
    ProgrammeForm,
    ReasonForm,
)
from jiangong.programmes.care.convalescence.models import Batch, Programme
from jiangong.programmes.care.convalescence.permissions import READING
from jiangong.programmes.care.convalescence.states import GIVEN, ProgrammeState
from jiangong.programmes.care.convalescence.views.common import (
    planned_batch,
    planned_pool,
    visible_programme,
)
from jiangong.selection.draws.queries import draw_of

SHOWN = 20  # not law: programmes of other unions that the bench lists above its own


@require_GET
def programmes(request: HttpRequest) -> HttpResponse:
    """The programmes of the organisation and those below it, by state."""
    organisation = workbench_organisation(request, also=READING)
    state = request.GET.get("state", "")
    found = queries.programmes_to_manage(
        request.user, organisation, state=state if state in ProgrammeState.values else ""
    )
    user = user_of(request)
    context = {
        "page": page_after(found, request.GET.get("after"), newest_first=True),
        "organisation": organisation,
        "state": state,
        "states": ProgrammeState.choices,
        "may_create": user.has_perm("convalescence.create", organisation),
        "helps": list(queries.programmes_open_to_members_of(organisation)[:SHOWN])
        if user.has_perm("convalescence.apply_for_others", organisation)
        else [],
    }
    return render(request, "convalescence/programmes.html", context)


@require_GET
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """One programme: where it stands, what comes next, batches and pools, what is wrong with the plan."""
    one = visible_programme(request, pk)
    permit(request, "convalescence.read", one)
    draw = draw_of(one)
    faults = queries.faults_of(one) if one.state == ProgrammeState.DRAFT else []
    context = {
        "programme": one,
        "batches": one.batches.all(),
        "pools": one.pools.all(),
        "places": sum(batch.places for batch in one.batches.all()),
        "faults": faults,
        "draw": draw,
        "given": one.state in GIVEN,
        "editable": one.state == ProgrammeState.DRAFT and draw is None,
        "progress": queries.progress_of(one) if one.state != ProgrammeState.DRAFT else None,
        "manages": user_of(request).has_perm("convalescence.manage", one),
        "helps": user_of(request).has_perm("convalescence.apply_for_others"),
    }
    return render(request, "convalescence/programme.html", context)


def programme_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    one = visible_programme(request, pk) if pk else None
    organisation = one.organisation if one else workbench_organisation(request)
    permit(request, "convalescence.manage" if one else "convalescence.create", one or organisation)
    form = ProgrammeForm(request.POST or None, instance=one)

    def act() -> Programme:
        if one is None:
            return actions.create_programme(organisation, form.facts(), by=user_of(request))
        return actions.change_programme(visible_programme(request, one.pk), form.facts(), by=user_of(request))

    return carried_out(
        request,
        form,
        act,
        words=_("已保存。"),
        to=lambda saved: redirect("convalescence:programme", pk=saved.pk),
    ) or page(request, "convalescence/programme_edit.html", form, programme=one, organisation=organisation)


@require_POST
def programme_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare the next year as this one was."""
    one = visible_programme(request, pk)
    permit(request, "convalescence.manage", one)
    copied = actions.copy_programme(one, year=one.year + 1, by=user_of(request))
    words = _("已照 %(year)s 年准备好。批次和预留的名额照旧；各区市的名额按今天的会员数重新分了。")
    messages.success(request, words % {"year": one.year})
    return redirect("convalescence:programme", pk=copied.pk)


def batch_edit(request: HttpRequest, pk: int, *, new: bool = False) -> HttpResponse:
    """Add or change a batch; once the plan stands only where and when it meets."""
    batch = None if new else planned_batch(request, pk)
    one = visible_programme(request, pk) if batch is None else batch.programme
    permit(request, "convalescence.manage", one)
    there = redirect("convalescence:programme", pk=one.pk)
    if batch is not None and (one.state != ProgrammeState.DRAFT or draw_of(one) is not None):
        initial = {"meeting_point": batch.meeting_point, "meets_at": batch.meets_at}
        meeting = MeetingForm(request.POST or None, initial=initial)
        return carried_out(
            request,
            meeting,
            lambda: actions.set_meeting(
                batch,
                point=meeting.cleaned_data["meeting_point"],
                at=meeting.cleaned_data["meets_at"],
                by=user_of(request),
            ),
            words=_("已保存。"),
            to=lambda _saved: there,
        ) or page(request, "convalescence/batch_edit.html", meeting, programme=one, batch=batch)
    form = BatchForm(request.POST or None, instance=batch)

    def act() -> Batch:
        fresh = planned_batch(request, batch.pk) if batch else None
        return actions.save_batch(one, fresh, form.facts(), by=user_of(request))

    return carried_out(request, form, act, words=_("已保存。"), to=lambda _saved: there) or page(
        request, "convalescence/batch_edit.html", form, programme=one, batch=batch
    )


@require_POST
def batch_remove(request: HttpRequest, pk: int) -> HttpResponse:
    batch = planned_batch(request, pk)
    there = reverse("convalescence:programme", args=[batch.programme_id])
    return at_once(
        request, lambda: actions.remove_batch(batch, by=user_of(request)), _("已删去这一批。"), there
    )


def pools(request: HttpRequest, pk: int) -> HttpResponse:
    """Share out the places: so many for each kind, so many for the districts, the rest for everybody."""
    one = visible_programme(request, pk)
    permit(request, "convalescence.manage", one)
    form = PoolsForm(request.POST or None, programme=one)
    return carried_out(
        request,
        form,
        lambda: actions.share_out(
            one, form.reserved(), for_districts=form.cleaned_data["districts"], by=user_of(request)
        ),
        words=_("名额已分配。"),
        to=lambda _made: redirect("convalescence:programme", pk=pk),
    ) or page(
        request,
        "convalescence/pools.html",
        form,
        programme=one,
        places=sum(batch.places for batch in one.batches.all()),
    )


def pool_edit(request: HttpRequest, pk: int) -> HttpResponse:
    pool = planned_pool(request, pk)
    one = pool.programme
    permit(request, "convalescence.manage", one)
    later = [other for other in one.pools.all() if other.order > pool.order]
    form = PoolForm(request.POST or None, pool=pool, later=later)
    return carried_out(
        request,
        form,
        lambda: actions.change_pool(
            pool,
            name=form.cleaned_data["name"],
            places=form.cleaned_data.get("places", pool.places),
            then=form.cleaned_data.get("then", ""),
            by=user_of(request),
        ),
        words=_("已保存。"),
        to=lambda _saved: redirect("convalescence:programme", pk=one.pk),
    ) or page(request, "convalescence/pool_edit.html", form, programme=one, pool=pool)


@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be announced, word for word."""
    one = visible_programme(request, pk)
    permit(request, "convalescence.read", one)
    context = {
        "programme": one,
        "plan": queries.draw_plan(one),
        "batches": one.batches.all(),
        "pools": one.pools.all(),
        "faults": queries.faults_of(one),
    }
    return render(request, "convalescence/preview.html", context)


@require_POST
def opening(request: HttpRequest, pk: int) -> HttpResponse:
    one = visible_programme(request, pk)
    there = reverse("convalescence:programme", args=[pk])
    return at_once(
        request, lambda: actions.open_programme(one, by=user_of(request)), _("已开放报名。"), there
    )


def void(request: HttpRequest, pk: int) -> HttpResponse:
    one = visible_programme(request, pk)
    permit(request, "convalescence.manage", one)
    form = ReasonForm(request.POST or None)
    return carried_out(
        request,
        form,
        lambda: actions.void_programme(one, reason=form.cleaned_data["reason"], by=user_of(request)),
        words=_("已作废，报过名的人会收到通知。"),
        to=lambda _done: redirect("convalescence:programme", pk=pk),
    ) or page(request, "convalescence/void.html", form, programme=one, people=queries.progress_of(one).people)
