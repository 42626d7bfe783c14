"""Log everything that has a place, at one go: after a load, or on the command line."""

from collections.abc import Callable

from jiangong.foundation.ledger import actions, queries
from jiangong.plan.queries.tagging import tagging


def grow_to_the_end(tell: Callable[[int, int], None]) -> int:
    """Give places and leaves to all entries that wait; return how many leaves are new. `tell` gets (done, whole)."""
    while actions.sequence():
        pass
    before, _root = queries.head()
    whole, grown = queries.next_position() - before, 0
    tags, standing = tagging(), queries.Standing()
    while more := actions.grow(tags, standing=standing):
        grown += more
        tell(grown, whole)
    return grown
