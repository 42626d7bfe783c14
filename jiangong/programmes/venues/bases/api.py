"""Bases over HTTP, read only: the public list, one base, the ratings in force. Lists go on with `next`."""

from datetime import date
from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema

from jiangong.foundation.common.endpoints import After, Id, PageOut
from jiangong.foundation.common.paging import Page, page_after
from jiangong.programmes.venues.bases import queries
from jiangong.programmes.venues.bases.models import Base, Rating
from jiangong.programmes.venues.bases.states import BaseKind, StepFree

router = Router(tags=["bases"])


class BaseOut(Schema):
    """A listed base. Delisted from `delisted_on` until the day before `delisted_until`."""

    id: int
    code: str
    name: str
    name_en: str
    kind: str
    place: str
    address: str
    distance_km: int | None
    rooms: int
    beds: int
    facilities: list[str]
    step_free: str
    contact: str
    state: str
    delisted_on: date | None
    delisted_until: date | None
    organisation: int = Field(alias="organisation_id")


class BasePage(PageOut):
    rows: list[BaseOut]


class RatingOut(Schema):
    """A rating in force; `score` is out of a hundred."""

    id: int
    base: int = Field(alias="base_id")
    year: int = Field(alias="year.year")
    score: int | None
    proposed: str
    verdict: str
    why: str
    in_force_on: date | None


@router.get("/bases", response=BasePage, auth=None)
def list_bases(
    request: HttpRequest, after: After = None, kind: BaseKind | None = None, step_free: StepFree | None = None
) -> Page[Base]:
    """Listed bases, the oldest first."""
    return page_after(queries.public_bases(kind=kind or "", step_free=step_free or ""), after)


@router.get("/bases/{base_id}", response=BaseOut, auth=None)
def read_base(request: HttpRequest, base_id: Id) -> Base:
    """One base that is or was listed."""
    found = queries.public_base(base_id)
    if found is None:
        raise Http404
    return found


@router.get("/ratings", response=list[RatingOut], auth=None)
def list_ratings(request: HttpRequest, year: Annotated[int, Query(ge=2000, le=2100)]) -> list[Rating]:
    """The ratings of a year that are in force, the best first."""
    return list(queries.public_ratings(year))
