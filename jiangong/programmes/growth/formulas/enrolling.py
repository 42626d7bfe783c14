"""Who may enrol in a session, as data: the same rule refuses, says why, and says what would have to be different."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from jiangong.foundation.people.formulas import HOME, MEMBER, within_time
from jiangong.foundation.rulebook.explain import All, Compare, Datum, Kind, Term
from jiangong.programmes.growth.states import SessionState


class Clause(StrEnum):
    """The clauses in the order in which they are asked: the first that is broken is what somebody is refused for."""

    OPEN = "open"
    BEGUN = "begun"
    NOT_OVER = "not_over"
    ONCE = "once"
    MEMBER = "member"
    BELONGS = "belongs"


ORGANISER = _("主办工会")
STATE = Datum(
    "state",
    _("班次状态"),
    kind=Kind.CHOICE,
    choices=tuple(SessionState.values),
    words={one.value: one.label for one in SessionState},
    owner=ORGANISER,
    remedy=_("由主办工会开放报名；也可以看同一课程的其他班次。"),
)
ENROLLED = Datum(
    "enrolled",
    _("已经报过本班"),
    kind=Kind.FLAG,
    owner=_("本人"),
    remedy=_("可以在“我的课程”里查看或者取消。"),
)
BELONGS = Datum(
    "belongs",
    _("会籍在本班面向的工会之内"),
    kind=Kind.FLAG,
    owner=HOME,
    remedy=_("登记的单位不对的，由所在单位工会更正或者办理转会；单位没有登记错的，请看自己能报的班次。"),
)


def enrolment_rule(enrol_from: datetime, enrol_until: datetime, open_to: str) -> All:
    """The rule of one session: open, within its time, once a person, for members of the union it is open to."""
    published = _("本班公布的报名规则")
    return All(
        (
            Compare(
                STATE, "==", Term(SessionState.OPEN.value, source=published), Clause.OPEN, _("班次正在报名")
            ),
            *within_time(
                enrol_from,
                enrol_until,
                announced=published,
                organiser=ORGANISER,
                begun=Clause.BEGUN,
                not_over=Clause.NOT_OVER,
            ),
            Compare(
                ENROLLED,
                "==",
                Term(False, source=_("一人在一个班次只占一个名额")),
                Clause.ONCE,
                _("没有报过本班"),
            ),
            Compare(
                MEMBER,
                "==",
                Term(True, source=_("培训面向在册的工会会员")),
                Clause.MEMBER,
                _("是在册的工会会员"),
            ),
            Compare(
                BELONGS,
                "==",
                Term(True, open_to, published),
                Clause.BELONGS,
                _("会籍在本班面向的工会，或者它的所属工会"),
            ),
        )
    )


def enrolment_facts(
    *, state: str, now: datetime, enrolled: bool, open_to: int, counts_for: frozenset[int] | None
) -> Mapping[str, Any]:
    """The facts of one asker. `counts_for`: all unions the active membership counts for, None without one."""
    return {
        "state": str(state),
        "now": now,
        "enrolled": enrolled,
        "member": counts_for is not None,
        "belongs": counts_for is not None and open_to in counts_for,
    }
