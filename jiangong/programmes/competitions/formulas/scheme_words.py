"""What the figures and choices of a scheme are called. In Chinese: they are headings and cells of files that come back."""

from collections.abc import Mapping
from enum import StrEnum

from jiangong.selection.judging.formulas.exact import How
from jiangong.selection.judging.formulas.scheme import kinds

WORDS: Mapping[type[StrEnum], Mapping[str, str]] = {
    kinds.Formula: {
        "yes_no": "是否做到", "within": "公差以内", "steps": "每超一级扣分", "linear": "按比例递减", "count": "每处扣分",
        "bands": "分档",
    },
    kinds.Side: {"both": "两边", "over": "只看偏大", "under": "只看偏小"},
    kinds.Kind: {"measurement": "测量", "judgement": "评判"},
    kinds.Marking: {"panel": "评委打分", "aspects": "按评分点", "entered": "录入成绩", "carried": "带入成绩"},
    kinds.Part: {
        "theory": "理论", "practice": "实操", "defence": "答辩", "work": "作品", "earlier": "前赛成绩", "other": "其他",
    },
    kinds.Middle: {"mean": "平均", "median": "中位数"},
    kinds.Absent: {"out": "无名次", "zero": "记零分"},
    kinds.TieBy: {
        "component": "模块成绩高者在前", "aspect": "评分点成绩高者在前", "time": "用时短者在前",
        "key_losses": "关键点失分少者在前",
    },
    kinds.Joint: {"skip": "并列后跳过名次", "dense": "并列后不跳名次"},
    kinds.By: {"total": "总分", "scale": "标准分"},
    kinds.Apart: {"first": "与本档第一名比", "previous": "与前一名比"},
    kinds.After: {"skip": "占用名次", "next": "顺次下一档"},
    kinds.AtCut: {"in": "并列全部晋级", "out": "并列全部不晋级"},
    How: {"half_up": "四舍五入", "half_even": "四舍六入五成双", "down": "截尾", "up": "进位"},
}  # fmt: skip

HEADINGS: Mapping[str, str] = {
    "code": "代码", "name": "名称", "kind": "类别", "weight": "权重", "of": "满分", "marking": "评分方式", "panel": "评委组",
    "entries": "录入人数", "rounding": "取舍", "places": "位数", "how": "方法", "pass_mark": "及格线", "absent": "缺考",
    "clause": "依据", "least": "最少", "drop": "各去掉", "drop_from": "满几人起去掉", "middle": "取法", "spread": "最大分差",
    "measure": "测量", "formula": "公式", "nominal": "标准值", "tolerance": "公差", "side": "方向", "step": "每级",
    "deduction": "扣分", "reach": "到零", "bands": "分档", "descriptors": "各档描述", "agree": "允许相差", "key": "关键点",
    "standard": "职业标准", "component": "模块", "aspect": "评分点", "by": "办法", "group": "组别", "first": "名次起",
    "last": "名次止", "share": "比例", "share_how": "比例取整", "classes": "限类别", "requires": "须及格", "levels": "等级晋升",
    "yearly": "一年一次", "barred": "不授予持有者", "points": "积分", "medals": "奖牌", "joint": "并列", "least_units": "最少单位",
    "scale": "标准分", "centre": "中心", "unit": "每标准差", "contest_class": "竞赛类别", "team": "团体", "best": "取前几名",
    "cut": "晋级", "ties": "并列", "within": "差几分以内并列", "apart": "比法", "after": "并列之后", "merit": "优胜",
    "rounding.places": "取舍位数", "rounding.how": "取舍方法", "fields": "规模", "components": "模块", "awards": "奖项",
    "aspects": "评分点", "kinds": "奖牌",
}  # fmt: skip
