"""Reading appointments: who holds which office where."""

from datetime import date

from django.db.models import Case, QuerySet, When
from django.utils import timezone

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import Role
from jiangong.foundation.people.models import Appointment
from jiangong.foundation.people.queries.scope import in_force


def officers_of(organisation: Organisation, *, on: date | None = None) -> QuerySet[Appointment]:
    """Appointments at this very organisation in force on a day, chairs first as they are listed in Role."""
    return (
        Appointment.objects.filter(in_force(on), organisation=organisation)
        .select_related("person", "committee", "organisation")
        .order_by(
            Case(*(When(role=role, then=place) for place, role in enumerate(Role.values)), default=0),
            "since",
            "pk",
        )
    )


def former_officers_of(organisation: Organisation, *, most: int = 50) -> QuerySet[Appointment]:
    """Appointments at this organisation that have ended, the latest first."""
    return (
        Appointment.objects.filter(organisation=organisation, until__lt=timezone.localdate())
        .select_related("person")
        .order_by("-until", "-pk")[:most]
    )


def appointment_at(organisation: Organisation, pk: int) -> Appointment | None:
    """One appointment of this very organisation."""
    return (
        Appointment.objects.filter(organisation=organisation, pk=pk)
        .select_related("person", "organisation")
        .first()
    )
