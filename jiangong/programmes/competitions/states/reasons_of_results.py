"""Named refusals once a result is known: appeals, rejudging, honours, benefits; part of Reason."""

from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal


class ResultReason:
    # --- appeals
    TOO_LATE_TO_APPEAL = Refusal(
        "competitions.too_late_to_appeal",
        _("申诉时限已过（%(until)s）。"),
        rule=_("申诉在比赛成绩公布后 %(hours)s 小时以内提出（%(source)s），逾期不予受理。"),
        remedy=_("公示期间仍然可以对公示提出异议。"),
    )
    NOT_KNOWN_YET = Refusal(
        "competitions.not_known_yet",
        _("“%(contest)s”现在没有可以申诉的成绩。"),
        rule=_("申诉针对已经公布、还没有确认的成绩。"),
        remedy=_("请等成绩公布。"),
    )
    HEARD_BY_INVOLVED = Refusal(
        "competitions.heard_by_involved",
        _("%(name)s参与了评分或者与选手有利害关系，不能听这件申诉。"),
        rule=_("申诉由没有参与的人复核。"),
        remedy=_("请另选一位监督仲裁人员。"),
    )
    APPEALS_OPEN = Refusal(
        "competitions.appeals_open",
        _("还有 %(count)s 件申诉没有答复。"),
        rule=_("申诉答复之前，成绩不能确认。"),
        remedy=_("请先答复。"),
    )
    APPEAL_HOURS_RUN = Refusal(
        "competitions.appeal_hours_run",
        _("申诉时限还没有过（%(until)s）。"),
        rule=_("申诉时限过了，才能公示和确认成绩。"),
        remedy=_("请到时再办。"),
    )
    REJUDGING_WAITS = Refusal(
        "competitions.rejudging_waits",
        _("有一份复核等待决定。"),
        rule=_("复核一次一份，整体执行或者整体不执行。"),
        remedy=_("请先决定那一份。"),
    )
    REJUDGING_IS_STALE = Refusal(
        "competitions.rejudging_is_stale",
        _("这份复核是按先前的成绩预览的，成绩已经变了。"),
        rule=_("执行的必须是预览过的。"),
        remedy=_("请重新拟一份。"),
    )
    NOTHING_CHANGES = Refusal(
        "competitions.nothing_changes",
        _("这份复核没有写任何改动。"),
        rule=_("复核是对记分册的补充：更正、重评、扣分、回避、缺考或者参赛情况。"),
        remedy=_("请至少写一项改动，或者答复申诉不成立。"),
    )
    # --- honours
    NOT_CLEARED = Refusal(
        "competitions.not_cleared",
        _("“%(contest)s”的成绩没有公示完，现在不能颁发。"),
        rule=_("先公示、再颁发；没有公示完的，数据库也不接受。"),
        remedy=_("请先发布公示；期满、没有待答复的异议后再办。"),
    )
    APPROVAL_MISSING = Refusal(
        "competitions.approval_missing",
        _("没有填核准文号。"),
        rule=_("工会只提出晋升建议，由人社部门核准。"),
        remedy=_("请填写人社部门的文号。"),
    )
    PROMOTED_THIS_YEAR = Refusal(
        "competitions.promoted_this_year",
        _("%(name)s本年度已经晋升过一次。"),
        rule=_("一人一年只晋升一次（%(source)s）。"),
        remedy=_("这一项只能授予其他荣誉。"),
    )
    FINANCE_MISSING = Refusal(
        "competitions.finance_missing",
        _("没有填财务负责人。"),
        rule=_("成果效益由单位财务部门核实，按采用后十二个月计算（《合理化建议和技术改进奖励条例》）。"),
        remedy=_("请填写核实的财务负责人。"),
    )
    TWELVE_MONTHS = Refusal(
        "competitions.twelve_months",
        _("采用还不到十二个月（%(day)s 期满）。"),
        rule=_("效益按采用后十二个月计算（《合理化建议和技术改进奖励条例》）。"),
        remedy=_("请期满后再核实。"),
    )
    STILL_COMPETING = Refusal(
        "competitions.still_competing",
        _("在“%(contest)s”里还有没办完的报名、赛务或者荣誉。"),
        rule=_("竞赛还没有结束，处理目的还没有实现（《个人信息保护法》第四十七条）。"),
        remedy=_("请先退出报名，或者等竞赛办结。"),
    )
