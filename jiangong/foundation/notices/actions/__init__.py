"""Every write of notices, one function per verb."""

from jiangong.foundation.notices.actions.forgetting import forget
from jiangong.foundation.notices.actions.objecting import answer, object_to, take
from jiangong.foundation.notices.actions.preparing import change, drop, prepare, publish, put_up, take_again
from jiangong.foundation.notices.actions.running import close, close_due, replace, withdraw
from jiangong.foundation.notices.actions.telling import tell_the_database

__all__ = [
    "answer",
    "change",
    "close",
    "close_due",
    "drop",
    "forget",
    "object_to",
    "prepare",
    "publish",
    "put_up",
    "replace",
    "take",
    "take_again",
    "tell_the_database",
    "withdraw",
]
