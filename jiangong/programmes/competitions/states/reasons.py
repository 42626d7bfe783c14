"""Named refusals of competitions: what is wrong, which rule says so, what to do."""

from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal
from jiangong.programmes.competitions.states.reasons_of_papers import PaperReason, TheoryReason
from jiangong.programmes.competitions.states.reasons_of_results import ResultReason
from jiangong.programmes.competitions.states.reasons_of_the_day import DayReason


class Reason(DayReason, ResultReason, TheoryReason, PaperReason):
    SEASON_TAKEN = Refusal(
        "competitions.season_taken",
        _("“%(organisation)s”已经有 %(year)s 年的赛季。"),
        rule=_("一个工会一年一个赛季，各主办单位的竞赛都在其中。"),
        remedy=_("请打开已有的赛季。"),
    )
    SEASON_CLOSED = Refusal(
        "competitions.season_closed",
        _("“%(season)s”已经结束。"),
        rule=_("结束的赛季不再新建竞赛、不再改服务对象。"),
        remedy=_("请在进行中的赛季里新建。"),
    )
    CONTESTS_UNFINISHED = Refusal(
        "competitions.contests_unfinished",
        _("还有 %(count)s 项竞赛没有办结。"),
        rule=_("所有竞赛成绩确认或者取消之后，赛季才能结束。"),
        remedy=_("请先办结或者取消它们。"),
    )
    CANNOT_CHANGE = Refusal(
        "competitions.cannot_change",
        _("“%(contest)s”已经抽签，竞赛的规则和安排不能再改。"),
        rule=_("第一次评分之前规则锁定，之后谁也不能改。"),
        remedy=_("确有错误的，只能取消后重办。"),
    )
    SCHEME_UNFIT = Refusal(
        "competitions.scheme_unfit",
        _("评分方案有 %(count)s 处不对：%(faults)s"),
        rule=_("有一处不对的方案不能保存，也不能拿来评分。"),
        remedy=_("请逐处改正后再保存。"),
    )
    SCHEME_MISSING = Refusal(
        "competitions.scheme_missing",
        _("“%(contest)s”还没有评分方案。"),
        rule=_("没有公布的评分方案，不能报名，更不能比赛。"),
        remedy=_("请先选一份现成的方案，或者导入评分表。"),
    )
    REASON_MISSING = Refusal(
        "competitions.reason_missing",
        _("没有写理由。"),
        rule=_("改规则、更正评分、取消竞赛都要写明理由，理由留档。"),
        remedy=_("请写一句话说明为什么。"),
    )
    NOT_FILED = Refusal(
        "competitions.not_filed",
        _("“%(contest)s”没有备案。"),
        rule=_("区市以上的竞赛先备案，再发通知、开放报名。"),
        remedy=_("请由赛季的组织工会办理备案。"),
    )
    WRONG_STEP = Refusal(
        "competitions.wrong_step",
        _("“%(contest)s”现在不能这样办。"),
        rule=_("竞赛一步接一步：备案、报名、审查、抽签、比赛、锁定、解密、公示、确认。"),
        remedy=_("请刷新页面，看现在到了哪一步。"),
    )
    WINDOW_IS_OVER = Refusal(
        "competitions.window_is_over",
        _("报名截止时间已经过去，开放了也没有人能报。"),
        rule=_("开放报名时，截止时间应在将来。"),
        remedy=_("请先修改报名截止时间。"),
    )
    CLIMBS_DOWN = Refusal(
        "competitions.climbs_down",
        _("“%(contest)s”不是更高一级的同一工种竞赛。"),
        rule=_("晋级只能到更高一级、同一职业的竞赛。"),
        remedy=_("请核对层级和工种。"),
    )
    ALREADY_ENDED = Refusal(
        "competitions.already_ended",
        _("这项荣誉现在不能这样办。"),
        rule=_("拟授予、公示、（上报、核准）、颁发，依次办理；颁发后发现有误的撤销。"),
        remedy=_("请刷新页面看现在的状态。"),
    )
    # --- offices
    OFFICES_CONFLICT = Refusal(
        "competitions.offices_conflict",
        _("%(name)s已经是%(held)s，不能再做%(duty)s。"),
        rule=_("加密、评分、监督仲裁互相独立：掌握一层编号的人不评分，评分的人不听申诉，选手不做赛务。"),
        remedy=_("请另聘一人。"),
    )
    OFFICE_TAKEN = Refusal(
        "competitions.office_taken",
        _("%(duty)s已经有人担任。"),
        rule=_("裁判长和每一层加密裁判各只有一人。"),
        remedy=_("请先免去原来的人。"),
    )
    OFFICES_MISSING = Refusal(
        "competitions.offices_missing",
        _("赛务还缺：%(missing)s。"),
        rule=_("裁判长、各层加密裁判、裁判员、监督仲裁齐备才能抽签。"),
        remedy=_("请先聘齐。"),
    )
    OFFICE_IN_USE = Refusal(
        "competitions.office_in_use",
        _("比赛已经开始，%(duty)s不能免去。"),
        rule=_("评过的分连同评分人的代号一直留着。"),
        remedy=_("不能继续的，另聘一人接替；应当回避的，请申报回避。"),
    )
    # --- entries
    NOT_ENTERING = Refusal(
        "competitions.not_entering",
        _("“%(contest)s”现在不接受报名。"),
        rule=_("报名在公布的起止时间内进行（%(since)s 至 %(until)s）。"),
        remedy=_("请看其他竞赛；本单位工会可以问主办工会是否补报。"),
    )
    NOT_ELIGIBLE = Refusal(
        "competitions.not_eligible",
        _("不符合参赛条件：%(why)s"),
        rule="%(clause)s",
        remedy="%(remedy)s",
    )
    NOT_A_COLLEAGUE = Refusal(
        "competitions.not_a_colleague",
        _("不是“%(organisation)s”的在册会员。"),
        rule=_("工会只能为自己的会员报名。"),
        remedy=_("请核对会籍，或者由会籍所在的工会报名。"),
    )
    ALREADY_ENTERED = Refusal(
        "competitions.already_entered",
        _("已经报过“%(contest)s”。"),
        rule=_("一人在一项竞赛里只报一次。"),
        remedy=_("请在“我的竞赛”里查看。"),
    )
    FULL = Refusal(
        "competitions.full",
        _("“%(contest)s”的 %(places)s 个名额已满。"),
        rule=_("名额按公布的数，先报先得。"),
        remedy=_("可以问主办工会是否有人退出。"),
    )
    UNIT_FULL = Refusal(
        "competitions.unit_full",
        _("“%(organisation)s”的 %(places)s 个名额已满。"),
        rule=_("每单位的参赛名额由竞赛通知规定，替补不占名额。"),
        remedy=_("可以报为替补；正式选手退出后由替补递补。"),
    )
    CANNOT_WITHDRAW = Refusal(
        "competitions.cannot_withdraw",
        _("“%(contest)s”已经抽签，不能退出报名。"),
        rule=_("抽签之前可以退出；之后不到场的记为未到。"),
        remedy=_("不能到场的，请告诉领队或者主办工会。"),
    )
    ENTRIES_UNDECIDED = Refusal(
        "competitions.entries_undecided",
        _("还有 %(count)s 人的资格没有审查。"),
        rule=_("资格审查完，才能抽签。"),
        remedy=_("请先逐一审查。"),
    )
    TOO_FEW = Refusal(
        "competitions.too_few",
        _("只有 %(entrants)s 人、%(units)s 个单位，不够开赛（%(least)s 人、%(least_units)s 个单位）。"),
        rule=_("参赛规模不足的竞赛不成立，不能授奖。"),
        remedy=_("请延长报名，或者取消。"),
    )
    NO_CHECK_IN = Refusal(
        "competitions.no_check_in",
        _("“%(contest)s”现在不能为这名选手报到。"),
        rule=_("资格通过的选手，在报名截止之后、成绩锁定之前报到。"),
        remedy=_("请核对参赛证是不是这项竞赛的，资格是否通过。"),
    )
    CANNOT_PRINT_CARD = Refusal(
        "competitions.cannot_print_card",
        _("字库里还没有“%(text)s”，参赛证暂时不能印成 PDF。"),
        rule=_("缺字的不印，不用方块代替。"),
        remedy=_("请直接打印参赛证页面，或者在手机上出示。"),
    )
