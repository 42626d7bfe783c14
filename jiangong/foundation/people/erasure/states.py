"""States of a request, grounds of the law, what becomes of every row that names a person; refusals and verbs."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal


class State(TextChoices):
    ASKED = "asked", _("等待办理")
    DONE = "done", _("已删除")
    REFUSED = "refused", _("未同意")
    WITHDRAWN = "withdrawn", _("已撤回")


TRANSITIONS: dict[str, frozenset[str]] = {
    State.ASKED: frozenset({State.DONE, State.REFUSED, State.WITHDRAWN}),
    State.DONE: frozenset(),
    State.REFUSED: frozenset(),
    State.WITHDRAWN: frozenset(),
}


class Ground(TextChoices):
    """The cases of 个人信息保护法 §47, one of which the officer names. No free text: it could name the person."""

    PURPOSE = "purpose", _("处理目的已经实现、无法实现或者不再必要（第四十七条第一项）")
    PERIOD = "period", _("停止提供服务，或者保存期限已满（第四十七条第二项）")
    CONSENT = "consent", _("本人撤回同意（第四十七条第三项）")
    UNLAWFUL = "unlawful", _("违反法律、行政法规或者约定处理（第四十七条第四项）")
    OTHER_LAW = "other_law", _("法律、行政法规规定的其他情形（第四十七条第五项）")


class Fate(TextChoices):
    DELETE = "delete", _("删除")
    CLEAR = "clear", _("留下记录，不再指向此人")
    KEEP = "keep", _("留下内部编号，编号不再对应任何人")


# What erasure does to every foreign key that leads to a person or an account, directly or through a row that is
# deleted. One that is missing here fails tests/architecture/test_erasure.py. Tables of upper rooms stand here by
# name; what a room holds about a person in other ways it forgets itself: `forget` in its actions.
FATES: dict[str, Fate] = {
    "people.Person.merged_into": Fate.DELETE,  # registrations merged into one go together
    "people.User.person": Fate.DELETE,
    "people.Membership.person": Fate.DELETE,
    "people.Appointment.person": Fate.DELETE,
    "people.Merge.kept": Fate.DELETE,
    "people.Merge.dropped": Fate.DELETE,
    "people.Look.person": Fate.DELETE,
    "erasure.ErasureRequest.person": Fate.CLEAR,
    "corrections.Correction.person": Fate.DELETE,  # what waits about it ends first (corrections' forget)
    "growth.Enrolment.person": Fate.DELETE,
    "growth.Attendance.enrolment": Fate.DELETE,
    "growth.Certificate.enrolment": Fate.CLEAR,  # number, course and day stay, the name does not (growth's forget)
    "convalescence.Post.person": Fate.DELETE,
    "convalescence.Applicant.person": Fate.CLEAR,  # the ticket stays on the list, whose it was does not
    "convalescence.Duty.person": Fate.DELETE,
    "competitions.Entry.person": Fate.CLEAR,  # marks and places stay under a number; others' places hang on them
    "competitions.Team.leader": Fate.CLEAR,
    "competitions.Office.person": Fate.CLEAR,  # the sheet keeps the alias
    "competitions.Relation.one": Fate.DELETE,
    "competitions.Relation.other": Fate.DELETE,
    "competitions.Qualification.person": Fate.DELETE,
    "inbox.Message.person": Fate.DELETE,
    "inbox.Delivery.person": Fate.DELETE,
    "inbox.Delivery.after": Fate.DELETE,
    "inbox.Carried.delivery": Fate.DELETE,
    "inbox.Carried.message": Fate.DELETE,
    "inbox.Attempt.delivery": Fate.DELETE,
    "inbox.Address.person": Fate.DELETE,
    "inbox.Preference.person": Fate.DELETE,
    "inbox.Delegation.delegator": Fate.DELETE,
    "inbox.Delegation.delegate": Fate.DELETE,
    "inbox.Matter.person": Fate.DELETE,
    "inbox.MatterStep.matter": Fate.DELETE,
    "inbox.MatterStep.to_person": Fate.CLEAR,
    "credentials.Credential.person": Fate.CLEAR,  # kind and state stay for whoever checks a file (credentials' forget)
    "exams.Examinee.person": Fate.CLEAR,  # the code, the answers and the score stay, whose they were does not
    "notices.Line.person": Fate.CLEAR,  # a past list keeps its line, without the surname (notices' forget)
    # the account
    "people.User_groups.user": Fate.DELETE,
    "people.User_user_permissions.user": Fate.DELETE,
    "account.EmailAddress.user": Fate.DELETE,
    "account.EmailConfirmation.email_address": Fate.DELETE,
    "mfa.Authenticator.user": Fate.DELETE,
    "api.Token.user": Fate.DELETE,
    "api.Answer.user": Fate.DELETE,
    "desk.Draft.user": Fate.DELETE,
    "notices.Objection.by": Fate.CLEAR,  # the objection stays as one without a name
    "web.Export.by": Fate.DELETE,  # every file that may name somebody goes (web's forget)
    # what the person did for others in an office stays, without who did it
    "people.Merge.merged_by": Fate.CLEAR,
    "people.Merge.undone_by": Fate.CLEAR,
    "people.Look.by": Fate.CLEAR,
    "people.RosterImport.by": Fate.CLEAR,
    "readlog.Export.by": Fate.CLEAR,
    "desk.PendingAct.author": Fate.CLEAR,  # what is typed in it the desk forgets itself
    "desk.PendingAct.ended_by": Fate.CLEAR,
    "erasure.ErasureRequest.asked_by": Fate.CLEAR,
    "erasure.ErasureRequest.decided_by": Fate.CLEAR,
    "corrections.Correction.decided_by": Fate.CLEAR,
    "clocks.SpecialDay.recorded_by": Fate.CLEAR,
    "clocks.SpecialDay.withdrawn_by": Fate.CLEAR,
    "clocks.EnteredYear.recorded_by": Fate.CLEAR,
    "notices.Notice.prepared_by": Fate.CLEAR,
    "notices.Notice.published_by": Fate.CLEAR,
    "notices.Objection.investigator": Fate.CLEAR,
    "notices.Answer.answered_by": Fate.CLEAR,
    "samples.Sample.planned_by": Fate.CLEAR,
    "samples.Judgement.by": Fate.CLEAR,
    "documents.AgencyMark.set_by": Fate.CLEAR,
    "documents.Document.drafted_by": Fate.CLEAR,
    "documents.Document.issued_by": Fate.CLEAR,
    "documents.Document.withdrawn_by": Fate.CLEAR,
    "documents.Attachment.added_by": Fate.CLEAR,
    "documents.Attachment.removed_by": Fate.CLEAR,
    "inbox.Matter.closed_by": Fate.CLEAR,
    "inbox.MatterStep.by": Fate.CLEAR,
    "inbox.Delegation.made_by": Fate.CLEAR,
    "inbox.Delegation.ended_by": Fate.CLEAR,
    "inbox.Message.sender": Fate.CLEAR,
    "draws.Draw.announced_by": Fate.CLEAR,
    "draws.Draw.closing_by": Fate.CLEAR,
    "equity.Simulation.asked_by": Fate.CLEAR,
    "exams.Question.reviewed_by": Fate.CLEAR,
    "exams.Version.made_by": Fate.CLEAR,
    "exams.Sitting.made_by": Fate.CLEAR,
    "exams.Sitting.marking_by": Fate.CLEAR,
    "exams.Correction.by": Fate.CLEAR,
    "growth.Attendance.marked_by": Fate.CLEAR,
    "growth.AttendanceSheet.uploaded_by": Fate.CLEAR,
    "growth.CertificateBatch.started_by": Fate.CLEAR,
    "convalescence.Post.noted_by": Fate.CLEAR,
    "convalescence.Application.entered_by": Fate.CLEAR,
    "convalescence.Duty.given_by": Fate.CLEAR,
    "convalescence.Attendance.marked_by": Fate.CLEAR,
    "convalescence.Incident.reported_by": Fate.CLEAR,
    "competitions.Entry.entered_by": Fate.CLEAR,
    "competitions.Relation.declared_by": Fate.CLEAR,
    "competitions.Qualification.recorded_by": Fate.CLEAR,
    "competitions.Appeal.filed_by": Fate.CLEAR,
    "competitions.Rejudging.prepared_by": Fate.CLEAR,
    "competitions.Rejudging.decided_by": Fate.CLEAR,
    "competitions.Benefit.reported_by": Fate.CLEAR,
    "competitions.HonourBatch.started_by": Fate.CLEAR,
    "competitions.Benefit.confirmed_by": Fate.CLEAR,
    # what cannot change keeps numbers, which name nobody any more
    "clocks.ClockEvent.by": Fate.KEEP,
    "exams.Event.by": Fate.KEEP,
    "competitions.SchemeVersion.saved_by": Fate.KEEP,
    "competitions.Row.by": Fate.KEEP,
    "competitions.Photo.by": Fate.KEEP,
    "competitions.Incident.by": Fate.KEEP,
    "competitions.Breach.by": Fate.KEEP,
    "competitions.Outcome.computed_by": Fate.KEEP,
    "ledger.Entry.person": Fate.KEEP,
    "ledger.Entry.recorded_by": Fate.KEEP,
}

# How the page that asks for confirmation calls what it counts.
LABELS = {
    "people.Membership.person": _("会籍记录"),
    "people.Appointment.person": _("任职记录"),
    "growth.Enrolment.person": _("培训报名"),
    "growth.Attendance.enrolment": _("签到"),
    "exams.Examinee.person": _("考试记录（留下考号、作答和成绩，不再对应到人）"),
    "growth.Certificate.enrolment": _("结业证书（只留编号、课程和日期，不留姓名）"),
    "credentials.Credential.person": _("数字凭证（只留种类和状态，签好的文件删除）"),
    "competitions.Entry.person": _("竞赛报名（只留编号和成绩，不留姓名）"),
    "competitions.Office.person": _("竞赛赛务（只留代号，不留姓名）"),
    "competitions.Qualification.person": _("技能等级和荣誉称号"),
    "people.Look.person": _("号码被查看的记录"),
    "people.User.person": _("登录账号"),
    "api.Token.user": _("接口访问令牌"),
    "people.Look.by": _("查看别人号码的记录（留下记录，不留姓名）"),
    "ledger.Entry.person": _("台账记录（数字不变，不再对应到人）"),
}


class Verb(TextChoices):
    ASKED = "erasure.asked", _("请求删除个人信息")
    WITHDRAWN = "erasure.withdrawn", _("撤回删除请求")
    REFUSED = "erasure.refused", _("未同意删除请求")


class Reason:
    NOT_ASKED = Refusal(
        "erasure.not_asked",
        _("这个请求已经办结，或者已经撤回。"),
        rule=_("一个删除请求只办理一次。"),
        remedy=_("请刷新页面，查看它现在的状态。"),
    )
    ALREADY_ASKED = Refusal(
        "erasure.already_asked",
        _("已经有一个删除请求在等待办理。"),
        rule=_("同一个人同时只有一个请求。"),
        remedy=_("请等待答复，或者先撤回原来的请求。"),
    )
    ONE_PERSON_ALONE = Refusal(
        "erasure.one_person_alone",
        _("提出或者代收请求的人不能自己办理。"),
        rule=_("删除不能恢复，必须由两个人经手。"),
        remedy=_("请由市总工会的另一名工会干部办理。"),
    )
    NO_PERSON = Refusal(
        "erasure.no_person",
        _("这个账号没有登记的职工信息。"),
        rule=_("删除请求针对登记在册的个人信息。"),
        remedy=_("请联系市总工会核对账号。"),
    )
    MERGED = Refusal(
        "erasure.merged",
        _("这条登记已经并入另一条。"),
        rule=_("合并过的登记一起删除，在保留的一条上办理。"),
        remedy=_("请打开保留下来的那一条登记。"),
    )
    STILL_A_MEMBER = Refusal(
        "erasure.still_a_member",
        _("现在还有会籍，或者入会申请还没有答复：%(organisation)s。"),
        rule=_(
            "《个人信息保护法》第四十七条：处理目的已经实现或者不再必要时删除。会籍存续期间，会员名册是工会依法履职所必需。"
        ),
        remedy=_("请先办理退会，或者撤回入会申请，再办理删除。"),
    )
    IN_OFFICE = Refusal(
        "erasure.in_office",
        _("现在还担任“%(organisation)s”的%(role)s。"),
        rule=_("任职期间，任职信息是工会依法履职所必需（《个人信息保护法》第十三条、第四十七条）。"),
        remedy=_("请先办理免职，再办理删除。"),
    )
    LOGS_KEPT = Refusal(
        "erasure.logs_kept",
        _("最近一次查看别人的号码是在%(last)s，这些查看记录要保存到%(day)s。"),
        rule=_(
            "%(source)s（%(status)s）：网络日志留存不少于%(months)s个月；《个人信息保护法》第四十七条第二款：法定保存期限未满的，只保存，不作他用。"
        ),
        remedy=_("请在%(day)s以后办理。"),
    )
    NOT_YET_LOGGED = Refusal(
        "erasure.not_yet_logged",
        _("有%(count)s条台账记录还没有入册。"),
        rule=_("删除时要销毁每条记录的盐值，入册以后才有盐值。"),
        remedy=_("请过一会儿再试；一直如此，请系统管理员检查后台进程是否在运行。"),
    )
    NO_REGISTER = Refusal(
        "erasure.no_register",
        _("删除登记写不进去，什么都没有删除。"),
        rule=_("先登记、后删除，恢复备份时才能把删除再做一遍。"),
        remedy=_("请系统管理员检查删除登记文件（JIANGONG_ERASURES）所在的磁盘和权限。"),
        status=503,
    )
    REASON_MISSING = Refusal(
        "erasure.reason_missing",
        _("没有写理由。"),
        rule=_("《个人信息保护法》第五十条：拒绝个人行使权利的请求的，应当说明理由。代收请求要写明根据。"),
        remedy=_("请用一两句话写明理由，本人可以看到。"),
    )
