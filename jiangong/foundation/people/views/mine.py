"""A worker's own pages: what is known of me, my membership, who looked at my data."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiangong.foundation.clocks.queries import clock_of, shown_clock
from jiangong.foundation.common.acting import require
from jiangong.foundation.common.pages import at_once, done, page
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.desk import queries as desk
from jiangong.foundation.desk.pages import held
from jiangong.foundation.people import actions, queries
from jiangong.foundation.people.forms import PhoneForm, UnitForm
from jiangong.foundation.people.readlog.queries import exports_with
from jiangong.foundation.people.states import MembershipState as S
from jiangong.foundation.people.states import Sealed
from jiangong.foundation.people.views.acts import act_page
from jiangong.foundation.people.views.common import membership_or_404, own_person, user_of


@never_cache
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """What is known of me, numbers masked; a POST shows them in clear, to me, without a look."""
    one = own_person(request)
    card = queries.card(one, seen_by=user_of(request))
    shown = {}
    if request.method == "POST":
        shown = {
            what: actions.reveal(one, Sealed(what), purpose="", by=user_of(request))
            for what in Sealed.values
            if getattr(one, f"{what}_sealed")
        }
    return page(
        request,
        "people/profile.html",
        person=one,
        card=card,
        document=shown.get("document", card.document),
        phone=shown.get("phone", card.phone),
        shown=bool(shown),
    )


@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """Correct my phone."""
    one = own_person(request)
    form = PhoneForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            form,
            lambda: actions.change_phone(one, form.cleaned_data["phone"], by=user_of(request)),
            _("手机号已更正。"),
        )
    ):
        return redirect("people:profile")
    return page(request, "people/phone.html", form, person=one, phone=queries.masked_phone(one))


@require_GET
def membership(request: HttpRequest) -> HttpResponse:
    """My membership, what can be done with it, and its history."""
    one = own_person(request)
    rows = queries.memberships_of(one)
    current = queries.current_membership(one)
    subjects = [("people.person", one.pk), *([("people.membership", current.pk)] if current else [])]
    return page(
        request,
        "people/membership.html",
        waiting=desk.shown(desk.pending_on(subjects).values()),
        person=one,
        current=current,
        shown=shown_clock(clock_of(current), request.user) if current and _steps(current.state) else None,
        history=[row for row in rows if current is None or row.pk != current.pk],
        steps=_steps(current.state) if current else None,
    )


def _steps(state: str) -> tuple[list[tuple[str, str]], int] | None:
    """Where an application or a transfer stands; None for a membership at rest."""
    if state == S.APPLIED:
        return [(_("提出申请"), ""), (_("工会批准"), ""), (_("成为会员"), "")], 2
    if state in (S.LEAVING, S.POOL):
        items = [(_("提出转出"), ""), (_("原工会确认"), ""), (_("新工会接收"), "")]
        return items, 2 if state == S.LEAVING else 3
    return None


@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """Ask a union to admit me: find it, choose it, send."""
    one = own_person(request)
    require(user_of(request), "people.apply", one)
    text = request.GET.get("q", "")
    units = queries.find_units(text)
    form = UnitForm(request.POST if request.method == "POST" else None, units=units)
    if (
        request.method == "POST"
        and form.is_valid()
        and held(
            request,
            form,
            "people.apply",
            one,
            facts=form.cleaned_data,
            about=form.organisation().name,
            organisation=form.organisation(),
            address=reverse("people:membership"),
        )
    ):
        return redirect("people:membership")
    return page(request, "people/apply.html", form, units=units, q=text)


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Transfer, cancel a transfer, or leave: my own membership."""
    if membership_or_404(request, pk).person_id != own_person(request).pk:
        raise Http404
    return act_page(request, pk, slug, "people/my_act.html", done_at=reverse("people:membership"))


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take my application back."""
    membership = membership_or_404(request, pk)
    if membership.person_id != own_person(request).pk:
        raise Http404
    return at_once(
        request,
        lambda: actions.withdraw_application(membership, by=user_of(request)),
        _("申请已撤回。"),
        reverse("people:membership"),
    )


@require_GET
def looks(request: HttpRequest) -> HttpResponse:
    """Who saw my numbers in clear or took a list with me away, when, and what for; the newest 50 lists."""
    one = own_person(request)
    found = page_after(queries.looks_at(one), request.GET.get("after"), size=30, newest_first=True)
    lists = [] if request.GET.get("after") else list(exports_with(one.pk)[:50])
    return page(request, "people/looks.html", page=found, lists=lists)
