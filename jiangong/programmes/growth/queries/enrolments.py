"""Reads of enrolments."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import at_or_below, within
from jiangong.foundation.organisations.states import OFFICERS
from jiangong.foundation.people.erasure.queries import Stands
from jiangong.foundation.people.models import Membership, User
from jiangong.foundation.people.states import MembershipState
from jiangong.foundation.rulebook.queries import Explanation, explained
from jiangong.programmes.growth.formulas import (
    completes,
    enrolment_facts,
    enrolment_rule,
    meetings_needed,
)
from jiangong.programmes.growth.models import Enrolment, Session
from jiangong.programmes.growth.permissions import READING_ROLES
from jiangong.programmes.growth.queries.attendance import attended_times
from jiangong.programmes.growth.queries.courses import unions_counted_for
from jiangong.programmes.growth.states import HOLDS_A_PLACE, RUNNING, EnrolmentState, Reason


def enrolments_visible_to(user: Any) -> QuerySet[Enrolment]:
    """One's own; those of members in one's charge; those of sessions one's union organises, teaches or audits."""
    own = Q(person=user.person_id) if getattr(user, "person_id", None) else Q(pk__in=())
    return Enrolment.objects.filter(
        own
        | within(user, OFFICERS, "organisation__")
        | within(user, READING_ROLES, "session__course__organiser__")
    ).select_related("person", "organisation", "session__course__organiser")


def enrolments_of(user: User) -> QuerySet[Enrolment]:
    """The user's own, newest first."""
    return (
        Enrolment.objects.filter(person=user.person_id)
        .exclude(person__isnull=True)
        .select_related("session__course__organiser", "organisation")
        .order_by("-pk")
    )


def enrolment_of(user: Any, session: Session) -> Enrolment | None:
    """The user's live enrolment in the session."""
    if getattr(user, "person_id", None) is None:
        return None
    return (
        Enrolment.objects.filter(session=session, person=user.person_id)
        .exclude(state=EnrolmentState.CANCELLED)
        .select_related("organisation")
        .first()
    )


def eligibility_of(user: Any, session: Session) -> Explanation:
    """Whether the user may enrol in the session now, clause by clause, by the rule that the act itself refuses with."""
    rule = enrolment_rule(session.enrol_from, session.enrol_until, session.open_to.name)
    mine = unions_counted_for(user)
    facts = enrolment_facts(
        state=session.state,
        now=timezone.now(),
        enrolled=enrolment_of(user, session) is not None,
        open_to=session.open_to_id,
        counts_for=mine or None,
    )
    return explained(rule, facts)


def place_in_queue(enrolment: Enrolment) -> int:
    """How many wait before this one, plus one; 0 if it does not wait."""
    if enrolment.state != EnrolmentState.WAITING:
        return 0
    return Enrolment.objects.filter(
        session=enrolment.session_id, state=EnrolmentState.WAITING, pk__lte=enrolment.pk
    ).count()


def enrolments_of_session(user: Any, session: Session, *, state: str = "") -> QuerySet[Enrolment]:
    found = enrolments_visible_to(user).filter(session=session)
    return found.filter(state=state) if state else found


def states_of_session(session: Session) -> dict[str, int]:
    """How many enrolments of the session are in each state."""
    counted = Enrolment.objects.filter(session=session).values("state").annotate(n=Count("pk")).order_by()
    return {row["state"]: row["n"] for row in counted}


@dataclass(frozen=True)
class Expected:
    """What finishing the session now would do."""

    completing: int
    absent: int
    waiting: int
    meetings_needed: int


def expected_outcome(session: Session) -> Expected:
    """Who would complete if the session were finished now, by the same rule as the act itself."""
    needed = session.course.attendance_needed
    times = attended_times(session)
    enrolled = Enrolment.objects.filter(session=session, state=EnrolmentState.ENROLLED)
    keys = list(enrolled.values_list("pk", flat=True))
    completing = sum(completes(times.get(pk, 0), session.meetings, needed) for pk in keys)
    waiting = Enrolment.objects.filter(session=session, state=EnrolmentState.WAITING).count()
    return Expected(completing, len(keys) - completing, waiting, meetings_needed(session.meetings, needed))


def members_to_enrol(
    user: Any, session: Session, organisation: Organisation, *, name: str = ""
) -> QuerySet[Membership]:
    """Active members below `organisation` and in the user's charge whom the session is open to and who are not in it."""
    found = (
        Membership.objects.filter(
            at_or_below(organisation, "organisation__"),
            within(user, OFFICERS, "organisation__"),
            state=MembershipState.ACTIVE,
            organisation__lineages__until__isnull=True,
            organisation__lineages__ancestors__contains=[session.open_to_id],
        )
        .exclude(
            person__in=Enrolment.objects.filter(session=session)
            .exclude(state=EnrolmentState.CANCELLED)
            .values("person")
        )
        .select_related("person", "organisation")
    )
    return found.filter(person__name__startswith=name) if name else found


def stands_against_erasure(people: Collection[int]) -> tuple[Stands, ...]:
    """Why these persons cannot be forgotten now: they hold a place, or wait for one, in a session that still runs."""
    found = Enrolment.objects.filter(
        person__in=people,
        state__in=[EnrolmentState.ENROLLED, EnrolmentState.WAITING],
        session__state__in=sorted(RUNNING),
    )
    return (Stands(Reason.STILL_ENROLLED, "session", found, "session__name"),)


def roll_visible_to(user: Any, session: Session) -> QuerySet[Enrolment]:
    """Those of the roll whom the user may see."""
    return enrolments_visible_to(user).filter(session=session, state__in=sorted(HOLDS_A_PLACE)).order_by("pk")
