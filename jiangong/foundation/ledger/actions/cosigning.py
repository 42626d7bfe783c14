"""Collect what witnesses sign. Anybody may send a line; it counts if a witness that we name made it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.models import Checkpoint, Cosignature
from jiangong.foundation.ledger.queries import witness_keys
from jiangong.foundation.ledger.states import Reason
from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint as Statement
from jiangong.foundation.ledger.tlog.notes import NoteError, Verifier, decode, read_cosignature, split_note

EARLY = timedelta(minutes=5)  # not law: how much a witness's clock may be ahead of ours


@dataclass(frozen=True)
class Accepted:
    """What came of a note: the checkpoint's size, the named witnesses that stand under it there, how many lines are new."""

    size: int
    witnesses: tuple[str, ...]
    new: int


@transaction.atomic
def accept_cosignatures(note: str) -> Accepted:
    """Keep the named witnesses' lines under one of our checkpoints; the same line again changes nothing.

    Lines of others are ignored (the log's own is among them). Raises Refused: NO_CHECKPOINT if the note is none,
    NOT_OUR_CHECKPOINT unless we published exactly this text, BAD_COSIGNATURE if a named witness's line does not verify or
    is from the future, UNKNOWN_WITNESS if none is of a named witness.
    """
    try:
        text, lines = split_note(note)
        statement = Statement.parse(text)
    except NoteError as error:
        raise Refused(Reason.NO_CHECKPOINT, why=error) from error
    published = Checkpoint.objects.filter(size=statement.size).first()
    if published is None or split_note(published.note)[0] != text:
        raise Refused(Reason.NOT_OUR_CHECKPOINT)
    found = {}
    for line in lines:
        for witness in witness_keys():
            if _by(witness, line):
                found[witness.name] = (line, _signed_at(witness, text, line))
    if not found:
        raise Refused(Reason.UNKNOWN_WITNESS)
    before = Cosignature.objects.filter(checkpoint=published).count()
    Cosignature.objects.bulk_create(
        [
            Cosignature(checkpoint=published, witness=name, line=line, at=at)
            for name, (line, at) in found.items()
        ],
        ignore_conflicts=True,  # somebody sent it before, or is sending it now
    )
    new = Cosignature.objects.filter(checkpoint=published).count() - before
    return Accepted(statement.size, tuple(sorted(found)), new)


def _by(witness: Verifier, line: str) -> bool:
    """Whether the line names this witness's key; whether it verifies is another question."""
    name, signature = line.removesuffix("\n").split(" ")[1:]
    return name == witness.name and decode(signature)[:4] == witness.id


def _signed_at(witness: Verifier, text: str, line: str) -> datetime:
    try:
        seconds = read_cosignature(witness, text, line)
        if seconds > (timezone.now() + EARLY).timestamp():
            raise NoteError("signed in the future")
    except NoteError as error:
        raise Refused(Reason.BAD_COSIGNATURE, witness=witness.name, why=error) from error
    return datetime.fromtimestamp(seconds, UTC)
