"""After the draw: states of a stay, kinds of duties, incidents and wishes; what is told, what waits, the clock, the notice."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.clocks.states import ClockKind
from jiangong.foundation.inbox.states import MatterKind, MessageKind
from jiangong.foundation.notices.states import NoticeKind


class StayState(TextChoices):
    OFFERED = "offered", _("待答复")
    ACCEPTED = "accepted", _("已接受")
    CONFIRMED = "confirmed", _("已确定")
    DECLINED = "declined", _("已放弃")
    LAPSED = "lapsed", _("到时没有答复")
    WITHDRAWN = "withdrawn", _("不参加")
    STAYED = "stayed", _("已完成")
    ABSENT = "absent", _("没有到")
    LEFT_EARLY = "left_early", _("提前离开")


# Confirmed only by a cleared notice (migration 0004). What a finished batch found is corrected, never offered again.
STAY_TRANSITIONS: dict[str, frozenset[str]] = {
    StayState.OFFERED: frozenset(
        {StayState.ACCEPTED, StayState.DECLINED, StayState.LAPSED, StayState.WITHDRAWN}
    ),
    StayState.ACCEPTED: frozenset({StayState.CONFIRMED, StayState.WITHDRAWN}),
    StayState.CONFIRMED: frozenset(
        {StayState.WITHDRAWN, StayState.STAYED, StayState.ABSENT, StayState.LEFT_EARLY}
    ),
    StayState.STAYED: frozenset({StayState.ABSENT, StayState.LEFT_EARLY}),
    StayState.ABSENT: frozenset({StayState.STAYED, StayState.LEFT_EARLY}),
    StayState.LEFT_EARLY: frozenset({StayState.STAYED, StayState.ABSENT}),
    StayState.DECLINED: frozenset(),
    StayState.LAPSED: frozenset(),
    StayState.WITHDRAWN: frozenset(),
}
# Who holds a place of the batch before it is over, and who was in it when it ended.
HOLDING = frozenset({StayState.OFFERED, StayState.ACCEPTED, StayState.CONFIRMED})
COMING = frozenset({StayState.ACCEPTED, StayState.CONFIRMED})
ENDED = frozenset({StayState.STAYED, StayState.ABSENT, StayState.LEFT_EARLY})


class DutyKind(TextChoices):
    """Who goes with a batch. Only the base's doctor reads health forms; a union's officer never does by being one."""

    LEADER = "leader", _("带队")
    DOCTOR = "doctor", _("基地医生")


class Source(TextChoices):
    CODE = "code", _("扫码")
    LEADER = "leader", _("带队点名")


class IncidentKind(TextChoices):
    ILLNESS = "illness", _("生病")
    ACCIDENT = "accident", _("意外受伤")
    LOST = "lost", _("走失、财物丢失")
    SERVICE = "service", _("食宿、交通、服务问题")
    OTHER = "other", _("其他")


class Wish(TextChoices):
    """What somebody would like of a room; a choice and no free text, so that nobody writes an illness into it."""

    NONE = "", _("没有要求")
    QUIET = "quiet", _("安静一些")
    LOW = "low", _("低楼层或者近电梯")
    NO_SMOKE = "no_smoke", _("同住的人不吸烟")
    EARLY = "early", _("作息早")


class Aspect(TextChoices):
    """What is rated from 1 to 5."""

    LODGING = "lodging", _("住宿")
    FOOD = "food", _("伙食")
    PROGRAMME = "programme", _("活动安排")
    CARE = "care", _("服务和保健")
    TRAVEL = "travel", _("交通")


class HealthQuestion(TextChoices):
    """What the participant tells the base's doctor, and nobody else."""

    ILLNESSES = "illnesses", _("现有的疾病")
    MEDICINES = "medicines", _("正在服用的药")
    ALLERGIES = "allergies", _("过敏的食物和药物")
    MOBILITY = "mobility", _("走路、上下楼梯有没有困难")
    CONTACT = "contact", _("紧急联系人和电话")


ACCEPTED_NOTICE = "convalescence.accepted"
STAYING_NOTICES = (
    NoticeKind(
        ACCEPTED_NOTICE,
        title=_("拟参加疗休养人员"),
        days="convalescence.notice_days",
        subject="convalescence.stay",
        about="convalescence.batch",
        page="convalescence:batch",
        guards=_("确定参加人员、签到"),
    ),
)

STAYING_CLOCKS = (
    ClockKind(
        "convalescence.accept_days",
        _("答复疗休养名额"),
        page="convalescence:stay",
    ),
)

STAYING_MATTERS = (
    MatterKind(
        "convalescence.answer_offer",
        _("疗休养名额待您答复：%(batch)s"),
        _("您抽中了名额，或者递补到了名额，%(starts)s出发。"),
        _("到时没有答复的，名额按签序给下一位，不能再要回。"),
        "convalescence:stay",
    ),
)

STAYING_MESSAGES: tuple[MessageKind, ...] = (
    MessageKind(
        "convalescence.offered",
        _("您有疗休养名额了：%(batch)s"),
        _(
            "“%(programme)s”的“%(batch)s”有您的名额，%(starts)s出发。请在期限以前答复，到时没有答复的，名额按签序给下一位。"
        ),
        "convalescence:my_stays",
        mandatory=True,
    ),
    MessageKind(
        "convalescence.lapsed",
        _("名额已经给了下一位：%(batch)s"),
        _("“%(batch)s”的名额到时没有收到您的答复，已经按签序给了下一位。以后的年度可以再报名。"),
        "convalescence:my_stays",
        mandatory=True,
    ),
    MessageKind(
        "convalescence.place_over",
        _("您不再有这一批的名额：%(batch)s"),
        _("“%(batch)s”的名额不再留给您。一起报名的两个人一起去；其中一人不能去的，名额一起退回。"),
        "convalescence:my_stays",
        mandatory=True,
    ),
    MessageKind(
        "convalescence.accepted_for",
        _("工会替您接受了名额：%(batch)s"),
        _(
            "按您的答复（%(consent)s），工会替您接受了“%(programme)s”“%(batch)s”的名额，%(starts)s出发。不是您的意思的，可以退回名额，并向上级工会反映。"
        ),
        "convalescence:my_stays",
        mandatory=True,
    ),
    MessageKind(
        "convalescence.declined_for",
        _("工会替您放弃了名额：%(batch)s"),
        _(
            "按您的答复（%(consent)s），工会替您放弃了“%(programme)s”“%(batch)s”的名额，名额按签序给了下一位。不是您的意思的，请向上级工会反映。"
        ),
        "convalescence:my_stays",
        mandatory=True,
    ),
    MessageKind(
        "convalescence.confirmed",
        _("疗休养已经确定：%(batch)s"),
        _(
            "公示没有异议，您参加“%(batch)s”已经确定，%(starts)s出发，集合地点：%(meets)s。请填健康表，选乘车地点。"
        ),
        "convalescence:my_stays",
        mandatory=True,
    ),
    MessageKind(
        "convalescence.duty_given",
        _("请您随团：%(batch)s"),
        _("您担任“%(batch)s”（%(starts)s出发）的%(duty)s。"),
        "convalescence:duty",
        mandatory=True,
    ),
    MessageKind(
        "convalescence.rate",
        _("疗休养怎么样：%(batch)s"),
        _("“%(batch)s”结束了。请花一分钟打分：不记名，只用来改进和评价基地。"),
        "convalescence:my_stays",
    ),
)
