"""What rooms declare of the scarce things they give; along what people are compared; states, verbs, refusals. Imports nothing of the room."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal
from jiangong.foundation.organisations.states import OFFICERS, Role


@dataclass(frozen=True)
class Good:
    """Something scarce that people receive 好处, listed by its room as `GOODS` in its states.py.

    `code` names it in addresses and in `lots_for` ("convalescence"). Somebody received it on the day of an entry of `verb`
    with that person, unless the entry was corrected, or one of `taken_back` about the same subject followed. `title` is what
    it is called, `unit` what is counted of it. `asked`: the verbs by which somebody applied for it, if the ledger
    says so; the simulator measures by them.
    """

    code: str
    verb: str
    title: Any
    unit: Any
    taken_back: str = ""
    asked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Simulated:
    """What of a draw can be tried beforehand, listed as `SIMULATED` by a room that lists the model in `DRAWS`.

    `pools` is the dotted path of a function of a row: for the code of each reserved pool the groups that are in it, as
    {Dimension: values}, or, where the register does not say who is, the share of members assumed to be in it (0–1).
    """

    model: str
    pools: str


class Dimension(TextChoices):
    """Along what people are compared. The codes stand in addresses and files."""

    DISTRICT = "district", _("区市")
    SECTOR = "sector", _("国民经济行业")
    SIZE = "size", _("单位规模")
    RANK = "rank", _("工会职务")
    FORM = "form", _("就业形态")
    SEX = "sex", _("性别")
    AGE = "age", _("年龄")


UNKNOWN, OTHER, CITY = (
    "",
    "other",
    "0",
)  # not on record; another word than the known ones; the city's own unions
UPPER, UNIT, COMMITTEE, NONE = "upper", "unit", "committee", "none"
LABELS: Mapping[str, Mapping[str, Any]] = {
    Dimension.SIZE: {
        "25": _("25 人以下"),
        "100": _("25–99 人"),
        "300": _("100–299 人"),
        "1000": _("300–999 人"),
        "more": _("1000 人及以上"),
        "none": _("不在单位工会（镇街、村社区、行业工会直接会员）"),
    },
    Dimension.RANK: {
        UPPER: _("地方、行业工会的主席、副主席、干部"),
        UNIT: _("单位工会的主席、副主席、干部"),
        COMMITTEE: _("工会委员"),
        NONE: _("没有工会职务"),
    },
    Dimension.SEX: {"M": _("男"), "F": _("女")},
    Dimension.AGE: {
        "30": _("30 岁以下"),
        "40": _("30–39 岁"),
        "50": _("40–49 岁"),
        "60": _("50–59 岁"),
        "more": _("60 岁及以上"),
    },
}
# New forms of employment 新就业形态, as the register spells them.
FLEXIBLE = frozenset({"货车司机", "网约车司机", "快递员", "外卖配送员", "其他新就业形态", "灵活就业"})
SIZES, AGES = (25, 100, 300, 1000), (30, 40, 50, 60)  # not law: where one band ends and the next begins
SECTORS = 30  # not law: as many sectors stand in a line of their own, the largest ones
NOT_ON_RECORD = _("登记里没有")
ELSEWHERE = _("其他")
OF_THE_CITY = _("市直属")

# Who holds a union office 工会干部; experts, teachers, auditors hold none.
OFFICES = OFFICERS | {Role.COMMITTEE_MEMBER}


class CountState(TextChoices):
    WAITING = "waiting", _("等待统计")
    WORKING = "working", _("正在统计")
    DONE = "done", _("已公布")
    FAILED = "failed", _("没有完成")


COUNT_TRANSITIONS: dict[str, frozenset[str]] = {
    CountState.WAITING: frozenset({CountState.WORKING}),
    CountState.WORKING: frozenset({CountState.DONE, CountState.FAILED, CountState.WORKING}),
    CountState.DONE: frozenset({CountState.WAITING}),
    CountState.FAILED: frozenset({CountState.WAITING}),
}


class SimulationState(TextChoices):
    WAITING = "waiting", _("等待推演")
    WORKING = "working", _("正在推演")
    DONE = "done", _("已完成")
    FAILED = "failed", _("没有完成")


SIMULATION_TRANSITIONS: dict[str, frozenset[str]] = {
    SimulationState.WAITING: frozenset({SimulationState.WORKING}),
    SimulationState.WORKING: frozenset(
        {SimulationState.DONE, SimulationState.FAILED, SimulationState.WORKING}
    ),
    SimulationState.DONE: frozenset(),
    SimulationState.FAILED: frozenset({SimulationState.WORKING}),
}


class Verb(TextChoices):
    COUNTED = "equity.counted", _("公布公平账")
    SIMULATED = "equity.simulated", _("推演规则")


# What anybody may know: that a year's tables were published, and their digest.
PUBLIC: dict[str, frozenset[str]] = {Verb.COUNTED: frozenset({"year", "until", "digest"})}
FACTS = {
    "year": (_("年份"), None),
    "until": (_("统计到"), None),
    "digest": (_("公布的表的摘要"), None),
}


class Reason:
    NOTHING_TO_TRY = Refusal(
        "equity.nothing_to_try",
        _("这样的规则没法推演：%(why)s"),
        rule=_("各池名额之和不超过总名额，申请的人不能为零。"),
        remedy=_("请改正名额、比例或者申请率。"),
        status=422,
    )
    NOT_WAITING = Refusal(
        "equity.not_waiting",
        _("这次推演已经做过，或者正在做。"),
        rule=_("一次推演只做一遍，结果留着；同一个种子结果相同。"),
        remedy=_("要换规则的，另做一次。"),
    )
    UNDER_WAY = Refusal(
        "equity.under_way",
        _("%(year)s 年正在统计。"),
        rule=_("同一年一次只统计一遍。"),
        remedy=_("请等它完成，或者过几分钟再看。"),
    )
    NOT_YET = Refusal(
        "equity.not_yet",
        _("%(year)s 年还没有到，或者早于平台有记录的年份。"),
        rule=_("公平账按年统计，最早到台账第一条记录所在的年份。"),
        remedy=_("请改选年份。"),
        status=422,
    )
