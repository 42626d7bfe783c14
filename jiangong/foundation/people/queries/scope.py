"""Where a person is at home, and who therefore sees whom. One rule, once for a row and once as a filter."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import within
from jiangong.foundation.organisations.states import OFFICERS, Role
from jiangong.foundation.people.models import Appointment, Membership, Person
from jiangong.foundation.people.states import CURRENT, MembershipState

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User

VIEWERS = OFFICERS | {Role.AUDITOR}


def in_force(day: date | None = None) -> Q:
    """Appointments in force on a day, today if not given; both end days count."""
    day = day or timezone.localdate()
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day))


def with_homes(people: QuerySet[Person]) -> QuerySet[Person]:
    """People with their memberships and appointments, newest first: for pages that ask several rights about one."""
    return people.prefetch_related(
        Prefetch("memberships", _all_memberships()), Prefetch("appointments", _all_appointments())
    )


def _all_memberships() -> QuerySet[Membership]:
    return Membership.objects.select_related("organisation", "next_organisation").order_by("-pk")


def _all_appointments() -> QuerySet[Appointment]:
    return Appointment.objects.select_related("organisation").order_by("-since", "-pk")


def _is_along(person: Person, name: str) -> bool:
    """Whether `with_homes` has read it already."""
    return name in getattr(person, "_prefetched_objects_cache", ())


def memberships_of(person: Person) -> list[Membership]:
    """A person's memberships, newest first: the history on the card."""
    if _is_along(person, "memberships"):
        return list(person.memberships.all())
    return list(_all_memberships().filter(person=person))


def appointments_of(person: Person) -> list[Appointment]:
    """A person's appointments, past ones too, newest first."""
    if _is_along(person, "appointments"):
        return list(person.appointments.all())
    return list(_all_appointments().filter(person=person))


def homes(person: Person) -> list[Organisation]:
    """The unions whose officers answer for a person's data.

    The one that holds the current membership and the one it is about to go to; without a current membership every
    union the person was a member of; always those where the person now holds office.
    """
    memberships = memberships_of(person)
    current = [one for one in memberships if one.state in CURRENT]
    found = {one.organisation_id: one.organisation for one in current or memberships}
    for one in current:
        if one.state == MembershipState.POOL and one.next_organisation is not None:
            found[one.next_organisation.pk] = one.next_organisation
    today = timezone.localdate()
    for appointment in appointments_of(person):
        if appointment.since <= today and (appointment.until is None or appointment.until >= today):
            found[appointment.organisation_id] = appointment.organisation
    return list(found.values())


def people_visible_to(user: "User") -> QuerySet[Person]:
    """Those whose data the user may see (masked): oneself, and whoever is at home in the user's scope."""
    mine = within(user, VIEWERS, "organisation__")
    of_person = Membership.objects.filter(person=OuterRef("pk"))
    current = of_person.filter(state__in=CURRENT)
    return Person.objects.filter(
        Q(pk=user.person_id)
        | Q(Exists(current.filter(mine)))
        | Q(Exists(current.filter(within(user, VIEWERS, "next_organisation__"), state=MembershipState.POOL)))
        | (~Q(Exists(current)) & Q(Exists(of_person.filter(mine))))
        | Q(Exists(Appointment.objects.filter(mine, in_force(), person=OuterRef("pk"))))
    )


def memberships_visible_to(user: "User") -> QuerySet[Membership]:
    """One's own memberships, those held by unions in the user's scope, and those about to come into it."""
    return Membership.objects.filter(
        Q(person=user.person_id)
        | within(user, VIEWERS, "organisation__")
        | (Q(state=MembershipState.POOL) & within(user, VIEWERS, "next_organisation__"))
    )


def appointments_visible_to(user: "User") -> QuerySet[Appointment]:
    """One's own appointments and those on unions in the user's scope."""
    return Appointment.objects.filter(Q(person=user.person_id) | within(user, VIEWERS, "organisation__"))
