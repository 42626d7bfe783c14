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


def anyone(request: HttpRequest) -> bool:
    return True


def officer(request: HttpRequest) -> bool:
    """Does a union's work for its members."""
    return any(one.role in OFFICERS for one in held(request.user))


def auditor(request: HttpRequest) -> bool:
    return any(one.role == Role.AUDITOR for one in held(request.user))


def teacher(request: HttpRequest) -> bool:
    return any(one.role == Role.TEACHER for one in held(request.user))


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
    return "/workbench/training/" if teacher(request) else ""


READERS = frozenset({Role.AUDITOR, Role.TEACHER})  # who work in the workbench without being officers


@dataclass(frozen=True)
class Item:
    path: str
    label: str | Promise
    icon: str = ""
    allowed: Callable[[HttpRequest], bool] = anyone
    exactly: bool = False  # current only on this very page, not on those below it


@dataclass(frozen=True)
class Link:
    path: str
    label: str
    icon: str
    current: bool


PUBLIC = (
    Item("/", _("规划看板"), exactly=True),
    Item("/courses/", _("培训课程")),
    Item("/notices/", _("公示")),
    Item("/certificates/", _("证书查验")),
    Item("/ledger/", _("凭证与见证")),
    Item("/about/", _("关于建功")),
)

WORKER = (
    Item("/me/", _("首页"), "home", exactly=True),
    Item("/courses/", _("培训"), "book"),
    Item("/me/certificates/", _("证书"), "seal"),
    Item("/me/profile/", _("我的"), "user"),
)

WORKBENCH = (
    (Item("/workbench/", _("工作台"), "ok", officer, exactly=True),),
    (
        Item("/workbench/organisations/", _("组织"), "org", reader_of_figures),
        Item("/workbench/members/", _("会员"), "users", officer),
        Item("/workbench/training/", _("培训"), "book", reader_of_training),
        Item("/workbench/notices/", _("公示"), "doc", reader_of_figures),
        Item("/workbench/documents/", _("公文"), "seal", reader_of_figures),
    ),
    (
        Item("/workbench/plan/", _("规划进度"), "chart", reader_of_figures),
        Item("/workbench/samples/", _("审计抽样"), "search", reader_of_figures),
        Item("/workbench/reading-log/", _("查看记录"), "eye", auditor),
    ),
)

FOOTER = (
    Item("/about/", _("关于建功")),
    Item("/samples/", _("审计抽样")),
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
