"""Organisations over HTTP: the subtree one's appointments reach, and the verbs of founding, naming and moving.

Ending a union concerns its members: merger and dissolution are in people/api.py.
"""

from datetime import date
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema, Status
from pydantic import Field

from jiangong.foundation.common.endpoints import After, Call, Id, PageOut, access, creates
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.organisations import actions, queries
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import Kind, State

router = Router(tags=["organisations"])
Key = Annotated[int, Field(ge=1, le=2**63 - 1)]
Name = Annotated[str, Field(min_length=1, max_length=120)]


class OrganisationOut(Schema):
    """A union as it stands today; `path` holds the ids from the city down to itself."""

    id: int
    code: str
    name: str
    short_name: str
    kind: Kind
    state: State
    parent_id: int | None
    industry_id: int | None
    path: str
    division_code: str
    credit_code: str
    employer_name: str
    founded_on: date
    ended_on: date | None


class OrganisationPage(PageOut):
    rows: list[OrganisationOut]


class Found(Schema):
    """A union to be founded below `parent`."""

    name: Name
    kind: Kind
    parent: Key
    industry: Key | None = None
    short_name: Annotated[str, Field(max_length=60)] = ""
    founded_on: date | None = None
    credit_code: Annotated[str, Field(max_length=18)] = ""
    credit_code_override: Annotated[str, Field(max_length=200)] = ""
    employer_name: Annotated[str, Field(max_length=120)] = ""
    address: Annotated[str, Field(max_length=200)] = ""


class Rename(Schema):
    name: Name
    short_name: Annotated[str, Field(max_length=60)] = ""
    on: date | None = None


class Move(Schema):
    parent: Key
    on: date | None = None


def _visible(request: Call, pk: int) -> Organisation:
    """The organisation, if the caller may view it; otherwise 404, the same as for one that is not there."""
    return get_object_or_404(queries.organisations_visible_to(request.user), pk=pk)


@router.get("/", response=OrganisationPage, auth=access("organisations:read"))
def list_organisations(
    request: Call,
    after: After = None,
    kind: Kind | None = None,
    below: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
) -> Any:
    """The unions the caller may view, by id; of one kind, or below one of them, where asked for."""
    rows = queries.organisations_visible_to(request.user)
    if kind is not None:
        rows = rows.filter(kind=kind)
    if below is not None:
        rows = rows.filter(path__startswith=_visible(request, below).path)
    return page_after(rows, after)


@router.get("/{pk}", response=OrganisationOut, auth=access("organisations:read"))
def read_organisation(request: Call, pk: Id) -> Organisation:
    """One union."""
    return _visible(request, pk)


@router.post("/", response={201: OrganisationOut}, auth=access("organisations:write"))
@creates
def found_organisation(request: Call, draft: Found) -> Any:
    """Found a union. The next-higher union does this (工会法 2021)."""
    facts = draft.dict()
    facts["parent"] = _visible(request, facts.pop("parent"))
    industry = facts.pop("industry")
    facts["industry"] = _visible(request, industry) if industry else None
    return Status(201, actions.create(**facts, by=request.user))


@router.put("/{pk}/name", response=OrganisationOut, auth=access("organisations:write"))
def rename_organisation(request: Call, pk: Id, to: Rename) -> Any:
    """Call a union something else from a day on; the old name stays in its history."""
    return actions.rename(_visible(request, pk), to.name, short_name=to.short_name, on=to.on, by=request.user)


@router.put("/{pk}/parent", response=OrganisationOut, auth=access("organisations:write"))
def move_organisation(request: Call, pk: Id, to: Move) -> Any:
    """Hang a union with everything below it under another; last year's figures stay where they were earned."""
    return actions.move(_visible(request, pk), _visible(request, to.parent), on=to.on, by=request.user)
