"""States of sessions, enrolments and certificate batches, the verbs for the ledger; the named refusals are in reasons.py."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.attaching import ARCHIVE, PAPERS, Purpose
from jiangong.foundation.credentials.states import AchievementType, CredentialKind
from jiangong.foundation.inbox.states import MessageKind
from jiangong.foundation.notices.states import NoticeKind
from jiangong.programmes.growth.states.reasons import Reason as Reason
from jiangong.selection.draws.states import DrawSubject
from jiangong.selection.equity.states import Good


class Mode(TextChoices):
    CLASSROOM = "classroom", _("面授")
    ONLINE = "online", _("线上")


class Giving(TextChoices):
    """How the places of a session are given."""

    FIRST = "first", _("先到先得")
    DRAW = "draw", _("抽签")


class SessionState(TextChoices):
    DRAFT = "draft", _("筹备")
    OPEN = "open", _("正在报名")
    CLOSED = "closed", _("报名截止")
    FINISHED = "finished", _("已结束")
    CANCELLED = "cancelled", _("已取消")


SESSION_TRANSITIONS: dict[str, frozenset[str]] = {
    SessionState.DRAFT: frozenset({SessionState.OPEN, SessionState.CANCELLED}),
    SessionState.OPEN: frozenset({SessionState.CLOSED, SessionState.CANCELLED}),
    SessionState.CLOSED: frozenset({SessionState.OPEN, SessionState.FINISHED, SessionState.CANCELLED}),
    SessionState.FINISHED: frozenset(),
    SessionState.CANCELLED: frozenset(),
}

# The session still runs: places move up, attendance is marked.
RUNNING = frozenset({SessionState.OPEN, SessionState.CLOSED})


class EnrolmentState(TextChoices):
    ENROLLED = "enrolled", _("已报名")
    WAITING = "waiting", _("候补")
    COMPLETED = "completed", _("已结业")
    ABSENT = "absent", _("未结业")
    CANCELLED = "cancelled", _("已取消")


ENROLMENT_TRANSITIONS: dict[str, frozenset[str]] = {
    EnrolmentState.WAITING: frozenset({EnrolmentState.ENROLLED, EnrolmentState.CANCELLED}),
    EnrolmentState.ENROLLED: frozenset(
        {EnrolmentState.COMPLETED, EnrolmentState.ABSENT, EnrolmentState.CANCELLED}
    ),
    EnrolmentState.COMPLETED: frozenset({EnrolmentState.ABSENT}),
    EnrolmentState.ABSENT: frozenset({EnrolmentState.COMPLETED}),
    EnrolmentState.CANCELLED: frozenset(),
}

# A session may give its places by lot (docs/draws.md): until the draw everybody waits.
DRAWS: tuple[DrawSubject, ...] = (
    DrawSubject(
        "growth.session",
        may="growth.manage_session",
        page="growth:manage",
        plan="jiangong.programmes.growth.queries.draw_plan",
        listed="jiangong.programmes.growth.actions.draw_list",
        told="jiangong.programmes.growth.actions.places_given",
        organisation="course.organiser",
    ),
)

# Who holds one of the session's places; `Session.taken` is their number.
HOLDS_A_PLACE = frozenset({EnrolmentState.ENROLLED, EnrolmentState.COMPLETED, EnrolmentState.ABSENT})


class BatchState(TextChoices):
    WAITING = "waiting", _("等待制作")
    WORKING = "working", _("正在制作")
    DONE = "done", _("已完成")
    FAILED = "failed", _("没有完成")


# Hand-outs and papers of a session: who runs it adds and removes them, who reads its list opens them.
PURPOSES = (
    Purpose(
        "growth.session_papers",
        _("班次材料"),
        "growth.Session",
        see="growth.read_enrolments",
        add="growth.manage_session",
        remove="growth.manage_session",
        organisation="course.organiser",
        accepts=PAPERS | {ARCHIVE},
    ),
)

# A certificate of completion is also a digital credential, for the holder to keep: the same act, the same fate.
CERTIFICATE = "growth.certificate"

CREDENTIALS: tuple[CredentialKind, ...] = (
    CredentialKind(
        CERTIFICATE,
        _("结业证书"),
        AchievementType.CERTIFICATE_OF_COMPLETION,
        _("报名参加并按规定的签到率上完课程。不是国家职业技能等级证书。"),
    ),
)

MESSAGES: tuple[MessageKind, ...] = (
    MessageKind(
        "growth.place_moved_up",
        _("候补转为正式：%(course)s"),
        _(
            "有人退出，您在“%(course)s %(session)s”的候补已经转为正式名额，%(starts)s开课。不能参加的，请取消报名。"
        ),
        "growth:session",
        mandatory=True,
    ),
    MessageKind(
        "growth.place_drawn",
        _("抽中名额：%(course)s"),
        _(
            "“%(course)s %(session)s”抽签，您抽中了名额，%(starts)s开课。不能参加的，请取消报名，名额按签序递补。"
        ),
        "growth:session",
        mandatory=True,
    ),
    MessageKind(
        "growth.place_not_drawn",
        _("没有抽中，在候补：%(course)s"),
        _(
            "“%(course)s %(session)s”抽签，您没有抽中，按签序候补；有人退出时递补。签序、机会和为什么没有抽中，在班次页里看。"
        ),
        "growth:session",
        mandatory=True,
    ),
    MessageKind(
        "growth.session_changed",
        _("班次有变动：%(course)s"),
        _("您报名的“%(course)s %(session)s”有变动：%(starts)s至%(ends)s，地点：%(place)s。"),
        "growth:session",
        urgent=True,
        mandatory=True,
    ),
    MessageKind(
        "growth.session_cancelled",
        _("班次取消：%(course)s"),
        _("您报名的“%(course)s %(session)s”不办了：%(reason)s。报名已经取消，不用前往。"),
        "growth:session",
        urgent=True,
        mandatory=True,
    ),
    MessageKind(
        "growth.enrolment_cancelled",
        _("报名被取消：%(course)s"),
        _("工会取消了您在“%(course)s %(session)s”的报名。有疑问的，请联系您所在的工会。"),
        "growth:session",
        mandatory=True,
    ),
    MessageKind(
        "growth.certificate_issued",
        _("证书已颁发：%(course)s"),
        _("“%(course)s”的结业证书已经颁发，编号%(number)s，可以在“我的证书”下载。"),
        "growth:my_certificates",
    ),
)


class Verb(TextChoices):
    COURSE_CREATED = "growth.course_created", _("新建课程")
    COURSE_CHANGED = "growth.course_changed", _("修改课程")
    SESSION_CREATED = "growth.session_created", _("新建班次")
    SESSION_CHANGED = "growth.session_changed", _("修改班次")
    SESSION_OPENED = "growth.session_opened", _("开放报名")
    SESSION_CLOSED = "growth.session_closed", _("截止报名")
    SESSION_CANCELLED = "growth.session_cancelled", _("取消班次")
    SESSION_FINISHED = "growth.session_finished", _("班次结束")
    ENROLLED = "growth.enrolled", _("报名")
    WAITING = "growth.waiting", _("候补")
    DRAWN = "growth.drawn", _("抽中名额")
    PROMOTED = "growth.promoted", _("候补递补")
    CANCELLED = "growth.cancelled", _("取消报名")
    ATTENDED = "growth.attended", _("签到")
    COMPLETED = "growth.completed", _("培训结业")
    ABSENT = "growth.absent", _("培训未结业")
    CERTIFIED = "growth.certified", _("颁发结业证书")
    CERTIFICATE_REVOKED = "growth.certificate_revoked", _("注销结业证书")


# Places in courses are scarce: who got through one has received it (docs/equity.md).
GOODS: tuple[Good, ...] = (
    Good("training", Verb.COMPLETED, _("培训结业"), _("人"), asked=(Verb.ENROLLED, Verb.WAITING)),
)


# What of a completion anybody may know (docs/proof.md): where, when, which course, how; never who.
PUBLIC: dict[str, frozenset[str]] = {Verb.COMPLETED: frozenset({"mode", "hours", "field"})}
FACTS = {"mode": (_("授课方式"), Mode), "hours": (_("课时"), None), "field": (_("专业方向"), None)}


# A course that asks for it: nobody gets a certificate whose name has not been shown for the legal days.
CERTIFICATE_NOTICE = "growth.certificates"
NOTICES = (
    NoticeKind(
        CERTIFICATE_NOTICE,
        title=_("拟颁发结业证书人员"),
        days="growth.notice_days",
        subject="growth.enrolment",
        about="growth.session",
        page="growth:manage",
        guards=_("颁发证书"),
    ),
)
