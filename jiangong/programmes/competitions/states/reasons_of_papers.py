"""Named refusals about theory papers and about honours on paper; part of Reason."""

from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal


class TheoryReason:
    NOT_OUR_SITTING = Refusal(
        "competitions.not_our_sitting",
        _("“%(sitting)s”不是这项竞赛这个模块的考试场次，或者已经结束。"),
        rule=_("选手只编入为这项竞赛设立、还没有结束的场次，一场只对应一个模块。"),
        remedy=_("请从竞赛的理论考试页面设立场次。"),
    )
    NO_THEORY = Refusal(
        "competitions.no_theory",
        _("评分方案里没有这个理论模块，或者它不是录入一个成绩。"),
        rule=_("录入一个成绩的理论模块才能由考试场次给出成绩。"),
        remedy=_("请核对评分方案。"),
    )
    FULL_DIFFERS = Refusal(
        "competitions.full_differs",
        _("考试满分 %(full)s，“%(component)s”满分 %(of)s，不一样。"),
        rule=_("成绩照原样计入，不折算。"),
        remedy=_("请取消这一场，按模块的满分重设细目表。"),
    )
    THEORY_BY_HAND = Refusal(
        "competitions.theory_by_hand",
        _("“%(component)s”已经有录分员录入的成绩。"),
        rule=_("一个模块的成绩要么由考试场次给出，要么由人录入。"),
        remedy=_("请继续由录分员录入。"),
    )
    THEORY_BY_SITTING = Refusal(
        "competitions.theory_by_sitting",
        _("这个模块的成绩由考试场次给出。"),
        rule=_("一个模块的成绩要么由考试场次给出，要么由人录入。"),
        remedy=_("请在竞赛的理论考试页面办理。"),
    )
    NOBODY_TO_ADMIT = Refusal(
        "competitions.nobody_to_admit",
        _("没有还要编入的选手。"),
        rule=_("每名选手一个模块只考一场；缺考的可以编入补考的场次。"),
        remedy=_("请看各场次的名单。"),
    )
    THEORY_BEING_MARKED = Refusal(
        "competitions.theory_being_marked",
        _("理论考试正在判分。"),
        rule=_("判完分、成绩计入之后，才能锁定记分册。"),
        remedy=_("请等判完再锁定。"),
    )


class PaperReason:
    NOTHING_TO_ISSUE = Refusal(
        "competitions.nothing_to_issue",
        _("没有可以颁发的荣誉。"),
        rule=_("公示完的荣誉可以颁发；晋升要先有人社部门的核准。"),
        remedy=_("请看名单里每一项的状态。"),
    )
    BATCH_RUNS = Refusal(
        "competitions.batch_runs",
        _("这项竞赛的荣誉正在颁发。"),
        rule=_("一项竞赛一次颁发一批。"),
        remedy=_("请等这一批办完，页面会自己刷新。"),
    )
    NOT_ISSUED = Refusal(
        "competitions.not_issued",
        _("这项荣誉没有证书。"),
        rule=_("颁发了、没有撤销、获得者没有删除个人信息的荣誉才有证书。"),
        remedy=_("请在查验页看它的状态。"),
    )
    CANNOT_PRINT = Refusal(
        "competitions.cannot_print",
        _("荣誉有效，但字库里还没有“%(text)s”，暂时不能打印。"),
        rule=_("缺字的证书不印，不用方块代替。"),
        remedy=_("请管理员安装含这些字的字库，再下载。"),
    )
