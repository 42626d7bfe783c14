"""Units and states of clocks, what happens to them, what rooms say about their rules; verbs, named refusals."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal, Text


class Unit(TextChoices):
    HOURS = "hours", _("小时")
    DAYS = "days", _("日")
    WORKING_DAYS = "working_days", _("工作日")
    MONTHS = "months", _("月")


# How a parameter of the rulebook writes its unit → the unit a clock counts in.
UNITS = {
    "小时": Unit.HOURS,
    "日": Unit.DAYS,
    "天": Unit.DAYS,
    "自然日": Unit.DAYS,
    "工作日": Unit.WORKING_DAYS,
    "个工作日": Unit.WORKING_DAYS,
    "月": Unit.MONTHS,
    "个月": Unit.MONTHS,
}


class State(TextChoices):
    RUNNING = "running", _("计时中")
    PAUSED = "paused", _("已暂停")
    STOPPED = "stopped", _("已办结")
    LAPSED = "lapsed", _("已届满")


TRANSITIONS: dict[str, frozenset[str]] = {
    State.RUNNING: frozenset({State.PAUSED, State.STOPPED, State.LAPSED}),
    State.PAUSED: frozenset({State.RUNNING, State.STOPPED}),
    State.STOPPED: frozenset(),
    State.LAPSED: frozenset({State.RUNNING}),  # a corrected list restarts days that were over
}

OPEN = frozenset({State.RUNNING, State.PAUSED})


class Event(TextChoices):
    """What happens to a clock; the first three of the last line happen by themselves, when their moment has come."""

    STARTED = "started", _("开始计时")
    PAUSED = "paused", _("暂停")
    RESUMED = "resumed", _("继续计时")
    RESTARTED = "restarted", _("重新计时")
    RECOMPUTED = "recomputed", _("重新核算")
    HANDED_OVER = "handed_over", _("移交")
    STOPPED = "stopped", _("办结")
    WARNED = "warned", _("时限过去七成")
    OVERDUE = "overdue", _("已经逾期")
    LAPSED = "lapsed", _("届满")


CROSSINGS = frozenset({Event.WARNED, Event.OVERDUE, Event.LAPSED})


@dataclass(frozen=True)
class ClockKind:
    """What a room says about clocks of one rule; rooms list theirs as CLOCKS in states.py.

    `rule` is the key of the rulebook parameter that holds the amount. `title` says what has to be done in that time.
    `roles` have to do it, at the clock's organisation; they are told at 70 %. `escalates_to` are told at 100 %, there
    and above. Where the parameter says what silence means in law (its `silence`), the clock lapses when the time is
    over, and `on_lapse`, the dotted path of a function that takes the clock, carries that out in the same transaction.
    Otherwise a clock that is over stays running, overdue. `page` is the name of an address that takes the subject's
    number as `pk`.
    """

    rule: str
    title: Text
    roles: frozenset[str] = frozenset()
    escalates_to: frozenset[str] = frozenset()
    on_lapse: str = ""
    page: str = ""


class Verb(TextChoices):
    PAUSED = "clocks.paused", _("暂停期限")
    RESUMED = "clocks.resumed", _("期限继续计时")
    RESTARTED = "clocks.restarted", _("期限重新计时")
    RECOMPUTED = "clocks.recomputed", _("重新核算期限")
    HANDED_OVER = "clocks.handed_over", _("移交期限")
    LAPSED = "clocks.lapsed", _("期限届满")
    DAY_RECORDED = "clocks.day_recorded", _("登记特殊日")
    DAY_WITHDRAWN = "clocks.day_withdrawn", _("撤销特殊日")
    YEAR_ENTERED = "clocks.year_entered", _("录入年度放假安排")


class Reason:
    NOT_A_CLOCK_RULE = Refusal(
        "clocks.not_a_clock_rule",
        _("参数“%(key)s”的数值 %(value)s %(unit)s 不是一段时间。"),
        rule=_("期限由参数给出：数值是正整数，单位是小时、日、工作日或者月。"),
        remedy=_("请管理员核对参数的数值和单位。"),
    )
    ALREADY_OPEN = Refusal(
        "clocks.already_open",
        _("这件事已经在计时。"),
        rule=_("一件事的同一个期限同时只有一只钟。"),
        remedy=_("要重新起算的，办理“重新计时”。"),
    )
    NOT_RUNNING = Refusal(
        "clocks.not_running",
        _("这个期限现在不在计时。"),
        rule=_("只有计时中的期限可以暂停。"),
        remedy=_("请刷新页面，查看期限现在的状态。"),
    )
    NOT_PAUSED = Refusal(
        "clocks.not_paused",
        _("这个期限没有暂停。"),
        rule=_("暂停中的期限才可以继续计时。"),
        remedy=_("请刷新页面，查看期限现在的状态。"),
    )
    NOT_OPEN = Refusal(
        "clocks.not_open",
        _("这个期限已经办结或者届满。"),
        rule=_("办结、届满以后的期限不再变动。"),
        remedy=_("请刷新页面，查看期限的记录。"),
    )
    TOO_LATE_TO_PAUSE = Refusal(
        "clocks.too_late_to_pause",
        _("期限在%(due)s已经到了。"),
        rule=_("逾期以后不能用暂停来补救。"),
        remedy=_("请尽快办结，并在办理意见里说明逾期的原因。"),
    )
    REASON_MISSING = Refusal(
        "clocks.reason_missing",
        _("没有写理由。"),
        rule=_("暂停、重新计时、重新核算和移交都要写明理由，当事人可以看到。"),
        remedy=_("请用一句话写明理由，例如等待申请人补正哪份材料。"),
    )
    NOTHING_MOVES = Refusal(
        "clocks.nothing_moves",
        _("按现在的日历和参数核算，期限不变。"),
        rule=_("重新核算是有记录的行为，没有变化就不记录。"),
        remedy=_("不需要办理。"),
    )
    DOCUMENT_MISSING = Refusal(
        "clocks.document_missing",
        _("没有写文号或者名称。"),
        rule=_("特殊日和年度安排都要有文件依据。"),
        remedy=_("请填写文件的文号，以及这一天为什么休息或者上班。"),
    )
    DAY_TAKEN = Refusal(
        "clocks.day_taken",
        _("本组织已经登记过%(day)s。"),
        rule=_("一个组织的一天只有一条有效的登记。"),
        remedy=_("请先撤销原来的登记，再重新登记。"),
    )
    DAY_UNCHANGED = Refusal(
        "clocks.day_unchanged",
        _("按现行日历，%(day)s本来就是这样。"),
        rule=_("特殊日只登记与日历不同的日子。"),
        remedy=_("不需要登记。"),
    )
    ALREADY_WITHDRAWN = Refusal(
        "clocks.already_withdrawn",
        _("这条登记已经撤销。"),
        rule=_("一条登记只撤销一次。"),
        remedy=_("请刷新页面查看。"),
    )
    YEAR_KNOWN = Refusal(
        "clocks.year_known",
        _("%(year)s年的放假安排已经有了。"),
        rule=_("只补录日历数据里还没有的年份。"),
        remedy=_("个别日子不同的，请登记特殊日。"),
    )
    YEAR_OUT_OF_ORDER = Refusal(
        "clocks.year_out_of_order",
        _("%(day)s不能这样录入。"),
        rule=_(
            "放假的日子应当是当年的日子或者上一年十二月的日子，调休上班的日子应当是周六或者周日，两边不能重复。"
        ),
        remedy=_("请对照国务院办公厅的通知核对。"),
        status=422,
    )
