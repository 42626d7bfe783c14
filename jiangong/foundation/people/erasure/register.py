"""The register of erasures 删除登记: a file outside the database, so that a restored backup can be told what to forget.

JIANGONG_ERASURES names it (default var/erasures, mode 0600). One line an erasure, JSON: when, the internal numbers
that stood for the person, the ledger entries about them, and a check sum; nothing that says who it was. Lines are
only added, each in one write, and are on disk before the erasure commits: a kill at any moment leaves at most a line
whose erasure is still to be done (actions.catch_up), never an erasure without its line. A line that a kill cut short
has no right check sum; its erasure did not commit.

Back it up apart from the database, like the keyring. Machines that serve pages must share it.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Line:
    """One erasure: when it was decided, the numbers of the person's registrations, of the entries about them."""

    at: datetime
    people: tuple[int, ...]
    entries: tuple[int, ...]

    def text(self) -> str:
        """The line as it stands in the file, with its check sum."""
        body = json.dumps(
            {
                "at": self.at.astimezone(UTC).isoformat(),
                "entries": list(self.entries),
                "people": list(self.people),
            },
            separators=(",", ":"),
        )
        return f"{body} {_sum(body)}"


@dataclass(frozen=True)
class Register:
    """What the file says: its lines in their order, and how many could not be read."""

    lines: tuple[Line, ...]
    unreadable: int


def register_path() -> Path:
    return Path(os.environ.get("JIANGONG_ERASURES") or settings.VAR / "erasures")


def append(line: Line) -> None:
    """Add one line and see it on disk; raises OSError when that is not possible."""
    path = register_path()
    new = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = file.seek(0, os.SEEK_END)
        torn = False
        if size:
            file.seek(size - 1)
            torn = file.read(1) != b"\n"
        whole = f"{chr(10) if torn else ''}{line.text()}\n".encode()
        if file.write(whole) != len(whole):
            raise OSError(f"{path}: the line was not written whole")
        os.fsync(file.fileno())
    if new:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def read() -> Register:
    """The whole register; an absent file is an empty one."""
    try:
        text = register_path().read_text()
    except FileNotFoundError:
        return Register((), 0)
    lines = list(_parsed(text))
    return Register(tuple(one for one in lines if one is not None), lines.count(None))


def _parsed(text: str) -> Iterator[Line | None]:
    for line in text.splitlines():
        if not line.strip():
            continue
        body, _, check = line.rpartition(" ")
        if check != _sum(body):
            yield None
            continue
        found = json.loads(body)
        yield Line(datetime.fromisoformat(found["at"]), tuple(found["people"]), tuple(found["entries"]))


def _sum(body: str) -> str:
    return sha256(body.encode()).hexdigest()[:16]
