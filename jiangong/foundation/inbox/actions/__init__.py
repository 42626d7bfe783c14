"""Every write of the inbox: matters open and close, people are told, officers lend their work."""

from jiangong.foundation.inbox.actions.matters import Opening, close_matters, open_many, open_matter
from jiangong.foundation.inbox.actions.telling import tell

__all__ = ["Opening", "close_matters", "open_many", "open_matter", "tell"]
