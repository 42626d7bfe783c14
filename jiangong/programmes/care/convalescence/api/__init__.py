"""Programmes and applications over HTTP. Applying has a straight way, for the last hour: repeating it does no harm."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema

from jiangong.foundation.common.endpoints import After, Caller, Id, PageOut, Straight, access, read_token
from jiangong.foundation.common.paging import Page, page_after
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.people.models import User
from jiangong.programmes.care.convalescence import actions, queries
from jiangong.programmes.care.convalescence.actions import Ticket
from jiangong.programmes.care.convalescence.api import stays
from jiangong.programmes.care.convalescence.models import Application, Programme

router = Router(tags=["convalescence"])
router.add_router("/stays", stays.router)
router.add_router("/batches", stays.run)

READ = access("convalescence:read")
WRITE = access("convalescence:write")
WRITE_IN_THE_BATCH = access("convalescence:write", deferred=True)
MOST_WISHES = 60  # not law: a body has an end


class BatchOut(Schema):
    code: str
    title: str
    starts_on: date
    ends_on: date
    places: int
    place_name: str


class PoolOut(Schema):
    code: str
    kind: str
    name: str
    places: int
    then: str


class ProgrammeOut(Schema):
    id: int
    organisation: int = Field(alias="organisation_id")
    year: int
    title: str
    state: str
    admits: str
    opens_at: datetime
    closes_at: datetime


class ProgrammeDetail(ProgrammeOut):
    batches: list[BatchOut]
    pools: list[PoolOut]


class ProgrammePage(PageOut):
    rows: list[ProgrammeOut]


class ApplyIn(Schema):
    """`wants`: codes of batches, the most wanted first; `sound`: I know of no acute or serious disease of mine."""

    programme: int = Field(ge=1, le=2**63 - 1)
    wants: list[str] = Field(min_length=1, max_length=MOST_WISHES)
    sound: bool


class WishesIn(Schema):
    wants: list[str] = Field(min_length=1, max_length=MOST_WISHES)


class TicketOut(Schema):
    id: int = Field(alias="application_id")
    programme: int = Field(alias="programme_id")
    ticket: str
    state: str
    applied_at: datetime


class ApplicationOut(Schema):
    id: int
    programme: int = Field(alias="programme_id")
    ticket: str
    state: str
    wants: list[str]
    channel: str
    applied_at: datetime


class ApplicationPage(PageOut):
    rows: list[ApplicationOut]


@router.get("/programmes", response=ProgrammePage, auth=READ)
def list_programmes(request: HttpRequest, after: After = None) -> Page[Programme]:
    """Programmes the caller may see, the oldest first."""
    return page_after(queries.programmes_visible_to(request.user), after)


@router.get("/programmes/{programme_id}", response=ProgrammeDetail, auth=READ)
def read_programme(request: HttpRequest, programme_id: Id) -> dict[str, Any]:
    """One programme with its batches and pools, in their order."""
    found = (
        queries.programmes_visible_to(request.user)
        .prefetch_related("batches", "pools")
        .filter(pk=programme_id)
        .first()
    )
    if found is None:
        raise Http404
    plain = {
        name: getattr(found, name) for name in ("id", "organisation_id", "year", "title", "state", "admits")
    }
    moments = {"opens_at": found.opens_at, "closes_at": found.closes_at}
    return {**plain, **moments, "batches": list(found.batches.all()), "pools": list(found.pools.all())}


@router.post("/applications", response=TicketOut, auth=WRITE_IN_THE_BATCH)
def apply(request: HttpRequest, asked: ApplyIn) -> Ticket:
    """Apply oneself, alone. Sent again it answers with the application that stands: one person, one application."""
    return _apply(request.auth, asked.programme, asked.wants, asked.sound)  # type: ignore[attr-defined]


@router.get("/applications", response=ApplicationPage, auth=READ)
def list_applications(request: HttpRequest, after: After = None) -> Page[Application]:
    """The caller's own applications."""
    return page_after(queries.own_applications(request.user), after)


@router.put("/applications/{application_id}/wishes", response=ApplicationOut, auth=WRITE)
def change_wishes(request: HttpRequest, application_id: Id, to: WishesIn) -> Application:
    """Other batches, or another order, until applying closes."""
    return actions.change_wishes(_application(request, application_id), to.wants, by=_by(request))


@router.delete("/applications/{application_id}", response=ApplicationOut, auth=WRITE)
def withdraw(request: HttpRequest, application_id: Id) -> Application:
    """Withdraw until applying closes; a partner stays on alone."""
    return actions.withdraw(_application(request, application_id), by=_by(request))


def _apply(caller: Caller, programme: int, wants: list[str], sound: bool) -> Ticket:
    try:
        return actions.apply_as(
            programme,
            wants,
            sound=sound,
            person_id=caller.person_id,
            user_id=caller.user_id,
            token_id=caller.token_id,
            request_key=REPEATABLE,
        )
    except Programme.DoesNotExist as error:
        raise Http404 from error


REPEATABLE = (
    "api"  # of all that one person sends for a programme the first is written, the others get its answer
)


def _straight(token: str, body: bytes, allowed: Callable[[int], bool]) -> bytes | None:
    """The answer to a request that is right in every part, or None for the ordinary way."""
    caller = read_token(token)
    if caller is None or not caller.may("convalescence:write") or not allowed(caller.user_id):
        return None
    try:
        read = json.loads(body)
        if not isinstance(read, dict) or read.keys() != {"programme", "wants", "sound"}:
            return None
        programme, wants, sound = read["programme"], read["wants"], read["sound"]
        if type(programme) is not int or not 0 < programme < 2**63 or type(sound) is not bool:
            return None
        if not isinstance(wants, list) or not 0 < len(wants) <= MOST_WISHES:
            return None
        if not all(isinstance(one, str) and "\0" not in one for one in wants):
            return None
        given = _apply(caller, programme, wants, sound)
    except (ValueError, Refused, Http404):
        return None
    return (
        f'{{"id": {given.application_id}, "programme": {given.programme_id}, "ticket": "{given.ticket}", '
        f'"state": "{given.state}", "applied_at": "{_as_json(given.applied_at)}"}}'
    ).encode()


_as_json = DjangoJSONEncoder().default
STRAIGHT = (Straight("/applications", _straight),)


def _by(request: HttpRequest) -> User:
    """Whose token or session it is; `access` lets nobody else in."""
    return cast(User, request.user)


def _application(request: HttpRequest, pk: int) -> Application:
    found = queries.applications_visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
