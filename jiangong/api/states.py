"""The scopes a token can have, and the named refusals."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal


class Scope(TextChoices):
    ORGANISATIONS_READ = "organisations:read", _("读取组织")
    ORGANISATIONS_WRITE = "organisations:write", _("办理组织事项")
    PEOPLE_READ = "people:read", _("读取会员（脱敏）")
    PEOPLE_WRITE = "people:write", _("办理会籍")
    PLAN_READ = "plan:read", _("读取规划进度")
    GROWTH_READ = "growth:read", _("读取培训")
    GROWTH_WRITE = "growth:write", _("报名和办理培训")
    CONVALESCENCE_READ = "convalescence:read", _("读取疗休养项目和自己的报名")
    CONVALESCENCE_WRITE = "convalescence:write", _("报名疗休养")
    COMPETITIONS_READ = "competitions:read", _("读取竞赛报名和赛务")
    COMPETITIONS_ENTER = "competitions:enter", _("为单位职工报名参赛")
    COMPETITIONS_MARK = "competitions:mark", _("以裁判身份送评分")


class Reason:
    TOO_MANY_TOKENS = Refusal(
        "api.too_many_tokens",
        _("您已经有 %(most)s 个有效的访问令牌。"),
        rule=_("每个账号同时有效的访问令牌不超过 %(most)s 个，便于您看清谁在替您办事。"),
        remedy=_("请先吊销不再使用的令牌。"),
    )
    NOT_YOURS = Refusal(
        "api.not_your_token",
        _("这不是您的访问令牌。"),
        rule=_("令牌只能由本人建立和吊销。"),
        remedy=_("请在“我的令牌”里查看自己的令牌。"),
        status=404,
    )
