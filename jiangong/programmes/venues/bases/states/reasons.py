"""The named refusals of bases."""

from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal


class Reason:
    CODE_TAKEN = Refusal(
        "bases.code_taken",
        _("编号“%(code)s”已经有基地在用。"),
        rule=_("每个基地一个编号，不重复。"),
        remedy=_("请换一个编号，或者打开那个基地修改。"),
    )
    BEDS_MISSING = Refusal(
        "bases.beds_missing",
        _("床位 %(beds)s 张少于客房 %(rooms)s 间。"),
        rule=_("每间客房至少一张床位。"),
        remedy=_("请核对客房和床位的数目。"),
    )
    NOT_TO_LIST = Refusal(
        "bases.not_to_list",
        _("“%(base)s”现在不能列入名录。"),
        rule=_("筹备或者停用的基地才能列入；列入前要写好介绍、床位和无障碍情况。"),
        remedy=_("请先补全资料；已经在列的不用再列。"),
    )
    NOT_TO_CLOSE = Refusal(
        "bases.not_to_close",
        _("“%(base)s”现在不能停用。"),
        rule=_("有合同在执行、或者已经停用的基地不能停用。"),
        remedy=_("请先终止合同，再停用。"),
    )
    NOT_LISTED = Refusal(
        "bases.not_listed",
        _("“%(base)s”不在名录里。"),
        rule=_("只和名录里的基地签合同、安排批次。"),
        remedy=_("请先把基地列入名录。"),
    )
    DELISTED = Refusal(
        "bases.delisted",
        _("“%(base)s”年度评定为退出，%(until)s之前不签合同、不安排批次。"),
        rule=_("%(source)s：退出的基地 %(months)s 个月内不再使用（%(status)s）。"),
        remedy=_("请改选名录里的其他基地。"),
    )
    PRICE_TOO_HIGH = Refusal(
        "bases.price_too_high",
        _("每人每日 %(price)s 元，高于上限 %(ceiling)s 元。"),
        rule=_("%(source)s：每人每日不超过 %(ceiling)s 元（%(status)s）。"),
        remedy=_("请与基地重新议价；上限有变动的，先在“参数核定”里核定。"),
    )
    TOO_LONG = Refusal(
        "bases.too_long",
        _("合同从%(since)s到%(until)s，超过 %(years)s 年。"),
        rule=_("%(source)s：一份合同最长 %(years)s 年（%(status)s）。"),
        remedy=_("请把终止日往前改，到期按评定结论续签。"),
    )
    TOO_MANY_PLACES = Refusal(
        "bases.too_many_places",
        _("同时接待 %(places)s 人，多于基地的 %(beds)s 张床位。"),
        rule=_("合同的接待人数不能多于床位。"),
        remedy=_("请改少人数；床位有变动的，先修改基地资料。"),
    )
    NUMBER_TAKEN = Refusal(
        "bases.number_taken",
        _("合同编号“%(number)s”已经用过。"),
        rule=_("一个工会的合同编号不重复。"),
        remedy=_("请核对编号。"),
    )
    OVERLAPS = Refusal(
        "bases.overlaps",
        _("这些日子里，“%(base)s”已经有合同（%(number)s）。"),
        rule=_("一个基地同一天只有一份合同，只有一个价格。"),
        remedy=_("请错开日期，或者先终止原来的合同。"),
    )
    NOT_A_DRAFT = Refusal(
        "bases.contract_not_a_draft",
        _("合同“%(number)s”已经签订，不能再改。"),
        rule=_("签订以后只能提前终止，另签新合同。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
    PAPER_MISSING = Refusal(
        "bases.paper_missing",
        _("还没有附上合同“%(number)s”的文本。"),
        rule=_("签订时要有双方盖章的合同文本，存入附件。"),
        remedy=_("请在本页“合同文本”里上传扫描件，再办理签订。"),
    )
    SIGNED_LATER = Refusal(
        "bases.signed_later",
        _("签订日期%(day)s在今天之后。"),
        rule=_("签订日期是已经签字盖章的日子。"),
        remedy=_("请核对日期。"),
    )
    NOT_SIGNED = Refusal(
        "bases.contract_not_signed",
        _("合同“%(number)s”不在执行，不能终止。"),
        rule=_("只有已签订的合同可以提前终止。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
    BAD_LAST_DAY = Refusal(
        "bases.bad_last_day",
        _("最后一天%(day)s不对。"),
        rule=_("提前终止的最后一天不早于昨天，早于合同的终止日。"),
        remedy=_("请改填日期。"),
    )
    WHY_MISSING = Refusal(
        "bases.why_missing",
        _("没有写理由。"),
        rule=_("提前终止合同、作出与建议不同的结论，都要写明理由。"),
        remedy=_("请用一两句话写清楚。"),
    )
    STAYS_REMAIN = Refusal(
        "bases.stays_remain",
        _("“%(base)s”在%(day)s之后还有批次：%(stays)s。"),
        rule=_("已经安排了批次的合同，先给批次另找基地，再终止。"),
        remedy=_("请打开这些批次，换一个基地。"),
    )
    UNKNOWN_ITEM = Refusal(
        "bases.unknown_item",
        _("检查表里没有“%(item)s”这一项，或者有的项没有填。"),
        rule=_("按检查当日的检查表逐项填写。"),
        remedy=_("请刷新页面，按现在的检查表填写。"),
    )
    FINDING_WORDS = Refusal(
        "bases.finding_words",
        _("“%(item)s”不合格，没有写发现了什么。"),
        rule=_("不合格的项要写明问题，基地照此整改。"),
        remedy=_("请用一句话写明。"),
    )
    DAY_AHEAD = Refusal(
        "bases.day_ahead",
        _("日期%(day)s在今天之后。"),
        rule=_("检查和审计登记的是已经发生的事。"),
        remedy=_("请核对日期。"),
    )
    NOTHING_TO_MEND = Refusal(
        "bases.nothing_to_mend",
        _("这次检查没有等着整改的问题。"),
        rule=_("有不合格项、还没有确认整改的检查才需要确认。"),
        remedy=_("请刷新页面查看。"),
    )
    MENDING_WORDS = Refusal(
        "bases.mending_words",
        _("“%(item)s”没有写怎么整改的。"),
        rule=_("每个不合格项都要写明整改情况，核对以后一次确认。"),
        remedy=_("请逐项写明；没有整改完的先不确认。"),
    )
    AUDITED = Refusal(
        "bases.audited_already",
        _("“%(base)s”%(year)s年的审计结论已经登记。"),
        rule=_("一个基地一年一个审计结论。"),
        remedy=_("结论有变动的，请在说明里写明，由审计人员联系系统管理员更正。"),
    )
    YEAR_NOT_OVER = Refusal(
        "bases.year_not_over",
        _("%(year)s年还没有结束。"),
        rule=_("年度评定在年度结束以后进行。"),
        remedy=_("请到下一年再办理。"),
    )
    YEAR_IS_FINAL = Refusal(
        "bases.year_is_final",
        _("%(year)s年度评定已经生效，不能再改。"),
        rule=_("生效的评定只能由以后年度的评定改变。"),
        remedy=_("请刷新页面查看。"),
    )
    SHOWN_ALREADY = Refusal(
        "bases.shown_already",
        _("%(year)s年度评定正在公示，不能改结论。"),
        rule=_("公示的就是将要生效的；要改的，先撤回公示。"),
        remedy=_("请到公示页撤回，改好以后重新公示。"),
    )
    NOTHING_RATED = Refusal(
        "bases.nothing_rated",
        _("%(year)s年没有可以评定的基地。"),
        rule=_("当年有合同的基地才评定。"),
        remedy=_("请核对合同是否已经登记签订。"),
    )
    UNDECIDED = Refusal(
        "bases.undecided",
        _("还有 %(count)s 个基地没有决定结论。"),
        rule=_("结论全部决定以后，才公示、才生效。"),
        remedy=_("请逐个决定。"),
    )
    NOT_CLEARED = Refusal(
        "bases.not_cleared",
        _("“%(base)s”的评定还没有公示结束。"),
        rule=_("评定公示满期、没有待答复的异议，才能生效（%(status)s）。"),
        remedy=_("请先公示；正在公示的，等公示结束；被异议撤下的，更正以后另行公示。"),
    )
