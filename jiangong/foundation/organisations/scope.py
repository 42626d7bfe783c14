"""Scope: what a person's appointments reach. An appointment reaches its organisation's whole subtree.

Every permission and every list of every room is built from the three functions `held`, `holds` and `within`, so
that what a list shows equals what single-row permission allows.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from jiangong.foundation.organisations.formulas import depth_of
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import APART, LENDABLE, OFFICERS

SESSION_KEY = "organisation"


@dataclass(frozen=True)
class Held:
    """One appointment in force today: a role on an organisation (its id and path).

    `lent_by` is the person's number whose appointment it is, when that officer is absent and one stands in 代办.
    """

    role: str
    organisation_id: int
    path: str
    lent_by: int | None = None


def held(user: Any) -> tuple[Held, ...]:
    """The user's appointments in force today, and those they stand in for; read once per user object (one request).

    Who stands in has the absent officer's roles as LENDABLE names them, and no more; nobody who audits or runs the
    machine has any of them so.
    """
    if getattr(user, "person_id", None) is None or not user.is_active:
        return ()
    if not hasattr(user, "_held"):
        today = timezone.localdate()
        lent = apps.get_model("inbox", "Delegation")._default_manager.filter(
            delegate=user.person_id, since__lte=today, until__gte=today, ended_at__isnull=True
        )
        people = apps.get_model("people", "Person")._default_manager.filter(pk=user.person_id)
        rows = (
            apps.get_model("people", "Appointment")  # the storey above: by name, never by import
            ._default_manager.filter(
                Q(until__isnull=True) | Q(until__gte=today),
                Q(person=user.person_id) | Q(role__in=LENDABLE),
                # A union, not an OR: each half is found by its own index.
                person__in=people.values("pk").union(lent.values("delegator")),
                since__lte=today,
            )
            .order_by("organisation__depth", "pk")
            .values_list("role", "organisation_id", "organisation__path", "person_id")
        )
        found = [
            Held(role, organisation, path, None if whose == user.person_id else whose)
            for role, organisation, path, whose in rows
        ]
        if any(one.role in APART and one.lent_by is None for one in found):
            found = [one for one in found if one.lent_by is None]
        user._held = tuple(
            sorted(found, key=lambda one: one.lent_by is not None)
        )  # one's own office comes first
    return user._held  # type: ignore[no-any-return]


def holds(user: Any, roles: Collection[str], organisation: Organisation) -> bool:
    """Whether the user holds one of the roles on the organisation or on one above it on the territorial line."""
    return any(one.role in roles and organisation.path.startswith(one.path) for one in held(user))


def within(user: Any, roles: Collection[str], lookup: str = "") -> Q:
    """The same rule as `holds`, as a filter. `lookup` leads to the organisation: "", "organisation__", …"""
    found = Q(pk__in=())
    for path in {one.path for one in held(user) if one.role in roles}:
        found |= _beneath(path, lookup)
    return found


def at_or_below(organisation: Organisation | Held, lookup: str = "") -> Q:
    """Rows of an organisation, or of what an appointment reaches, and of all below it today. `lookup` leads to the organisation as in `within`."""
    return _beneath(organisation.path, lookup)


def _beneath(path: str, lookup: str) -> Q:
    """There is one city and everything is beneath it: its rows are all rows, without a join to twenty thousand unions."""
    if depth_of(path) == 0:
        return Q(**{f"{lookup or 'pk__'}isnull": False})
    return Q(**{f"{lookup}path__startswith": path})


def workbench_organisation(request: HttpRequest, *, also: Collection[str] = ()) -> Organisation:
    """The organisation the workbench is switched to: one the user is an officer of, or one below it.

    `also`: the roles besides officers that the page is for, as auditors; who holds only such a one sees the highest
    organisation they hold it on. Read once per request. Raises PermissionDenied for everybody else.
    """
    mine = held(request.user)
    first = next((one for one in mine if one.role in OFFICERS), None) or next(
        (one for one in mine if one.role in also), None
    )
    if first is None:
        raise PermissionDenied
    # Kept by the appointment it follows from: what a page for auditors found must not serve one for officers.
    known: dict[Held, Organisation] = request.__dict__.setdefault("_workbench_organisations", {})
    if first not in known:
        known[first] = _switched_to(request, first)
    return known[first]


def _switched_to(request: HttpRequest, first: Held) -> Organisation:
    if first.role not in OFFICERS:
        return Organisation.objects.get(pk=first.organisation_id)
    chosen = request.session.get(SESSION_KEY)
    if chosen is not None:
        organisation = Organisation.objects.filter(pk=chosen).first()
        if organisation is not None and holds(request.user, OFFICERS, organisation):
            return organisation
    return Organisation.objects.get(pk=first.organisation_id)
