"""Checkpoints (C2SP tlog-checkpoint): which log, how many leaves, which root – the text that the log signs as a note."""

import base64
import re
from dataclasses import dataclass
from typing import Self

from jiangong.foundation.ledger.tlog.notes import CONTROL, NoteError, decode

LARGEST = 2**63 - 1
NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log: `size` leaves (0 to 2^63-1) under `root` (32 bytes). `extensions` are further lines, which no
    verifier understands; we write none. Raises NoteError for values that no checkpoint can have."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for line in (self.origin, *self.extensions):
            if not line or "\n" in line or CONTROL.search(line):
                raise NoteError("a checkpoint's lines are not empty and have no control characters")
        if not 0 <= self.size <= LARGEST:
            raise NoteError(f"no tree size {self.size}")
        if len(self.root) != 32:
            raise NoteError("a root has 32 bytes")

    def text(self) -> str:
        """The note text to sign, with its final newline."""
        root = base64.b64encode(self.root).decode()
        return "".join(f"{line}\n" for line in (self.origin, str(self.size), root, *self.extensions))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a note's text (without signatures: see `notes.open_note`). Raises NoteError unless `text()` of the result is
        the text again."""
        if not text.endswith("\n"):
            raise NoteError("a checkpoint's text ends with a newline")
        lines = text[:-1].split("\n")
        if len(lines) < 3:
            raise NoteError("a checkpoint has origin, size and root")
        origin, size, root, *extensions = lines
        if not NUMBER.fullmatch(size):
            raise NoteError("a tree size is decimal without leading zeros")
        return cls(origin, int(size), decode(root, 32), tuple(extensions))
