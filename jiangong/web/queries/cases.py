"""My matters 我的办件: what I have under way with the union, each with its steps, promised times and what I can do."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.foundation.clocks import queries as clocks
from jiangong.foundation.clocks.models import Clock
from jiangong.foundation.common.days import short_day
from jiangong.foundation.desk import queries as desk
from jiangong.foundation.desk.models import PendingAct
from jiangong.foundation.desk.queries import OnMyDesk
from jiangong.foundation.inbox import queries as inbox
from jiangong.foundation.inbox.queries import Waiting
from jiangong.foundation.people import queries as people
from jiangong.foundation.people.corrections import queries as corrections
from jiangong.foundation.people.corrections.models import Correction
from jiangong.foundation.people.corrections.states import State as Correcting
from jiangong.foundation.people.erasure import queries as erasure
from jiangong.foundation.people.erasure.states import State as Erasure
from jiangong.foundation.people.models import Membership, User
from jiangong.foundation.people.states import MembershipState as S
from jiangong.programmes.growth import queries as growth
from jiangong.programmes.growth.models import Enrolment
from jiangong.programmes.growth.states import EnrolmentState

FEW = 10  # matters that are over, and enrolments


@dataclass(frozen=True)
class Step:
    """One step: what, by whom or when, and whether it is done, under way or to come."""

    words: str
    note: str = ""


@dataclass(frozen=True)
class Case:
    """One matter of mine. `current` counts steps from 1 and is behind the last one when all is done."""

    title: str
    about: str
    state: str
    tint: str
    url: str
    steps: list[Step] = field(default_factory=list)
    current: int = 0
    clock: Clock | None = None
    pending: PendingAct | None = None
    links: list[tuple[str, str]] = field(default_factory=list)  # what I can do: words, address

    @property
    def step_words(self) -> list[tuple[str, str]]:
        return [(one.words, one.note) for one in self.steps]


@dataclass(frozen=True)
class Cases:
    """`waiting`: what the union asks of me; `open` what is under way; `over` what ended lately."""

    waiting: list[Waiting]
    open: list[Case]
    over: list[Case]
    desk: OnMyDesk


def cases_of(user: User) -> Cases:
    """Everything that I have under way, in nine queries; ten with a correction under way."""
    person = user.person
    on_desk = desk.on_my_desk(user)
    if person is None:
        return Cases([], [], [], on_desk)
    memberships = people.memberships_of(person)
    under_way = [one for one in memberships if one.state in (S.APPLIED, S.LEAVING, S.POOL)]
    limits = clocks.clocks_of(under_way)
    pending = desk.pending_on(("people.membership", one.pk) for one in memberships)
    found = [_membership(one, limits.get(one.pk), pending) for one in under_way]
    over = [_ended(one) for one in memberships if one.state in _ENDED][:FEW]
    enrolments = list(growth.enrolments_of(user)[:FEW])
    found += [_enrolment(one) for one in enrolments if one.state in _LIVE]
    over += [_enrolment(one) for one in enrolments if one.state not in _LIVE]
    request = erasure.last_request_of(person)
    if request is not None:
        (found if request.state == Erasure.ASKED else over).append(_erasure(request))
    wrong = corrections.last_of(person)
    if wrong is not None:
        (found if wrong.state == Correcting.ASKED else over).append(_correction(wrong))
    return Cases(inbox.matters_waiting_for(user, size=FEW).rows, found, over, on_desk)


_LIVE = (EnrolmentState.ENROLLED, EnrolmentState.WAITING)
_ENDED = {
    S.REFUSED: "bad",
    S.WITHDRAWN: "",
    S.MOVED: "good",
    S.LEFT: "",
    S.LAPSED: "bad",
}


def _membership(one: Membership, clock: Clock | None, pending: dict[tuple[str, int], PendingAct]) -> Case:
    """An application, or a transfer, that is under way."""
    promised = _promised(clock)
    mine = reverse("people:membership")
    held = pending.get(("people.membership", one.pk))
    if one.state == S.APPLIED:
        return Case(
            _("申请入会"), one.organisation.name, str(one.get_state_display()), "sea", mine,
            [
                Step(_("提出申请"), _day(one.applied_on)),
                Step(_("工会批准"), promised),
                Step(_("成为会员")),
            ],
            2, clock, held, [(_("看申请，可以撤回"), mine)],
        )  # fmt: skip
    there = one.next_organisation.name if one.next_organisation else ""
    confirmed = one.state == S.POOL
    links = (
        []
        if confirmed
        else [(_("取消转出"), reverse("people:my_act", args=[one.pk, "transfer-cancellation"]))]
    )
    return Case(
        _("会籍转接"), f"{one.organisation.name} → {there}", str(one.get_state_display()), "sea", mine,
        [
            Step(_("提出转出")),
            Step(_("原工会确认"), "" if confirmed else promised),
            Step(_("新工会接收"), promised if confirmed else ""),
        ],
        3 if confirmed else 2, clock, held, links,
    )  # fmt: skip


def _ended(one: Membership) -> Case:
    about = one.organisation.name
    if one.state == S.MOVED and one.next_organisation:
        about = f"{about} → {one.next_organisation.name}"
    if one.reason:
        about = f"{about}：{one.reason}"
    title = _("会籍转接") if one.state == S.MOVED else _("会籍")
    return Case(
        title, about, str(one.get_state_display()), _ENDED[S(one.state)], reverse("people:membership")
    )


def _enrolment(one: Enrolment) -> Case:
    """A place in a course: enrolled, attended, completed, certified."""
    session = one.session
    done = one.state == EnrolmentState.COMPLETED
    begun = session.starts_on <= timezone.localdate()
    current = 4 if done else 3 if session.ends_on < timezone.localdate() else 2
    if one.state == EnrolmentState.WAITING:
        current = 1
    elif one.state not in (*_LIVE, EnrolmentState.COMPLETED):
        current = 0
    url = reverse("growth:session", args=[session.pk])
    return Case(
        _("培训"), f"{session.course.title}，{session.name}", str(one.get_state_display()),
        "good" if done else "sea" if current else "", url,
        [
            Step(_("报名"), _day(timezone.localtime(one.enrolled_at).date())),
            Step(_("上课"), _day(session.starts_on)),
            Step(_("结业"), _("%(day)s以后办理") % {"day": _day(session.ends_on)} if not done else _day(one.completed_on)),
            Step(_("证书")),
        ] if current else [],
        current, None, None,
        [(_("看证书"), reverse("growth:my_certificates"))] if done else [] if begun else [(_("看班次，可以取消报名"), url)],
    )  # fmt: skip


def _erasure(request: Any) -> Case:
    asked = request.state == Erasure.ASKED
    answered = (
        "" if asked else _day(timezone.localtime(request.decided_at).date()) if request.decided_at else ""
    )
    promised = _("最迟%(day)s答复") % {"day": _day(erasure.due(request))}
    return Case(
        _("请求删除个人信息"), request.answer, str(request.get_state_display()), "sea" if asked else "",
        reverse("erasure:mine"),
        [
            Step(_("提出请求"), _day(timezone.localtime(request.asked_at).date())),
            Step(_("市总工会答复"), promised if asked else answered),
        ],
        2 if asked else 3, None, None, [(_("看请求，可以撤回"), reverse("erasure:mine"))] if asked else [],
    )  # fmt: skip


def _correction(one: Correction) -> Case:
    """A request to have my record corrected."""
    waiting = one.state == Correcting.ASKED
    clock = clocks.clock_of(one) if waiting else None
    decided = _day(timezone.localtime(one.decided_at).date()) if one.decided_at else ""
    mine = reverse("corrections:mine")
    withdrawn = one.state == Correcting.WITHDRAWN
    return Case(
        _("更正登记信息"), f"{one.organisation.name}：{one.answer}" if one.answer else one.organisation.name,
        str(one.get_state_display()), _CORRECTING.get(one.state, ""), mine,
        [] if withdrawn else [
            Step(_("提出请求"), _day(timezone.localtime(one.asked_at).date())),
            Step(_("工会核对"), _promised(clock) if waiting else decided),
        ],
        2 if waiting else 0 if withdrawn else 3, clock, None, [(_("看请求，可以撤回"), mine)] if waiting else [],
    )  # fmt: skip


_CORRECTING: dict[str, str] = {
    Correcting.ASKED: "sea",
    Correcting.CONFIRMED: "good",
    Correcting.REFUSED: "bad",
}


def _promised(clock: Clock | None) -> str:
    """By when it is promised, as the clock says."""
    if clock is None:
        return ""
    if clock.due_at is None:
        return _("期限已暂停计时")
    return _("最迟%(day)s办结") % {"day": _day(timezone.localtime(clock.due_at).date())}


def _day(value: date | None) -> str:
    return short_day(value) if value else ""
