"""States of membership, roles, documents; named refusals; verbs for the ledger."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.clocks.states import ClockKind
from jiangong.foundation.common.refusals import Refusal
from jiangong.foundation.inbox.states import MatterKind, MessageKind
from jiangong.foundation.organisations.states import OFFICERS, Role


class MembershipState(TextChoices):
    APPLIED = "applied", _("申请入会")
    ACTIVE = "active", _("在册")
    LEAVING = "leaving", _("转出待确认")
    POOL = "pool", _("转出待接收")
    RETIRED = "retired", _("退休保留会籍")
    MOVED = "moved", _("已转出")
    LEFT = "left", _("已退会")
    LAPSED = "lapsed", _("视为退会")
    REFUSED = "refused", _("未批准")
    WITHDRAWN = "withdrawn", _("已撤回申请")
    DOUBLE = "double", _("重复登记")


# States in which a person is a member (or about to be) somewhere: at most one such membership per person.
CURRENT = frozenset(
    {
        MembershipState.APPLIED,
        MembershipState.ACTIVE,
        MembershipState.LEAVING,
        MembershipState.POOL,
        MembershipState.RETIRED,
    }
)

# States in which a person is on a union's register 在册: what "members" means wherever they are counted.
REGISTERED = frozenset(
    {MembershipState.ACTIVE, MembershipState.LEAVING, MembershipState.POOL, MembershipState.RETIRED}
)

TRANSITIONS: dict[str, frozenset[str]] = {
    MembershipState.APPLIED: frozenset(
        {MembershipState.ACTIVE, MembershipState.REFUSED, MembershipState.WITHDRAWN}
    ),
    MembershipState.ACTIVE: frozenset(
        {
            MembershipState.LEAVING,
            MembershipState.LEFT,
            MembershipState.LAPSED,
            MembershipState.RETIRED,
            MembershipState.MOVED,  # only with its whole union: merged into another one, or dissolved
            MembershipState.DOUBLE,  # only by merging two registrations of one person in one union
        }
    ),
    MembershipState.LEAVING: frozenset({MembershipState.POOL, MembershipState.ACTIVE, MembershipState.MOVED}),
    MembershipState.POOL: frozenset({MembershipState.MOVED, MembershipState.ACTIVE, MembershipState.LEFT}),
    MembershipState.RETIRED: frozenset({MembershipState.ACTIVE, MembershipState.LEFT, MembershipState.MOVED}),
    MembershipState.MOVED: frozenset(),
    MembershipState.LEFT: frozenset(),
    MembershipState.LAPSED: frozenset(),
    MembershipState.REFUSED: frozenset(),
    MembershipState.WITHDRAWN: frozenset(),
    MembershipState.DOUBLE: frozenset({MembershipState.ACTIVE}),  # when that merge is undone
}


@dataclass(frozen=True)
class Waits:
    """What a membership in a state waits for: the clock's rule, and the kind of matter."""

    rule: str
    matter: str


WAITS: dict[str, Waits] = {
    MembershipState.APPLIED: Waits("people.application_days", "people.decide_application"),
    MembershipState.LEAVING: Waits("people.transfer_confirm_days", "people.confirm_transfer"),
    MembershipState.POOL: Waits("people.transfer_receive_days", "people.receive"),
}
_LEADERS = frozenset({Role.CHAIR, Role.VICE_CHAIR})
CLOCKS = (
    ClockKind("people.application_days", _("答复入会申请"), OFFICERS, _LEADERS, page="people:case"),
    ClockKind("people.transfer_confirm_days", _("确认转出会籍"), OFFICERS, _LEADERS, page="people:case"),
    ClockKind("people.transfer_receive_days", _("接收会籍"), OFFICERS, _LEADERS, page="people:case"),
)
MATTERS = (
    MatterKind(
        "people.decide_application",
        title=_("%(name)s申请加入%(union)s"),
        why=_("职工申请加入您所在的工会或者它下面的工会，由工会干部批准。"),
        otherwise=_("逾期不视为批准：提醒本级主席和上级工会，申请人在“我的会籍”里看得到时限。"),
        page="people:case",
    ),
    MatterKind(
        "people.confirm_transfer",
        title=_("%(name)s要把会籍转出%(union)s"),
        why=_("会员提出转出，由原工会的干部确认。"),
        otherwise=_("逾期不视为确认：提醒本级主席和上级工会，会员的会籍留在原处。"),
        page="people:case",
    ),
    MatterKind(
        "people.receive",
        title=_("%(name)s的会籍等待接收（原在%(union)s）"),
        why=_("会籍转往您所在的工会或者它下面的工会，由工会干部接收或者退回。"),
        otherwise=_("逾期不视为接收：提醒本级主席和上级工会，会籍留在待接收。"),
        page="people:case",
    ),
)


