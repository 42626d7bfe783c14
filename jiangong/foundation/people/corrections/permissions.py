"""Who may ask, see and decide: the person for their own record, officers of the union that keeps it."""

from typing import Any

import rules

from jiangong.foundation.organisations.scope import holds
from jiangong.foundation.organisations.states import OFFICERS
from jiangong.foundation.people.corrections.models import Correction
from jiangong.foundation.people.permissions import self_


@rules.predicate
def whose_record_it_is(user: Any, correction: Correction | None) -> bool:
    """The person who asks."""
    return (
        correction is not None and user.is_active and getattr(user, "person_id", None) == correction.person_id
    )


@rules.predicate
def keeps_the_record(user: Any, correction: Correction | None) -> bool:
    """An officer of the union that keeps the record, or of one above it."""
    return correction is not None and holds(user, OFFICERS, correction.organisation)


rules.add_perm("corrections.ask", self_)
rules.add_perm("corrections.view", whose_record_it_is | keeps_the_record)
rules.add_perm("corrections.withdraw", whose_record_it_is)
rules.add_perm("corrections.decide", keeps_the_record)
