"""States, verbs, refusals and what the room declares: up to the draw (stages, applying), and after it (staying)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.programmes.care.convalescence.states.applying import (
    AGREE,
    APPLYING_MATTERS,
    APPLYING_MESSAGES,
    DRAWS,
    GOODS,
    SIMULATED,
)
from jiangong.programmes.care.convalescence.states.reasons import FAULTS, Reason
from jiangong.programmes.care.convalescence.states.reasons_of_stays import StayReason
from jiangong.programmes.care.convalescence.states.stages import (
    APPLICATION_TRANSITIONS,
    GIVEN,
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
from jiangong.programmes.care.convalescence.states.staying import (
    ACCEPTED_NOTICE,
    COMING,
    ENDED,
    HOLDING,
    STAY_TRANSITIONS,
    STAYING_CLOCKS,
    STAYING_MATTERS,
    STAYING_MESSAGES,
    STAYING_NOTICES,
    Aspect,
    DutyKind,
    HealthQuestion,
    IncidentKind,
    Source,
    StayState,
    Wish,
)

__all__ = [
    "ACCEPTED_NOTICE",
    "AGREE",
    "APPLICATION_TRANSITIONS",
    "CLOCKS",
    "COMING",
    "DRAWS",
    "ENDED",
    "FAULTS",
    "GIVEN",
    "GOODS",
    "HOLDING",
    "LIVE",
    "MATTERS",
    "MESSAGES",
    "NOTICES",
    "PROGRAMME_TRANSITIONS",
    "PUBLISHED",
    "SIMULATED",
    "STAY_TRANSITIONS",
    "Admits",
    "ApplicationState",
    "Aspect",
    "Channel",
    "DutyKind",
    "HealthQuestion",
    "IncidentKind",
    "PoolKind",
    "PostKind",
    "ProgrammeState",
    "Reason",
    "Source",
    "StayReason",
    "StayState",
    "Verb",
    "Wish",
]

CLOCKS = STAYING_CLOCKS
MATTERS = (*APPLYING_MATTERS, *STAYING_MATTERS)
MESSAGES = (*APPLYING_MESSAGES, *STAYING_MESSAGES)
NOTICES = STAYING_NOTICES


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
    OFFERED = "convalescence.offered", _("给出疗休养名额")
    ACCEPTED = "convalescence.accepted", _("接受疗休养名额")
    DECLINED = "convalescence.declined", _("放弃疗休养名额")
    LAPSED = "convalescence.lapsed", _("疗休养名额到时没有答复")
    GAVE_BACK = "convalescence.gave_back", _("退回疗休养名额")
    CONFIRMED = "convalescence.confirmed", _("确定参加疗休养")
    DUTY_GIVEN = "convalescence.duty_given", _("指定疗休养随团人员")
    DUTY_ENDED = "convalescence.duty_ended", _("免去疗休养随团人员")
    SIGNED_IN = "convalescence.signed_in", _("疗休养签到")
    INCIDENT = "convalescence.incident", _("登记疗休养意外情况")
    STAYED = "convalescence.stayed", _("疗休养")
    ABSENT = "convalescence.absent", _("没有参加疗休养")
    LEFT_EARLY = "convalescence.left_early", _("疗休养提前离开")
    BATCH_FINISHED = "convalescence.batch_finished", _("疗休养批次办结")


# What of it anybody may know (docs/proof.md): which programme, how many days; never who.
PUBLIC: dict[str, frozenset[str]] = {Verb.STAYED: frozenset({"days"})}
FACTS = {"days": (_("天数"), None)}