class DocumentType(TextChoices):
    IDENTITY_CARD = "identity_card", _("居民身份证")
    PASSPORT = "passport", _("护照")
    HONG_KONG_MACAU = "hong_kong_macau", _("港澳居民证件")
    TAIWAN = "taiwan", _("台湾居民证件")
    PERMANENT_RESIDENCE = "permanent_residence", _("外国人永久居留证")


class Sex(TextChoices):
    FEMALE = "F", _("女")
    MALE = "M", _("男")
    UNKNOWN = "", _("未填")


class Sealed(TextChoices):
    """What of a person is stored sealed, and can be seen in clear only by asking for it with a purpose."""

    DOCUMENT = "document", _("证件号码")
    PHONE = "phone", _("手机号")


class Looked(TextChoices):
    """What of a person somebody saw: a sealed value in clear, or the record of what they did, for an audit sample."""

    DOCUMENT = Sealed.DOCUMENT.value, _("证件号码")
    PHONE = Sealed.PHONE.value, _("手机号")
    RECORD = "record", _("台账记录（审计抽样）")


# What members are told of what others decided about their membership. All of it is about their rights: it cannot be
# switched off, and nothing of it is so urgent that it may come at night.
MESSAGES: tuple[MessageKind, ...] = (
    MessageKind(
        "people.joined",
        _("欢迎入会：%(organisation)s"),
        _("您已经是“%(organisation)s”的会员，会员号%(number)s。"),
        "people:membership",
        mandatory=True,
    ),
    MessageKind(
        "people.application_refused",
        _("入会申请没有批准"),
        _("“%(organisation)s”没有批准您的入会申请，理由：%(reason)s。有不同意见的，可以向上一级工会反映。"),
        "people:membership",
        mandatory=True,
    ),
    MessageKind(
        "people.transfer_requested",
        _("会籍正在转出"),
        _("“%(organisation)s”提出转出您的会籍。不是您的意思的，请到“我的会籍”取消，或者联系工会。"),
        "people:membership",
        mandatory=True,
    ),
    MessageKind(
        "people.transfer_cancelled",
        _("会籍不再转出"),
        _("您的会籍仍在“%(organisation)s”，不再转出。"),
        "people:membership",
        mandatory=True,
    ),
    MessageKind(
        "people.transfer_confirmed",
        _("原工会已确认转出"),
        _("“%(organisation)s”已确认转出您的会籍，等待新工会接收。期间会籍和权益不受影响。"),
        "people:membership",
        mandatory=True,
    ),
    MessageKind(
        "people.transfer_returned",
        _("会籍转接被退回"),
        _("新工会退回了您的会籍转接，会籍仍在“%(organisation)s”。理由：%(reason)s。"),
        "people:membership",
        mandatory=True,
    ),
    MessageKind(
        "people.transferred",
        _("会籍已转入：%(organisation)s"),
        _("您的会籍已经转入“%(organisation)s”。"),
        "people:membership",
        mandatory=True,
    ),
    MessageKind(
        "people.lapsed",
        _("会籍终止：视为自动退会"),
        _(
            "“%(organisation)s”办理了视为自动退会，理由：%(reason)s。有不同意见的，可以向上一级工会反映，也可以重新申请入会。"
        ),
        "people:membership",
        mandatory=True,
    ),
)


