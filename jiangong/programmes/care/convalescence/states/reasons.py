"""Why something is refused up to the draw: what is wrong, which rule says so, what to do now."""

from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal


class Reason:
    NOT_A_DRAFT = Refusal(
        "convalescence.not_a_draft",
        _("批次和名额池现在不能改了。"),
        rule=_("开放报名或者公告抽签之后，批次、名额和名额池不再改变：报名的人是按公布的办法报的。"),
        remedy=_("集合时间和地点还可以改；办法有错的，作废以后另立一个项目。"),
    )
    FAULTS = Refusal(
        "convalescence.faults",
        _("还不能开放报名：%(why)s"),
        rule=_("批次在规定的月份和天数之内，费用不超标准，各名额池之和等于各批次名额之和。"),
        remedy=_("请按页面列出的逐条改正。"),
        status=422,
    )
    CANNOT_OPEN = Refusal(
        "convalescence.cannot_open",
        _("这个项目现在不能开放报名。"),
        rule=_("筹备中的项目才能开放报名。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
    CANNOT_VOID = Refusal(
        "convalescence.cannot_void",
        _("已经抽签的项目不能作废。"),
        rule=_("抽签以后名额已经给了人，只能依次递补，不能重来。"),
        remedy=_("个别批次去不成的，在批次里办理。"),
    )
    REASON_MISSING = Refusal(
        "convalescence.reason_missing",
        _("没有写理由。"),
        rule=_("作废和判定不符合条件都要写明理由，当事人看得到。"),
        remedy=_("请用一两句话写明理由。"),
        status=422,
    )
    NO_MEMBERS = Refusal(
        "convalescence.no_members",
        _("没有在册会员可以按比例分配。"),
        rule=_("区市名额按在册会员数、用最大余数法分配。"),
        remedy=_("请先登记会员，或者不设区市名额池。"),
        status=422,
    )
    TOO_MANY_RESERVED = Refusal(
        "convalescence.too_many_reserved",
        _("预留的名额（%(reserved)s 个）超过批次的名额（%(places)s 个）。"),
        rule=_("各名额池之和等于各批次名额之和，最后一个池是其余全部。"),
        remedy=_("请减少预留的名额，或者先增加批次。"),
        status=422,
    )
    # --- applying ---------------------------------------------------------------------------------------------
    NOT_A_MEMBER = Refusal(
        "convalescence.not_a_member",
        _("没有在册的会籍，不能报名。"),
        rule=_("疗休养面向在册的在职会员。"),
        remedy=_("还没有入会的，可以申请入会；登记有误的，请所在单位工会更正。"),
    )
    NOT_OPEN = Refusal(
        "convalescence.not_open",
        _("“%(programme)s”现在不能报名：报名时间是 %(opens)s 至 %(closes)s。"),
        rule=_("报名在公布的起止时间之内。"),
        remedy=_("请看疗休养页面上其他正在报名的项目。"),
    )
    NOT_ELIGIBLE = Refusal(
        "convalescence.not_eligible",
        _("%(who)s不符合条件：%(clause)s。现在登记的是：%(value)s。"),
        rule=_("%(source)s"),
        remedy=_("%(remedy)s"),
    )
    ALREADY_APPLIED = Refusal(
        "convalescence.already_applied",
        _("%(who)s已经报过“%(programme)s”。"),
        rule=_("一人在一个项目里只有一份报名，自己报的、和别人一起报的都算。"),
        remedy=_("请在“我的疗休养”里查看、修改或者退出。"),
    )
    BAD_WISHES = Refusal(
        "convalescence.bad_wishes",
        _("请至少选一个批次，每个批次只选一次。"),
        rule=_("没有选的批次，抽签时不会安排。"),
        remedy=_("请重新选择批次。"),
        status=422,
    )
    NOT_SOUND = Refusal(
        "convalescence.not_sound",
        _("没有确认健康情况，不能报名。"),
        rule=_("疗休养适合没有急性或者严重疾病的职工；健康表在抽中以后只交给基地医生。"),
        remedy=_("身体情况不清楚的，可以先问医生；好转以后下一年再报。"),
        status=422,
    )
    NO_CONSENT = Refusal(
        "convalescence.no_consent",
        _("代别人报名、答复，要写明怎样征得本人同意。"),
        rule=_("报名和答复是本人的事；代办只在本人同意之后，同意留有记录（《个人信息保护法》第十三条）。"),
        remedy=_("请问过本人再填。"),
        status=422,
    )
    BAD_PARTNER = Refusal(
        "convalescence.bad_partner",
        _("没有找到这位同伴。"),
        rule=_("同伴是本市在册会员，按会员号和姓名核对；不能是自己。"),
        remedy=_("请核对会员号和姓名；也可以先自己报名，以后再加同伴。"),
        status=422,
    )
    NOT_LIVE = Refusal(
        "convalescence.not_live",
        _("这份报名现在不能改动。"),
        rule=_("报名截止以前可以修改、退出；截止以后名单封存。"),
        remedy=_("请刷新页面查看现在的状态；抽中以后去不了的，请放弃名额。"),
    )
    NOT_WAITING = Refusal(
        "convalescence.not_waiting",
        _("这份报名没有在等您同意。"),
        rule=_("同伴只同意一次。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
    TOKEN_REVOKED = Refusal(
        "convalescence.token_revoked",
        _("访问令牌已经注销或者过期。"),
        rule=_("只有有效的令牌可以代您办理。"),
        remedy=_("请重新签发令牌。"),
        status=401,
    )
    STILL_APPLIED = Refusal(
        "convalescence.still_applied",
        _("还在“%(programme)s”的报名里。"),
        rule=_("报名和疗休养办完以前，不能删除个人信息。"),
        remedy=_("请先退出报名，或者等办完再删。"),
    )


# What is wrong with a plan, by the code of the fault (formulas/planning.py).
FAULTS = {
    "no_batches": _("还没有批次"),
    "too_long": _("“%(batch)s”有 %(days)s 天，一批最多 %(most)s 天（含路途）"),
    "wrong_month": _("“%(batch)s”不在 %(first)s 月到 %(last)s 月之间"),
    "before_draw": _("“%(batch)s”在报名截止之前出发"),
    "too_dear": _("“%(batch)s”每人每天 %(cost)s 元，标准是 %(most)s 元"),
    "sum": _("名额池共 %(pools)s 个名额，批次共 %(batches)s 个"),
    "no_everybody": _("最后一个名额池必须是全体符合条件的职工"),
    "then": _("名额池“%(pool)s”剩下的名额没有转到排在它后面的池"),
    "front_share": _("一线职工的名额只保证 %(share)s%%，至少要 %(least)s%%：请减少最后一个池"),
    "cadre_share": _("领导干部可能占到 %(share)s%%，最多 %(most)s%%：请减少最后一个池"),
    "over": _("报名截止时间已经过去"),
}
