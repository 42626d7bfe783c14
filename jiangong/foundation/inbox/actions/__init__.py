"""Every write of the inbox: matters open and close, people are told, messages go out, officers lend their work."""

from jiangong.foundation.inbox.actions.matters import Opening, close_matters, open_many, open_matter
from jiangong.foundation.inbox.actions.planning import plan
from jiangong.foundation.inbox.actions.sending import send_due
from jiangong.foundation.inbox.actions.telling import tell

__all__ = ["Opening", "close_matters", "open_many", "open_matter", "plan", "send_due", "tell"]
