"""Every write of the desk: holding acts back and letting them take effect, drafts, and forgetting."""

from jiangong.foundation.desk.actions.drafting import (
    drop_draft,
    drop_old_drafts,
    drop_own_draft,
    keep_draft,
)
from jiangong.foundation.desk.actions.forgetting import forget
from jiangong.foundation.desk.actions.holding import drop_old_pending, hold, take_back, take_effect

__all__ = [
    "drop_draft",
    "drop_old_drafts",
    "drop_old_pending",
    "drop_own_draft",
    "forget",
    "hold",
    "keep_draft",
    "take_back",
    "take_effect",
]
