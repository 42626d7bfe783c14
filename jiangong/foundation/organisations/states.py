"""Kinds and states of organisations, the named refusals, the verbs for the ledger."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal


class Kind(TextChoices):
    CITY = "city", _("市总工会")
    DISTRICT = "district", _("区市总工会")
    TOWNSHIP = "township", _("镇街工会")
    VILLAGE = "village", _("村社区工会")
    ENTERPRISE = "enterprise", _("企业工会")
    BRANCH = "branch", _("分工会")
    INDUSTRY = "industry", _("行业工会")


# Which kinds may stand directly below which: the "small three levels" 小三级 plus direct unions of each level.
MAY_STAND_BELOW: dict[str, frozenset[str]] = {
    Kind.CITY: frozenset(),
    Kind.DISTRICT: frozenset({Kind.CITY}),
    Kind.TOWNSHIP: frozenset({Kind.DISTRICT}),
    Kind.VILLAGE: frozenset({Kind.TOWNSHIP}),
    Kind.ENTERPRISE: frozenset({Kind.CITY, Kind.DISTRICT, Kind.TOWNSHIP, Kind.VILLAGE, Kind.INDUSTRY}),
    Kind.BRANCH: frozenset({Kind.ENTERPRISE, Kind.BRANCH}),
    Kind.INDUSTRY: frozenset({Kind.CITY, Kind.DISTRICT, Kind.TOWNSHIP}),
}


# Who may hang on the second line. A branch follows its enterprise's industry union unless it has one of its own.
MAY_JOIN_AN_INDUSTRY = frozenset({Kind.ENTERPRISE, Kind.BRANCH})

# Unions that stand in work places; the others are local unions 地方总工会 and their like.
AT_WORK_PLACES = frozenset({Kind.ENTERPRISE, Kind.BRANCH})


class State(TextChoices):
    ACTIVE = "active", _("存续")
    DISSOLVED = "dissolved", _("已撤销")
    MERGED = "merged", _("已并入")


TRANSITIONS: dict[str, frozenset[str]] = {
    State.ACTIVE: frozenset({State.DISSOLVED, State.MERGED}),
    State.DISSOLVED: frozenset(),
    State.MERGED: frozenset(),
}


class CommitteeKind(TextChoices):
    UNION = "union", _("工会委员会")
    WOMEN = "women", _("女职工委员会")
    AUDIT = "audit", _("经费审查委员会")


class Role(TextChoices):
    CHAIR = "chair", _("主席")
    VICE_CHAIR = "vice_chair", _("副主席")
    COMMITTEE_MEMBER = "committee_member", _("委员")
    CADRE = "cadre", _("工会干部")
    TEACHER = "teacher", _("教师")
    EXPERT = "expert", _("专家")
    AUDITOR = "auditor", _("审计人员")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("系统管理员")


# Who does a union's work for its members: reads and writes its roster, opens training, and so on.
OFFICERS = frozenset({Role.CHAIR, Role.VICE_CHAIR, Role.CADRE})

# Who audits and who runs the machine do nothing else in the same hand 三员分立.
APART = (Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR)

# What may be lent to a stand-in during absence: the daily work of a union, never auditing or running the machine.
LENDABLE = OFFICERS


class Verb(TextChoices):
    FOUNDED = "organisations.founded", _("成立工会")
    RENAMED = "organisations.renamed", _("更名")
    MOVED = "organisations.moved", _("调整隶属")
    MERGED = "organisations.merged", _("并入")
    DISSOLVED = "organisations.dissolved", _("撤销")
    CORRECTED = "organisations.details_changed", _("变更登记信息")
    COMMITTEE_FORMED = "organisations.committee_formed", _("委员会成立或换届")
    INDUSTRY_CHANGED = "organisations.industry_changed", _("调整行业隶属")


# What of a founding anybody may know (docs/proof.md).
PUBLIC: dict[str, frozenset[str]] = {Verb.FOUNDED: frozenset({"kind"})}
FACTS = {"kind": (_("组织类型"), Kind)}


class Reason:
    NOT_ACTIVE = Refusal(
        "organisations.not_active",
        _("“%(name)s”已经撤销或者并入别的工会。"),
        rule=_("撤销、并入之后不再办理变更，历史数字留在原处。"),
        remedy=_("请在现在存续的组织上办理。"),
    )
    WRONG_PLACE = Refusal(
        "organisations.wrong_place",
        _("%(kind)s不能直接设在“%(parent)s”之下。"),
        rule=_("组织按市、区市、镇街、村社区、企业、分工会逐级设立，企业和行业工会可以直属上级。"),
        remedy=_("请改选上级组织或者组织类型。"),
    )
    CODE_TAKEN = Refusal(
        "organisations.code_taken",
        _("组织编码“%(code)s”已经被“%(name)s”使用。"),
        rule=_("组织编码全市唯一，撤销后也不再使用。"),
        remedy=_("请换一个编码，或者留空由系统编号。"),
    )
    CREDIT_CODE_TAKEN = Refusal(
        "organisations.credit_code_taken",
        _("统一社会信用代码 %(code)s 已经登记在“%(name)s”名下。"),
        rule=_("一个统一社会信用代码只对应一个存续的工会。"),
        remedy=_("请核对代码；同一单位请使用原有组织。"),
    )
    CREDIT_CODE_DOUBTFUL = Refusal(
        "organisations.credit_code_doubtful",
        _("统一社会信用代码 %(code)s 没有通过校验（18 位数字和大写字母，末位是校验位）。"),
        rule=_("GB 32100—2015 规定了代码的长度、字符和校验位；实际流通的代码有少数不符。"),
        remedy=_("请对照证照核对；确实如此的，请在“信用代码校验不符的说明”里写明理由后再提交。"),
        status=422,
    )
    BELOW_ITSELF = Refusal(
        "organisations.below_itself",
        _("“%(name)s”不能移到自己或者自己的下级之下。"),
        rule=_("组织树不能成环。"),
        remedy=_("请改选另一个上级组织。"),
    )
    NOT_AN_INDUSTRY = Refusal(
        "organisations.not_an_industry",
        _("“%(name)s”不能挂在“%(industry)s”之下。"),
        rule=_("第二条隶属线只能由企业工会、分工会挂在存续的行业工会上。"),
        remedy=_("请改选一个存续的行业工会。"),
    )
    HAS_CHILDREN = Refusal(
        "organisations.has_children",
        _("“%(name)s”还有 %(count)s 个存续的下级工会。"),
        rule=_("撤销工会之前，先安排好下级工会的隶属。"),
        remedy=_("请先调整、合并或者撤销下级工会。"),
    )
    HAS_MEMBERS = Refusal(
        "organisations.has_members",
        _("“%(name)s”还有 %(count)s 名在册会员。"),
        rule=_("撤销或者并入之前，会员的会籍要先有去处。"),
        remedy=_("请先把会员的会籍转接到别的工会。"),
    )
    DAY_TOO_EARLY = Refusal(
        "organisations.day_too_early",
        _("生效日期 %(day)s 早于现在这段隶属的开始日期 %(since)s。"),
        rule=_("隶属和名称的沿革按日期先后记载，已经过去的一段不再改写。"),
        remedy=_("请改用 %(since)s 或者以后、今天或者以前的日期。"),
    )
    DAY_IN_FUTURE = Refusal(
        "organisations.day_in_future",
        _("生效日期 %(day)s 还没有到。"),
        rule=_("变更在生效当日或者以后登记。"),
        remedy=_("请在生效当日再办理。"),
    )
    NAME_UNCHANGED = Refusal(
        "organisations.name_unchanged",
        _("新名称与现在的名称相同。"),
        remedy=_("请填写新的名称。"),
    )
    CITY_STAYS = Refusal(
        "organisations.city_stays",
        _("市总工会不能移动、并入或者撤销。"),
        rule=_("市总工会是组织树的根。"),
        remedy=_("请改选下级组织。"),
    )
    INTO_ITSELF = Refusal(
        "organisations.into_itself",
        _("不能把“%(name)s”并入自己或者自己的下级。"),
        remedy=_("请改选另一个存续的工会。"),
    )
    TERM_WRONG = Refusal(
        "organisations.term_wrong",
        _("每届任期是 %(years)s 年，填写的是 %(given)s。"),
        rule=_("《工会法》规定基层工会委员会每届任期三年或者五年，各级地方总工会五年。"),
        remedy=_("请核对任期起止日期。"),
    )
    TERM_OVERLAPS = Refusal(
        "organisations.term_overlaps",
        _("这一届的任期与第 %(term)s 届重叠，或者届次重复。"),
        rule=_("同一委员会的各届任期先后相接，不重叠。"),
        remedy=_("请核对届次和任期起止日期。"),
    )
    EARNED_SINCE = Refusal(
        "organisations.earned_since",
        _("%(day)s以后已经有 %(count)s 条台账记在这里。"),
        rule=_("数字留在当时所在的组织名下，变更不能倒填到已经有记录的日期。"),
        remedy=_("请改用最后一条记录之后的日期，或者今天。"),
    )
    KINDS_DIFFER = Refusal(
        "organisations.kinds_differ",
        _("%(kind)s只能并入同类的工会，“%(name)s”是%(other)s。"),
        rule=_("合并是同级同类工会之间的事；上下级之间用撤销和调整隶属办理。"),
        remedy=_("请改选同类的工会。"),
    )
    TOO_FEW_WOMEN = Refusal(
        "organisations.too_few_women",
        _("本会在册女会员 %(count)s 名，不足 %(least)s 名。"),
        rule=_("女会员达到规定人数的设女职工委员会，不足的设女职工委员。"),
        remedy=_("请在工会委员会里设一名女职工委员，或者先核对会员名册。"),
    )
    BY_ITSELF = Refusal(
        "organisations.only_one_city",
        _("已经有市总工会“%(name)s”。"),
        rule=_("一套平台服务一座城市，组织树只有一个根。"),
        remedy=_("请把新的组织设在现有的上级之下。"),
    )
