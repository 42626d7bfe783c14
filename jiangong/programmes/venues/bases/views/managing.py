"""The workbench: bases of the union and those below it, entered by hand or from a spreadsheet, listed, closed."""

import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.pages import all_or_nothing, at_once, carried_out, page, xlsx_file
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.common.spreadsheets import write_template
from jiangong.foundation.desk.pages import drafted
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.programmes.venues.bases import actions, queries
from jiangong.programmes.venues.bases.forms import BaseForm, FileForm, as_facts
from jiangong.programmes.venues.bases.formulas import yuan
from jiangong.programmes.venues.bases.models import Base
from jiangong.programmes.venues.bases.states import PHOTO, BaseState, Facility
from jiangong.programmes.venues.bases.views.common import base_or_404


@require_GET
def bench(request: HttpRequest) -> HttpResponse:
    """The bases of the workbench's union and those below it."""
    organisation = queries.bases_organisation(request)
    state, text = request.GET.get("state", ""), request.GET.get("text", "").strip()[:60]
    found = queries.bases_at(
        request.user, organisation, state=state if state in BaseState.values else "", text=text
    )
    page_ = page_after(found, request.GET.get("after"), size=50)
    context = {
        "page": page_,
        "organisation": organisation,
        "state": state,
        "text": text,
        "states": BaseState.choices,
        "may_enter": user_of(request).has_perm("bases.enter", organisation),
        "delisted": {one.pk for one in page_.rows if queries.is_delisted(one, timezone.localdate())},
    }
    return render(request, "bases/bench.html", context)


@require_GET
def base(request: HttpRequest, pk: int) -> HttpResponse:
    """One base: what is said of it, its contracts, inspections, audits and ratings, and what can be done."""
    found = base_or_404(request, pk)
    user, today = user_of(request), timezone.localdate()
    contracts = list(queries.contracts_of(found)[:20])
    context = {
        "base": found,
        "facilities": [Facility(one).label for one in found.facilities],
        "manages": user.has_perm("bases.manage", found),
        "audits_it": user.has_perm("bases.audit", found),
        "contracts": [(one, yuan(one.price_per_day)) for one in contracts],
        "inspections": queries.inspections_of(found)[:10],
        "audits": queries.audits_of(found)[:10],
        "ratings": queries.ratings_in_force(found)[:10],
        "delisted": queries.is_delisted(found, today),
        "photo_purpose": PHOTO,
        "today": today,
    }
    return render(request, "bases/bench_base.html", context)


def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Enter a base, or change what is said of it."""
    base = base_or_404(request, pk) if pk else None
    organisation = base.organisation if base else workbench_organisation(request)
    permit(request, "bases.manage" if base else "bases.enter", base or organisation)
    kept = drafted(request, "bases.base", base)
    form = BaseForm(request.POST or None, instance=base, initial={**kept.initial})

    def act() -> Base:
        if base is None:
            return actions.enter_base(organisation, form.facts(), by=user_of(request))
        return actions.change_base(base, form.facts(), by=user_of(request))

    return carried_out(
        request,
        form,
        act,
        words=_("基地资料已保存。"),
        to=lambda saved: kept.sent(redirect("bases:bench_base", pk=saved.pk)),
    ) or page(request, "bases/edit.html", form, base=base, organisation=organisation, kept=kept)


@require_POST
def set_state(request: HttpRequest, pk: int) -> HttpResponse:
    """List a base, or close it."""
    base = base_or_404(request, pk)
    permit(request, "bases.manage", base)
    there = reverse("bases:bench_base", args=[pk])
    if request.POST.get("state") == BaseState.LISTED:
        return at_once(
            request,
            lambda: actions.list_base(base, by=user_of(request)),
            _("已经列入名录，公开可见。"),
            there,
        )
    if request.POST.get("state") == BaseState.CLOSED:
        return at_once(
            request, lambda: actions.close_base(base, by=user_of(request)), _("基地已停用。"), there
        )
    return redirect(there)


def upload(request: HttpRequest) -> HttpResponse:
    """A list of bases out of a spreadsheet: all rows or none, each fault with its row."""
    organisation = workbench_organisation(request)
    permit(request, "bases.enter", organisation)
    form = FileForm(request.POST or None, request.FILES or None)
    imported, faults = all_or_nothing(
        request,
        form,
        queries.read_bases,
        lambda read: actions.import_bases(organisation, [as_facts(one) for one in read], by=user_of(request)),
        lambda counts: (
            _("新登记 %(new)s 个基地，更新 %(known)s 个。") % {"new": counts[0], "known": counts[1]}
        ),
    )
    if imported:
        return redirect("bases:bench")
    return page(request, "bases/import.html", form, faults=faults, organisation=organisation)


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """An empty table to fill in."""
    permit(request, "bases.enter", workbench_organisation(request))
    target = io.BytesIO()
    example = (
        "示例：JD-001", "演示海滨疗养院", "Demo Seaside Sanatorium", "工会疗养院", "牟平区", "", "30", "60", "120",
        "医务室、近海", "全程无障碍", "", "",
    )  # fmt: skip
    write_template(target, queries.HEADINGS, sheet="基地名录", example=example)
    return xlsx_file(target.getvalue(), "bases.xlsx")
