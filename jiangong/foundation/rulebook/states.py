"""What a parameter is: one value of law or local rule, its dates and where it is written; levels, statuses, refusals."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal

JURISDICTIONS = ("district", "city", "province", "nation")  # nearest first
IN_FILES = ("city", "province", "nation")  # a district's values come by a ruling only
CONFIRMED, TO_BE_CONFIRMED = "confirmed", "to_be_confirmed"
STATUSES: dict[str, Promise] = {CONFIRMED: _("已核定"), TO_BE_CONFIRMED: _("待核定")}
LEVELS: dict[str, Promise] = {
    "district": _("区市"),
    "city": _("市"),
    "province": _("省"),
    "nation": _("国家"),
}
# What the law says of an authority that does not answer in time; a clock that runs out writes it down.
SILENCES: dict[str, Promise] = {
    "consents": _("逾期不答复，视为同意"),
    "takes_effect": _("逾期没有提出异议，即行生效"),
    "may_go_on": _("逾期没有办结，可以进入下一步程序"),
    "moves_on": _("逾期没有答复，视为放弃，给下一位"),
}

NO_VALUE = Refusal(
    "rulebook.no_value",
    _("参数“%(key)s”在%(day)s没有数值。"),
    rule=_("法规规定的数字只从参数表读取，不写在程序里。"),
    remedy=_("请管理员在参数文件中补上当日有效的数值和依据。"),
)


class RulebookError(Exception):
    """A rulebook file is not in order; the message is one sentence that names file, entry and what is missing."""


@dataclass(frozen=True)
class Ruling:
    """A ruling 核定 as a parameter shows it: number, what it did, whose it is, on which document, made on which day."""

    number: int
    act: str
    organisation: str
    document_number: str
    made_on: date


@dataclass(frozen=True)
class Parameter:
    """One value of law or local rule, from `since` until (not including) `until`, with where it is written.

    `place` is the path of the union below which it is in force, empty where it is in force everywhere. `ruling` is the
    one that made this value, or confirmed what the file says; without one it stands as the file has it. `silence`
    (one of SILENCES) is what follows when nobody answers in time. `sample`: what is in force here was not found, so this is
    another place's value, or what is customary, shown as such until it is ruled on. `districts`: districts may have values of their own.
    """

    key: str
    title: str
    unit: str
    explains: str
    value: Any
    since: date
    until: date | None
    jurisdiction: str
    regulation: str
    article: str
    document_number: str
    status: str
    silence: str = ""
    sample: bool = False
    districts: bool = False
    place: str = ""
    ruling: Ruling | None = None

    @property
    def confirmed(self) -> bool:
        return self.status == CONFIRMED

    @property
    def room(self) -> str:
        """The room or topic whose parameter it is: what stands before the first dot of the key."""
        return self.key.partition(".")[0]

    @property
    def source(self) -> str:
        """《regulation》（document number）article, as an official text cites it."""
        number = f"（{self.document_number}）" if self.document_number else ""
        return f"《{self.regulation}》{number}{self.article}"

    def in_force(self, day: date) -> bool:
        """Whether the value is in force on the day."""
        return self.since <= day and (self.until is None or day < self.until)

    def as_confirmed(self, ruling: Ruling) -> "Parameter":
        """The same value, confirmed by a ruling."""
        return replace(self, status=CONFIRMED, ruling=ruling)


# Topics whose room is not built yet; the file of this name in parameters/ holds their values.
TOPICS: dict[str, Promise] = {
    "access": _("无障碍、适老化"),
    "assistance": _("困难帮扶"),
    "audit": _("经费审查"),
    "bargaining": _("集体协商"),
    "competitions": _("劳动和技能竞赛"),
    "conduct": _("平台自身的限制"),
    "congress": _("职代会、厂务公开"),
    "convalescence": _("疗休养"),
    "craftsmen": _("工匠"),
    "disputes": _("劳动争议"),
    "elections": _("工会选举"),
    "funds": _("工会经费"),
    "grassroots": _("基层工会、职工之家"),
    "innovation": _("职工创新"),
    "insurance": _("互助保障"),
    "legal_aid": _("法律援助"),
    "mentoring": _("师带徒"),
    "posts": _("驿站、向日葵、海员之家"),
    "safety": _("查保促、安康杯"),
    "supervision": _("劳动法律监督"),
}

# What the columns of structured values are called. A test asks that none is missing.
COLUMNS: dict[str, Promise] = {
    "adds": _("增加"),
    "aed": _("配备 AED"),
    "again": _("复核合格"),
    "already": _("已有等级"),
    "applicants": _("参加人数"),
    "audit": _("审计"),
    "award": _("荣誉"),
    "binding": _("订口"),
    "bronze": _("铜牌"),
    "by": _("期限"),
    "cap": _("上限"),
    "characters": _("字数"),
    "chief": _("首席"),
    "cities": _("县级市"),
    "class": _("类别"),
    "clean": _("未发现问题"),
    "closed_in_time": _("按期办结率"),
    "college": _("大学"),
    "cover_from": _("保障开始"),
    "cover_to": _("保障结束"),
    "craftsman": _("工匠"),
    "craftsmen": _("工匠"),
    "day": _("日"),
    "days": _("天数"),
    "deductible": _("起付额"),
    "defence": _("答辩"),
    "delegates": _("代表"),
    "delegates_from": _("代表人数起"),
    "delegates_to": _("代表人数止"),
    "districts": _("市辖区"),
    "divisor": _("除数"),
    "each_firm": _("各企业"),
    "each_further": _("每增加"),
    "en": _("英文"),
    "entrants": _("参赛人数"),
    "equal": _("双方对等"),
    "experts": _("专家"),
    "federation_pays": _("总工会补贴"),
    "fee": _("缴费"),
    "filed": _("已建档"),
    "firms": _("企业"),
    "first": _("一等或前几名"),
    "for": _("项目"),
    "from": _("起"),
    "from_day": _("从第几天起"),
    "gap_denominator": _("行距分母"),
    "gap_numerator": _("行距分子"),
    "gold": _("金牌"),
    "grave": _("严重"),
    "great": _("大工匠"),
    "great_least": _("大工匠最少"),
    "great_most": _("大工匠最多"),
    "height": _("高"),
    "inspection": _("检查"),
    "item": _("检查项"),
    "large": _("大字号"),
    "least": _("最少"),
    "level": _("等级"),
    "levels": _("分级"),
    "lines": _("行数"),
    "medallion": _("优胜奖"),
    "medals": _("奖项"),
    "members": _("会员人数"),
    "members_from": _("会员人数起"),
    "members_to": _("会员人数止"),
    "men": _("男职工"),
    "minor": _("一般问题"),
    "model": _("模范"),
    "month": _("月"),
    "most": _("最多"),
    "negotiable_above": _("超过后可协商"),
    "never": _("不说"),
    "new": _("新命名"),
    "one_stop": _("一站式结算"),
    "or_area_congress": _("或者区域职代会"),
    "partner_days": _("对口地区天数"),
    "pay_from": _("缴费开始"),
    "pay_to": _("缴费结束"),
    "people": _("人数"),
    "per_day": _("每天"),
    "per_year": _("每年"),
    "percent": _("百分比"),
    "points": _("分数"),
    "practice": _("实操"),
    "present": _("出席"),
    "promoted": _("晋级人数"),
    "proposer": _("提案人"),
    "redone_most": _("再办次数"),
    "renew": _("续约"),
    "results": _("成果"),
    "satisfaction": _("满意度"),
    "satisfied": _("满意率"),
    "say": _("说"),
    "second": _("二等奖"),
    "secret": _("无记名"),
    "senior": _("高中"),
    "share_percent": _("比例"),
    "shares": _("份数"),
    "side": _("一方"),
    "silver": _("银牌"),
    "special": _("特等奖"),
    "spread": _("最大差距"),
    "square_metres": _("平方米"),
    "staff": _("职工"),
    "staff_from": _("职工人数起"),
    "staff_to": _("职工人数止"),
    "taking_part": _("参加"),
    "teams": _("班组"),
    "term_years": _("年数"),
    "text": _("正文"),
    "then": _("晋为"),
    "theory": _("理论"),
    "third": _("三等奖"),
    "title": _("称号"),
    "to": _("止"),
    "tolerance": _("允许相差"),
    "top": _("天头"),
    "total": _("总数"),
    "trainings_a_year": _("每年培训"),
    "units": _("单位"),
    "usual": _("一般"),
    "warn": _("警示"),
    "where": _("地方"),
    "who": _("对象"),
    "width": _("宽"),
    "women": _("女职工"),
    "women_from": _("女职工达到"),
    "years": _("年数"),
    "zh": _("中文"),
    "zones": _("功能区"),
}
