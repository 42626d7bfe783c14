"""The named refusals of training."""

from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal


class Reason:
    NOT_OPEN = Refusal(
        "growth.not_open",
        _("“%(session)s”现在不接受报名。"),
        rule=_("报名在公布的起止时间内进行。"),
        remedy=_("请看同一课程的其他班次。"),
    )
    NOT_YET = Refusal(
        "growth.not_yet",
        _("“%(session)s”还没有到报名时间。"),
        rule=_("报名从%(day)s开始，先报先得。"),
        remedy=_("请到时再来，不必提前排队。"),
    )
    TOO_LATE = Refusal(
        "growth.too_late",
        _("“%(session)s”的报名时间已过。"),
        rule=_("报名到%(day)s截止。"),
        remedy=_("请看同一课程的其他班次。"),
    )
    ALREADY_ENROLLED = Refusal(
        "growth.already_enrolled",
        _("已经报过“%(session)s”。"),
        rule=_("一人在一个班次只占一个名额。"),
        remedy=_("可以在“我的课程”里查看或者取消。"),
    )
    NOT_A_MEMBER = Refusal(
        "growth.not_a_member",
        _("没有查到在册的会籍。"),
        rule=_("培训面向在册的工会会员。"),
        remedy=_("请联系所在单位工会核对会籍，入会后再报名。"),
    )
    NOT_FOR_THIS_UNION = Refusal(
        "growth.not_for_this_union",
        _("“%(session)s”不面向您所在的工会。"),
        rule=_("本班面向“%(organisation)s”及所属工会的会员。"),
        remedy=_("请看面向全市的班次。"),
    )
    TOKEN_REVOKED = Refusal(
        "growth.token_revoked",
        _("访问令牌已经作废。"),
        rule=_("作废的令牌不能再办事。"),
        remedy=_("请换一个有效的令牌。"),
        status=401,
    )
    KEY_REUSED = Refusal(
        "growth.key_reused",
        _("这个幂等键已经用在另一个班次上。"),
        rule=_("一个 Idempotency-Key 只对应一次办理。"),
        remedy=_("请为新的办理换一个键。"),
        status=422,
    )
    CANNOT_CANCEL_ENROLMENT = Refusal(
        "growth.cannot_cancel_enrolment",
        _("这条报名现在不能取消。"),
        rule=_("只有“已报名”和“候补”的可以取消。"),
        remedy=_("结业结果有误的，请主办工会更正。"),
    )
    ALREADY_BEGUN = Refusal(
        "growth.already_begun",
        _("“%(session)s”已经开课，不能自己取消。"),
        rule=_("开课前可以自己取消，名额给候补的人。"),
        remedy=_("不能参加的，请告诉主办工会代为取消。"),
    )
    CANNOT_OPEN = Refusal(
        "growth.cannot_open",
        _("这个班次现在不能开放报名。"),
        rule=_("筹备中或者报名截止的班次可以开放报名。"),
        remedy=_("已结束、已取消的，请另建班次。"),
    )
    WINDOW_IS_OVER = Refusal(
        "growth.window_is_over",
        _("报名截止时间已经过去，开放了也没有人能报。"),
        rule=_("开放报名时，截止时间应在将来。"),
        remedy=_("请先修改报名截止时间。"),
    )
    CANNOT_CLOSE = Refusal(
        "growth.cannot_close",
        _("这个班次没有在报名。"),
        rule=_("只有正在报名的班次可以截止报名。"),
        remedy=_("请刷新页面看现在的状态。"),
    )
    CANNOT_CANCEL_SESSION = Refusal(
        "growth.cannot_cancel_session",
        _("这个班次不能取消。"),
        rule=_("已结束的班次不能取消，结业结果可以逐人更正。"),
        remedy=_("结果有误的，请在学员名单里更正。"),
    )
    CANNOT_FINISH = Refusal(
        "growth.cannot_finish",
        _("这个班次现在不能办理结业。"),
        rule=_("报名截止之后才办理结业。"),
        remedy=_("请先截止报名。"),
    )
    NOT_OVER_YET = Refusal(
        "growth.not_over_yet",
        _("“%(session)s”还没有上完。"),
        rule=_("最后一天（%(day)s）起可以办理结业。"),
        remedy=_("请在最后一次课后办理；日期变动的，先修改班次。"),
    )
    CANNOT_CHANGE_SESSION = Refusal(
        "growth.cannot_change_session",
        _("已结束或者已取消的班次不能再修改。"),
        rule=_("结业按结束时的规则办理，事后不改。"),
        remedy=_("请另建班次。"),
    )
    PLACES_BELOW_TAKEN = Refusal(
        "growth.places_below_taken",
        _("名额不能少于已经报名的 %(taken)s 人。"),
        rule=_("已经报上的名额不因修改而失去。"),
        remedy=_("请填 %(taken)s 或者更多。"),
    )
    RULE_IN_USE = Refusal(
        "growth.rule_in_use",
        _("这门课已经有人结业，课时、方式、结业和公示的规则不能再改。"),
        rule=_("同一课程前后结业的人，规则应当一样。"),
        remedy=_("规则变动的，请新建一门课程。"),
    )
    CODE_TAKEN = Refusal(
        "growth.code_taken",
        _("课程编号“%(code)s”已经用过。"),
        rule=_("课程编号在全市不重复。"),
        remedy=_("请换一个编号。"),
    )
    CODE_EXPIRED = Refusal(
        "growth.code_expired",
        _("这个签到码已经过期。"),
        rule=_("签到码每 30 秒更换，只在现场有效。"),
        remedy=_("请对着老师屏幕上现在的码再扫一次。"),
    )
    CODE_WRONG = Refusal(
        "growth.code_wrong",
        _("签到码不对。"),
        rule=_("六位数字每 30 秒更换。"),
        remedy=_("请听老师再念一次，念到就输入。"),
    )
    TOO_MANY_WRONG_CODES = Refusal(
        "growth.too_many_wrong_codes",
        _("本班已经输错 10 次签到码。"),
        rule=_("为防猜码，输错 10 次后不再接受数字码。"),
        remedy=_("请扫老师屏幕上的二维码，或者请老师代为签到。"),
    )
    WRONG_DAY = Refusal(
        "growth.wrong_day",
        _("今天没有“%(session)s”的课。"),
        rule=_("扫码签到只在上课当天有效。"),
        remedy=_("漏签的，请老师按签到表补签。"),
    )
    NOT_ENROLLED = Refusal(
        "growth.not_enrolled",
        _("您没有报“%(session)s”这个班。"),
        rule=_("签到的人应当在学员名单上。"),
        remedy=_("请先报名；已经报过的，看看是不是换了账号。"),
    )
    STILL_WAITING = Refusal(
        "growth.still_waiting",
        _("您在“%(session)s”还是候补，没有轮到名额。"),
        rule=_("有名额的学员才能签到。"),
        remedy=_("请和老师说明，主办工会可以增加名额。"),
    )
    NO_SUCH_MEETING = Refusal(
        "growth.no_such_meeting",
        _("“%(session)s”没有第 %(meeting)s 次课。"),
        rule=_("上课次数以班次登记的为准。"),
        remedy=_("请核对次数，或者先修改班次。"),
    )
    ATTENDANCE_IS_CLOSED = Refusal(
        "growth.attendance_is_closed",
        _("这个班次现在不能记签到。"),
        rule=_("开放报名之后、办理结业之前可以记签到。"),
        remedy=_("结业结果有误的，请在学员名单里更正。"),
    )
    SHEET_ALREADY_USED = Refusal(
        "growth.sheet_already_used",
        _("这份签到表已经导入过。"),
        rule=_("一份签到表只导入一次。"),
        remedy=_("有补充的，请再上传一份。"),
    )
    CANNOT_CORRECT = Refusal(
        "growth.cannot_correct",
        _("只有“已结业”的结果可以更正为未结业。"),
        rule=_("更正针对已经办理的结业。"),
        remedy=_("请核对这名学员现在的状态。"),
    )
    CANNOT_COMPLETE_LATE = Refusal(
        "growth.cannot_complete_late",
        _("只有“未结业”的学员可以补办结业。"),
        rule=_("补办针对班次结束时没有结业的人。"),
        remedy=_("请核对这名学员现在的状态。"),
    )
    REASON_MISSING = Refusal(
        "growth.reason_missing",
        _("没有写理由。"),
        rule=_("更正、补办和取消班次都要写明理由，理由留档。"),
        remedy=_("请写一句话说明为什么。"),
    )
    NOBODY_TO_CERTIFY = Refusal(
        "growth.nobody_to_certify",
        _("没有待颁发证书的学员。"),
        rule=_("证书发给已结业、还没有证书的人。"),
        remedy=_("请先办理结业。"),
    )
    NOTICE_NOT_CLEARED = Refusal(
        "growth.notice_not_cleared",
        _("“%(session)s”的结业名单还没有公示完，%(count)s 人现在不能发证书。"),
        rule=_(
            "这门课规定先公示、再发证书：%(source)s，公示 %(days)s 个工作日（%(status)s）。没有公示完的，数据库也不接受证书。"
        ),
        remedy=_("请在班次页面拟公示并发布；公示期满、没有待答复的异议后再制作证书。撤下的人不发证书。"),
    )
    BATCH_RUNNING = Refusal(
        "growth.batch_running",
        _("这个班的证书正在制作。"),
        rule=_("一个班同时只制作一批证书。"),
        remedy=_("请等进度走完。"),
    )
    CANNOT_PRINT = Refusal(
        "growth.cannot_print",
        _("证书没有制成：字库里没有“%(text)s”。"),
        rule=_("证书上的字必须印对，不用方框或者同音字代替。"),
        remedy=_("请系统管理员安装收字更全的字库（见运维手册），证书编号不变。"),
    )
    HOLDER_IS_FORGOTTEN = Refusal(
        "growth.holder_is_forgotten",
        _("持证人的个人信息已经依法删除，证书不再提供下载。"),
        rule=_("《个人信息保护法》第四十七条：证书只留下编号、课程和日期。"),
        remedy=_("纸质证书的编号仍然可以查验。"),
    )
    STILL_ENROLLED = Refusal(
        "growth.still_enrolled",
        _("在“%(session)s”还有名额或者在候补，班次还没有结束。"),
        rule=_("正在进行的培训要用到报名信息，处理目的还没有实现（《个人信息保护法》第四十七条）。"),
        remedy=_("请先取消报名，或者等班次结束。"),
    )
    NOT_BY_DRAW = Refusal(
        "growth.not_by_draw",
        _("“%(session)s”的名额先到先得，不抽签。"),
        rule=_("名额怎么给，在班次里写明，开放报名之前可以改。"),
        remedy=_("要抽签的，请在开放报名之前把班次改成“抽签”。"),
    )
    ANNOUNCE_FIRST = Refusal(
        "growth.announce_first",
        _("“%(session)s”要抽签，还没有公告抽签办法，不能开放报名。"),
        rule=_("先公告名额、办法和将来的随机数，再接受报名；次序反了，就说不清有没有人先看过名单。"),
        remedy=_("请在班次页“公告抽签办法”，然后开放报名。"),
    )
    GIVING_IS_SET = Refusal(
        "growth.giving_is_set",
        _("已经开放过报名，名额怎么给不能再改。"),
        rule=_("报名的人要事先知道名额是先到先得还是抽签。"),
        remedy=_("请另开一个班次。"),
    )
    DRAW_ANNOUNCED = Refusal(
        "growth.draw_announced",
        _("抽签办法已经公告，面向、名额、报名截止和怎么给名额不能再改。"),
        rule=_("公告过的抽签办法谁也不能改，一个班次只抽一次签。"),
        remedy=_("时间、地点、教师仍可以改；名额要变的，请另开一个班次。"),
    )
    NOT_DRAWN_YET = Refusal(
        "growth.not_drawn_yet",
        _("“%(session)s”还没有抽签，不能办理结业。"),
        rule=_("没有抽签就没有学员。"),
        remedy=_("请先抽签；抽签作废了的，请取消班次。"),
    )
    CERTIFICATE_IS_REVOKED = Refusal(
        "growth.certificate_is_revoked",
        _("这张证书已经注销。"),
        rule=_("注销的证书不再提供下载。"),
        remedy=_("请联系主办工会。"),
    )
