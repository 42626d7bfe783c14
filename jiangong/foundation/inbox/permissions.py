"""Who may do what in the inbox: one's own, and what one's office makes one's own."""

from typing import Any

import rules

from jiangong.foundation.inbox.models import Delegation, Delivery, Matter
from jiangong.foundation.inbox.queries import matter_waiting_for
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import held, holds
from jiangong.foundation.organisations.states import LENDABLE, OFFICERS, Role

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMINISTRATOR})


@rules.predicate
def waits_for(user: Any, matter: Matter | None) -> bool:
    """It is in the user's own due list."""
    return matter is not None and matter_waiting_for(user, matter.pk) is not None


@rules.predicate
def has_an_office_to_lend(user: Any) -> bool:
    """Holds an office of daily work, not one that was lent."""
    return any(one.role in LENDABLE and one.lent_by is None for one in held(user))


@rules.predicate
def takes_part(user: Any, delegation: Delegation | None) -> bool:
    """Is the one who is absent, or the one who stands in."""
    return delegation is not None and getattr(user, "person_id", None) in (
        delegation.delegator_id,
        delegation.delegate_id,
    )


@rules.predicate
def runs_the_machine(user: Any) -> bool:
    """The system administrator: sees how channels fare and what went out to whom by number, not what was said."""
    return any(one.role in ADMINISTRATORS for one in held(user))


@rules.predicate
def looks_after_channels(user: Any, delivery: Delivery | None = None) -> bool:
    return bool(runs_the_machine(user))


@rules.predicate
def works_for(user: Any, organisation: Organisation | None) -> bool:
    """An officer of the union in whose name messages were sent, or of one above it."""
    return organisation is not None and holds(user, OFFICERS, organisation)


rules.add_perm("inbox.hand_over", waits_for)
rules.add_perm("inbox.view_matter", waits_for)
rules.add_perm("inbox.delegate", has_an_office_to_lend)
rules.add_perm("inbox.end_delegation", takes_part)
rules.add_perm("inbox.view_channels", looks_after_channels)
rules.add_perm("inbox.retry", looks_after_channels)
rules.add_perm("inbox.view_sent", works_for)
