"""The log's side of C2SP tlog-witness: ask a witness that waits to be asked, instead of one that follows by itself."""

from base64 import b64encode
from collections.abc import Callable, Sequence

from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint
from jiangong.foundation.ledger.tlog.notes import NoteError, Verifier, read_cosignature, split_note
from jiangong.operations.witness.network import Unreachable, post

TURNS = 3  # our guess of its size, its answer, and once more if another of our processes was quicker

Prove = Callable[[int, int], Sequence[bytes]]  # (old size, new size) -> consistency proof


class NotCosigned(Exception):
    """The witness gave no cosignature; the message says what it answered."""


def push(address: str, note: str, prove: Prove, witnesses: Sequence[Verifier], *, old: int = 0) -> list[str]:
    """Ask the witness at `address` (its submission prefix) to cosign the checkpoint `note`; return its verified lines.

    `old`: the size that it cosigned last, as far as we know; if it says another, `prove` is asked for that one. Lines of
    keys that are not among `witnesses` are left out. Raises NotCosigned, Unreachable.
    """
    text = split_note(note)[0]
    size = Checkpoint.parse(text).size
    for _ in range(TURNS):
        proof = [b64encode(one).decode() for one in prove(old, size)] if old else []
        request = "\n".join([f"old {old}", *proof, "", note])
        status, answer = post(f"{address.rstrip('/')}/add-checkpoint", request.encode())
        if status == 200:
            return _lines(text, answer, witnesses)
        said = answer.strip()
        if status != 409 or not said.isdigit() or not old != int(said) <= size:
            break
        old = int(said)
    raise NotCosigned(f"{address}: {status} {answer[:300].decode(errors='replace').strip()}")


def _lines(text: str, answer: bytes, witnesses: Sequence[Verifier]) -> list[str]:
    try:
        lines = split_note(f"{text}\n{answer.decode()}")[1]
    except (NoteError, UnicodeDecodeError) as error:
        raise Unreachable(f"not signature lines: {error}") from error
    return [line for line in lines if any(_by(witness, text, line) for witness in witnesses)]


def _by(witness: Verifier, text: str, line: str) -> bool:
    try:
        read_cosignature(witness, text, line)
    except NoteError:
        return False
    return True
