"""What the ledger and people are told of stays, for many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from jiangong.foundation.inbox.actions import tell
from jiangong.foundation.ledger.actions import Fact, record_many
from jiangong.programmes.care.convalescence.models import Batch, Stay
from jiangong.programmes.care.convalescence.states import Verb

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


def words_of(batch: Batch) -> dict[str, str]:
    """What messages and matters say of a batch."""
    return {
        "batch": batch.title,
        "programme": batch.programme.title,
        "starts": batch.starts_on.isoformat(),
        "meets": batch.meeting_point or "—",
    }


def record_stays(verb: Verb, stays: Sequence[Stay], *, by: User | None, reason: str = "") -> None:
    """One entry of the ledger for each stay, in one statement."""
    record_many(
        [
            Fact(
                verb,
                "convalescence.stay",
                one.pk,
                one.applicant.organisation,
                person_id=one.applicant.person_id,
                payload={
                    "programme": str(one.batch.programme_id),
                    "batch": str(one.batch_id),
                    **({"reason": reason} if reason else {}),
                },
            )
            for one in stays
        ],
        by=by,
    )


def tell_stays(
    kind: str, stays: Sequence[Stay], *, by: User | None, more: Mapping[str, str] | None = None
) -> None:
    """One message each, a statement a batch."""
    batches = {one.batch_id: one.batch for one in stays}
    for pk, batch in batches.items():
        people = [one.applicant.person_id for one in stays if one.batch_id == pk and one.applicant.person_id]
        words = {**words_of(batch), **(more or {})}
        tell(people, kind, batch, words, organisation=batch.programme.organisation, by=by)
