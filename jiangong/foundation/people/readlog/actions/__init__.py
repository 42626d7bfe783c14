"""Every write of the read log. Whoever shows or exports personal data in clear calls `look` or `exported` first."""

from jiangong.foundation.people.readlog.actions.forgetting import forget
from jiangong.foundation.people.readlog.actions.writing import exported, look

__all__ = ["exported", "forget", "look"]
