"""States of sessions and enrolments, the named refusals, the verbs for the ledger."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal


class Mode(TextChoices):
    CLASSROOM = "classroom", _("面授")
    ONLINE = "online", _("线上")


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


class Verb(TextChoices):
    COURSE_CREATED = "growth.course_created", _("新建课程")
    SESSION_OPENED = "growth.session_opened", _("开放报名")
    SESSION_CANCELLED = "growth.session_cancelled", _("取消班次")
    SESSION_FINISHED = "growth.session_finished", _("班次结束")
    ENROLLED = "growth.enrolled", _("报名")
    WAITING = "growth.waiting", _("候补")
    CANCELLED = "growth.cancelled", _("取消报名")
    ATTENDED = "growth.attended", _("签到")
    COMPLETED = "growth.completed", _("培训结业")


class Reason:
    NOT_OPEN = Refusal(
        "growth.not_open",
        _("“%(session)s”现在不接受报名。"),
        rule=_("报名在公布的起止时间内进行。"),
        remedy=_("请看同一课程的其他班次。"),
    )
