"""Who holds which role where: to whom a matter falls. People stand above, so they are found by the table's name."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone

from jiangong.foundation.organisations.models import Organisation


def in_force(day: date | None = None) -> "QuerySet[Any]":
    """Appointments in force on a day (today if not given)."""
    on = day or timezone.localdate()
    table: Any = apps.get_model("people", "Appointment")
    found: QuerySet[Any] = table._default_manager.filter(
        Q(until__isnull=True) | Q(until__gte=on), since__lte=on
    )
    return found


def holders(organisation: Organisation, roles: Collection[str]) -> list[int]:
    """The people (their numbers) who hold one of these roles at this very organisation today, each once."""
    found = in_force().filter(organisation=organisation, role__in=roles)
    return sorted(set(found.values_list("person_id", flat=True)))


def seats(organisations: Iterable[Organisation], roles: Collection[str]) -> dict[int, int]:
    """For each organisation's number that of the nearest one, itself or above, where somebody holds such a role today.

    One query for all of them. Where nobody does, up to the city, the organisation itself: it waits for whoever will.
    """
    lines = {one.pk: _line(one) for one in organisations}
    wanted = {pk for line in lines.values() for pk in line}
    held = set(
        in_force().filter(organisation__in=wanted, role__in=roles).values_list("organisation_id", flat=True)
    )
    return {pk: next((one for one in line if one in held), pk) for pk, line in lines.items()}


def seat_above(organisation: Organisation, roles: Collection[str]) -> int | None:
    """The number of the nearest organisation above, where somebody holds such a role today; None if there is none."""
    line = _line(organisation)[1:]
    held = set(
        in_force().filter(organisation__in=line, role__in=roles).values_list("organisation_id", flat=True)
    )
    return next((one for one in line if one in held), None)


def holds_a_role_on_the_line(person: Any, seat: Organisation, roles: Collection[str]) -> bool:
    """Whether the person holds one of the roles today at this organisation or at one above it."""
    found = in_force().filter(person=person, organisation__in=_line(seat), role__in=roles)
    return bool(found.exists())


def _line(organisation: Organisation) -> list[int]:
    """The organisation and what stands above it, nearest first."""
    return [int(one) for one in reversed(organisation.path.strip("/").split("/"))]
