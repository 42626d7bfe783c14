"""Every write of the inbox: matters open and close, people are told, messages go out, officers lend their work."""

from jiangong.foundation.inbox.actions.choosing import bind, mark_read, prefer, retry, tell_otherwise, unbind
from jiangong.foundation.inbox.actions.delegating import delegate, end_delegation
from jiangong.foundation.inbox.actions.escalating import escalate, on_crossing, reseat
from jiangong.foundation.inbox.actions.forgetting import forget
from jiangong.foundation.inbox.actions.handing import hand_over
from jiangong.foundation.inbox.actions.matters import Opening, close_matters, open_many, open_matter
from jiangong.foundation.inbox.actions.planning import plan
from jiangong.foundation.inbox.actions.sending import send_due
from jiangong.foundation.inbox.actions.telling import tell, tell_not_in_effect

__all__ = [
    "Opening",
    "bind",
    "close_matters",
    "delegate",
    "end_delegation",
    "escalate",
    "forget",
    "hand_over",
    "mark_read",
    "on_crossing",
    "open_many",
    "open_matter",
    "plan",
    "prefer",
    "reseat",
    "retry",
    "send_due",
    "tell",
    "tell_not_in_effect",
    "tell_otherwise",
    "unbind",
]
