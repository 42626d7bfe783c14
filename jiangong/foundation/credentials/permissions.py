"""Who may do what with credentials: they are the holder's; officers of the union that issued one may revoke it."""

from typing import Any

import rules

from jiangong.foundation.credentials.models import Credential
from jiangong.foundation.organisations.scope import holds
from jiangong.foundation.organisations.states import OFFICERS


@rules.predicate
def is_holder(user: Any, credential: Credential | None) -> bool:
    """The person whom it was given to."""
    return credential is not None and user.person_id is not None and user.person_id == credential.person_id


@rules.predicate
def issues_for(user: Any, credential: Credential | None) -> bool:
    """An officer of the union that issued it, or of one above."""
    return credential is not None and holds(user, OFFICERS, credential.organisation)


rules.add_perm("credentials.hold", is_holder)  # see, download, name oneself in it, share
rules.add_perm("credentials.revoke", issues_for)
