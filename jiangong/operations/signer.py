"""The signer: signs the tree's head if, and only if, the tree is an extension of the last one it signed.

It runs in a process of its own, under an account of its own: the key and the memory of what was signed last lie in
its folder, outside the database and out of the web's and the worker's reach. That memory is what makes a restored
backup, a promoted replica or a second sequencer unable to get a fork signed.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from jiangong.foundation.ledger import actions as ledger
from jiangong.foundation.ledger import queries
from jiangong.foundation.ledger.actions import Fork
from jiangong.foundation.ledger.tlog import merkle
from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint
from jiangong.foundation.ledger.tlog.notes import Signer, open_note
from jiangong.operations.console import Code, Stopped


def signer_folder() -> Path:
    """JIANGONG_SIGNER, else var/signer/<database>: a memory belongs to one database's log."""
    given = os.environ.get("JIANGONG_SIGNER")
    return Path(given) if given else settings.VAR / "signer" / str(settings.DATABASES["default"]["NAME"])


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """The only signer on this folder; refuses when another one runs."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Stopped(
                f"{folder} 已有一个签名进程在用。 / Another signer uses this folder.", Code.MACHINE
            ) from None
        yield


def signing_key(folder: Path) -> Signer:
    """The key in the folder; a new one, named like the log's origin, where no checkpoint was ever published."""
    path = folder / "key"
    if path.exists():
        return Signer.parse(path.read_text().strip())
    if told := queries.log_key():
        raise Stopped(
            f"{folder} 里没有签名密钥，而这本台账由 {told.split('+')[0]} 签名：请放回密钥。"
            f" / The signing key is missing; put it back into {folder}.",
            Code.MACHINE,
        )
    signer = Signer.generate(settings.LOG_ORIGIN)
    _write(path, signer.skey + "\n")
    return signer


def last_signed(folder: Path, signer: Signer) -> tuple[Checkpoint, str] | None:
    """What this signer signed last, with the note; None before the first."""
    path = folder / "checkpoint"
    if not path.exists():
        return None
    note = path.read_text()
    text, _ = open_note(note, [signer.verifier])
    return Checkpoint.parse(text), note


def sign_next(folder: Path, signer: Signer) -> Checkpoint | None:
    """Sign and publish the present head; None when there is nothing new.

    Raises Fork when the tree is no extension of the last one signed: nothing is signed then, nor ever again until
    somebody has found out why (docs/operations.md).
    """
    ledger.publish_key(signer.verifier.vkey)
    last = last_signed(folder, signer)
    if last is None and (published := queries.newest_checkpoint()):
        raise Fork(
            f"Checkpoints up to {published.size} were published, but the signer remembers none: "
            f"put the file `checkpoint` back into {folder}."
        )
    if why := queries.why_held():
        raise Fork(f"The log is held: {why}")
    size, root = queries.head()
    if last is not None:
        ledger.publish_checkpoint(
            last[1], log=signer.verifier
        )  # a kill may have come between writing and publishing
        if size < last[0].size:
            raise Fork(
                f"The tree has {size} leaves, but {last[0].size} were signed: {last[0].size - size} are gone."
            )
        if size == last[0].size:
            if root != last[0].root:
                raise Fork(f"The tree of {size} leaves is not the one that was signed.")
            return None
    if size == 0:
        return None
    _require_extension(last[0] if last else None, size, root)
    checkpoint = Checkpoint(signer.verifier.name, size, root)
    text = checkpoint.text()
    note = f"{text}\n{signer.sign(text)}"
    _write(folder / "checkpoint", note)
    ledger.publish_checkpoint(note, log=signer.verifier)
    return checkpoint


def _require_extension(last: Checkpoint | None, size: int, root: bytes) -> None:
    """Raise Fork unless the tiles hash to this root and only add to what was signed."""
    if queries.root_at(size) != root:
        raise Fork(f"The tiles do not hash to the root of the head at {size}.")
    if last is None:
        return
    try:
        merkle.verify_consistency(last.size, last.root, size, root, queries.consistency(last.size, size))
    except merkle.ProofError as error:
        raise Fork(f"The tree of {size} leaves does not extend the signed one of {last.size}.") from error


def _write(path: Path, text: str) -> None:
    """Write so that a crash leaves the old file or the new one, readable by the owner alone."""
    draft = path.with_suffix(".draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
