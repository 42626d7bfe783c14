"""The workbench: contracts with bases."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.foundation.common.pages import carried_out, page
from jiangong.foundation.desk.pages import held
from jiangong.foundation.desk.queries import pending_of
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.programmes.venues.bases import actions, queries
from jiangong.programmes.venues.bases.forms import ContractForm, EndingForm, SigningForm
from jiangong.programmes.venues.bases.formulas import yuan
from jiangong.programmes.venues.bases.states import PAPER, ContractState
from jiangong.programmes.venues.bases.views.common import base_or_404, contract_or_404


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a contract down before it is signed."""
    base = base_or_404(request, pk)
    permit(request, "bases.manage", base)
    form = ContractForm(request.POST or None)
    ceiling, _fen = queries.price_ceiling(base, timezone.localdate())
    return carried_out(
        request,
        form,
        lambda: actions.draft_contract(base, form.facts(), by=user_of(request)),
        words=_("合同已草拟。附上合同文本以后办理签订。"),
        to=lambda made: redirect("bases:contract", pk=made.pk),
    ) or page(request, "bases/contract_edit.html", form, base=base, ceiling=ceiling)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a contract that is not signed."""
    contract = contract_or_404(request, pk)
    permit(request, "bases.manage_contract", contract)
    form = ContractForm(request.POST or None, contract=contract)
    ceiling, _fen = queries.price_ceiling(contract.base, contract.since)
    return carried_out(
        request,
        form,
        lambda: actions.change_contract(contract, form.facts(), by=user_of(request)),
        words=_("合同已保存。"),
        to=lambda saved: redirect("bases:contract", pk=saved.pk),
    ) or page(
        request, "bases/contract_edit.html", form, base=contract.base, contract=contract, ceiling=ceiling
    )


def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """One contract with its text; signing it."""
    found = contract_or_404(request, pk)
    manages = user_of(request).has_perm("bases.manage_contract", found)
    form = SigningForm(request.POST or None)
    here = reverse("bases:contract", args=[pk])
    if request.method == "POST":
        permit(request, "bases.manage_contract", found)
        if form.is_valid() and held(
            request,
            form,
            "bases.sign_contract",
            found,
            facts={"signed_on": form.cleaned_data["signed_on"].isoformat()},
            about=f"{found.base.name}，{found.number}",
            organisation=found.organisation,
            address=here,
        ):
            return redirect(here)
    return page(
        request,
        "bases/contract.html",
        form,
        contract=found,
        price=yuan(found.price_per_day),
        manages=manages,
        signs=manages and found.state == ContractState.DRAFT,
        paper=PAPER,
        pending=pending_of(found),
    )


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a contract early."""
    found = contract_or_404(request, pk)
    permit(request, "bases.manage_contract", found)
    form = EndingForm(request.POST or None)
    there = reverse("bases:contract", args=[pk])
    if (
        request.method == "POST"
        and form.is_valid()
        and held(
            request,
            form,
            "bases.end_contract",
            found,
            facts={"last_day": form.cleaned_data["last_day"].isoformat(), "why": form.cleaned_data["why"]},
            about=f"{found.base.name}，{found.number}",
            organisation=found.organisation,
            address=there,
        )
    ):
        return redirect(there)
    return page(request, "bases/contract_end.html", form, contract=found)
