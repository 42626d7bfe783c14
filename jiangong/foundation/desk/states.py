"""States of a pending act, what rooms declare (acts that wait, forms that keep drafts), named refusals."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal


class State(TextChoices):
    WAITING = "waiting", _("待生效")
    DONE = "done", _("已生效")
    TAKEN_BACK = "taken_back", _("已撤回")
    REFUSED = "refused", _("没有生效")
    FAILED = "failed", _("未能办理")


TRANSITIONS: dict[str, frozenset[str]] = {
    State.WAITING: frozenset({State.DONE, State.TAKEN_BACK, State.REFUSED, State.FAILED}),
    State.DONE: frozenset(),
    State.TAKEN_BACK: frozenset(),
    State.REFUSED: frozenset(),
    State.FAILED: frozenset(),
}

MOST_TRIES = 5  # an act that ends in an error of the program is tried so often, a minute apart, then given up


@dataclass(frozen=True)
class HeldAct:
    """An act that takes effect later. Rooms list theirs as `HELD: tuple[HeldAct, ...]` in tasks.py.

    `run(subject, facts, by)` is the real action; it checks right and state itself, at the time of effect. `facts` is
    what was typed, as JSON. `permission`, over the subject: who besides the author may take it back. `minutes` names
    the parameter of the rulebook. `deadline(subject)` is a moment by which the act must have taken effect, besides the
    due times of the subject's clocks: waiting must never make anybody late. `ended(pending)` tells
    the author that it was refused or failed. `rehearsed`: it is tried and rolled back when it is sent, so that what
    can be refused at once is refused at once; switch that off where trying is expensive. `draft` is the form whose
    draft gets back what was typed when the act is taken back. `matter` is the kind of matter (foundation/inbox) that the
    act settles without a further word: such an act can be done in the due list, for one matter or for many at once.
    """

    code: str
    title: str | Promise
    permission: str
    run: Callable[[Any, Mapping[str, Any], Any], object]
    minutes: str = "desk.undo_minutes"
    deadline: Callable[[Any], Any] | None = None
    ended: Callable[[Any], None] | None = None
    rehearsed: bool = True
    draft: str = ""
    matter: str = ""


@dataclass(frozen=True)
class DraftKind:
    """A form with several fields that keeps a draft. Rooms list theirs as `DRAFTS: tuple[DraftKind, ...]` in forms.py.

    `page` is the url name of the form; with a subject it takes its `pk`. `fields` are the only ones that are kept:
    never name a number of a document, a phone, or anything about health.
    """

    code: str
    title: str | Promise
    page: str
    fields: tuple[str, ...]


class Reason:
    ALREADY_WAITING = Refusal(
        "desk.already_waiting",
        _("这件事已经办过，正在等待生效：%(title)s，%(time)s生效。"),
        rule=_("同一件事同时只有一个待生效的办理。"),
        remedy=_("要改办的，请先撤回前一个；否则等它生效。"),
    )
    NOT_WAITING = Refusal(
        "desk.not_waiting",
        _("这项办理不能撤回了：它现在是“%(state)s”。"),
        rule=_("办理后%(minutes)s分钟内可以撤回，生效以后不能撤回。"),
        remedy=_("请打开这件事的页面，看现在还能办什么。"),
    )
    SUBJECT_GONE = Refusal(
        "desk.subject_gone",
        _("要办的那一件已经不存在。"),
        rule=_("生效时按当时的记录办理。"),
        remedy=_("请从名册或者列表里重新查找。"),
    )
    NO_SUCH_DRAFT = Refusal(
        "desk.no_such_draft",
        _("这张表不存草稿。"),
        rule=_("只有登记过的表可以存草稿，证件号码、手机号和健康信息从不存入。"),
        remedy=_("请直接填写并提交。"),
    )
