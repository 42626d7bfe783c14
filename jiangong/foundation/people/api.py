"""People over HTTP: masked, always. Clear numbers are shown on pages only, where every look is written down."""

from datetime import date
from typing import Annotated, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema, Status
from ninja.errors import HttpError
from pydantic import Field

from jiangong.foundation.common.endpoints import After, Call, Id, PageOut, access, creates
from jiangong.foundation.common.paging import Page
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.queries import organisation_by_code, organisations_visible_to
from jiangong.foundation.organisations.states import State
from jiangong.foundation.people import actions, queries
from jiangong.foundation.people.formulas import Problem, check_document, check_phone, mask_name
from jiangong.foundation.people.models import Membership, Person
from jiangong.foundation.people.states import DocumentType, MembershipState

router = Router(tags=["people"])
Key = Annotated[int, Field(ge=1, le=2**63 - 1)]
Why = Annotated[str, Field(max_length=200)]


class MembershipOut(Schema):
    """One membership; `name` is masked for whoever may only audit."""

    id: int
    person_id: int
    name: str
    organisation_id: int
    organisation_name: str
    state: MembershipState
    number: str
    joined_on: date | None
    ended_on: date | None
    next_organisation_id: int | None


class MembershipPage(PageOut):
    rows: list[MembershipOut]


class PersonOut(Schema):
    """A person as the caller may see them: numbers are masked for everybody, names for auditors."""

    id: int
    name: str
    document_type: str
    document: str
    phone: str
    memberships: list[MembershipOut]


class Apply(Schema):
    """The code of the union one wants to join."""

    organisation: Annotated[str, Field(min_length=1, max_length=20)]


class Admit(Schema):
    """A worker nobody has registered yet, to be put on a union's register."""

    organisation: Key
    name: Annotated[str, Field(min_length=1, max_length=80)]
    document_type: DocumentType = DocumentType.IDENTITY_CARD
    document: Annotated[str, Field(max_length=40)]
    phone: Annotated[str, Field(max_length=30)] = ""
    joined_on: date | None = None


class Because(Schema):
    reason: Why = ""


class Transfer(Schema):
    """The code of the union the membership is to go to."""

    to: Annotated[str, Field(min_length=1, max_length=20)]
    reason: Why = ""


class Receive(Schema):
    into: Key


class Merge(Schema):
    into: Key
    on: date | None = None


class Dissolve(Schema):
    reason: Annotated[str, Field(min_length=1, max_length=200)]
    on: date | None = None


class UnionOut(Schema):
    """A union after its end."""

    id: int
    name: str
    state: State
    ended_on: date | None
    succeeded_by_id: int | None


def _show(membership: Membership, name: str) -> dict[str, Any]:
    return {
        "id": membership.pk,
        "person_id": membership.person_id,
        "name": name,
        "organisation_id": membership.organisation_id,
        "organisation_name": membership.organisation.name,
        "state": membership.state,
        "number": membership.number,
        "joined_on": membership.joined_on,
        "ended_on": membership.ended_on,
        "next_organisation_id": membership.next_organisation_id,
    }


def _name(request: Call, person: Person, organisation: Organisation) -> str:
    clear = request.user.has_perm("people.admit", organisation) or person.pk == request.auth.person_id
    return person.name if clear else mask_name(person.name)


def _answer(request: Call, membership: Membership) -> dict[str, Any]:
    return _show(membership, _name(request, membership.person, membership.organisation))


def _organisation(request: Call, pk: int) -> Organisation:
    return get_object_or_404(organisations_visible_to(request.user), pk=pk)


def _by_code(code: str) -> Organisation:
    organisation = organisation_by_code(code)
    if organisation is None:
        raise Http404
    return organisation


def _membership(request: Call, pk: int) -> Membership:
    membership = queries.membership_for(request.user, pk)
    if membership is None:
        raise Http404
    return membership


def _self(request: Call) -> Person:
    person: Person | None = request.user.person if request.user.is_authenticated else None
    if person is None:
        raise Http404
    return person


def _card(request: Call, person: Person) -> dict[str, Any]:
    card = queries.card(person, seen_by=request.user)
    visible = {one.pk for one in queries.memberships_visible_to(request.user).filter(person=person)}
    return {
        "id": person.pk,
        "name": card.name,
        "document_type": person.document_type,
        "document": card.document,
        "phone": card.phone,
        "memberships": [_show(one, card.name) for one in card.memberships if one.pk in visible],
    }


@router.get("/me", response=PersonOut, auth=access("people:read"))
def read_myself(request: Call) -> Any:
    """Oneself, masked all the same. 404 for an account that is linked to nobody."""
    return _card(request, _self(request))


