"""The scarce goods that rooms declare."""

from jiangong.foundation.common.rooms import declared_kinds
from jiangong.selection.equity.states import Good


def goods() -> dict[str, Good]:
    """All goods by code, in the order of the rooms."""
    return declared_kinds("GOODS")


def good_of(code: str) -> Good | None:
    """The good of this code, or None if no room declares it."""
    return goods().get(code)
