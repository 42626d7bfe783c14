"""What the ledger asks the plan when it publishes an entry: which promises count it, so that tags can be made."""

from jiangong.foundation.ledger.keys import tag_key
from jiangong.foundation.ledger.queries import Tagging
from jiangong.plan.definition import Counting, current
from jiangong.plan.queries.counting import counts_of


def tagging() -> Tagging:
    """The present plan's answers, with this installation's tag key."""
    plan = current()
    people = [(name, plan.slug) for name, one in plan.counted.items() if one.kind is Counting.DISTINCT_PEOPLE]
    return Tagging(key=tag_key(), counts_of=counts_of, people=people)
