"""Who may apply, as data: the same rule refuses, says why, and says what would have to be different."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.periods import add_months
from jiangong.foundation.people.formulas import HOME, MEMBER, within_time
from jiangong.foundation.rulebook.explain import All, Compare, Condition, Datum, Kind, Term
from jiangong.programmes.care.convalescence.states.stages import Admits, PostKind


class Clause(StrEnum):
    """The clauses in the order in which they are asked: the first that is broken is what somebody is refused for."""

    OPEN = "open"
    BEGUN = "begun"
    NOT_OVER = "not_over"
    ONCE = "once"
    MEMBER = "member"
    BELONGS = "belongs"
    POST = "post"
    YEARS = "years"
    TURN = "turn"


# Broken by time or by an application that stands: not by what the register says of the person.
ABOUT_THE_PROGRAMME = frozenset({Clause.OPEN, Clause.BEGUN, Clause.NOT_OVER})

MONTHS = 12  # not law: of a year
ORGANISER = _("承办工会")

STATE = Datum(
    "open",
    _("正在报名"),
    kind=Kind.FLAG,
    owner=ORGANISER,
    remedy=_("请看其他正在报名的疗休养。"),
    fixed=True,
)
APPLIED = Datum(
    "applied",
    _("已经报过这个项目"),
    kind=Kind.FLAG,
    owner=_("本人"),
    remedy=_("可以在“我的疗休养”里查看、修改或者退出。"),
)
BELONGS = Datum(
    "belongs",
    _("会籍在承办工会之内"),
    kind=Kind.FLAG,
    owner=HOME,
    remedy=_("登记的单位不对的，由所在单位工会更正或者办理转会。"),
)
POST = Datum(
    "post",
    _("登记的岗位"),
    kind=Kind.CHOICE,
    choices=tuple(PostKind.values),
    words={one.value: one.label for one in PostKind},
    owner=HOME,
    remedy=_(
        "岗位登记不对的，请所在单位工会在“岗位登记”里更正；没有登记岗位的，看登记信息里的工种，可以请求更正。更正后马上可以报名。"
    ),
)
SINCE = Datum(
    "since",
    _("在本单位的起始日期"),
    kind=Kind.DAY,
    owner=HOME,
    remedy=_("日期登记不对的，在“更正登记信息”里提出，由所在单位工会核对，更正后马上可以报名。"),
)
FREE_FROM = Datum(
    "free_from",
    _("可以再次参加的日期"),
    kind=Kind.DAY,
    words={date.min: _("没有参加过")},
    owner=ORGANISER,
    remedy=_("上一次的记录有误的，由当时的承办工会更正；没有错的，请等到轮候期满。"),
    fixed=True,
)


@dataclass(frozen=True)
class Conditions:
    """A programme's own conditions, from its announcement and from the rulebook.

    `years`: the day since which one must have been in the unit, with its source. `turn`: the first day of the programme,
    by which the years since the last stay must be over.
    """

    opens_at: datetime
    closes_at: datetime
    organiser: str
    admits: str
    years: Term
    turn: Term


def application_rule(asked: Conditions) -> All:
    """The rule of one programme."""
    announced = _("本项目的公告")
    parts: list[Condition] = [
        Compare(STATE, "==", Term(True, source=announced), Clause.OPEN, _("项目正在报名")),
        *within_time(
            asked.opens_at,
            asked.closes_at,
            announced=announced,
            organiser=ORGANISER,
            begun=Clause.BEGUN,
            not_over=Clause.NOT_OVER,
        ),
        Compare(
            APPLIED,
            "==",
            Term(False, source=_("一人在一个项目里只有一份报名")),
            Clause.ONCE,
            _("没有报过这个项目"),
        ),
        Compare(
            MEMBER,
            "==",
            Term(True, source=_("疗休养面向在册的在职会员")),
            Clause.MEMBER,
            _("是在册的在职会员"),
        ),
        Compare(
            BELONGS,
            "==",
            Term(True, asked.organiser, announced),
            Clause.BELONGS,
            _("会籍在承办工会，或者它的所属工会"),
        ),
    ]
    if asked.admits == Admits.FRONT:
        front = Term(PostKind.FRONT.value, source=announced)
        parts.append(Compare(POST, "==", front, Clause.POST, _("在一线岗位")))
    elif asked.admits == Admits.STAFF:
        cadre = Term(PostKind.CADRE.value, source=announced)
        parts.append(Compare(POST, "!=", cadre, Clause.POST, _("不是领导干部")))
    parts.append(Compare(SINCE, "<=", asked.years, Clause.YEARS, _("在同一单位工作满规定的年限")))
    parts.append(Compare(FREE_FROM, "<=", asked.turn, Clause.TURN, _("离上一次参加已满规定的年限")))
    return All(tuple(parts))


@dataclass(frozen=True)
class Record:
    """What register and ledger say of one person, as the rules ask about it.

    `counts_for`: all unions the active membership counts for, None without one. `since`: the day since which they are
    in the unit, None if not recorded. `last_stay`: the day of the last stay, None without one. `won`: honoured in a
    contest within the years that count. `sex` as in the register ("M", "F", "").
    """

    person_id: int
    organisation_id: int | None
    counts_for: frozenset[int] | None
    post: str
    since: date | None
    last_stay: date | None
    born_on: date | None = None
    sex: str = ""
    employment_form: str = ""
    hard: bool = False
    model: bool = False
    hardship: bool = False
    won: bool = False
    applied: bool = False
    lots: int = 1


def facts_of(
    record: Record, *, is_open: bool, now: datetime, organiser: int, every: int
) -> Mapping[str, Any]:
    """The facts of one person for `application_rule`. `every`: years between two stays."""
    today = now.date()
    return {
        "open": is_open,
        "now": now,
        "applied": record.applied,
        "member": record.counts_for is not None,
        "belongs": record.counts_for is not None and organiser in record.counts_for,
        "post": record.post,
        "since": record.since or today,
        "free_from": years_later(record.last_stay, every) if record.last_stay else date.min,
    }


DayOrMoment = TypeVar("DayOrMoment", date, datetime)


def years_later(day: DayOrMoment, years: int) -> DayOrMoment:
    """The same day so many years later (negative: earlier); the 29th of February becomes the 28th."""
    there = add_months(day, MONTHS * years)
    return day.replace(year=there.year, month=there.month, day=there.day)
