"""Every write of rulings: confirm, override, withdraw."""

from jiangong.foundation.rulings.actions.ruling import Document, confirm, override, withdraw

__all__ = ["Document", "confirm", "override", "withdraw"]
