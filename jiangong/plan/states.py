"""How a figure stands against the time that is gone. The plan records nothing itself, so it has no verbs."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    """Progress of a promise with a target 进度状态; formulas.status says which."""

    DONE = "done", _("已完成")
    AHEAD = "ahead", _("领先")
    ON = "on", _("同步")
    SLOW = "slow", _("略慢")
    LATE = "late", _("滞后")


TINTS: dict[str, str] = {
    Status.DONE: "good",
    Status.AHEAD: "good",
    Status.ON: "sea",
    Status.SLOW: "warn",
    Status.LATE: "bad",
}
