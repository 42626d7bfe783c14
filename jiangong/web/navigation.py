"""What stands in the navigation: only what exists, and only what the person may open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.organisations.scope import held
from jiangong.foundation.organisations.states import OFFICERS, Role
from jiangong.web.permissions import looks_after_the_platform


def anyone(request: HttpRequest) -> bool:
    return True


def officer(request: HttpRequest) -> bool:
    """Does a union's work for its members."""
    return any(one.role in OFFICERS for one in held(request.user))


def auditor(request: HttpRequest) -> bool:
    return any(one.role == Role.AUDITOR for one in held(request.user))


def teacher(request: HttpRequest) -> bool:
    return any(one.role == Role.TEACHER for one in held(request.user))


def administrator(request: HttpRequest) -> bool:
    """Looks after the platform."""
    return looks_after_the_platform(request.user)


def of_channels(request: HttpRequest) -> bool:
    """Sees how messages go out."""
    return bool(request.user.has_perm("inbox.view_channels"))


def reader_of_figures(request: HttpRequest) -> bool:
    """Officers and auditors."""
    return officer(request) or auditor(request)


def reader_of_training(request: HttpRequest) -> bool:
    """Officers, teachers, and auditors, who see masked names."""
    return reader_of_figures(request) or teacher(request)


def work(request: HttpRequest) -> str:
    """Where the person's work in the union begins; empty for those who hold no such appointment."""
    if officer(request):
        return "/workbench/"
    if auditor(request):
        return "/workbench/plan/"
    if administrator(request):
        return "/workbench/administration/"
    return "/workbench/training/" if teacher(request) else ""


READERS = frozenset(
    {Role.AUDITOR, Role.TEACHER, Role.SYSTEM_ADMINISTRATOR}
)  # who work in the workbench without being officers


@dataclass(frozen=True)
class Item:
    path: str
    label: str | Promise
    icon: str = ""
    allowed: Callable[[HttpRequest], bool] = anyone
    exactly: bool = False  # current only on this very page, not on those below it
    note: str | Promise = ""  # what it is for, where it stands on a page of its own


@dataclass(frozen=True)
class Link:
    path: str
    label: str
    icon: str
    current: bool


PUBLIC = (
    Item("/", _("规划看板"), exactly=True),
    Item("/contests/", _("竞赛")),
    Item("/courses/", _("培训课程")),
    Item("/convalescence/", _("疗休养")),
    Item("/notices/", _("公示")),
    Item("/certificates/", _("证书查验")),
    Item("/ledger/", _("凭证与见证")),
    # 关于建功 is in the foot of every page: an eighth item would not fit beside the English of the seven.
)

WORKER = (
    Item("/me/", _("首页"), "home", exactly=True),
    Item("/courses/", _("培训"), "book"),
    Item("/me/matters/", _("办件"), "doc"),
    Item("/me/messages/", _("消息"), "bell"),
    Item("/me/profile/", _("我的"), "user"),
)

WORKBENCH = (
    (Item("/workbench/", _("待办"), "ok", officer, exactly=True),),
    (
        Item("/workbench/organisations/", _("组织"), "org", reader_of_figures),
        Item("/workbench/members/", _("会员"), "users", officer),
        Item("/workbench/training/", _("培训"), "book", reader_of_training),
        Item("/workbench/exams/", _("理论考试"), "check", officer),
        Item("/workbench/competitions/", _("竞赛"), "trophy", reader_of_figures),
        Item("/workbench/draws/", _("抽签"), "scale", reader_of_figures),
        Item("/workbench/bases/", _("疗休养基地"), "pin", reader_of_figures),
        Item("/workbench/convalescence/", _("疗休养"), "pine", reader_of_figures),
        Item("/workbench/notices/", _("公示"), "doc", reader_of_figures),
        Item("/workbench/documents/", _("公文"), "seal", reader_of_figures),
        Item("/workbench/messages/", _("发出的消息"), "bell", officer),
    ),
    (
        Item("/workbench/plan/", _("规划进度"), "chart", reader_of_figures),
        Item("/workbench/equity/", _("公平账"), "scale", reader_of_figures),
        Item("/workbench/samples/", _("审计抽样"), "search", reader_of_figures),
        Item("/workbench/reading-log/", _("查看记录"), "eye", auditor),
        Item("/workbench/rulebook/", _("参数核定"), "seal", officer),
    ),
    (Item("/workbench/administration/", _("系统管理"), "gear", administrator),),
)

# The start page of administration; each page asks for its own right again.
ADMINISTRATION = (
    Item("/workbench/officers/", _("任职"), "users", officer, note=_("谁在哪个工会担任什么，权限由此而来。")),
    Item("/rulebook/", _("规则参数"), "scale", note=_("法规规定的数字，依据、状态和用在哪里。")),
    Item(
        "/workbench/rulings/", _("参数核定"), "scale", officer, note=_("本地核定或者调整参数，要写明文号。")
    ),
    Item(
        "/workbench/calendar/", _("工作日历"), "calendar", note=_("国务院办公厅放假调休安排和本地特殊日子。")
    ),
    Item(
        "/workbench/channels/",
        _("消息渠道"),
        "bell",
        of_channels,
        note=_("短信、邮件、微信的接入、送达和重发。"),
    ),
    Item(
        "/workbench/administration/jobs/", _("后台任务"), "gear", administrator, note=_("排队、失败和重试。")
    ),
    Item(
        "/workbench/reading-log/", _("查看记录"), "eye", auditor, note=_("谁看过谁的信息、导出过什么名单。")
    ),
    Item("/ledger/", _("凭证与见证"), "seal", note=_("台账的检查点、见证人和核验方法。")),
)

FOOTER = (
    Item("/about/", _("关于建功")),
    Item("/samples/", _("审计抽样")),
    Item("/draws/", _("抽签")),
    Item("/bases/", _("疗休养基地")),
    Item("/equity/", _("公平账")),
    Item("/rulebook/", _("规则参数")),
    Item("/documents/check/", _("公文查验")),
    Item("/accessibility/", _("无障碍说明")),
    Item("/privacy/", _("个人信息保护")),
)


@cache
def exists(path: str) -> bool:
    """Whether the installation has a page at this path."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def links(items: Sequence[Item], request: HttpRequest) -> list[Link]:
    """The items that exist and that the person may open, the one they are on marked as current."""
    here = request.path
    return [
        Link(
            item.path,
            str(item.label),
            item.icon,
            here == item.path or (not item.exactly and here.startswith(item.path)),
        )
        for item in items
        if exists(item.path) and item.allowed(request)
    ]
