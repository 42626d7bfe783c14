"""States of an export of a list as a spreadsheet, and named refusals."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal
from jiangong.foundation.inbox.states import MessageKind


class ExportState(TextChoices):
    WAITING = "waiting", _("排队中")
    WORKING = "working", _("正在生成")
    DONE = "done", _("可以下载")
    FAILED = "failed", _("没有生成")


EXPORTS: dict[str, frozenset[str]] = {
    ExportState.WAITING: frozenset({ExportState.WORKING, ExportState.FAILED}),
    ExportState.WORKING: frozenset({ExportState.WORKING, ExportState.DONE, ExportState.FAILED}),
    ExportState.DONE: frozenset(),
    ExportState.FAILED: frozenset(),
}


MESSAGES: tuple[MessageKind, ...] = (
    MessageKind(
        "web.export_ready",
        _("导出好了：%(title)s"),
        _("您要的“%(title)s”（%(organisation)s，%(rows)s行）可以下载了，文件保留 24 小时。"),
        "web:export_progress",
    ),
    MessageKind(
        "web.export_failed",
        _("没有导出：%(title)s"),
        _("您要的“%(title)s”（%(organisation)s）没有生成：%(why)s"),
        "web:export_progress",
    ),
)


class Reason:
    EXPORT_ENDED = Refusal(
        "web.export_ended",
        _("这次导出已经结束。"),
        rule=_("一次导出只生成一个文件。"),
        remedy=_("请回到列表重新导出。"),
    )
    PURPOSE_MISSING = Refusal(
        "web.purpose_missing",
        _("没有写明导出的用途。"),
        rule=_("含个人信息的名单导出要写明用途，先记入查看记录再生成文件，本人可以看到（个人信息保护法）。"),
        remedy=_("请写明办理什么事情需要这份名单。"),
    )
    TOO_MANY_ROWS = Refusal(
        "web.too_many_rows",
        _("这份名单超过%(most)s行。"),
        rule=_("一次导出的行数有上限，免得把整册名单带离平台。"),
        remedy=_("请先按单位或者条件缩小范围，再导出。"),
    )
    NOT_RETRIED = Refusal(
        "web.not_retried",
        _("这项后台任务现在不能重试。"),
        rule=_("只有失败的任务可以重试；同名的任务正在排队时不再重复。"),
        remedy=_("请刷新页面，看它现在的状态。"),
    )
