"""Keep with a decision the values it used. Called by the ledger when it records the decision."""

from collections.abc import Sequence
from dataclasses import dataclass

from jiangong.foundation.rulebook.formulas import digest, said
from jiangong.foundation.rulebook.models import Stated, Used
from jiangong.foundation.rulebook.queries.reading import Read


@dataclass(frozen=True)
class Decided:
    """A decision: its ledger entry, what it was about, and what it read (rulebook.queries.used)."""

    entry_id: int
    subject_type: str
    subject_id: int
    reads: Sequence[Read]


def keep_used(decisions: Sequence[Decided]) -> None:
    """Write down what the decisions used, in the caller's transaction; a value that stood before is not written again."""
    stated = {digest(said(read.parameter)): said(read.parameter) for one in decisions for read in one.reads}
    if not stated:
        return
    Stated.objects.bulk_create(
        [Stated(digest=mark, key=facts["key"], said=facts) for mark, facts in sorted(stated.items())],
        ignore_conflicts=True,
    )
    numbers = dict(Stated.objects.filter(digest__in=stated).values_list("digest", "pk"))
    Used.objects.bulk_create(
        Used(
            entry_id=one.entry_id,
            subject_type=one.subject_type,
            subject_id=one.subject_id,
            stated_id=numbers[digest(said(read.parameter))],
            on=read.on,
        )
        for one in decisions
        for read in one.reads
    )
