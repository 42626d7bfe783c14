"""Merging and dissolving a union from its page: the organisations room's forms, with the members brought along."""

from django.http import HttpRequest, HttpResponse

from jiangong.foundation.organisations.views import changing
from jiangong.foundation.people import actions


def merge(request: HttpRequest, pk: int) -> HttpResponse:
    return changing.merge(request, pk, merging=actions.merge_unions)


def dissolve(request: HttpRequest, pk: int) -> HttpResponse:
    return changing.dissolve(request, pk, dissolving=actions.dissolve_union)