class Verb(TextChoices):
    REGISTERED = "people.registered", _("登记职工")
    CHANGED = "people.changed", _("更正职工信息")
    APPLIED = "people.applied", _("申请入会")
    APPLICATION_WITHDRAWN = "people.application_withdrawn", _("撤回入会申请")
    APPLICATION_REFUSED = "people.application_refused", _("入会申请未批准")
    JOINED = "people.joined", _("入会")
    TRANSFER_REQUESTED = "people.transfer_requested", _("申请转出会籍")
    TRANSFER_CANCELLED = "people.transfer_cancelled", _("会籍不再转出")
    TRANSFER_CONFIRMED = "people.transfer_confirmed", _("确认转出会籍")
    TRANSFER_RETURNED = "people.transfer_returned", _("退回转入会籍")
    TRANSFERRED = "people.transferred", _("会籍转接")
    LEFT = "people.left", _("退会")
    LAPSED = "people.lapsed", _("视为自动退会")
    RETIRED = "people.retired", _("退休保留会籍")
    RESUMED = "people.resumed", _("恢复会籍")
    APPOINTED = "people.appointed", _("任职")
    DISMISSED = "people.dismissed", _("免职")
    MERGED = "people.merged", _("合并重复人员")
    SEPARATED = "people.separated", _("撤销合并")


