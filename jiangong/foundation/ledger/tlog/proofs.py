"""Proofs that stand by themselves (C2SP tlog-proof): where the entry is, its audit path, and a signed checkpoint."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from jiangong.foundation.ledger.tlog.checkpoints import NUMBER, Checkpoint
from jiangong.foundation.ledger.tlog.merkle import HASH, ProofError
from jiangong.foundation.ledger.tlog.notes import NoteError, decode, split_note

FIRST_LINE = "c2sp.org/tlog-proof@v1"
LONGEST = 63
"""No tree has a longer audit path."""


@dataclass(frozen=True)
class Proof:
    """What a proof says, nothing of it verified: open the `note` with the log's and the witnesses' keys, read its checkpoint,
    then `merkle.verify_inclusion`. `extra` is signed by nobody."""

    index: int
    proof: tuple[bytes, ...]
    note: str
    extra: bytes = b""

    def __post_init__(self) -> None:
        if any(len(each) != HASH for each in self.proof) or len(self.proof) > LONGEST:
            raise ProofError(f"an audit path has at most {LONGEST} hashes of {HASH} bytes")
        try:
            size = Checkpoint.parse(split_note(self.note)[0]).size
        except NoteError as error:
            raise ProofError(f"the proof's checkpoint is malformed: {error}") from error
        if not 0 <= self.index < size:
            raise ProofError(f"index {self.index} is not in a tree of {size} leaves")


def write_proof(index: int, proof: Sequence[bytes], checkpoint_note: str, extra: bytes = b"") -> str:
    """The proof as text, for a file ending in `.tlog-proof`. `checkpoint_note` is the signed note as published. Raises
    ProofError for values that no proof can have."""
    made = Proof(index, tuple(proof), checkpoint_note, extra)
    lines = [FIRST_LINE]
    if made.extra:
        lines.append(f"extra {base64.b64encode(made.extra).decode()}")
    lines.append(f"index {made.index}")
    lines += [base64.b64encode(each).decode() for each in made.proof]
    return "\n".join(lines) + "\n\n" + made.note


def read_proof(text: str) -> Proof:
    """Read a proof. Raises ProofError unless `write_proof` would write the same text; verifies nothing."""
    head, blank, note = text.partition("\n\n")
    lines = head.split("\n")
    if not blank or lines.pop(0) != FIRST_LINE:
        raise ProofError(f"a proof begins with the line {FIRST_LINE}")
    try:
        extra = b""
        if lines and lines[0].startswith("extra "):
            extra = decode(lines.pop(0).removeprefix("extra "))
            if not extra:
                raise ProofError("an extra line without data")
        index = lines.pop(0).removeprefix("index ") if lines and lines[0].startswith("index ") else ""
        if not NUMBER.fullmatch(index):
            raise ProofError("a proof has an index, decimal without leading zeros")
        return Proof(int(index), tuple(decode(line, HASH) for line in lines), note, extra)
    except NoteError as error:
        raise ProofError(f"the proof is malformed: {error}") from error