@router.get("/memberships", response=MembershipPage, auth=access("people:read"))
def list_memberships(
    request: Call,
    organisation: Annotated[int, Query(ge=1, le=2**63 - 1)],
    state: MembershipState | None = None,
    after: After = None,
) -> Any:
    """Members of a union and of all below it, union by union."""
    place = _organisation(request, organisation)
    wanted = queries.Wanted(state=state or "")
    page: Page[Membership] = queries.member_list(place, wanted, after)
    clear = request.user.has_perm("people.admit", place)
    return {
        "rows": [_show(one, one.person.name if clear else mask_name(one.person.name)) for one in page.rows],
        "next": page.next,
    }


@router.get("/memberships/{pk}", response=MembershipOut, auth=access("people:read"))
def read_membership(request: Call, pk: Id) -> Any:
    """One membership."""
    return _answer(request, _membership(request, pk))


@router.post("/memberships", response={201: MembershipOut}, auth=access("people:write"))
@creates
def admit_member(request: Call, member: Admit) -> Any:
    """Register a worker and admit them. Refused when the document belongs to somebody known."""
    document = check_document(member.document_type, member.document)
    if isinstance(document, Problem):
        raise HttpError(422, str(document.text))
    phone = check_phone(member.phone) if member.phone else ""
    if isinstance(phone, Problem):
        raise HttpError(422, str(phone.text))
    membership = actions.admit_new_person(
        _organisation(request, member.organisation),
        name=member.name,
        document=document,
        phone=phone,
        joined_on=member.joined_on,
        by=request.user,
    )
    return Status(201, _answer(request, membership))


@router.post("/applications", response={201: MembershipOut}, auth=access("people:write"))
@creates
def apply(request: Call, application: Apply) -> Any:
    """Ask a union to be admitted, for oneself."""
    membership = actions.apply_for_membership(
        _self(request),
        _by_code(application.organisation),
        by=request.user,
    )
    return Status(201, _answer(request, membership))


@router.put("/memberships/{pk}/approval", response=MembershipOut, auth=access("people:write"))
def approve(request: Call, pk: Id) -> Any:
    """Admit an applicant."""
    return _answer(request, actions.approve_application(_membership(request, pk), by=request.user))


@router.put("/memberships/{pk}/refusal", response=MembershipOut, auth=access("people:write"))
def refuse(request: Call, pk: Id, because: Because) -> Any:
    """Do not admit an applicant, and say why."""
    membership = actions.refuse_application(
        _membership(request, pk),
        reason=because.reason,
        by=request.user,
    )
    return _answer(request, membership)


@router.put("/memberships/{pk}/leaving", response=MembershipOut, auth=access("people:write"))
def leave(request: Call, pk: Id, because: Because) -> Any:
    """Leave the union, freely."""
    membership = actions.leave(_membership(request, pk), reason=because.reason, by=request.user)
    return _answer(request, membership)


@router.put("/memberships/{pk}/transfer", response=MembershipOut, auth=access("people:write"))
def request_transfer(request: Call, pk: Id, transfer: Transfer) -> Any:
    """Ask that the membership go to another union."""
    membership = actions.request_transfer(
        _membership(request, pk),
        _by_code(transfer.to),
        reason=transfer.reason,
        by=request.user,
    )
    return _answer(request, membership)


@router.put("/memberships/{pk}/transfer/confirmation", response=MembershipOut, auth=access("people:write"))
def confirm_transfer(request: Call, pk: Id) -> Any:
    """The old union lets the member go; the membership waits in the pool."""
    return _answer(request, actions.confirm_transfer(_membership(request, pk), by=request.user))


@router.post("/memberships/{pk}/transfer/receipt", response={201: MembershipOut}, auth=access("people:write"))
@creates
def receive(request: Call, pk: Id, receive: Receive) -> Any:
    """The new union takes the membership out of the pool; the answer is the new membership."""
    membership = actions.receive(
        _membership(request, pk),
        _organisation(request, receive.into),
        by=request.user,
    )
    return Status(201, _answer(request, membership))


@router.put("/memberships/{pk}/transfer/return", response=MembershipOut, auth=access("people:write"))
def return_transfer(request: Call, pk: Id, because: Because) -> Any:
    """The new union does not take the member, and says why."""
    membership = actions.return_transfer(
        _membership(request, pk),
        reason=because.reason,
        by=request.user,
    )
    return _answer(request, membership)


@router.put("/unions/{pk}/merger", response=UnionOut, auth=access("organisations:write"))
def merge_union(request: Call, pk: Id, to: Merge) -> Any:
    """Let a union go into another of its kind, members and all."""
    return actions.merge_unions(
        _organisation(request, pk), _organisation(request, to.into), on=to.on, by=request.user
    )


@router.put("/unions/{pk}/dissolution", response=UnionOut, auth=access("organisations:write"))
def dissolve_union(request: Call, pk: Id, end: Dissolve) -> Any:
    """End a union that has no unions below it; its members keep their membership, at the union above."""
    return actions.dissolve_union(_organisation(request, pk), on=end.on, reason=end.reason, by=request.user)
