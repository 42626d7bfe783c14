"""States, verbs, refusals and what the room declares: up to the draw (stages, applying), and after it (staying)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.programmes.care.convalescence.states.applying import (
    AGREE,
    APPLYING_MATTERS,
    APPLYING_MESSAGES,
    DRAWS,
    GOODS,
)
from jiangong.programmes.care.convalescence.states.reasons import FAULTS, Reason
from jiangong.programmes.care.convalescence.states.stages import (
    APPLICATION_TRANSITIONS,
    LIVE,
    PROGRAMME_TRANSITIONS,
    PUBLISHED,
    Admits,
    ApplicationState,
    Channel,
    PoolKind,
    PostKind,
    ProgrammeState,
)

__all__ = [
    "AGREE",
    "APPLICATION_TRANSITIONS",
    "DRAWS",
    "FAULTS",
    "GOODS",
    "LIVE",
    "MATTERS",
    "MESSAGES",
    "PROGRAMME_TRANSITIONS",
    "PUBLISHED",
    "Admits",
    "ApplicationState",
    "Channel",
    "PoolKind",
    "PostKind",
    "ProgrammeState",
    "Reason",
    "Verb",
]

MATTERS = (*APPLYING_MATTERS,)
MESSAGES = (*APPLYING_MESSAGES,)


class Verb(TextChoices):
    CREATED = "convalescence.created", _("新建年度疗休养")
    CHANGED = "convalescence.changed", _("修改年度疗休养")
    OPENED = "convalescence.opened", _("开放疗休养报名")
    CLOSED = "convalescence.closed", _("疗休养报名截止")
    VOIDED = "convalescence.voided", _("疗休养作废")
    POST_NOTED = "convalescence.post_noted", _("登记岗位情况")
    APPLIED = "convalescence.applied", _("疗休养报名")
    REWISHED = "convalescence.application_changed", _("修改疗休养报名")
    AGREED = "convalescence.agreed", _("同意一起报名")
    WITHDRAWN = "convalescence.withdrawn", _("退出疗休养报名")
    REFUSED = "convalescence.refused", _("核实后不符合疗休养条件")
    STAYED = "convalescence.stayed", _("疗休养")


# What of it anybody may know (docs/proof.md): which programme, how many days; never who.
PUBLIC: dict[str, frozenset[str]] = {Verb.STAYED: frozenset({"days"})}
FACTS = {"days": (_("天数"), None)}
