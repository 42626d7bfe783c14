"""What of people's acts waits ten minutes before it takes effect (foundation/desk), each with its real action."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.desk.states import HeldAct
from jiangong.foundation.inbox.actions import tell_not_in_effect
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people import actions
from jiangong.foundation.people.forms import DRAFTS


def _plain(action: Callable[..., object]) -> Callable[[Any, Mapping[str, Any], Any], object]:
    """An action whose facts are words only: a reason, or nothing."""
    return lambda subject, facts, by: action(subject, by=by, **facts)


def _with_unit(action: Callable[..., object]) -> Callable[[Any, Mapping[str, Any], Any], object]:
    """An action on a union that was chosen; `facts["unit"]` is its number."""

    def run(subject: Any, facts: Mapping[str, Any], by: Any) -> object:
        unit = Organisation.objects.get(pk=facts["unit"])
        return action(subject, unit, by=by, **{name: facts[name] for name in facts if name != "unit"})

    return run


def _lapse(subject: Any, facts: Mapping[str, Any], by: Any) -> object:
    days = {name: date.fromisoformat(facts[name]) for name in ("since", "persuaded_on")}
    return actions.deem_withdrawn(subject, reason=facts["reason"], by=by, **days)


_KEPT = {one.code for one in DRAFTS}


def _act(
    code: str,
    title: Promise,
    permission: str,
    run: Callable[[Any, Mapping[str, Any], Any], object],
    *,
    matter: str = "",
) -> HeldAct:
    draft = code if code in _KEPT else ""
    return HeldAct(
        code, title, f"people.{permission}", run, draft=draft, matter=matter, ended=tell_not_in_effect
    )


HELD = (
    _act("people.apply", _("申请入会"), "apply", _with_unit(actions.apply_for_membership)),
    _act(
        "people.approve",
        _("批准入会"),
        "decide_application",
        _plain(actions.approve_application),
        matter="people.decide_application",
    ),
    _act("people.refusal", _("不批准入会申请"), "decide_application", _plain(actions.refuse_application)),
    _act("people.transfer", _("转出会籍"), "request_transfer", _with_unit(actions.request_transfer)),
    _act(
        "people.confirm",
        _("确认转出会籍"),
        "confirm_transfer",
        _plain(actions.confirm_transfer),
        matter="people.confirm_transfer",
    ),
    _act("people.receipt", _("接收会籍"), "receive", _with_unit(actions.receive)),
    _act("people.return", _("退回会籍"), "receive", _plain(actions.return_transfer)),
    _act("people.retirement", _("办理退休保留会籍"), "end_membership", _plain(actions.retire)),
    _act("people.resumption", _("恢复会籍"), "end_membership", _plain(actions.resume)),
    _act("people.leaving", _("退会"), "leave", _plain(actions.leave)),
    _act("people.lapse", _("视为自动退会"), "end_membership", _lapse),
)
