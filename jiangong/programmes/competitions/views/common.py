"""What the pages of competitions share: the row that is asked for, or 404."""

from typing import TypeVar

from django.db.models import Model
from django.http import Http404, HttpRequest

from jiangong.programmes.competitions import queries
from jiangong.programmes.competitions.models import Appeal, Contest, Entry, Honour, Office, Season

Row = TypeVar("Row", bound=Model)


def visible_contest(request: HttpRequest, pk: int) -> Contest:
    return _found(queries.contests_visible_to(request.user).filter(pk=pk).first())


def public_contest(pk: int) -> Contest:
    return _found(queries.public_contests().filter(pk=pk).first())


def visible_entry(request: HttpRequest, pk: int) -> Entry:
    return _found(queries.entries_visible_to(request.user).filter(pk=pk).first())


def visible_appeal(request: HttpRequest, pk: int) -> Appeal:
    return _found(queries.appeals_visible_to(request.user).filter(pk=pk).first())


def visible_honour(request: HttpRequest, pk: int) -> Honour:
    return _found(queries.honours_visible_to(request.user).filter(pk=pk).first())


def season_or_404(pk: int) -> Season:
    return _found(queries.seasons().filter(pk=pk).first())


def own_office(request: HttpRequest, pk: int) -> Office:
    """An office that the user holds; another's is not there."""
    return _found(queries.offices_held(request.user).filter(pk=pk).first())


def _found(row: Row | None) -> Row:
    if row is None:
        raise Http404
    return row
