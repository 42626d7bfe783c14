"""Words of this room: what is wrong with a scheme or a sheet, what a cell lacks, what a step did, where an entrant stands.

The kinds themselves are in the formulas, which know nothing of Django; here each gets its words.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal
from jiangong.selection.judging.formulas.computing.result import Place, WhyNot
from jiangong.selection.judging.formulas.computing.steps import Lacking, What
from jiangong.selection.judging.formulas.faults import Wrong
from jiangong.selection.judging.formulas.scheme.kinds import Formula


class Reason:
    """Faults as refusals; `%(where)s` is the place in the scheme or the sheet."""

    MISSING = Refusal(
        "judging.missing",
        what=_("%(where)s：没有填写。"),
        rule=_("评分方案的每一项都要写明，不作默认。"),
        remedy=_("请补上“%(key)s”。"),
    )
    UNKNOWN_KEY = Refusal(
        "judging.unknown_key",
        what=_("%(where)s：没有“%(key)s”这一项。"),
        rule=_("读不懂的内容不会被略过。"),
        remedy=_("请删去它，或改为其中之一：%(known)s。"),
    )
    NOT_TEXT = Refusal(
        "judging.not_text", what=_("%(where)s：“%(value)s”不是文字。"), remedy=_("请改为文字。")
    )
    NOT_WHOLE = Refusal(
        "judging.not_whole", what=_("%(where)s：“%(value)s”不是整数。"), remedy=_("请改为整数。")
    )
    NOT_A_NUMBER = Refusal(
        "judging.not_a_number",
        what=_("%(where)s：“%(value)s”不是数。"),
        remedy=_("请写整数、小数（85.5）或分数（1/3）。"),
    )
    NOT_YES_OR_NO = Refusal(
        "judging.not_yes_or_no",
        what=_("%(where)s：“%(value)s”既不是“是”也不是“否”。"),
        remedy=_("请写 true 或 false。"),
    )
    NOT_A_LIST = Refusal("judging.not_a_list", what=_("%(where)s：这里应是一列。"), remedy=_("请改为列表。"))
    NOT_A_TABLE = Refusal(
        "judging.not_a_table", what=_("%(where)s：这里应是若干项及其值。"), remedy=_("请改为键和值。")
    )
    NOT_ONE_OF = Refusal(
        "judging.not_one_of",
        what=_("%(where)s：“%(value)s”不在可选范围内。"),
        remedy=_("请改为其中之一：%(known)s。"),
    )

    EMPTY = Refusal("judging.empty", what=_("%(where)s：不能为空。"), remedy=_("请填写；代码中不要用“.”。"))
    TWICE = Refusal(
        "judging.twice",
        what=_("%(where)s：“%(code)s”出现了两次。"),
        remedy=_("请给它们不同的代码，或删去一个。"),
    )
    WEIGHTS = Refusal(
        "judging.weights",
        what=_("%(where)s：各模块权重之和是 %(total)s，不是 100。"),
        rule=_("权重以百分比计，合计必须为 100。"),
        remedy=_("请调整权重，使合计为 100。"),
    )
    OUT_OF_RANGE = Refusal(
        "judging.out_of_range",
        what=_("%(where)s：%(value)s 超出范围（%(least)s 至 %(most)s）。"),
        remedy=_("请改为范围内的数。"),
    )
    ASPECTS_DO_NOT_ADD_UP = Refusal(
        "judging.aspects_do_not_add_up",
        what=_("%(where)s：各评分点满分之和是 %(total)s，模块满分是 %(of)s。"),
        rule=_("评分点的满分之和等于模块的满分。"),
        remedy=_("请调整评分点或模块的满分。"),
    )
    MARKING_NEEDS = Refusal(
        "judging.marking_needs", what=_("%(where)s：“%(marking)s”需要“%(key)s”。"), remedy=_("请补上。")
    )
    MARKING_FORBIDS = Refusal(
        "judging.marking_forbids",
        what=_("%(where)s：“%(marking)s”用不到“%(key)s”。"),
        rule=_("写了却不起作用的规则会让人误解。"),
        remedy=_("请删去。"),
    )
    DROPS_ALL = Refusal(
        "judging.drops_all",
        what=_("%(where)s：去掉 %(drop)s 个最高和 %(drop)s 个最低以后可能一个不剩。"),
        remedy=_("去掉最高、最低至少要有 %(least)s 个评分。"),
    )
    FORMULA_NEEDS = Refusal(
        "judging.formula_needs", what=_("%(where)s：公式“%(formula)s”缺少“%(key)s”。"), remedy=_("请补上。")
    )
    DESCRIPTORS = Refusal(
        "judging.descriptors",
        what=_("%(where)s：评判评分点的每一档都要有描述，至少两档。"),
        rule=_("评委按描述亮分，没有描述就没有依据。"),
        remedy=_("请写明每一档的描述。"),
    )
    NOT_ASCENDING = Refusal(
        "judging.not_ascending",
        what=_("%(where)s：各档没有按顺序排列。"),
        remedy=_("请由小到大排列，偏差大的得分不能更高。"),
    )
    NO_SUCH = Refusal(
        "judging.no_such",
        what=_("%(where)s：没有“%(code)s”，或它没有所需的及格线。"),
        remedy=_("请核对代码。"),
    )
    OVER_LIMIT = Refusal(
        "judging.over_limit",
        what=_("%(where)s：%(kind)s 权重合计 %(weight)s%%，高于 %(most)s%%。"),
        rule="%(clause)s",
        remedy=_("请降低权重。"),
    )
    UNDER_LIMIT = Refusal(
        "judging.under_limit",
        what=_("%(where)s：%(kind)s 权重合计 %(weight)s%%，低于 %(least)s%%。"),
        rule="%(clause)s",
        remedy=_("请提高权重。"),
    )

    NO_BENCH = Refusal(
        "judging.no_bench",
        what=_("%(component)s %(aspect)s：选手 %(entrant)s 没有指定评委。"),
        remedy=_("请先指定评委组。"),
    )
    TWO_BENCHES = Refusal(
        "judging.two_benches",
        what=_("%(component)s %(aspect)s：选手 %(entrant)s 有两个同样具体的评委组。"),
        remedy=_("请只留一个。"),
    )
    NOT_ON_BENCH = Refusal(
        "judging.not_on_bench",
        what=_("%(where)s：%(judge)s 不是 %(component)s 的评委。"),
        rule=_("只有指定的评委可以评分。"),
        remedy=_("请核对评委，或先指定。"),
    )
    MARK_TWICE = Refusal(
        "judging.mark_twice",
        what=_("%(where)s：同一评委在同一轮对同一项评了两次（%(code)s）。"),
        rule=_("改分要由裁判长更正，并写明理由。"),
        remedy=_("请保留一个，另一个作更正。"),
    )
    MARK_OUT_OF_RANGE = Refusal(
        "judging.mark_out_of_range",
        what=_("%(where)s：%(value)s 不是可给的分（%(least)s 至 %(most)s）。"),
        remedy=_("请核对评分。"),
    )
    MARK_NOT_ALLOWED = Refusal(
        "judging.mark_not_allowed",
        what=_("%(where)s：%(component)s 不这样评分。"),
        remedy=_("按评分点评的模块要写评分点；带入成绩的模块不评分。"),
    )
    NOTHING_TO_CORRECT = Refusal(
        "judging.nothing_to_correct",
        what=_("%(where)s：没有 %(judge)s 的这个评分可以更正。"),
        remedy=_("请核对。"),
    )
    NO_REASON = Refusal(
        "judging.no_reason",
        what=_("%(where)s：没有理由。"),
        rule=_("更正和扣分都要写明理由和经手人。"),
        remedy=_("请写明。"),
    )


FAULTS: dict[Wrong, Refusal] = {wrong: getattr(Reason, wrong.name) for wrong in Wrong}

LACKING: dict[Lacking, Promise] = {
    Lacking.NO_MARK: _("缺评分：%(judges)s"),
    Lacking.PANEL_TOO_SMALL: _("回避后评委不足，须补派评委"),
    Lacking.SPREAD: _("评分相差过大，须商议后重评：%(judges)s"),
    Lacking.ENTRIES_DIFFER: _("两人录入不一致，须核对：%(judges)s"),
    Lacking.NOT_CARRIED: _("没有带入的成绩"),
}

PLACES: dict[Place, Promise] = {
    Place.RANKED: _("有名次"),
    Place.OPEN: _("成绩未齐"),
    Place.VOID: _("竞赛不成立"),
    Place.OUT: _("缺考，不排名"),
    Place.ABSENT: _("未到"),
    Place.FORFEITED: _("弃赛"),
    Place.DISQUALIFIED: _("取消资格"),
}

WHY_NOT: dict[WhyNot, Promise] = {
    WhyNot.NOT_PASSED: _("未达到及格线"),
    WhyNot.LEVEL: _("现有等级不在晋升表内"),
    WhyNot.BARRED: _("已有相应称号"),
    WhyNot.PROMOTED: _("本年度已晋升一次"),
}

# How a measured value becomes a mark, in words.
FORMULAS: dict[Formula, Promise] = {
    Formula.YES_NO: _("做到或没有做到"),
    Formula.WITHIN: _("公差以内满分"),
    Formula.STEPS: _("超出公差分级扣分"),
    Formula.LINEAR: _("超出公差按比例递减"),
    Formula.COUNT: _("按处扣分"),
    Formula.BANDS: _("按偏差分档"),
}
STEPS: dict[What, Promise] = {
    What.MARK: _("%(judge)s 的评分"),
    What.CORRECTED: _("%(judge)s 的评分，由 %(by)s 更正（原为 %(original)s）：%(reason)s"),
    What.RECUSED: _("%(judge)s 回避，不计"),
    What.EARLIER_ROUND: _("%(judge)s 重评前的评分，不计"),
    What.HIGHEST: _("%(judge)s：最高，去掉"),
    What.LOWEST: _("%(judge)s：最低，去掉"),
    What.CARRIED: _("带入成绩（%(source)s）"),
    What.ABSENT: _("缺考"),
    What.PENALTY: _("扣分"),
    What.MEAN: _("平均"),
    What.MEDIAN: _("中位数"),
    What.CARDS: _("%(name)s：平均 ÷ %(last)s × 满分 %(of)s"),
    What.MEASURED: _("%(name)s：按测量值计分（%(formula)s，满分 %(of)s）"),
    What.SUM: _("评分点之和"),
    What.LESS: _("减去扣分，最低为 0"),
    What.ROUNDED: _("修约到 %(places)s 位小数"),
    What.COMPONENT: _("%(name)s（满分 %(of)s）"),
    What.WEIGHTED: _("× 权重 %(weight)s%% ÷ 满分 %(of)s"),
    What.TOTAL: _("总分（满分 %(of)s）"),
    What.GAP: _("尚缺"),
}
