"""Who may read the records of a union: its officers and auditors, and those of the unions above it."""

from typing import Any

import rules

from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import holds
from jiangong.foundation.organisations.states import OFFICERS, Role

READERS = OFFICERS | {Role.AUDITOR}


@rules.predicate
def reader(user: Any, subject: Organisation | Entry | None) -> bool:
    """Officer or auditor here or above; of an entry, of the union it is recorded for."""
    where = subject.organisation if isinstance(subject, Entry) else subject
    return where is not None and holds(user, READERS, where)


rules.add_perm("plan.view_records", reader)
