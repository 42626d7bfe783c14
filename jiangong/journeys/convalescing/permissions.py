"""Who may place a batch: whoever runs its programme. Rating is the right of the room of bases."""

from typing import Any

import rules

from jiangong.programmes.care.convalescence.models import Batch


@rules.predicate
def runs_batch(user: Any, batch: Batch | None) -> bool:
    return batch is not None and bool(user.has_perm("convalescence.manage", batch.programme))


@rules.predicate
def reads_batch(user: Any, batch: Batch | None) -> bool:
    return batch is not None and bool(user.has_perm("convalescence.read", batch.programme))


rules.add_perm("convalescing.place", runs_batch)
rules.add_perm("convalescing.watch", reads_batch)
