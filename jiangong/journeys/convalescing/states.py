"""The verbs of placing, what upper rooms say of bases, and why a batch cannot go to one: each with its rule and remedy."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal


class Verb(TextChoices):
    PLACED = "convalescing.placed", _("批次安排到基地")
    TAKEN_AWAY = "convalescing.taken_away", _("批次撤出基地")


PUBLIC: dict[str, frozenset[str]] = {
    Verb.PLACED: frozenset({"base", "batch_days", "people", "cost_per_head"}),
    Verb.TAKEN_AWAY: frozenset({"base"}),
}
FACTS = {
    "base": (_("基地编号"), None),
    "batch_days": (_("批次天数"), None),
    "people": (_("人数"), None),
    "cost_per_head": (_("人均费用（分）"), None),
}

# Asked by the room of bases before a contract ends early.
STAYS_AT_BASES = "jiangong.journeys.convalescing.queries.batches_after"


class Reason:
    TOO_LATE = Refusal(
        "convalescing.too_late",
        _("“%(batch)s”已经出发或者项目已经结束，不能再换基地。"),
        rule=_("出发以前可以安排和更换基地。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
    NOT_LISTED = Refusal(
        "convalescing.not_listed",
        _("“%(base)s”不在基地名录里。"),
        rule=_("批次只安排到名录里的基地。"),
        remedy=_("请先把基地列入名录，或者改选别的基地。"),
    )
    DELISTED = Refusal(
        "convalescing.delisted",
        _("“%(base)s”年度评定为退出，%(until)s之前不安排批次。"),
        rule=_("退出的基地在规定的时间内不再使用。"),
        remedy=_("请改选别的基地。"),
    )
    NO_CONTRACT = Refusal(
        "convalescing.no_contract",
        _("“%(base)s”没有覆盖%(since)s到%(until)s每一天的合同。"),
        rule=_("批次的每一天都要在同一份已签订的合同期内。"),
        remedy=_("请先与基地签订合同，或者改批次的日期。"),
    )
    NOT_OURS = Refusal(
        "convalescing.not_ours",
        _("“%(base)s”的合同由“%(union)s”签订，不能用于这个项目。"),
        rule=_("合同由举办项目的工会或者它的上级工会签订。"),
        remedy=_("请由上级工会签订合同，或者改选别的基地。"),
    )
    FULL = Refusal(
        "convalescing.full",
        _("“%(base)s”这些日子还能接待 %(free)s 人，少于批次的 %(people)s 人。"),
        rule=_("同一天住在基地的各批次人数之和，不超过合同的 %(places)s 人；到达和离开的当天都算。"),
        remedy=_("请改批次的日期或者人数，或者改选别的基地。"),
    )
    TOO_DEAR = Refusal(
        "convalescing.too_dear",
        _("在“%(base)s”每人 %(cost)s 元，超过 %(cap)s 元。"),
        rule=_("%(source)s：每人每天不超过 %(per_day)s 元，全年不超过 %(per_year)s 元（%(status)s）。"),
        remedy=_("请缩短批次，或者改选别的基地；标准有变动的，先在“参数核定”里核定。"),
    )
    NOWHERE = Refusal(
        "convalescing.nowhere",
        _("“%(batch)s”没有安排基地。"),
        rule=_("安排了基地的批次才能撤出。"),
        remedy=_("请刷新页面查看。"),
    )
