"""Named refusals of the ledger."""

from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal


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
