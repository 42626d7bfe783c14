"""Pages of those who apply: what is offered, whether one may and why, one's own application, alone or together."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.pages import at_once, carried_out, page
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.people.views.common import own_person, user_of
from jiangong.programmes.care.convalescence import actions, queries
from jiangong.programmes.care.convalescence.forms.applying import (
    AgreeForForm,
    AgreeForm,
    ApplyForm,
    PartnerForm,
    WishesForm,
)
from jiangong.programmes.care.convalescence.formulas.pools import WHY, lots_of_group, shared_by_all
from jiangong.programmes.care.convalescence.models import Application, Programme
from jiangong.programmes.care.convalescence.states import ApplicationState, PoolKind, ProgrammeState
from jiangong.programmes.care.convalescence.views.common import visible_application, visible_programme
from jiangong.selection.draws.queries import draw_of, line_of, standing_of
from jiangong.selection.draws.views.showing import chance_shown


@login_not_required
@require_GET
def programme_list(request: HttpRequest) -> HttpResponse:
    """What is open now, and what there was."""
    context = {
        "open_now": list(queries.programmes_open_now()),
        "page": page_after(queries.programmes_published(), request.GET.get("after"), newest_first=True),
        "now": timezone.now(),
    }
    return render(request, "convalescence/public.html", context)


@login_not_required
@require_GET
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """One programme: batches, pools, rules, the draw; and where the reader stands."""
    one = visible_programme(request, pk)
    context = {
        "programme": one,
        "batches": one.batches.all(),
        "pools": one.pools.all(),
        "places": sum(batch.places for batch in one.batches.all()),
        "words": queries.words_of(one),
        "draw": draw_of(one),
        "open_now": _is_open(one),
        "mine": queries.own_application(request.user, one) if request.user.is_authenticated else None,
        "helps": request.user.has_perm("convalescence.apply_for_others", None),
    }
    return render(request, "convalescence/programme_public.html", context)


@require_GET
def eligibility(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether one may apply, clause by clause: the figure, the datum, who can correct it, and the smallest change."""
    one, person = visible_programme(request, pk), own_person(request)
    mine = queries.own_application(request.user, one)
    asked = queries.asked_by(one)
    record = queries.record_of(asked, person)
    pools = queries.pools_named(one, queries.pools_for(asked, record))
    context = {
        "programme": one,
        "why": queries.why(asked, queries.as_if_new(record)),
        "mine": mine,
        "pools": [(pool, WHY[PoolKind(pool.kind)]) for pool in pools],
        "lots": record.lots,
        "open_now": _is_open(one),
    }
    return render(request, "convalescence/eligibility.html", context)


def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply: wishes, the statement on health, perhaps a partner. Who may not is shown why, on the same page."""
    one, person = visible_programme(request, pk), own_person(request)
    mine = queries.own_application(request.user, one)
    if mine is not None:
        return redirect("convalescence:application", pk=mine.pk)
    form = ApplyForm(request.POST or None, programme=one)
    return carried_out(
        request,
        form,
        lambda: actions.apply(
            one,
            form.wants(),
            sound=form.cleaned_data["sound"],
            partner=form.cleaned_data["partner"],
            by=user_of(request),
        ),
        words=_("报名成功。"),
        to=lambda ticket: redirect("convalescence:application", pk=ticket.application_id),
    ) or page(
        request,
        "convalescence/apply.html",
        form,
        programme=one,
        why=queries.eligibility_of(one, person),
        open_now=_is_open(one),
    )


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The reader's applications, the newest first."""
    own_person(request)
    found = queries.own_applications(request.user)
    context = {
        "page": page_after(found, request.GET.get("after"), newest_first=True),
        "open_now": list(queries.programmes_open_now()[:5]),
    }
    return render(request, "convalescence/mine.html", context)


