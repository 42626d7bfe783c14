"""The ledger's own verbs, which facts of them are public, and its named refusals."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal


class Verb(TextChoices):
    ERASED = "ledger.erased", _("依法删除个人信息")


# Verbs whose leaves say more than that something happened, with the names of their payload that are public. Every
# room may have such a table in its states.py; what stands in none is logged as a bare commitment (docs/proof.md).
PUBLIC: dict[str, frozenset[str]] = {Verb.ERASED: frozenset()}

# Written by foundation/people, payload {"from", "into"}: two numbers turn out to be one person, or two after all.
MERGED, SEPARATED = "people.merged", "people.separated"

# Where an entry of a union too small to be named is shown: the nearest of these kinds above it, in this order.
NEAREST = ("branch", "enterprise", "village", "township", "industry", "district", "city")
ALWAYS_NAMED = frozenset({"township", "industry", "district", "city"})


class Reason:
    NOT_YET_ESTABLISHED = Refusal(
        "ledger.organisation_not_established",
        _("“%(organisation)s”在%(day)s还没有成立或者已经撤销。"),
        rule=_("台账记在事情发生当日存在的组织名下。"),
        remedy=_("请核对日期，或者改选当日的组织。"),
    )
    ALREADY_CORRECTED = Refusal(
        "ledger.already_corrected",
        _("这条记录已经更正过。"),
        rule=_("一条记录只能更正一次，更正本身也留在台账里。"),
        remedy=_("请在更正后的新记录上继续办理。"),
    )
    REASON_MISSING = Refusal(
        "ledger.reason_missing",
        _("更正没有写理由。"),
        rule=_("更正必须写明理由，理由公开。"),
        remedy=_("请写一句话说明为什么更正。"),
    )
    HELD = Refusal(
        "ledger.held",
        _("台账已停止入册：%(why)s"),
        rule=_("恢复出来的台账与已见证的检查点不一致时，不再继续，以免出现两个版本。"),
        remedy=_("请系统管理员按《运行手册》“恢复之后”一节处理。"),
    )
    NOT_YET_LOGGED = Refusal(
        "ledger.not_yet_logged",
        _("有些记录刚刚写下，还没有入册。"),
        rule=_("入册之后才能销毁它的凭据盐值，否则入册时会再产生一个。"),
        remedy=_("请过几秒再办；长时间不行的，请系统管理员看后台进程是否在运行。"),
    )
    NO_CHECKPOINT = Refusal(
        "ledger.no_checkpoint",
        _("收到的不是检查点：%(why)s"),
        rule=_("见证人送来的是 C2SP 签名便笺：检查点原文，加上见证人自己的签名行。"),
        remedy=_("请原样送回从 /ledger/checkpoint 取得的检查点，并附上签名行。"),
        status=400,
    )
    NOT_OUR_CHECKPOINT = Refusal(
        "ledger.not_our_checkpoint",
        _("这个检查点不是本台账签发的。"),
        rule=_("只收本台账签发过的检查点，条数和根哈希都要相同。"),
        remedy=_("如果它确有本台账的签名，请保存为证据，并告知工会和其他见证人。"),
        status=404,
    )
    UNKNOWN_WITNESS = Refusal(
        "ledger.unknown_witness",
        _("没有一行签名来自本台账登记的见证人。"),
        rule=_("见证人的公钥要先登记（JIANGONG_WITNESSES），签名行才会公布。"),
        remedy=_("请把 jiangong witness init 打印的公钥交给工会。"),
        status=403,
    )
    BAD_COSIGNATURE = Refusal(
        "ledger.bad_cosignature",
        _("见证人“%(witness)s”的签名核对不上：%(why)s"),
        rule=_("签名行必须由登记的公钥对这个检查点的原文签出，时间不得晚于现在。"),
        remedy=_("请检查见证人的密钥和时钟。"),
        status=403,
    )
