"""Reads of courses and sessions."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from jiangong.foundation.organisations.models import Lineage, Organisation
from jiangong.foundation.organisations.scope import at_or_below, within, workbench_organisation
from jiangong.foundation.organisations.states import OFFICERS, Kind, State
from jiangong.foundation.people.states import MembershipState
from jiangong.programmes.growth.models import Course, Session
from jiangong.programmes.growth.permissions import READING_ROLES
from jiangong.programmes.growth.states import RUNNING, EnrolmentState, SessionState


def courses_visible_to(user: Any) -> QuerySet[Course]:
    """Courses are public to everybody who has signed in; what is hidden is a session in preparation."""
    if not getattr(user, "is_authenticated", False):
        return Course.objects.none()
    return Course.objects.select_related("organiser")


def sessions_visible_to(user: Any) -> QuerySet[Session]:
    """Every session that was ever opened, and those in preparation of the courses in the user's charge."""
    if not getattr(user, "is_authenticated", False):
        return Session.objects.none()
    return Session.objects.filter(
        ~Q(state=SessionState.DRAFT) | within(user, OFFICERS, "course__organiser__")
    ).select_related("course__organiser", "open_to")


def sessions_open_now(
    user: Any,
    *,
    field: str = "",
    mode: str = "",
    organiser: Organisation | None = None,
    mine: frozenset[int] | None = None,
) -> QuerySet[Session]:
    """Sessions one can enrol in at this moment. `mine`: only those open to one of these unions (both lines)."""
    now = timezone.now()
    found = Session.objects.filter(
        state=SessionState.OPEN, enrol_until__gt=now, enrol_from__lte=now
    ).select_related("course__organiser", "open_to")
    if field:
        found = found.filter(course__field=field)
    if mode:
        found = found.filter(course__mode=mode)
    if organiser is not None:
        found = found.filter(at_or_below(organiser, "course__organiser__"))
    if mine is not None:
        found = found.filter(open_to__in=mine)
    return found


def fields_taught() -> list[str]:
    """The fields of all courses, for the filter."""
    return list(Course.objects.exclude(field="").order_by("field").values_list("field", flat=True).distinct())


def sessions_to_manage(user: Any, organisation: Organisation, *, state: str = "") -> QuerySet[Session]:
    """Sessions of the courses that `organisation` and all below it organise, as far as the user may read them."""
    found = Session.objects.filter(
        at_or_below(organisation, "course__organiser__"),
        within(user, READING_ROLES, "course__organiser__"),
    ).select_related("course__organiser", "open_to")
    return found.filter(state=state) if state else found


def sessions_of_course(user: Any, course: Course) -> QuerySet[Session]:
    return sessions_visible_to(user).filter(course=course)


def organiser_of(user: Any, pk: int) -> Organisation | None:
    """A union in the user's charge, which may organise courses."""
    return Organisation.objects.filter(within(user, OFFICERS), pk=pk).first()


def unions_to_open_to(course: Course) -> QuerySet[Organisation]:
    """Unions a session of the course can be open to: the organiser, those above it, those directly below, industries."""
    above = [int(part) for part in course.organiser.path.strip("/").split("/")]
    return Organisation.objects.filter(
        Q(pk__in=above) | Q(parent=course.organiser_id) | Q(kind=Kind.INDUSTRY), state=State.ACTIVE
    ).order_by("depth", "pk")


def sessions_today(user: Any) -> QuerySet[Session]:
    """Running sessions in which the user holds a place or waits, and which are under way today."""
    today = timezone.localdate()
    if getattr(user, "person_id", None) is None:
        return Session.objects.none()
    return Session.objects.filter(
        enrolments__person=user.person_id,
        enrolments__state__in=[EnrolmentState.ENROLLED, EnrolmentState.WAITING],
        state__in=sorted(RUNNING),
        starts_on__lte=today,
        ends_on__gte=today,
    ).select_related("course")


def unions_counted_for(user: Any) -> frozenset[int]:
    """All unions, on both lines, that the user's active membership counts for: sessions open to one of them are theirs."""
    if getattr(user, "person_id", None) is None:
        return frozenset()
    ancestors = (
        Lineage.objects.filter(
            until__isnull=True,
            organisation__memberships__person=user.person_id,
            organisation__memberships__state=MembershipState.ACTIVE,
        )
        .values_list("ancestors", flat=True)
        .first()
    )
    return frozenset(ancestors or ())


def districts() -> QuerySet[Organisation]:
    """For the filter by district."""
    return Organisation.objects.filter(kind__in=[Kind.CITY, Kind.DISTRICT], state=State.ACTIVE).order_by(
        "depth", "pk"
    )


def training_organisation(request: HttpRequest) -> Organisation:
    """Whose training the workbench shows: the union switched to; for teachers and auditors the highest of theirs.

    Raises PermissionDenied for everybody else.
    """
    return workbench_organisation(request, also=READING_ROLES)
