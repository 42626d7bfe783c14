"""The one write of the rulebook: keep with a decision the values it used. Rulings are made in the room of that name."""

from jiangong.foundation.rulebook.actions.keeping import Decided, keep_used

__all__ = ["Decided", "keep_used"]
