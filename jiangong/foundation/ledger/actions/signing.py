"""Publish what the signer signed. The key is not here: jiangong/operations/signer.py has it, in a process of its own."""

from django.db import transaction

from jiangong.foundation.ledger.models import Checkpoint, LogKey
from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint as Statement
from jiangong.foundation.ledger.tlog.notes import Verifier, open_note


class Fork(Exception):
    """What should be one history is two. The message says in one sentence what does not fit."""


@transaction.atomic
def publish_key(vkey: str) -> None:
    """Tell everybody the log's public key; raises Fork if another one was told before."""
    row, new = LogKey.objects.get_or_create(pk=1, defaults={"vkey": vkey})
    if not new and row.vkey != vkey:
        raise Fork(f"The log is signed by {row.vkey}, this signer is {vkey}.")


@transaction.atomic
def publish_checkpoint(note: str, *, log: Verifier) -> Checkpoint:
    """Publish a signed checkpoint; the same one again is fine. Raises Fork if this size has another root already."""
    text, _ = open_note(note, [log])
    statement = Statement.parse(text)
    row, new = Checkpoint.objects.get_or_create(size=statement.size, defaults={"note": note})
    if not new and Statement.parse(row.note.split("\n\n", 1)[0] + "\n") != statement:
        raise Fork(f"A checkpoint of size {statement.size} with another root was published before.")
    return row
