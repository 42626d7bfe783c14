"""What a worker's home page knows: several rooms side by side."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Func, QuerySet, Subquery
from django.utils import timezone

from jiangong.foundation.people import queries as people
from jiangong.foundation.people.models import Membership, Person, User
from jiangong.programmes.care.convalescence import queries as convalescence
from jiangong.programmes.care.convalescence.models import Application, Programme, Stay
from jiangong.programmes.care.convalescence.states import HOLDING, ProgrammeState, StayState
from jiangong.programmes.competitions import queries as competitions
from jiangong.programmes.competitions.states import ContestState, EntryState
from jiangong.programmes.growth import queries as growth
from jiangong.programmes.growth.models import Certificate, Enrolment, Session
from jiangong.programmes.growth.states import EnrolmentState
from jiangong.selection.exams import queries as exams
from jiangong.selection.exams.states import ExamineeState

OVER = (ContestState.CONFIRMED, ContestState.CANCELLED)
FEW = 5  # rows of each kind on a home page


@dataclass(frozen=True)
class Contests:
    """How many contests the person is entered for, how many offices they hold, how many papers they have to sit."""

    entries: int
    offices: int
    sittings: int

    def __bool__(self) -> bool:
        return bool(self.entries or self.offices or self.sittings)


@dataclass(frozen=True)
class Convalescence:
    """What a person has to do with convalescence: places to answer, places held, applications not drawn or waiting, what is open."""

    offers: list[Stay]
    stays: list[Stay]
    applications: list[Application]
    open_now: list[Programme]


@dataclass(frozen=True)
class WorkerHome:
    """What a worker sees first: the card, what is coming, what is open to them, what they have earned."""

    membership: Membership | None
    years: int
    enrolments: list[Enrolment]
    queue: dict[int, int]
    open_sessions: list[Session]
    contests: "Contests"
    convalescence: Convalescence
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
        contests=contests_of(user),
        convalescence=convalescence_of(user),
        certificates=list(growth.certificates_of(user).filter(revoked_on__isnull=True)[:3]),
    )


def contests_of(user: User) -> Contests:
    """What a person has to do with contests that are not over; one query."""
    if user.person_id is None:
        return Contests(0, 0, 0)
    entries = competitions.own_entries(user).exclude(contest__state__in=OVER)
    entries = entries.filter(state__in=[EntryState.APPLIED, EntryState.ACCEPTED])
    offices = competitions.offices_held(user).exclude(contest__state__in=OVER)
    sittings = exams.my_sittings(user).filter(
        sitting__closes_at__gte=timezone.now(), state__in=[ExamineeState.ADMITTED, ExamineeState.SITTING]
    )
    counts = Person.objects.filter(pk=user.person_id).values_list(
        _many(entries), _many(offices), _many(sittings)
    )
    return Contests(*counts.get())


RUNS = (ProgrammeState.OPEN, ProgrammeState.CLOSED, ProgrammeState.DRAWN, ProgrammeState.RUNNING)


def convalescence_of(user: User) -> Convalescence:
    """A person's places, the applications that may still lead to one, and what they could apply for; two queries."""
    if user.person_id is None:
        return Convalescence([], [], [], [])
    found = list(convalescence.applied_by(user).filter(application__programme__state__in=RUNS)[: 2 * FEW])
    stays = [one.stay for one in found if hasattr(one, "stay")]
    held = [one for one in stays if one.state in HOLDING and one.batch.ends_on >= timezone.localdate()]
    taken = {one.application.programme_id for one in found}
    return Convalescence(
        [one for one in held if one.state == StayState.OFFERED],
        [one for one in held if one.state != StayState.OFFERED],
        [one.application for one in found if not hasattr(one, "stay")],
        list(convalescence.programmes_open_now().exclude(pk__in=taken)[:FEW]),
    )


def _many(rows: QuerySet[Any]) -> Subquery:
    """How many rows, as a column of another query."""
    return Subquery(rows.order_by().annotate(many=Func(F("pk"), function="COUNT")).values("many"))


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
