"""Reads for the home pages: what several rooms know about one person or one union, side by side."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Func, Min, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.organisations import queries as organisations
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import within
from jiangong.foundation.organisations.states import OFFICERS, Kind, State
from jiangong.foundation.people import queries as people
from jiangong.foundation.people.erasure import queries as erasure
from jiangong.foundation.people.models import Membership, RosterImport, User
from jiangong.foundation.people.states import REGISTERED, MembershipState
from jiangong.plan import queries as plan
from jiangong.plan.queries import Figure
from jiangong.programmes.growth import queries as growth
from jiangong.programmes.growth.models import Certificate, Enrolment, Session
from jiangong.programmes.growth.states import EnrolmentState, SessionState

TRAINING = "D9"  # the promise that training completions count for
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


def organisations_to_switch_to(user: User, words: str, *, limit: int) -> list[Organisation]:
    """Active unions the user does the work of, from the top of the tree; with words, those they meet."""
    mine = Organisation.objects.filter(within(user, OFFICERS), state=State.ACTIVE)
    if words:
        meets = Q(name__icontains=words) | Q(code__startswith=words)
        if words.isascii():
            meets |= Q(initials__icontains=words.lower())
        mine = mine.filter(meets)
    return list(mine.order_by("depth", "path")[:limit])


@dataclass(frozen=True)
class Waiting:
    """One kind of thing that waits for this union: how many, since when or until when, and where to do it."""

    label: str | Promise
    note: str | Promise
    count: int
    url: str
    since: date | None = None
    late: bool = False


@dataclass(frozen=True)
class Figures:
    members: int
    unions: int
    completions: Decimal | None


@dataclass(frozen=True)
class WorkbenchHome:
    """`goals`: the plan's promises that this union owes a number of and that are counted."""

    figures: Figures
    waiting: list[Waiting]
    goals: list[Figure]

    @property
    def waiting_in_all(self) -> int:
        return sum(one.count for one in self.waiting)

    @property
    def is_late(self) -> bool:
        return any(one.late for one in self.waiting)


@dataclass(frozen=True)
class Found:
    """One hit of the search: what it is called, where it is, and its page."""

    name: str
    where: str
    url: str


def find_people(organisation: Organisation, words: str, *, limit: int) -> list[Found]:
    """Members of the union the workbench shows and of those below it, by name or pinyin initials."""
    page = people.member_list(organisation, people.Wanted(text=words), size=limit)
    return [
        Found(one.person.name, one.organisation.name, reverse("people:person", args=[one.person_id]))
        for one in page.rows
    ]


def find_organisations(user: User, words: str, *, limit: int) -> list[Found]:
    """Unions within the user's scope, by name, code or pinyin initials."""
    return [
        Found(one.name, str(one.get_kind_display()), reverse("organisations:organisation", args=[one.pk]))
        for one in organisations.search(user, words, limit=limit)
    ]


def workbench_home(user: User, organisation: Organisation) -> WorkbenchHome:
    """The figures of a union with all below it, and what waits there, the longest wait first."""
    states = people.state_counts(organisation)
    unions = sum(
        count
        for kind, count in organisations.below(organisation).by_kind.items()
        if kind not in (Kind.CITY, Kind.BRANCH)
    )
    members = sum(states.get(state, 0) for state in REGISTERED)
    waiting = [
        *_memberships(organisation, states),
        *_sessions(user, organisation),
        *_committees(user, organisation),
        *_erasures(organisation),
    ]
    waiting.sort(key=lambda one: (not one.late, one.since or date.max))
    figures = plan.progress(organisation, timezone.localdate()).counted
    completions = next((one.value for one in figures if one.promise.id == TRAINING), None)
    return WorkbenchHome(
        Figures(members, unions, completions), waiting, [one for one in figures if one.target is not None]
    )


def _memberships(organisation: Organisation, states: dict[str, int]) -> list[Waiting]:
    """Applications, transfers out, transfers in, rosters to confirm. The last two in one query."""
    ready = RosterImport.objects.filter(
        organisation__path__startswith=organisation.path, state=RosterImport.State.READY
    )
    arriving, rosters, since = (
        Organisation.objects.filter(pk=organisation.pk)
        .values_list(_one(people.pool(organisation), "COUNT"), _one(ready, "COUNT"))
        .annotate(since=_one(ready, "MIN", "created_at"))
        .get()
    )
    rows = (
        (
            _("入会申请"),
            _("本会和下级工会收到，等待决定"),
            states.get(MembershipState.APPLIED, 0),
            "people:applications",
            None,
        ),
        (
            _("会籍转出"),
            _("会员已提出，等待原工会确认"),
            states.get(MembershipState.LEAVING, 0),
            "people:transfers",
            None,
        ),
        (_("会籍转入"), _("在转接池里，等待接收"), arriving, "people:transfers", None),
        (_("花名册导入"), _("已经读好，确认后才写入"), rosters, "roster:imports", since),
    )
    return [
        Waiting(label, note, count, reverse(url), timezone.localtime(when).date() if when else None)
        for label, note, count, url, when in rows
        if count
    ]


def _one(rows: QuerySet[Any], function: str, field: str = "pk") -> Subquery:
    """COUNT or MIN over the rows, as a column of another query."""
    return Subquery(rows.order_by().annotate(one=Func(F(field), function=function)).values("one"))


def _sessions(user: Any, organisation: Organisation) -> list[Waiting]:
    over = (
        growth.sessions_to_manage(user, organisation)
        .filter(state__in=[SessionState.OPEN, SessionState.CLOSED], ends_on__lt=timezone.localdate())
        .select_related(None)
        .aggregate(count=Count("pk"), since=Min("ends_on"))
    )
    if not over["count"]:
        return []
    url = reverse("growth:training")
    return [
        Waiting(
            _("培训班结业"),
            _("课已上完，等待核对签到、办理结业"),
            over["count"],
            url,
            over["since"],
            late=True,
        )
    ]


def _erasures(organisation: Organisation) -> list[Waiting]:
    """Requests to be forgotten: the city federation decides them."""
    count, due = erasure.waiting() if organisation.kind == Kind.CITY else (0, None)
    if not count:
        return []
    late = due is not None and due < timezone.localdate()
    return [
        Waiting(
            _("删除请求"),
            _("职工请求删除个人信息，到期以前要办结或者答复"),
            count,
            reverse("erasure:requests"),
            due,
            late=late,
        )
    ]


def _committees(user: Any, organisation: Organisation) -> list[Waiting]:
    due = [
        term
        for term in organisations.committees_due(user, limit=500)
        if term.committee.organisation.path.startswith(organisation.path)
    ]
    if not due:
        return []
    overdue = any(term.calls == "overdue" for term in due)
    return [
        Waiting(
            _("委员会换届"),
            _("任期已满或即将届满"),
            len(due),
            reverse("organisations:committees_due"),
            due[0].committee.until,
            late=overdue,
        )
    ]