class Reason:
    ALREADY_A_MEMBER = Refusal(
        "people.already_a_member",
        _("此人已经是“%(organisation)s”的会员。"),
        rule=_("一名职工同时只有一份会籍。"),
        remedy=_("请由原工会办理转出，再在本会接收。"),
    )
    NOT_ADMITTING = Refusal(
        "people.not_admitting",
        _("“%(organisation)s”已经撤销或者并入别的工会，不能再接收会员。"),
        rule=_("只有存续的工会可以发展和接收会员。"),
        remedy=_("请改选现在存续的工会。"),
    )
    NOT_APPLIED = Refusal(
        "people.not_applied",
        _("这份会籍不在“申请入会”状态。"),
        rule=_("只有等待批准的申请可以批准、不批准或者撤回。"),
        remedy=_("请刷新页面，查看这份申请现在的状态。"),
    )
    NOT_ACTIVE = Refusal(
        "people.not_active",
        _("这份会籍现在不是“在册”状态，不能办理这一项。"),
        rule=_("转出、退休、视为退会都从在册的会籍开始。"),
        remedy=_("请先办完正在进行的手续，或者查看会籍记录。"),
    )
    NOT_LEAVING = Refusal(
        "people.not_leaving",
        _("这份会籍没有等待确认的转出申请。"),
        rule=_("先有转出申请，才能确认或者取消转出。"),
        remedy=_("请先提出转出申请。"),
    )
    NOT_IN_POOL = Refusal(
        "people.not_in_pool",
        _("这份会籍不在待接收状态。"),
        rule=_("原工会确认转出之后，新工会才能接收或者退回。"),
        remedy=_("请联系原工会确认转出。"),
    )
    NOT_RETIRED = Refusal(
        "people.not_retired",
        _("这份会籍不在“退休保留会籍”状态。"),
        rule=_("只有保留中的会籍可以恢复。"),
        remedy=_("请查看会籍记录。"),
    )
    CANNOT_LEAVE = Refusal(
        "people.cannot_leave",
        _("这份会籍现在不能办理退会。"),
        rule=_("在册、待接收、退休保留的会籍可以随时退会；已经结束的会籍不能再退。"),
        remedy=_("正在转出的会籍，请先取消转出。"),
    )
    SAME_UNION = Refusal(
        "people.same_union",
        _("会籍已经在“%(organisation)s”。"),
        rule=_("转接是从一个工会到另一个工会。"),
        remedy=_("请选择要转入的另一个工会。"),
    )
    GOES_ELSEWHERE = Refusal(
        "people.goes_elsewhere",
        _("这份会籍要转入的是“%(organisation)s”。"),
        rule=_("由申请中写明的工会，或者它下面的工会接收。"),
        remedy=_("如果转错了单位，请退回原工会重新办理。"),
    )
    REASON_MISSING = Refusal(
        "people.reason_missing",
        _("没有写理由。"),
        rule=_("不批准、退回、视为退会、合并都要写明理由，本人可以看到。"),
        remedy=_("请用一句话写明理由。"),
    )
    TOO_EARLY_TO_LAPSE = Refusal(
        "people.too_early_to_lapse",
        _("自%(since)s起还不满%(months)s个月，要到%(day)s才可以视为自动退会。"),
        rule=_(
            "%(source)s：连续%(months)s个月不缴会费、不参加活动，经劝说仍不改变的，视为自动退会（%(status)s）。"
        ),
        remedy=_("请继续联系本人；到期仍无改变再办理。"),
    )
    NOT_PERSUADED = Refusal(
        "people.not_persuaded",
        _("没有填写劝说本人的日期，或者日期不在期间之内。"),
        rule=_("%(source)s：视为自动退会之前必须经过劝说（%(status)s）。"),
        remedy=_("请先联系本人，再填写联系的日期。"),
    )
    DOCUMENT_TAKEN = Refusal(
        "people.document_taken",
        _("这个证件号码已经登记在另一名职工名下。"),
        rule=_("一个证件号码只登记一人。"),
        remedy=_("请按证件号码查找已有的登记；确属同一人的，办理合并。"),
    )
    DATES_OUT_OF_ORDER = Refusal(
        "people.dates_out_of_order",
        _("结束日期早于开始日期。"),
        rule=_("任职的起止日期要前后相接。"),
        remedy=_("请核对日期。"),
    )
    APART = Refusal(
        "people.apart",
        _("同一个人不能同时担任系统管理员和审计人员。"),
        rule=_("系统管理与审计必须分开（网络安全等级保护，三员分立）。"),
        remedy=_("请先免去其中一项任职，或者改任别人。"),
    )
    NOT_ONESELF = Refusal(
        "people.not_oneself",
        _("不能给自己任职，也不能批准自己的申请。"),
        rule=_("办理人与当事人必须是两个人。"),
        remedy=_("请由本级其他工会干部或者上级工会办理。"),
    )
    ALREADY_ENDED = Refusal(
        "people.appointment_ended",
        _("这项任职在%(day)s已经结束。"),
        rule=_("已经结束的任职不能再免。"),
        remedy=_("请查看任职记录。"),
    )
    ALREADY_HOLDS = Refusal(
        "people.already_holds",
        _("此人在这段时间已经担任本会的同一职务。"),
        rule=_("同一时间在同一组织的同一角色只登记一次。"),
        remedy=_("请核对起止日期。"),
    )
    SAME_PERSON = Refusal(
        "people.same_person",
        _("两条登记是同一条。"),
        rule=_("合并需要两条不同的登记。"),
        remedy=_("请选择另一条登记。"),
    )
    ALREADY_MERGED = Refusal(
        "people.already_merged",
        _("其中一条登记已经并入别的登记。"),
        rule=_("已经并入的登记不再变动。"),
        remedy=_("请在保留下来的那一条上办理。"),
    )
    TWO_DOCUMENTS = Refusal(
        "people.two_documents",
        _("两条登记有不同的居民身份证号，不能当作同一人合并。"),
        rule=_("居民身份证号一人一号。"),
        remedy=_("请核对证件；写错的一方先更正号码。"),
    )
    TWO_MEMBERSHIPS = Refusal(
        "people.two_memberships",
        _("两条登记各有一份现行会籍：“%(kept)s”和“%(dropped)s”。"),
        rule=_("一名职工同时只有一份会籍；同一工会里两份在册的会籍合并时自动归为一份，其余情形要先办结。"),
        remedy=_("请先把其中一份会籍转接或者终止，再合并。"),
    )
    MERGE_CLASH = Refusal(
        "people.merge_clash",
        _("两条登记的“%(what)s”互相冲突，不能合并到一人名下。"),
        rule=_("合并只改归属，不删除任何记录。"),
        remedy=_("请先处理重复的那一条，再合并。"),
    )
    NOT_LAST_MERGE = Refusal(
        "people.not_last_merge",
        _("这次合并已经撤销，或者之后又合并过，不能直接撤销。"),
        rule=_("合并按相反的次序撤销。"),
        remedy=_("请先撤销后来的合并。"),
    )
    NOTHING_STORED = Refusal(
        "people.nothing_stored",
        _("没有登记这一项。"),
        rule="",
        remedy=_("请先请本人补充。"),
    )
