"""Who may take a pending act back: its author, and whoever could have done the same."""

from typing import Any

import rules

from jiangong.foundation.desk.models import PendingAct
from jiangong.foundation.desk.queries import held_acts, subject_of


@rules.predicate
def is_author(user: Any, pending: PendingAct | None) -> bool:
    return pending is not None and pending.author_id is not None and pending.author_id == user.pk


@rules.predicate
def has_the_same_right(user: Any, pending: PendingAct | None) -> bool:
    """Holds the permission of the act over its subject."""
    if pending is None or pending.act not in held_acts():
        return False
    subject = subject_of(pending)
    return subject is not None and bool(user.has_perm(held_acts()[pending.act].permission, subject))


rules.add_perm("desk.take_back", is_author | has_the_same_right)
