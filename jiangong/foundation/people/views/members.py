"""The member list, a person's card, registering, correcting, looking at a number in clear."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiangong.foundation.common.acting import require
from jiangong.foundation.common.pages import done, page
from jiangong.foundation.desk.pages import drafted
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.people import actions, queries
from jiangong.foundation.people.forms import AdmitForm, FilterForm, LookForm, PersonForm
from jiangong.foundation.people.models import Membership, Person
from jiangong.foundation.people.states import MembershipState, Sealed
from jiangong.foundation.people.views.acts import acts_for
from jiangong.foundation.people.views.common import person_or_404, user_of


@require_GET
def members(request: HttpRequest) -> HttpResponse:
    """The register of the workbench's organisation and all below it."""
    organisation = workbench_organisation(request)
    form = FilterForm(request.GET)
    form.is_valid()
    wanted = queries.Wanted(**{name: form.cleaned_data.get(name, "") for name in form.fields})
    found = queries.member_list(organisation, wanted, request.GET.get("after"))
    counts = queries.state_counts(organisation)
    return page(
        request,
        "people/members.html",
        filters=form,
        filtered=bool(wanted.state) or not wanted.only_state,
        total=sum(counts.get(state, 0) for state in wanted.states) if wanted.only_state else None,
        waiting=counts.get(MembershipState.APPLIED, 0),
        leaving=counts.get(MembershipState.LEAVING, 0),
        arriving=queries.pool(organisation).count(),
        page=found,
        rows=[_row(membership) for membership in found.rows],
        organisation=organisation,
    )


def _row(membership: Membership) -> dict[str, Any]:
    person = membership.person
    return {
        "membership": membership,
        "person": person,
        "document": queries.masked_document(person),
        "phone": queries.masked_phone(person),
        "kind": _KINDS.get(membership.state, ""),
    }


_KINDS: dict[str, str] = {
    MembershipState.ACTIVE: "good",
    MembershipState.APPLIED: "sea",
    MembershipState.LEAVING: "warn",
    MembershipState.POOL: "warn",
}


@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's card; asked for by htmx only its short form, for the pane beside the list."""
    workbench_organisation(request)
    return _card(request, person_or_404(request, pk))


def _card(
    request: HttpRequest, one: Person, *, look: LookForm | None = None, clear: dict[str, str] | None = None
) -> HttpResponse:
    card = queries.card(one, seen_by=user_of(request))
    current = next((m for m in card.memberships if m.ended_on is None), None)
    peek = getattr(request, "htmx", False) and look is None and clear is None
    return page(
        request,
        "people/_peek.html" if peek else "people/person.html",
        form=look,
        card=card,
        person=one,
        current=current,
        current_kind=_KINDS.get(current.state, "") if current else "",
        acts=acts_for(user_of(request), current) if current else [],
        looks=None
        if peek
        else [
            (what, label, getattr(card, what), LookForm(initial={"what": what}, auto_id=f"{what}_%s"))
            for what, label in Sealed.choices
        ],
        clear=clear or {},
        duplicates=[] if peek else queries.likely_duplicates(one, seen_by=user_of(request)),
        may_change=user_of(request).has_perm("people.change", one),
        may_reveal=user_of(request).has_perm("people.reveal", one),
    )


@never_cache
@require_POST
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a number in clear, once, after the look was written down. The answer is not kept by any cache."""
    organisation = workbench_organisation(request)
    one = person_or_404(request, pk)
    form = LookForm(request.POST)
    if not form.is_valid():
        return _card(request, one, look=form)
    what = Sealed(form.cleaned_data["what"])
    value = actions.reveal(one, what, purpose=form.words(), by=user_of(request), organisation=organisation)
    return _card(request, one, clear={what: value})


@require_http_methods(["GET", "POST"])
def admit(request: HttpRequest) -> HttpResponse:
    """Register a person in the workbench's organisation and admit them as a member."""
    organisation = workbench_organisation(request)
    require(user_of(request), "people.admit", organisation)
    kept = drafted(request, "people.admit")
    form = AdmitForm(request.POST or None, initial=kept.initial)
    known = None
    if request.method == "POST" and form.is_valid():
        made: list[Membership] = []

        def act() -> None:
            made.append(
                actions.admit_new_person(
                    organisation,
                    document=form.cleaned_data["document"],
                    phone=form.cleaned_data["phone"],
                    joined_on=form.cleaned_data["joined_on"],
                    by=user_of(request),
                    **form.facts(),
                )
            )

        if done(request, form, act, _("已登记入会。")):
            kept.drop()
            return redirect("people:person", made[0].person_id)
        known = queries.find_person(document=form.cleaned_data["document_number"])
        if known is not None and not user_of(request).has_perm("people.view", known):
            known = None
    return page(request, "people/admit.html", form, organisation=organisation, known=known, kept=kept)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is known of a person. Numbers left empty stay as they are."""
    workbench_organisation(request)
    one = person_or_404(request, pk)
    require(user_of(request), "people.change", one)
    names = [name for name in PersonForm.base_fields if name not in ("document_number", "phone")]
    kept = drafted(request, "people.change", one)
    known = {name: getattr(one, name) for name in names}
    form = PersonForm(request.POST or None, person=one, initial={**known, **kept.initial})
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            actions.change_person(
                one,
                by=user_of(request),
                document=form.cleaned_data["document"],
                phone=form.cleaned_data["phone"] or None,
                **form.facts(),
            )

        if done(request, form, act, _("已更正。")):
            kept.drop()
            return redirect(reverse("people:person", args=[one.pk]))
    return page(
        request,
        "people/change.html",
        form,
        person=one,
        kept=kept,
        document=queries.masked_document(one),
        phone=queries.masked_phone(one),
    )
