"""Named refusals after the draw."""

from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal


class StayReason:
    NOT_OFFERED = Refusal(
        "convalescence.not_offered",
        _("这个名额现在不等您答复。"),
        rule=_("名额只答复一次；放弃或者到时没有答复的，已经按签序给了下一位。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
    TOO_LATE = Refusal(
        "convalescence.too_late_to_answer",
        _("答复的期限在%(due)s已经过了。"),
        rule=_("%(source)s：名额在期限内答复，到时没有答复的给下一位。"),
        remedy=_("以后的年度可以再报名；久未轮到的，签数会增加。"),
    )
    NOT_HELD = Refusal(
        "convalescence.not_held",
        _("这个名额已经不在您名下，不能再退出。"),
        rule=_("退出只在出发以前，一次为限。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
    NOT_CLEARED = Refusal(
        "convalescence.notice_not_cleared",
        _("“%(batch)s”没有可以确定的人：%(count)s 人已接受，公示都还没有结束。"),
        rule=_(
            "%(source)s：拟参加人员公示不少于 %(days)s %(unit)s，没有待答复的异议，才能确定（%(status)s）。"
        ),
        remedy=_("请先公示；公示以后才接受的，另行补充公示。"),
    )
    NOT_COMING = Refusal(
        "convalescence.not_coming",
        _("这个人现在不是本批的参加人员。"),
        rule=_("接受了名额的人才安排房间、座位和保险；公示结束、确定了的人才签到。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
    BATCH_FINISHED = Refusal(
        "convalescence.batch_finished",
        _("“%(batch)s”已经办结。"),
        rule=_("办结以后只能更正，不能再安排和签到。"),
        remedy=_("记错了的，请用更正。"),
    )
    NOT_OVER = Refusal(
        "convalescence.batch_not_over",
        _("“%(batch)s”到%(day)s才结束，现在不能办结。"),
        rule=_("最后一天过了，才知道谁完成了疗休养。"),
        remedy=_("请到时再办。"),
    )
    WRONG_DAY = Refusal(
        "convalescence.wrong_day",
        _("%(day)s不能签到。"),
        rule=_("签到只在本批的日子里，只记今天和以前的日子。"),
        remedy=_("请核对日期。"),
    )
    ROOM_FULL = Refusal(
        "convalescence.room_full",
        _("%(room)s住不下：%(beds)s 张床。"),
        rule=_("一人一张床。"),
        remedy=_("请选别的房间。"),
    )
    ROOM_MIXED = Refusal(
        "convalescence.room_mixed",
        _("%(room)s里已经住了别人，不能这样合住。"),
        rule=_("同住的人同性别，或者是一起报名的同伴。"),
        remedy=_("请选别的房间。"),
    )
    COACH_FULL = Refusal(
        "convalescence.coach_full",
        _("%(coach)s已经坐满。"),
        rule=_("一人一座，不超员。"),
        remedy=_("请选别的乘车地点，或者自行前往。"),
    )
    NO_SUCH_DUTY = Refusal(
        "convalescence.no_such_duty",
        _("%(name)s不能担任本批的%(duty)s。"),
        rule=_("参加疗休养的人不做本批的基地医生；一个人在一批里同一个职责只担任一次。"),
        remedy=_("请另选一位。"),
    )
    HEALTH_UNREADABLE = Refusal(
        "convalescence.no_health_form",
        _("健康表还没有交，没有可以看的内容。"),
        rule=_("健康表由本人填写，加密保存，只有本批的基地医生能看，每看一次都有记录。"),
        remedy=_("请请带队的同志提醒本人填写。"),
    )
    ALREADY_RATED = Refusal(
        "convalescence.already_rated",
        _("这一批您现在不能打分。"),
        rule=_("完成了疗休养的人，批次办结以后打一次分，不记名。"),
        remedy=_("补充意见可以向组织疗休养的工会提出。"),
    )
    REASON_MISSING = Refusal(
        "convalescence.reason_missing",
        _("没有写明理由。"),
        rule=_("更正和收回名额都要留下理由。"),
        remedy=_("请写一句话说明理由，不要写病情。"),
    )
    CANNOT_CORRECT = Refusal(
        "convalescence.cannot_correct",
        _("这条记录不能这样更正。"),
        rule=_("只有办结了的批次可以更正；更正成的结论要与现在的不同。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
    NOBODY_TO_WRITE_TO = Refusal(
        "convalescence.nobody_to_write_to",
        _("“%(batch)s”还没有确定的人，没有单位要发函。"),
        rule=_("公示结束、确定参加人员以后，才给所在单位发函。"),
        remedy=_("请先确定参加人员。"),
    )