@require_GET
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One application: its ticket, wishes, pools and lots with the reasons; after the draw where it stands and why."""
    one = visible_application(request, pk)
    here = [each for each in one.applicants.all() if each.live or each.agreed_at is None]
    agreed = [each for each in here if each.agreed_at is not None]
    pools = queries.pools_named(
        one.programme, shared_by_all([each.pools for each in agreed]) if agreed else []
    )
    batches = {batch.code: batch for batch in one.programme.batches.all()}
    person = user_of(request).person_id
    context = {
        "application": one,
        "programme": one.programme,
        "people": here,
        "pools": [(pool, WHY[PoolKind(pool.kind)]) for pool in pools],
        "lots": lots_of_group([each.lots for each in agreed]) if agreed else 1,
        "wants": [batches[code] for code in one.wants if code in batches],
        "changeable": one.state in (ApplicationState.WAITING, ApplicationState.SUBMITTED)
        and _is_open(one.programme)
        and user_of(request).has_perm("convalescence.change_application", one),
        "asked": next((each for each in here if each.agreed_at is None and each.person_id == person), None),
        "waits_for": next((each for each in here if each.agreed_at is None), None),
        **_drawn(one),
    }
    return render(request, "convalescence/application.html", context)


def _drawn(one: Application) -> dict[str, Any]:
    """The draw, and where the application stands in it."""
    draw = draw_of(one.programme)
    line = line_of(draw, one.ticket) if draw is not None else None
    standing = standing_of(draw, line) if draw is not None and line is not None else None
    return {"draw": draw, "standing": standing, **chance_shown(standing)}


def wishes(request: HttpRequest, pk: int) -> HttpResponse:
    one = _own(request, pk)
    form = WishesForm(request.POST or None, programme=one.programme, wants=one.wants)
    return carried_out(
        request,
        form,
        lambda: actions.change_wishes(one, form.wants(), by=user_of(request)),
        words=_("志愿已修改。"),
        to=lambda _done: redirect("convalescence:application", pk=pk),
    ) or page(request, "convalescence/wishes.html", form, application=one)


def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person agrees, from their own account; or their union writes down how they did on paper."""
    one = _own(request, pk)
    second = next((each for each in one.applicants.all() if each.agreed_at is None), None)
    itself = second is not None and second.person_id == user_of(request).person_id
    form = (AgreeForm if itself else AgreeForForm)(request.POST or None)
    return carried_out(
        request,
        form,
        lambda: actions.agree(
            one,
            sound=form.cleaned_data["sound"],
            how=form.cleaned_data.get("how", ""),
            by=user_of(request),
        ),
        words=_("已同意，两个人作为一组。"),
        to=lambda _done: redirect("convalescence:application", pk=pk),
    ) or page(request, "convalescence/agreement.html", form, application=one, itself=itself, second=second)


def partner(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask somebody to go together."""
    one = _own(request, pk)
    form = PartnerForm(request.POST or None)

    def act() -> Application:
        found = form.cleaned_data["partner"]
        return one if found is None else actions.invite(one, found, by=user_of(request))

    return carried_out(
        request,
        form,
        act,
        words=_("已请对方同意。"),
        to=lambda _done: redirect("convalescence:application", pk=pk),
    ) or page(request, "convalescence/partner.html", form, application=one)


@require_POST
def declining(request: HttpRequest, pk: int) -> HttpResponse:
    one = _own(request, pk)
    return at_once(
        request,
        lambda: actions.decline(one, by=user_of(request)),
        _("这份报名里只剩先报名的人。"),
        reverse("convalescence:mine"),
    )


@require_POST
def reckoning(request: HttpRequest, pk: int) -> HttpResponse:
    """Read register and ledger anew."""
    one = _own(request, pk)
    return at_once(
        request,
        lambda: actions.recompute(one, by=user_of(request)),
        _("已按现在的登记重新计算。"),
        reverse("convalescence:application", args=[pk]),
    )


@require_POST
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    one = _own(request, pk)
    return at_once(
        request,
        lambda: actions.withdraw(one, by=user_of(request)),
        _("已退出。截止以前可以重新报名。"),
        reverse("convalescence:mine"),
    )


def _own(request: HttpRequest, pk: int) -> Application:
    """An application that the reader may change: one of those who go, or their union."""
    one = visible_application(request, pk)
    if not user_of(request).has_perm("convalescence.change_application", one):
        raise PermissionDenied
    return one


def _is_open(one: Programme) -> bool:
    return one.state == ProgrammeState.OPEN and one.opens_at <= timezone.now() < one.closes_at
