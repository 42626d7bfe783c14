"""One page for each act on a membership: what it is, whom it touches, what it needs, one button."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiangong.foundation.clocks.queries import clock_of, clocks_of, shown_clock
from jiangong.foundation.common.acting import require
from jiangong.foundation.common.pages import done, page
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.desk import queries as desk
from jiangong.foundation.desk.pages import drafted, held, held_at_once
from jiangong.foundation.desk.queries import draft_kinds, held_acts
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.people import actions, queries
from jiangong.foundation.people.forms import (
    Form,
    LapseForm,
    NothingForm,
    OptionalReasonForm,
    ReasonForm,
    TransferForm,
    UnitForm,
)
from jiangong.foundation.people.models import Membership
from jiangong.foundation.people.states import MembershipState as S
from jiangong.foundation.people.views.common import membership_or_404, user_of

if TYPE_CHECKING:
    from jiangong.foundation.desk.models import PendingAct
    from jiangong.foundation.people.models import User


@dataclass(frozen=True)
class Act:
    """An act on a membership as a page: its address, words, right, states, form and action."""

    slug: str
    title: Promise
    explains: Promise
    button: Promise
    said: Promise
    permission: str
    states: frozenset[str]
    form: type[Form]
    do: Callable[..., Any]
    danger: bool = False

    @property
    def code(self) -> str:
        """How the desk calls it: what waits ten minutes is listed in tasks.HELD, what keeps a draft in forms.DRAFTS."""
        return f"people.{self.slug}"

    @property
    def chooses_unit(self) -> bool:
        return issubclass(self.form, UnitForm)


ACTS = {
    act.slug: act
    for act in (
        Act(
            "refusal", _("不批准入会申请"), _("申请人会看到理由，可以再次申请。"), _("不批准"), _("已答复申请人。"),
            "people.decide_application", frozenset({S.APPLIED}), ReasonForm, actions.refuse_application, danger=True,
        ),
        Act(
            "transfer", _("转出会籍"), _("提出后由本会确认，再由转入的工会接收；会员号和入会日期不变。"),
            _("提出转出"), _("已提出转出，等待确认。"),
            "people.request_transfer", frozenset({S.ACTIVE}), TransferForm, actions.request_transfer,
        ),
        Act(
            "transfer-cancellation", _("取消转出"), _("会籍留在原工会。"), _("取消转出"), _("已取消转出。"),
            "people.request_transfer", frozenset({S.LEAVING}), OptionalReasonForm, actions.cancel_transfer,
        ),
        Act(
            "receipt", _("接收会籍"), _("会籍从今天起在所选工会；会员号和入会日期不变。"), _("接收"), _("已接收。"),
            "people.receive", frozenset({S.POOL}), UnitForm, actions.receive,
        ),
        Act(
            "return", _("退回会籍"), _("会籍回到原工会，原工会和本人会看到理由。"), _("退回原工会"), _("已退回原工会。"),
            "people.receive", frozenset({S.POOL}), ReasonForm, actions.return_transfer, danger=True,
        ),
        Act(
            "retirement", _("办理退休保留会籍"), _("会籍保留，不缴会费，没有表决权；重新就业可以恢复。"),
            _("保留会籍"), _("已办理退休保留会籍。"),
            "people.end_membership", frozenset({S.ACTIVE}), NothingForm, actions.retire,
        ),
        Act(
            "resumption", _("恢复会籍"), _("退休保留的会籍恢复为在册。"), _("恢复会籍"), _("已恢复会籍。"),
            "people.end_membership", frozenset({S.RETIRED}), NothingForm, actions.resume,
        ),
        Act(
            "leaving", _("退会"), _("职工自愿退会，会籍从今天终止；以后可以再次申请入会。"), _("确认退会"), _("已办理退会。"),
            "people.leave", frozenset({S.ACTIVE, S.POOL, S.RETIRED}), OptionalReasonForm, actions.leave, danger=True,
        ),
        Act(
            "lapse", _("视为自动退会"), _("长期不缴会费、不参加活动，经劝说仍不改变的，可以视为自动退会；由人决定，不自动执行。"),
            _("视为自动退会"), _("已按自动退会办理。"),
            "people.end_membership", frozenset({S.ACTIVE}), LapseForm, actions.deem_withdrawn, danger=True,
        ),
    )
}  # fmt: skip


def acts_for(user: User, membership: Membership) -> list[Act]:
    """The acts that the state allows and the user may do."""
    return [
        act
        for act in ACTS.values()
        if membership.state in act.states and user.has_perm(act.permission, membership)
    ]


@require_GET
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """What waits about a membership: whose, where, by when, and what can be done. The inbox leads here."""
    workbench_organisation(request)
    membership = membership_or_404(request, pk)
    waiting = _waiting([membership])
    return page(
        request,
        "people/case.html",
        membership=membership,
        shown=shown_clock(clock_of(membership), request.user),
        pending=waiting.get(membership.pk),
        acts=acts_for(user_of(request), membership),
        approves=membership.state == S.APPLIED
        and user_of(request).has_perm("people.decide_application", membership),
        confirms=membership.state == S.LEAVING
        and user_of(request).has_perm("people.confirm_transfer", membership),
    )


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """An officer does one act on a membership."""
    organisation = workbench_organisation(request)
    return act_page(
        request, pk, slug, "people/act.html", done_at="", below=organisation if slug == "receipt" else None
    )


def act_page(
    request: HttpRequest, pk: int, slug: str, template: str, *, done_at: str, below: Any = None
) -> HttpResponse:
    """The page of an act, for officers and for members themselves; `below` narrows the unions to choose from."""
    act = ACTS.get(slug)
    if act is None:
        raise Http404
    membership = membership_or_404(request, pk)
    require(user_of(request), act.permission, membership)
    text = request.GET.get("q", "")
    units = queries.find_units(text, below=below) if issubclass(act.form, UnitForm) else []
    sent = request.POST if request.method == "POST" else None
    kept = drafted(request, act.code, membership)
    more: dict[str, Any] = {"initial": kept.initial} if act.code in draft_kinds() else {}
    form = act.form(sent, units=units, **more) if issubclass(act.form, UnitForm) else act.form(sent, **more)
    if request.method == "POST" and form.is_valid():
        there = done_at or reverse("people:person", args=[membership.person_id])
        if _sent(request, form, act, membership, there):
            kept.drop()
            return redirect(there)
    return page(request, template, form, act=act, membership=membership, units=units, q=text, kept=kept)


def _sent(request: HttpRequest, form: Form, act: Act, membership: Membership, there: str) -> bool:
    """Send it so that it can be taken back; calling off what has not happened yet is done at once."""
    given = dict(form.cleaned_data)
    if act.code not in held_acts():
        return done(request, form, lambda: act.do(membership, by=user_of(request), **given), act.said)
    facts = {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}
    return held(request, form, act.code, membership, facts=facts, **about(membership), address=there)


def about(membership: Membership) -> dict[str, Any]:
    """What a pending act says of a membership: whose, masked, and which union's."""
    name = f"{membership.person.name[:1]}**，{membership.organisation.short_name or membership.organisation.name}"
    return {"about": name, "organisation": membership.organisation}


