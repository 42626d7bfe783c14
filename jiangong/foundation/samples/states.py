"""States of a sample, verdicts, verbs for the ledger with what is public of them, named refusals."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.attaching import PAPERS, Purpose
from jiangong.foundation.common.refusals import Refusal


class SampleState(TextChoices):
    COUNTING = "counting", _("正在清点")
    READY = "ready", _("待公告")
    ANNOUNCED = "announced", _("已公告")
    DRAWING = "drawing", _("正在抽取")
    DRAWN = "drawn", _("核查中")
    CLOSED = "closed", _("提前结束")
    DROPPED = "dropped", _("已放弃")
    VOIDED = "voided", _("已作废")


TRANSITIONS: dict[str, frozenset[str]] = {
    SampleState.COUNTING: frozenset({SampleState.READY, SampleState.DROPPED}),
    SampleState.READY: frozenset({SampleState.COUNTING, SampleState.ANNOUNCED, SampleState.DROPPED}),
    SampleState.ANNOUNCED: frozenset({SampleState.DRAWING, SampleState.VOIDED}),
    SampleState.DRAWING: frozenset({SampleState.DRAWN, SampleState.VOIDED}),
    SampleState.DRAWN: frozenset({SampleState.CLOSED}),
    SampleState.CLOSED: frozenset(),
    SampleState.DROPPED: frozenset(),
    SampleState.VOIDED: frozenset(),
}

# What everybody may see: everything that was announced, also what came to nothing.
PUBLIC_STATES = frozenset(
    {SampleState.ANNOUNCED, SampleState.DRAWING, SampleState.DRAWN, SampleState.CLOSED, SampleState.VOIDED}
)
JUDGEABLE = frozenset({SampleState.DRAWN, SampleState.CLOSED})  # in the latter only what was judged before


class Verdict(TextChoices):
    SUPPORTED = "supported", _("属实")
    UNSUPPORTED = "unsupported", _("不属实")
    UNCLEAR = "unclear", _("无法判断")


# What an auditor looked at: sealed, for it may name people; never removed, for a verdict stands on it.
EVIDENCE = "samples.evidence"
PURPOSES = (
    Purpose(
        EVIDENCE,
        _("核查材料"),
        "samples.Draw",
        see="samples.read_evidence",
        add="samples.judge",
        organisation="sample.organisation",
        person="entry.person",
        sensitive=True,
        accepts=PAPERS,
    ),
)


class Verb(TextChoices):
    ANNOUNCED = "samples.announced", _("公告抽样方案")
    DRAWN = "samples.drawn", _("抽取")
    JUDGED = "samples.judged", _("核查结论")
    CLOSED = "samples.closed", _("抽样提前结束")
    VOIDED = "samples.voided", _("抽样作废")


PUBLIC: dict[str, frozenset[str]] = {
    Verb.ANNOUNCED: frozenset({"definition"}),
    Verb.DRAWN: frozenset({"sample", "value", "checkpoint"}),
    Verb.JUDGED: frozenset({"sample", "position", "verdict", "supported"}),
    Verb.CLOSED: frozenset({"sample", "why"}),
    Verb.VOIDED: frozenset({"sample", "why"}),
}
FACTS = {
    "definition": (_("抽样方案"), None),
    "sample": (_("抽样编号"), None),
    "value": (_("公共随机数"), None),
    "checkpoint": (_("抽自前多少条"), None),
    "position": (_("核查的是第几条"), None),
    "verdict": (_("核查结论"), Verdict),
    "supported": (_("属实的数量"), None),
    "why": (_("理由"), None),
}


class Reason:
    NO_CHECKPOINT = Refusal(
        "samples.no_checkpoint",
        _("台账还没有签名的检查点。"),
        rule=_("总体截至一个签过名的检查点，之后谁也不能再添减。"),
        remedy=_("请系统管理员看签名进程是否在运行，签出第一个检查点之后再抽样。"),
    )
    NOT_PUBLIC = Refusal(
        "samples.not_public",
        _("这类记录不公开，别人无法重算总体。"),
        rule=_("抽样只从公开的台账记录里抽。"),
        remedy=_("请改选列表里的事项。"),
    )
    NOT_COUNTED = Refusal(
        "samples.not_counted",
        _("这次抽样现在不在“待公告”状态。"),
        rule=_("先清点总体，再公告；一个方案只公告一次。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
    EMPTY = Refusal(
        "samples.empty",
        _("符合条件的公开记录一条也没有。"),
        rule=_("会员不足规定人数的工会不单列公布，它的记录并入上一级。"),
        remedy=_("请放宽条件，或者改选上一级组织，重新拟方案。"),
    )
    TOO_MANY = Refusal(
        "samples.too_many",
        _("总体只有 %(population)s 条，一次最多抽 %(most)s 条，抽不出要的数。"),
        rule=_("要证明的比例越低、把握越大，要抽的越多。"),
        remedy=_("请提高比例、降低把握程度，或者直接写明抽多少条。"),
    )
    TOO_SOON = Refusal(
        "samples.too_soon",
        _("随机数最早可以定在%(earliest)s。"),
        rule=_("公告要先写入签名的检查点，并给见证人留出%(minutes)s分钟（%(status)s）。"),
        remedy=_("请把时间往后定。"),
    )
    NOT_ANNOUNCED = Refusal(
        "samples.not_announced",
        _("这次抽样现在不在“已公告”状态。"),
        rule=_("公告之后、抽取之前，才能填入随机数；随机数只填一次。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
    NOT_YET = Refusal(
        "samples.not_yet",
        _("随机数要到%(moment)s才产生。"),
        rule=_("公告时随机数必须还不存在。"),
        remedy=_("请到时再填。"),
    )
    NOT_COVERED = Refusal(
        "samples.not_covered",
        _("公告没有在随机数产生之前写入签名的检查点，这次抽样不能算数。"),
        rule=_("公告必须由随机数产生之前签名的检查点包含，否则可以先看结果再公告。"),
        remedy=_("请作废这次抽样，重新公告。"),
    )
    WRONG_RANDOMNESS = Refusal(
        "samples.wrong_randomness",
        _("%(why)s"),
        rule=_("只有公告里指定的那一个随机数算数。"),
        remedy=_("请核对填入的内容，从别的渠道再取一次。"),
        status=422,
    )
    BAD_CEREMONY = Refusal(
        "samples.bad_ceremony",
        _("%(why)s"),
        rule=_("抽签仪式至少两人先交承诺，再加至少一个事后才有的公开数字。"),
        remedy=_("请按提示改正。"),
        status=422,
    )
    NOT_DRAWN = Refusal(
        "samples.not_drawn",
        _("这次抽样现在不能核查。"),
        rule=_("抽取之后才能核查；提前结束之后只能更正已有的结论。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
    NO_EVIDENCE = Refusal(
        "samples.no_evidence",
        _("没有写核查的依据。"),
        rule=_("每个结论都要写明看了什么、怎么得出的。"),
        remedy=_("请写明依据，例如查看的签到表编号、现场核实的时间。"),
    )
    BAD_QUANTITY = Refusal(
        "samples.bad_quantity",
        _("属实的数量应当在 0 和 %(quantity)s 之间，并且比记录的少。"),
        rule=_("“不属实”指记录的数量里至少有一部分没有依据；多记才算错，少记不算。"),
        remedy=_("请改填属实的数量；全部属实的，结论选“属实”。"),
    )
    REASON_MISSING = Refusal(
        "samples.reason_missing",
        _("这条记录已有结论，更改结论要写理由。"),
        rule=_("结论只增不改：新的结论更正旧的，两条都留在台账里。"),
        remedy=_("请写明为什么更改。"),
    )
    WHY_MISSING = Refusal(
        "samples.why_missing",
        _("没有写原因。"),
        rule=_("公告过的抽样作废或者提前结束，原因公开。"),
        remedy=_("请写一句话说明原因，不要写个人信息。"),
    )
    OWN_RECORD = Refusal(
        "samples.own_record",
        _("这条记录关于您本人，或者是您自己办理的，不能由您核查。"),
        rule=_("办理人、当事人和核查人必须是不同的人。"),
        remedy=_("请由另一名审计人员核查。"),
    )
    ALREADY_OVER = Refusal(
        "samples.already_over",
        _("这次抽样现在不能结束。"),
        rule=_("没有公告的可以放弃，公告了的可以作废，抽取了的可以提前结束，各一次。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
