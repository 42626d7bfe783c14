"""What bases, contracts, inspections and ratings can be, and the steps between."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BaseKind(TextChoices):
    SANATORIUM = "sanatorium", _("工会疗养院")
    MODEL_WORKERS = "model_workers", _("劳模疗休养基地")
    OTHER = "other", _("其他疗休养机构")


class StepFree(TextChoices):
    """Whether somebody in a wheelchair gets from the gate to a room, the canteen and a toilet."""

    FULL = "full", _("全程无障碍")
    PARTLY = "partly", _("部分无障碍")
    NONE = "none", _("没有无障碍条件")
    UNKNOWN = "unknown", _("未核实")


class Facility(TextChoices):
    CLINIC = "clinic", _("医务室")
    CHECK_UP = "check_up", _("健康体检")
    REHABILITATION = "rehabilitation", _("康复理疗")
    CANTEEN = "canteen", _("食堂")
    HALAL = "halal", _("清真餐")
    LIFT = "lift", _("电梯")
    ACCESSIBLE_ROOM = "accessible_room", _("无障碍客房")
    SEASIDE = "seaside", _("近海")
    HOT_SPRING = "hot_spring", _("温泉")
    SPORTS = "sports", _("运动场馆")
    LIBRARY = "library", _("阅览室")
    LECTURE_ROOM = "lecture_room", _("报告厅")


class BaseState(TextChoices):
    DRAFT = "draft", _("筹备")
    LISTED = "listed", _("在列")
    CLOSED = "closed", pgettext_lazy("base", "停用")


BASE_TRANSITIONS: dict[str, frozenset[str]] = {
    BaseState.DRAFT: frozenset({BaseState.LISTED, BaseState.CLOSED}),
    BaseState.LISTED: frozenset({BaseState.CLOSED}),
    BaseState.CLOSED: frozenset({BaseState.LISTED}),
}


class ContractState(TextChoices):
    DRAFT = "draft", _("草拟")
    SIGNED = "signed", _("已签订")
    ENDED = "ended", _("提前终止")


CONTRACT_TRANSITIONS: dict[str, frozenset[str]] = {
    ContractState.DRAFT: frozenset({ContractState.SIGNED}),
    ContractState.SIGNED: frozenset({ContractState.ENDED}),
    ContractState.ENDED: frozenset(),
}


class InspectionKind(TextChoices):
    YEARLY = "yearly", _("年度检查")
    BEFORE = "before", _("接待前检查")
    COMPLAINT = "complaint", _("接到反映后检查")


class InspectionState(TextChoices):
    PASSED = "passed", _("合格")
    MENDING = "mending", _("待整改")
    MENDED = "mended", _("整改已确认")


INSPECTION_TRANSITIONS: dict[str, frozenset[str]] = {
    InspectionState.PASSED: frozenset(),
    InspectionState.MENDING: frozenset({InspectionState.MENDED}),
    InspectionState.MENDED: frozenset(),
}


class AuditOutcome(TextChoices):
    CLEAN = "clean", _("未发现问题")
    MINOR = "minor", _("一般问题")
    GRAVE = "grave", _("严重问题")


class Verdict(TextChoices):
    RENEW = "renew", _("续约")
    WARN = "warn", _("警示")
    DELIST = "delist", _("退出")


class YearState(TextChoices):
    OPEN = "open", _("评定中")
    FINAL = "final", _("已生效")


YEAR_TRANSITIONS: dict[str, frozenset[str]] = {
    YearState.OPEN: frozenset({YearState.FINAL}),
    YearState.FINAL: frozenset(),
}