@require_GET
def applications(request: HttpRequest) -> HttpResponse:
    """Applications that wait for the organisation or for those below it."""
    organisation = workbench_organisation(request)
    found = page_after(queries.applications_waiting(organisation), request.GET.get("after"))
    return page(
        request,
        "people/applications.html",
        page=found,
        organisation=organisation,
        waiting=_waiting(found.rows),
        clocks=clocks_of(found.rows),
    )


def _waiting(memberships: Iterable[Membership]) -> dict[int, PendingAct]:
    """The acts on these memberships that wait to take effect, by the membership's number; one query."""
    found = desk.pending_on(("people.membership", one.pk) for one in memberships)
    return {number: pending for (_label, number), pending in found.items()}


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Admit an applicant, from the list of applications."""
    workbench_organisation(request)
    membership = membership_or_404(request, pk)
    return held_at_once(
        request, "people.approve", membership, reverse("people:applications"), **about(membership)
    )


@require_GET
def transfers(request: HttpRequest) -> HttpResponse:
    """Who asked to go, who waits to be received here, who of ours waits elsewhere."""
    organisation = workbench_organisation(request)
    after = request.GET.get
    leaving = page_after(queries.transfers_to_confirm(organisation), after("leaving"), size=30)
    arriving = page_after(queries.pool(organisation), after("arriving"), size=30)
    outside = page_after(queries.transfers_out(organisation), after("outside"), size=30)
    return page(
        request,
        "people/transfers.html",
        organisation=organisation,
        leaving=leaving,
        arriving=arriving,
        outside=outside,
        waiting=_waiting([*leaving.rows, *arriving.rows]),
        clocks=clocks_of([*leaving.rows, *arriving.rows, *outside.rows]),
    )


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a member go, from the list of transfers."""
    workbench_organisation(request)
    membership = membership_or_404(request, pk)
    return held_at_once(
        request, "people.confirm", membership, reverse("people:transfers"), **about(membership)
    )
