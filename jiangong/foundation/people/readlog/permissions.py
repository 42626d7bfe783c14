"""Who may see the log of who saw what: auditors, and each person what concerns them."""

from typing import Any

import rules

from jiangong.foundation.organisations.scope import held
from jiangong.foundation.organisations.states import Role


@rules.predicate
def audits(user: Any, _nothing: object = None) -> bool:
    """An auditor anywhere: that the log is whole concerns all of it; what it says is shown within their reach."""
    return any(one.role == Role.AUDITOR for one in held(user))


rules.add_perm("readlog.check", audits)
