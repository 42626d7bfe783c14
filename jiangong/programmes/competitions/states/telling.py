"""Messages, matters, clocks and notices of competitions."""

from django.utils.translation import gettext_lazy as _

from jiangong.foundation.clocks.states import ClockKind
from jiangong.foundation.common.attaching import ARCHIVE, IMAGE, PAPERS, Purpose
from jiangong.foundation.credentials.states import AchievementType, CredentialKind
from jiangong.foundation.inbox.states import MatterKind, MessageKind
from jiangong.foundation.notices.states import NoticeKind
from jiangong.foundation.organisations.states import OFFICERS, Role
from jiangong.selection.exams.states import ExamSubject

CHAIRS = frozenset({Role.CHAIR, Role.VICE_CHAIR})

MESSAGES: tuple[MessageKind, ...] = (
    MessageKind(
        "competitions.entry_accepted",
        _("参赛资格通过：%(contest)s"),
        _("您报名的“%(contest)s”资格审查通过，%(starts)s比赛，地点：%(place)s。参赛证在“我的竞赛”里。"),
        "competitions:my_entries",
        mandatory=True,
    ),
    MessageKind(
        "competitions.entry_refused",
        _("参赛资格不符：%(contest)s"),
        _("您报名的“%(contest)s”没有通过资格审查：%(reason)s。登记有误的，可以请所在单位工会更正后再报。"),
        "competitions:my_entries",
        mandatory=True,
    ),
    MessageKind(
        "competitions.contest_cancelled",
        _("竞赛取消：%(contest)s"),
        _("“%(contest)s”不办了：%(reason)s。报名已经取消，还没有举行的理论考试也取消，不用前往。"),
        "competitions:contest",
        urgent=True,
        mandatory=True,
    ),
    MessageKind(
        "competitions.service_cancelled",
        _("竞赛取消，不用到场：%(contest)s"),
        _("您受聘赛务的“%(contest)s”不办了：%(reason)s。不用前往。"),
        "competitions:contest",
        urgent=True,
        mandatory=True,
    ),
    MessageKind(
        "competitions.office_given",
        _("请您担任赛务：%(contest)s"),
        _("您受聘担任“%(contest)s”的%(duty)s，%(starts)s比赛。有应当回避的情形，请事先申报。"),
        "competitions:my_offices",
        mandatory=True,
    ),
    MessageKind(
        "competitions.result_known",
        _("竞赛成绩：%(contest)s"),
        _(
            "“%(contest)s”的成绩已经公布，您的每一项得分都可以点开看。有异议的，由领队在%(until)s以前提出申诉。"
        ),
        "competitions:contest",
        urgent=True,
        mandatory=True,
    ),
    MessageKind(
        "competitions.appeal_answered",
        _("申诉答复：%(contest)s"),
        _("您就“%(contest)s”提出的申诉：%(outcome)s。理由在申诉页面里。"),
        "competitions:appeal",
        mandatory=True,
    ),
    MessageKind(
        "competitions.climbed",
        _("您晋级了：%(contest)s"),
        _(
            "您在“%(from)s”里取得晋级资格，已经代您报入“%(contest)s”。不能参加的，请在“我的竞赛”里退出，名额给下一名。"
        ),
        "competitions:my_entries",
        mandatory=True,
    ),
    MessageKind(
        "competitions.honoured",
        _("竞赛荣誉：%(honour)s"),
        _("您在“%(contest)s”里获得的“%(honour)s”已经颁发，证书编号%(number)s，可以在“我的竞赛”下载。"),
        "competitions:my_entries",
        mandatory=True,
    ),
    MessageKind(
        "competitions.honour_revoked",
        _("竞赛荣誉撤销：%(honour)s"),
        _("您在“%(contest)s”里的“%(honour)s”已被撤销：%(reason)s。不服的，可以向组织竞赛的工会提出。"),
        "competitions:my_entries",
        mandatory=True,
    ),
)

MATTERS: tuple[MatterKind, ...] = (
    MatterKind(
        "competitions.examine_entries",
        _("参赛资格审查：%(contest)s"),
        _("您是组织竞赛的工会的干部，有人报名等待审查。"),
        _("不审查的，报名截止后不能抽签，比赛办不了。"),
        "competitions:entries",
    ),
    MatterKind(
        "competitions.hear_appeal",
        _("竞赛申诉：%(contest)s"),
        _("您是组织竞赛的工会的干部，参赛单位对成绩提出了申诉，要请没有参与评分的监督仲裁人员复核。"),
        _("申诉没有答复，成绩不能确认，荣誉不能颁发；逾期报上级工会。"),
        "competitions:appeals",
    ),
    MatterKind(
        "competitions.approve_promotions",
        _("技能等级晋升待报：%(contest)s"),
        _("您是组织竞赛的工会的干部，公示已经结束，有人可以晋升技能等级，要报人社部门核准。"),
        _("不报的，选手得不到应有的等级。"),
        "competitions:honours",
    ),
)

CLOCKS = (
    ClockKind(
        "competitions.appeal_hours",
        _("申诉时限"),
    ),
    ClockKind(
        "competitions.appeal_answer_hours",
        _("答复申诉"),
        roles=OFFICERS,
        escalates_to=CHAIRS,
        page="competitions:appeal",
    ),
)

# A photograph goes with the marks of who took it: seen by them and the chief judge, and by those whom the result concerns once the
# layers are open. One file each; so many of one judge for one number in one component.
PHOTO = "competitions.mark_photo"
PHOTOS_EACH = 6  # not law: enough to show a fault from all sides

# Papers of a contest: call, plan, drawings, photographs; who runs it adds and removes them.
PURPOSES = (
    Purpose(
        "competitions.contest_papers",
        _("竞赛材料"),
        "competitions.Contest",
        see="competitions.read_entries",
        add="competitions.manage_contest",
        remove="competitions.manage_contest",
        organisation="organiser",
        accepts=PAPERS | {ARCHIVE},
    ),
    Purpose(
        PHOTO,
        _("现场照片"),
        "competitions.Photo",
        see="competitions.see_photo",
        add="competitions.take_photo",
        organisation="contest.organiser",
        accepts=frozenset({IMAGE}),
        most=1,
    ),
)

# The result is shown before anything hangs on it: no honour is issued that this has not cleared.
RESULT_NOTICE = "competitions.results"
NOTICES = (
    NoticeKind(
        RESULT_NOTICE,
        title=_("竞赛成绩和拟授予荣誉"),
        days="competitions.results_notice_days",
        subject="competitions.honour",
        about="competitions.contest",
        page="competitions:manage",
        guards=_("颁发荣誉、上报晋升"),
    ),
)

# An honour is also a digital credential, for the holder to keep: the same act, the same fate.
HONOUR = "competitions.honour"
CREDENTIALS: tuple[CredentialKind, ...] = (
    CredentialKind(
        HONOUR,
        _("竞赛荣誉"),
        AchievementType.AWARD,
        _("按公布的评分方案，在竞赛中取得相应的名次，成绩公示无异议。"),
    ),
)

# Theory papers of a contest are sat in selection/exams; the contest's page leads there, and the scores come back.
EXAMS = (
    ExamSubject("competitions.contest", "competitions.manage_contest", "organiser", "competitions:theory"),
)
