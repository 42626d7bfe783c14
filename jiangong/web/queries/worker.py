"""What a worker's home page knows: several rooms side by side."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from jiangong.foundation.people import queries as people
from jiangong.foundation.people.models import Membership, User
from jiangong.programmes.growth import queries as growth
from jiangong.programmes.growth.models import Certificate, Enrolment, Session
from jiangong.programmes.growth.states import EnrolmentState

FEW = 5  # rows of each kind on a home page


@dataclass(frozen=True)
class WorkerHome:
    """What a worker sees first: the card, what is coming, what is open to them, what they have earned."""

    membership: Membership | None
    years: int
    enrolments: list[Enrolment]
    queue: dict[int, int]
    open_sessions: list[Session]
    certificates: list[Certificate]


def worker_home(user: User) -> WorkerHome:
    """What a worker sees first: the membership, courses ahead, certificates."""
    membership = people.current_membership(user.person) if user.person else None
    today = timezone.localdate()
    live = [EnrolmentState.ENROLLED, EnrolmentState.WAITING]
    enrolments = list(
        growth.enrolments_of(user)
        .filter(state__in=live, session__ends_on__gte=today)
        .order_by("session__starts_on", "pk")[:FEW]
    )
    taken = {enrolment.session_id for enrolment in enrolments}
    return WorkerHome(
        membership=membership,
        years=_years(membership.joined_on, today) if membership and membership.joined_on else 0,
        enrolments=enrolments,
        queue={
            one.pk: growth.place_in_queue(one) for one in enrolments if one.state == EnrolmentState.WAITING
        },
        open_sessions=_open_to(user, without=taken),
        certificates=list(growth.certificates_of(user).filter(revoked_on__isnull=True)[:3]),
    )


def _open_to(user: User, *, without: set[int]) -> list[Session]:
    """Sessions that the person can enrol in now, those that close first at the top; none for who is no member."""
    mine = growth.unions_counted_for(user)
    if not mine:
        return []
    return list(
        growth.sessions_open_now(user, mine=mine).exclude(pk__in=without).order_by("enrol_until", "pk")[:FEW]
    )


def _years(since: date, today: date) -> int:
    return today.year - since.year - ((today.month, today.day) < (since.month, since.day))
