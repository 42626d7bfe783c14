"""Who may compete, as data: the same rule refuses, says why, and says what would have to be different."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from jiangong.foundation.people.formulas import HOME, MEMBER, within_time
from jiangong.foundation.rulebook.explain import All, Compare, Condition, Datum, Kind, Term


class Clause(StrEnum):
    """The clauses in the order in which they are asked."""

    OPEN = "open"
    BEGUN = "begun"
    NOT_OVER = "not_over"
    ONCE = "once"
    MEMBER = "member"
    BELONGS = "belongs"
    OLD_ENOUGH = "old_enough"
    NOT_TOO_OLD = "not_too_old"
    INSURED = "insured"
    TITLES = "titles"
    TEACHER = "teacher"
    ONE_TRADE = "one_trade"
    SERVES = "serves"


# What no union and no examiner can mend later is refused at once; the rest an examiner sees as findings.
AT_ONCE = frozenset(
    {Clause.OPEN, Clause.BEGUN, Clause.NOT_OVER, Clause.ONCE, Clause.MEMBER, Clause.BELONGS, Clause.SERVES}
)
BY_UNION = frozenset({Clause.INSURED})  # an entry by oneself waits until the unit has confirmed it

ORGANISER = _("主办工会")

STATE = Datum(
    "entering",
    _("竞赛正在报名"),
    kind=Kind.FLAG,
    owner=ORGANISER,
    remedy=_("请看其他正在报名的竞赛。"),
    fixed=True,
)
ENTERED = Datum(
    "entered", _("已经报过这项竞赛"), kind=Kind.FLAG, owner=_("本人"), remedy=_("请在“我的竞赛”里查看。")
)
BELONGS = Datum(
    "belongs",
    _("会籍在竞赛面向的工会之内"),
    kind=Kind.FLAG,
    owner=HOME,
    remedy=_("登记的单位不对的，由所在单位工会更正或者办理转会。"),
)
AGE = Datum(
    "age",
    _("比赛开始那天的周岁"),
    unit=_("岁"),
    owner=HOME,
    remedy=_("出生日期登记有误的，由所在单位工会更正。"),
    words={
        0: _("没有登记")
    },  # zero is not missing: nobody of age 0 competes, so it stands for an unknown birthday
    least=0,
    most=150,  # not law: nobody is older
)
INSURED = Datum(
    "insured",
    _("在本市参加社会保险"),
    kind=Kind.FLAG,
    owner=HOME,
    words={False: _("没有登记")},
    remedy=_("登记里没有参保情况，由所在单位工会代为报名并确认。"),
)
TITLE = Datum(
    "barring_title",
    _("已有的不得再参赛的荣誉"),
    kind=Kind.FLAG,
    owner=ORGANISER,
    remedy=_("荣誉登记有误的，由登记的工会更正；有此荣誉的可以担任裁判。"),
)
TEACHER = Datum(
    "teacher",
    _("是院校教师"),
    kind=Kind.FLAG,
    owner=HOME,
    remedy=_("工种登记有误的，由所在单位工会更正。"),
)
OTHER_TRADES = Datum(
    "other_trades",
    _("本赛季同级竞赛里已报的其他工种"),
    unit=_("个"),
    owner=_("本人"),
    remedy=_("可以退出另一项，再报这一项。"),
    least=0,
)
SERVES = Datum(
    "serves",
    _("在这项竞赛里担任赛务"),
    kind=Kind.FLAG,
    owner=ORGANISER,
    remedy=_("赛务和选手只能选一样。"),
)


@dataclass(frozen=True)
class Conditions:
    """A contest's own conditions: from the rulebook, with their sources; None where the contest does not ask."""

    enter_from: datetime
    enter_until: datetime
    open_to: str
    least_age: Term | None
    most_age: Term | None
    insured: Term | None
    barred: Term | None
    teachers: Term | None
    one_trade: bool


def entry_rule(asked: Conditions) -> All:
    """The rule of one contest. Light contests ask only for membership."""
    called = _("竞赛通知")
    once = Term(False, source=_("一人在一项竞赛里只报一次"))
    parts: list[Condition] = [
        Compare(STATE, "==", Term(True, source=called), Clause.OPEN, _("竞赛正在报名")),
        *within_time(
            asked.enter_from,
            asked.enter_until,
            announced=called,
            organiser=ORGANISER,
            begun=Clause.BEGUN,
            not_over=Clause.NOT_OVER,
        ),
        Compare(ENTERED, "==", once, Clause.ONCE, _("没有报过这项竞赛")),
        Compare(
            MEMBER, "==", Term(True, source=_("竞赛面向在册的工会会员")), Clause.MEMBER, _("是在册的工会会员")
        ),
        Compare(
            BELONGS,
            "==",
            Term(True, asked.open_to, called),
            Clause.BELONGS,
            _("会籍在竞赛面向的工会，或者它的所属工会"),
        ),
        Compare(
            SERVES, "==", Term(False, source=_("选手不做赛务")), Clause.SERVES, _("没有在这项竞赛里担任赛务")
        ),
    ]
    if asked.least_age is not None:
        parts.append(Compare(AGE, ">=", asked.least_age, Clause.OLD_ENOUGH, _("达到参赛年龄")))
    if asked.most_age is not None:
        parts.append(Compare(AGE, "<=", asked.most_age, Clause.NOT_TOO_OLD, _("没有超过参赛年龄")))
    if asked.insured is not None:
        parts.append(Compare(INSURED, "==", asked.insured, Clause.INSURED, _("在本市就业并参加社会保险")))
    if asked.barred is not None:
        parts.append(Compare(TITLE, "==", asked.barred, Clause.TITLES, _("没有不得再参赛的荣誉")))
    if asked.teachers is not None:
        parts.append(Compare(TEACHER, "==", asked.teachers, Clause.TEACHER, _("不是院校教师")))
    if asked.one_trade:
        none = Term(0, source=_("一个赛季在同一级只报一个工种"))
        parts.append(Compare(OTHER_TRADES, "<=", none, Clause.ONE_TRADE, _("同级没有报其他工种")))
    return All(tuple(parts))


def entry_facts(
    *,
    entering: bool,
    now: datetime,
    entered: bool,
    counts_for: frozenset[int] | None,
    open_to: int,
    age: int | None,
    insured: bool,
    titles: Sequence[str],
    barring: Sequence[str],
    teacher: bool,
    other_trades: int,
    serves: bool,
) -> Mapping[str, Any]:
    """The facts of one asker. `counts_for`: all unions the membership counts for, None without one."""
    return {
        "entering": entering,
        "now": now,
        "entered": entered,
        "member": counts_for is not None,
        "belongs": counts_for is not None and open_to in counts_for,
        "age": age if age is not None else 0,
        "insured": insured,
        "barring_title": bool(set(titles) & set(barring)),
        "teacher": teacher,
        "other_trades": other_trades,
        "serves": serves,
    }
