"""States of a correction, the fields that can be asked for, what waits and what is told; refusals and verbs."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.clocks.states import ClockKind
from jiangong.foundation.common.refusals import Refusal
from jiangong.foundation.inbox.states import MatterKind, MessageKind
from jiangong.foundation.organisations.states import OFFICERS, Role


class State(TextChoices):
    ASKED = "asked", _("等待核对")
    CONFIRMED = "confirmed", _("已更正")
    REFUSED = "refused", _("未更正")
    WITHDRAWN = "withdrawn", _("已撤回")


TRANSITIONS: dict[str, frozenset[str]] = {
    State.ASKED: frozenset({State.CONFIRMED, State.REFUSED, State.WITHDRAWN}),
    State.CONFIRMED: frozenset(),
    State.REFUSED: frozenset(),
    State.WITHDRAWN: frozenset(),
}


class Field(TextChoices):
    """What of a record its owner can ask to have corrected. A wrong union is a transfer, not a correction."""

    NAME = "name", _("姓名")
    DOCUMENT = "document", _("证件号码")
    PHONE = "phone", _("手机号")
    SEX = "sex", _("性别")
    BORN_ON = "born_on", _("出生日期")
    ETHNICITY = "ethnicity", _("民族")
    EDUCATION = "education", _("学历")
    POLITICAL_STATUS = "political_status", _("政治面貌")
    HOUSEHOLD = "household", _("户籍类型")
    IS_MIGRANT_WORKER = "is_migrant_worker", _("农民工")
    EMPLOYMENT_FORM = "employment_form", _("就业形态")
    OCCUPATION = "occupation", _("工种")
    SKILL_LEVEL = "skill_level", _("技能等级")
    JOINED_ON = "joined_on", _("入会日期")


SENSITIVE = frozenset({Field.DOCUMENT, Field.PHONE})  # shown masked, in clear only after a look

RULE = "corrections.decide_days"
MATTER = "corrections.decide"
CLOCKS = (
    ClockKind(
        RULE,
        _("核对更正请求"),
        OFFICERS,
        frozenset({Role.CHAIR, Role.VICE_CHAIR}),
        page="corrections:case",
    ),
)
MATTERS = (
    MatterKind(
        MATTER,
        title=_("%(name)s请求更正%(count)s项登记信息"),
        why=_("登记信息由会籍所在的工会保管，由工会干部核对后更正或者答复。"),
        otherwise=_("逾期不视为同意：提醒本级主席和上级工会，登记信息保持原样，本人看得到已经逾期。"),
        page="corrections:case",
    ),
)
MESSAGES = (
    MessageKind(
        "corrections.asked",
        _("更正请求已送达"),
        _("“%(organisation)s”收到了您的更正请求，最迟%(due)s答复。"),
        "corrections:mine",
    ),
    MessageKind(
        "corrections.confirmed",
        _("登记信息已更正"),
        _("“%(organisation)s”核对了您的更正请求，已经更正%(count)s项。"),
        "corrections:mine",
        mandatory=True,
    ),
    MessageKind(
        "corrections.refused",
        _("更正请求没有办理"),
        _("“%(organisation)s”没有更正您的登记信息，理由：%(reason)s。有不同意见的，可以向上一级工会反映。"),
        "corrections:mine",
        mandatory=True,
    ),
)

# Called when people come under another union: what waits about their record goes there with them.
ON_MOVING = "jiangong.foundation.people.corrections.actions.follow_people"


class Verb(TextChoices):
    ASKED = "corrections.asked", _("请求更正登记信息")
    WITHDRAWN = "corrections.withdrawn", _("撤回更正请求")
    CONFIRMED = "corrections.confirmed", _("核对并更正登记信息")
    REFUSED = "corrections.refused", _("没有更正登记信息")


class Reason:
    NOTHING_NEW = Refusal(
        "corrections.nothing_new",
        _("填写的和现在登记的一样，没有要更正的。"),
        rule=_("更正请求写明哪一项登记错了、应当是什么。"),
        remedy=_("请改写登记错了的那一项；证件号码留空表示不改。"),
    )
    ALREADY_ASKED = Refusal(
        "corrections.already_asked",
        _("已经有一个更正请求在等待核对。"),
        rule=_("同一个人同时只有一个请求，几项可以一起写。"),
        remedy=_("请等待答复，或者先撤回原来的请求再重新提出。"),
    )
    NO_UNION = Refusal(
        "corrections.no_union",
        _("您还没有工会，没有保管您登记信息的工会可以核对。"),
        rule=_("登记信息由会籍所在的工会核对和更正。"),
        remedy=_("请先申请入会；手机号可以在“我的”里自己修改。"),
    )
    NOT_ASKED = Refusal(
        "corrections.not_asked",
        _("这个更正请求已经答复，或者已经撤回。"),
        rule=_("一个请求只办理一次。"),
        remedy=_("请刷新页面，查看它现在的状态。"),
    )
    ONE_PERSON_ALONE = Refusal(
        "corrections.one_person_alone",
        _("不能核对自己提出的更正请求。"),
        rule=_("办理人与当事人必须是两个人。"),
        remedy=_("请由本级其他工会干部或者上级工会办理。"),
    )
    CHANGED_MEANWHILE = Refusal(
        "corrections.changed_meanwhile",
        _("提出请求以后，“%(fields)s”又改动过，现在登记的和请求里写的都不一样。"),
        rule=_("更正以本人提出时看到的内容为准，不能盖掉后来的改动。"),
        remedy=_("请联系本人核对：不更正的写明理由答复，仍要更正的请本人重新提出。"),
    )
    REASON_MISSING = Refusal(
        "corrections.reason_missing",
        _("没有写理由。"),
        rule=_("不更正要写明理由，本人可以看到（《个人信息保护法》第五十条）。"),
        remedy=_("请用一两句话写明理由。"),
    )
