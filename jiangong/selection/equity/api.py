"""The published tables over HTTP, for anyone: nothing here that the public pages do not show."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Router, Schema
from ninja.errors import HttpError

from jiangong.selection.equity import queries

router = Router(tags=["equity"])

Year = Annotated[int, Path(ge=1900, le=9999)]


class CountOut(Schema):
    """A published year; `digest` stands in the ledger too (verb equity.counted)."""

    year: int
    until: str
    least: int
    digest: str


class LineOut(Schema):
    """A group: of a good, along a dimension (empty: all members), in one district (null: the whole city). Null: hidden."""

    good: str
    dimension: str
    value: str
    label: str
    district: str | None
    members: int | None
    reached: int | None


class YearOut(CountOut):
    lines: list[LineOut]


@router.get("/years", response=list[CountOut], auth=None)
def list_years(request: HttpRequest) -> list[CountOut]:
    """Published years, newest first."""
    return [
        CountOut(year=one.year, until=str(one.until), least=one.least, digest=one.digest)
        for one in queries.published_years()
    ]


@router.get("/years/{year}", response=YearOut, auth=None)
def get_year(request: HttpRequest, year: Year) -> YearOut:
    """Every published line of a year."""
    count = queries.published_year(year)
    if count is None:
        raise HttpError(404, "No such year was published.")
    lines = [
        LineOut(
            good=good,
            dimension=dimension,
            value=value,
            label=label,
            district=district,
            members=members,
            reached=reached,
        )
        for good, dimension, value, label, district, _name, members, reached in queries.everything_of(count)
    ]
    return YearOut(
        year=count.year, until=str(count.until), least=count.least, digest=count.digest, lines=lines
    )
