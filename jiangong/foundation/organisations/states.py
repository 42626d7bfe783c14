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


class Verb(TextChoices):
    FOUNDED = "organisations.founded", _("成立工会")
    RENAMED = "organisations.renamed", _("更名")
    MOVED = "organisations.moved", _("调整隶属")
    MERGED = "organisations.merged", _("并入")
    DISSOLVED = "organisations.dissolved", _("撤销")
    CORRECTED = "organisations.details_changed", _("变更登记信息")
    COMMITTEE_FORMED = "organisations.committee_formed", _("委员会成立或换届")


class Reason:
    NOT_ACTIVE = Refusal(
        "organisations.not_active",
        _("“%(name)s”已经撤销或者并入别的工会。"),
        rule=_("撤销、并入之后不再办理变更，历史数字留在原处。"),
        remedy=_("请在现在存续的组织上办理。"),
    )
