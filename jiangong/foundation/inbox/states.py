"""What rooms say about matters and messages; states of a delivery, channels; verbs for the ledger, named refusals."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal, Text
from jiangong.foundation.organisations.states import OFFICERS, Role


@dataclass(frozen=True)
class MatterKind:
    """A kind of thing that waits for somebody 待办; rooms list theirs as MATTERS in states.py.

    `title`, `why` (why it is mine) and `otherwise` (what happens if I do nothing) are texts that may hold `%(name)s`
    of the matter's words. `page` is the name of an address that takes the subject's number as `pk`. It waits for who
    holds one of the `roles` at the matter's organisation; once it is overdue, also for `escalates_to` above it.
    """

    code: str
    title: Text
    why: Text
    otherwise: Text
    page: str
    roles: frozenset[str] = OFFICERS
    escalates_to: frozenset[str] = frozenset({Role.CHAIR, Role.VICE_CHAIR})


@dataclass(frozen=True)
class MessageKind:
    """A kind of message 消息; rooms list theirs as MESSAGES in states.py.

    `title` (one line, also the subject of a letter) and `text` may hold `%(name)s` of the message's words. `page` is
    the name of an address that takes the subject's number as `pk`, or of one without a number, or empty. `urgent`
    passes quiet hours and the day's budget: only for what cannot wait until the morning. `mandatory` cannot be
    switched off (a decision about one's rights), but may come in a digest.
    """

    code: str
    title: Text
    text: Text
    page: str = ""
    urgent: bool = False
    mandatory: bool = False


class MatterEvent(TextChoices):
    OPENED = "opened", _("产生")
    HANDED_OVER = "handed_over", _("移交")
    RESEATED = "reseated", _("改由上级办理")
    REMINDED = "reminded", _("时限过去七成，已提醒")
    ESCALATED = "escalated", _("已经逾期，报上级")
    CLOSED = "closed", _("办结")


class Channel(TextChoices):
    """Ways to somebody, besides the site itself, where every message stands."""

    WORK_WECHAT = "work_wechat", _("企业微信")
    OFFICIAL_ACCOUNT = "official_account", _("微信服务号")
    MAIL = "mail", _("电子邮件")
    SMS = "sms", _("短信")


class DeliveryState(TextChoices):
    QUEUED = "queued", _("待发送")
    SENDING = "sending", _("正在发送")
    SENT = "sent", _("已送达服务商")
    FAILED = "failed", _("未送达")
    UNKNOWN = "unknown", _("不明：已交出，没有答复")


DELIVERY_TRANSITIONS: dict[str, frozenset[str]] = {
    DeliveryState.QUEUED: frozenset({DeliveryState.SENDING, DeliveryState.FAILED}),
    DeliveryState.SENDING: frozenset(
        {DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNKNOWN}
    ),
    DeliveryState.SENT: frozenset(),
    DeliveryState.FAILED: frozenset({DeliveryState.QUEUED}),  # an administrator has it tried once more
    DeliveryState.UNKNOWN: frozenset(
        {DeliveryState.SENT, DeliveryState.FAILED}
    ),  # the provider was asked, or answered late
}


class Outcome(TextChoices):
    """How one attempt ended."""

    SENT = "sent", _("服务商已接收")
    NOT_SENT = "not_sent", _("没有交出，还会再试")
    REFUSED = "refused", _("服务商拒收")
    UNKNOWN = "unknown", _("交出之后没有答复")
    INTERRUPTED = "interrupted", _("发送进程中断")


MATTERS: tuple[MatterKind, ...] = (
    MatterKind(
        "inbox.undelivered",
        _("通知没有送到本人：%(kind)s"),
        _("这条通知以本会的名义发出，必须让本人知道；站外的方式都没有送到"),
        _("本人可能不知道这个决定，误了申诉或者办理的时间；逾期报上级工会"),
        "inbox:sent_message",
    ),
)

MESSAGES: tuple[MessageKind, ...] = (
    MessageKind(
        "inbox.reminder",
        _("有事情快到期：%(title)s"),
        _("“%(title)s”的时限已经过去七成，最迟%(due)s办结。%(otherwise)s"),
        "inbox:matter",
    ),
    MessageKind(
        "inbox.escalation",
        _("下级逾期未办：%(title)s"),
        _("%(organisation)s的“%(title)s”应在%(due)s前办结，现已逾期，按规定报到您这里。"),
        "inbox:matter",
        mandatory=True,
    ),
    MessageKind(
        "inbox.overdue",
        _("已经逾期：%(title)s"),
        _("“%(title)s”应在%(due)s前办结，现已逾期，并已按规定报到上级。请尽快办理。"),
        "inbox:matter",
        mandatory=True,
    ),
    MessageKind(
        "inbox.handed_over",
        _("移交给您：%(title)s"),
        _("%(by)s把“%(title)s”移交给您办理，期限不变，最迟%(due)s。"),
        "inbox:matter",
        mandatory=True,
    ),
    MessageKind(
        "inbox.delegated",
        _("请您代办：%(delegator)s"),
        _(
            "%(delegator)s自%(since)s至%(until)s不在岗，期间由您代办：%(reason)s。您的待办里会出现相应的事项。"
        ),
        "inbox:delegations",
        mandatory=True,
    ),
    MessageKind(
        "inbox.not_in_effect",
        _("没有生效：%(title)s"),
        _("您办的“%(title)s”（%(about)s）到时没有生效：%(why)s事情仍然等着办。"),
        "desk:pending",
        mandatory=True,
    ),
    MessageKind(
        "inbox.delegation_ended",
        _("代办结束"),
        _("%(delegator)s交给您的代办在%(day)s结束。"),
        "inbox:delegations",
    ),
)


# Called when a clock crosses 70 % or its end (foundation/clocks).
ON_CROSSING = "jiangong.foundation.inbox.actions.on_crossing"


class Verb(TextChoices):
    TOLD_OTHERWISE = "inbox.told_otherwise", _("用别的方式告知")
    HANDED_OVER = "inbox.handed_over", _("移交待办")
    DELEGATED = "inbox.delegated", _("委托代办")
    DELEGATION_ENDED = "inbox.delegation_ended", _("结束代办")


class Reason:
    MATTER_CLOSED = Refusal(
        "inbox.matter_closed",
        _("这件事已经办结。"),
        rule=_("只有还没有办结的事情可以移交。"),
        remedy=_("请刷新页面查看。"),
    )
    NOT_FIT_TO_RECEIVE = Refusal(
        "inbox.not_fit_to_receive",
        _("%(name)s在“%(organisation)s”没有办理这件事所需的任职。"),
        rule=_("事情只能移交给按任职本来就可以办理的人，移交不改变期限。"),
        remedy=_("请改选本级或者上级有任职的同事；要请别人代办，请先委托代办。"),
    )
    NO_OFFICE_TO_LEND = Refusal(
        "inbox.no_office_to_lend",
        _("您现在没有可以委托的任职。"),
        rule=_("只能委托自己现任的主席、副主席、工会干部职责；别人委托给您的不能再转委托。"),
        remedy=_("请核对您的任职。"),
    )
    NOT_FIT_TO_STAND_IN = Refusal(
        "inbox.not_fit_to_stand_in",
        _("%(name)s不能代您办理。"),
        rule=_(
            "代办人要有账号，在您任职的工会、它的上级或者下级现有任职，并且不是系统管理员或者审计人员，也不能是您自己。"
        ),
        remedy=_("请改选一位同事。"),
    )
    DAYS_OUT_OF_ORDER = Refusal(
        "inbox.days_out_of_order",
        _("代办的起止日期不对。"),
        rule=_("开始日期不早于今天，结束日期不早于开始日期，最长%(days)s天（%(status)s）。"),
        remedy=_("请改填日期；离岗更久的，应当由上级另行任职。"),
    )
    REASON_MISSING = Refusal(
        "inbox.reason_missing",
        _("没有写理由。"),
        rule=_("委托代办要写明理由，留下记录。"),
        remedy=_("请用一句话写明，例如“出差”“休假”。"),
    )
    ALREADY_LENT = Refusal(
        "inbox.already_lent",
        _("这段时间您已经委托了别人代办。"),
        rule=_("同一天只委托一个人，谁在办一目了然。"),
        remedy=_("请先提前结束原来的委托，或者改填日期。"),
    )
    DELEGATION_OVER = Refusal(
        "inbox.delegation_over",
        _("这项代办已经结束。"),
        rule=_("结束了的代办不再变动。"),
        remedy=_("请刷新页面查看。"),
    )
    NOT_TO_BE_RETRIED = Refusal(
        "inbox.not_to_be_retried",
        _("这条发送现在不能重发。"),
        rule=_("只有确定没有送达的可以重发；结果不明的不重发，以免同一条消息收到两次。"),
        remedy=_("结果不明的，请到服务商后台核对，或者等待系统向服务商查询。"),
    )
    HOW_MISSING = Refusal(
        "inbox.how_missing",
        _("没有写怎么告知的。"),
        rule=_("必须通知的事，用别的方式告知以后要留下记录。"),
        remedy=_("请用一句话写明，例如“11月3日电话告知”“书面送达，本人签收”。"),
    )
    NOT_UNDELIVERED = Refusal(
        "inbox.not_undelivered",
        _("这条消息没有在等别的方式告知。"),
        rule=_("只有站外方式都没有送到的必须通知，才需要用别的方式告知。"),
        remedy=_("请刷新页面查看。"),
    )
    NOT_BOUND = Refusal(
        "inbox.not_bound",
        _("没有绑定成：微信没有说明您是谁，或者这个微信已经绑定了别人。"),
        rule=_("一个微信只绑定一个人，由本人在微信里打开绑定页面。"),
        remedy=_("请在微信里重新打开“提醒方式”，再点一次绑定。"),
    )
    UNKNOWN_CHANNEL = Refusal(
        "inbox.unknown_channel",
        _("这个渠道没有启用。"),
        rule=_("只能选择本系统已经配置的渠道。"),
        remedy=_("请改选列表里的渠道。"),
    )
