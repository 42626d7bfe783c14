"""States of a draw, what programmes declare of theirs, verbs for the ledger with what is public of them, named refusals."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jiangong.foundation.common.refusals import Refusal
from jiangong.foundation.inbox.states import MatterKind


@dataclass(frozen=True)
class DrawSubject:
    """What a programme gives places for by lot, listed by its room as `DRAWS` in its states.py.

    `model` ("convalescence.programme"); `may`, the permission over a row that lets an officer conduct its draw;
    `organisation` leads from the row to the union that holds it; `page` names the address of the row's page in the
    workbench, which takes its pk. The others are functions of the programme's by their dotted paths:
    `plan(row) → formulas.Plan`, what is to be announced; `listed(row) → Iterable[Application]`, the list to close;
    `told(row, moves)`, called in the same transaction when places were given or came back (queries.Given).
    """

    model: str
    may: str
    page: str
    plan: str
    listed: str
    told: str
    organisation: str = "organisation"


class DrawState(TextChoices):
    ANNOUNCED = "announced", _("报名中")
    CLOSING = "closing", _("正在封存名单")
    CLOSED = "closed", _("名单已封存")
    DRAWING = "drawing", _("正在抽签")
    DRAWN = "drawn", _("已抽签")
    FAILED = "failed", pgettext_lazy("state", "作废")


# There is no way back, and none around: a draw is announced, closed and drawn once, or fails for all to see.
TRANSITIONS: dict[str, frozenset[str]] = {
    DrawState.ANNOUNCED: frozenset({DrawState.CLOSING, DrawState.FAILED}),
    DrawState.CLOSING: frozenset(  # back, with the reason, where the list cannot be committed to
        {DrawState.CLOSED, DrawState.ANNOUNCED, DrawState.FAILED}
    ),
    DrawState.CLOSED: frozenset({DrawState.DRAWING, DrawState.FAILED}),
    DrawState.DRAWING: frozenset({DrawState.DRAWN, DrawState.FAILED}),
    DrawState.DRAWN: frozenset(),
    DrawState.FAILED: frozenset(),
}
HAS_LIST = frozenset({DrawState.CLOSED, DrawState.DRAWING, DrawState.DRAWN})


class Leaving(TextChoices):
    WITHDRAWN = "withdrawn", _("本人退出")
    DECLINED = "declined", _("放弃名额")
    SILENT = "silent", _("到时没有答复")
    UNFIT = "unfit", _("核实后不符合条件")


class Verb(TextChoices):
    ANNOUNCED = "draws.announced", _("公告抽签办法")
    POSTPONED = "draws.postponed", _("抽签改期")
    CLOSED = "draws.list_closed", _("封存抽签名单")
    DRAWN = "draws.drawn", _("抽签")
    MOVED = "draws.places_moved", _("名额退回，依次递补")
    FAILED = "draws.failed", _("抽签作废")


PUBLIC: dict[str, frozenset[str]] = {
    Verb.ANNOUNCED: frozenset({"draw", "announcement", "terms"}),
    Verb.POSTPONED: frozenset({"draw", "announcement", "why"}),
    Verb.CLOSED: frozenset({"draw", "commitment"}),
    Verb.DRAWN: frozenset({"draw", "value", "checkpoint", "postponed", "result"}),
    Verb.MOVED: frozenset({"draw", "step", "moves"}),
    Verb.FAILED: frozenset({"draw", "why"}),
}
FACTS = {
    "draw": (_("抽签编号"), None),
    "announcement": (_("公告的原文"), None),
    "terms": (_("办法"), None),
    "commitment": (_("名单的承诺"), None),
    "value": (_("公共随机数"), None),
    "checkpoint": (_("所据的检查点"), None),
    "postponed": (_("改期所据的检查点"), None),
    "result": (_("结果的摘要"), None),
    "step": (_("第几次递补"), None),
    "moves": (_("递补的摘要"), None),
    "why": (_("理由"), None),
}

MATTERS: tuple[MatterKind, ...] = (
    MatterKind(
        "draws.close_list",
        _("封存名单：%(title)s"),
        _("报名已经截止。封存以后见证人签名，随机数产生以前要留出时间。"),
        _("随机数产生以前没有见证的，这次抽签作废，项目要另立、重新报名。"),
        "draws:conduct",
    ),
    MatterKind(
        "draws.bring_randomness",
        _("交随机数、抽签：%(title)s"),
        _("公告的随机数已经产生，把它填进来，后台就按名单抽签。"),
        _("名单上的人一直等着结果；超过时限的，报告上级工会。"),
        "draws:conduct",
    ),
)
RULE = "draws.draw_hours"  # until when the randomness is to be brought, from when it came

# Why a pool gave nothing (formulas.Why), for whoever waits.
PASSED = {
    "pool_full": _("轮到时名额已满"),
    "group_too_large": _("剩下的名额不够一起去的人数"),
    "batches_full": _("想去的批次已满"),
}


class Reason:
    ONE_DRAW = Refusal(
        "draws.one_draw",
        _("这个项目已经公告过抽签（%(draw)s 号），不能再抽一次。"),
        rule=_("一个项目只抽一次签。名额退回时，按签序依次递补，不重抽。"),
        remedy=_("请看公告过的那一次；作废了的，另立一个项目重新报名。"),
    )
    NO_WITNESS = Refusal(
        "draws.no_witness",
        _("本站还没有见证人，抽签不能算数。"),
        rule=_("名单的承诺必须在随机数产生之前由见证人签过，否则可以先看结果再定名单。"),
        remedy=_("请系统管理员按 docs/proof.md 请一位见证人，填好 JIANGONG_WITNESSES 再公告。"),
    )
    BAD_PLAN = Refusal(
        "draws.bad_plan",
        _("抽签办法还不能公告：%(why)s"),
        rule=_("各名额池的名额之和等于各批次的名额之和；每个池剩下的名额要有去处。"),
        remedy=_("请回到项目页改正批次和名额池。"),
        status=422,
    )
    TOO_SOON = Refusal(
        "draws.too_soon",
        _("随机数最早可以定在%(earliest)s。"),
        rule=_("名单封存之后，要给签名的检查点和见证人留出 %(minutes)s 分钟（%(status)s）。"),
        remedy=_("请把时间往后定。"),
    )
    BAD_CEREMONY = Refusal(
        "draws.bad_ceremony",
        _("%(why)s"),
        rule=_("抽签仪式至少两人先交承诺，再加至少一个事后才有的公开数字。"),
        remedy=_("请按提示改正。"),
        status=422,
    )
    NOT_OPEN = Refusal(
        "draws.not_open",
        _("这次抽签的名单已经封存，不能再加、再改、再减一行。"),
        rule=_("名单只封存一次，承诺写入台账之后谁也不能改。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
    STILL_OPEN = Refusal(
        "draws.still_open",
        _("报名到%(moment)s截止，名单现在不能封存。"),
        rule=_("公告的截止时间之前，人人可以报名。"),
        remedy=_("请到时再封存。"),
    )
    TOO_LATE = Refusal(
        "draws.too_late",
        _("离随机数产生只有不到 %(minutes)s 分钟，来不及见证。"),
        rule=_("没有在随机数产生之前见证的名单，不能用这个随机数抽签（%(status)s）。"),
        remedy=_("随机数还没有产生的，请先改期；已经产生的，这次抽签只能作废，另立项目重新报名。"),
    )
    BAD_LIST = Refusal(
        "draws.bad_list",
        _("名单不合公告的办法：%(why)s"),
        rule=_("每行一个签号，名额池和批次都在公告里。"),
        remedy=_("请系统管理员查看；名单没有封存。"),
        status=422,
    )
    NOT_MOVABLE = Refusal(
        "draws.not_movable",
        _("这次抽签不能改期：随机数已经产生，或者已经抽过。"),
        rule=_("随机数产生以前可以改期一个更晚的；产生以后再换，就等于挑结果。"),
        remedy=_("请按公告的随机数抽签。"),
    )
    TOO_LATE_TO_MOVE = Refusal(
        "draws.too_late_to_move",
        _("离原定的随机数产生只有不到 %(minutes)s 分钟，改期来不及见证。"),
        rule=_("改期要在原定的随机数产生之前得到见证，否则可以先看结果再换（%(status)s）。"),
        remedy=_("请按原定的随机数抽签；名单没有按时见证的，这次抽签作废。"),
    )
    NOT_CLOSED = Refusal(
        "draws.not_closed",
        _("这次抽签现在不在“名单已封存”状态。"),
        rule=_("封存名单之后、抽签之前，才能填入随机数；随机数只填一次。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
    NOT_YET = Refusal(
        "draws.not_yet",
        _("随机数要到%(moment)s才产生。"),
        rule=_("公告时随机数必须还不存在。"),
        remedy=_("请到时再填。"),
    )
    WRONG_RANDOMNESS = Refusal(
        "draws.wrong_randomness",
        _("%(why)s"),
        rule=_("只有公告里指定的那一个随机数算数。"),
        remedy=_("请核对填入的内容，从别的渠道再取一次。"),
        status=422,
    )
    NOT_DRAWN = Refusal(
        "draws.not_drawn",
        _("还没有抽签，没有名额可以退回。"),
        rule=_("抽签之后才有名额和递补。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
    NOT_ON_LIST = Refusal(
        "draws.not_on_list",
        _("名单里没有签号 %(ticket)s，或者它已经退出。"),
        rule=_("每个签号只退出一次，退出之后不再递补。"),
        remedy=_("请核对签号。"),
    )
    OVER = Refusal(
        "draws.over",
        _("这次抽签已经抽过或者作废，不能再作废。"),
        rule=_("抽过的签不能作废，也不能重抽。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
    ROUND_IS_OUT = Refusal(
        "draws.round_is_out",
        _("约定的随机数已经公布，谁都能算出结果，不能再作废。"),
        rule=_("看到结果以后作废，等于挑选结果。"),
        remedy=_("请把公布的随机数交进来，按名单抽签。名单没有按时见证的，交进来时自动作废。"),
    )
    WHY_MISSING = Refusal(
        "draws.why_missing",
        _("没有写原因。"),
        rule=_("改期和作废的原因公开。"),
        remedy=_("请写一句话说明原因，不要写个人信息。"),
    )


# Why a draw that was given its randomness failed; public, in both languages, for it is written into the ledger.
UNWITNESSED = "名单没有在随机数产生之前得到见证 / The list was not witnessed before the randomness came."
UNWITNESSED_MOVE = (
    "改期没有在原定的随机数产生之前得到见证"
    " / A postponement was not witnessed before the randomness that was named until then came."
)
CHANGED = "名单与台账里的承诺不符 / The list is not the one committed to."

PLAN_FAULTS = {
    "code": _("编号只能用 1 到 32 位字母、数字、_ 或 -。"),
    "batches": _("至少要有一个批次，每个批次至少一个名额。"),
    "pools": _("至少要有一个名额池，编号不重复，名额不为负。"),
    "sum": _("各名额池的名额之和不等于各批次的名额之和。"),
    "then": _("名额池剩下的名额要转到排在它后面的池。"),
}
