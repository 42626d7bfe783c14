"""One look at a log, and what follows from it: cosign, or keep evidence and refuse.

The order is what makes a kill harmless: judge → state on disk → only then the cosignature leaves this machine.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from jiangong.foundation.ledger.tlog.notes import cosign, split_note
from jiangong.operations.witness import evidence, kinds, mirror, network
from jiangong.operations.witness.folder import (
    Log,
    State,
    Witness,
    doubt,
    forget_doubt,
    keep_cosigned,
    raise_alarm,
    read_alarm,
    read_state,
    write_state,
)
from jiangong.operations.witness.judging import Astray, Finding, Signed, judge, read_checkpoint, served
from jiangong.operations.witness.network import Fetch, Unreachable

PATIENCE = 3600.0  # seconds for which old or unproven checkpoints may be a cache's or a repair's fault
Send = Callable[[str], bool]  # a checkpoint note with our line, to the log; whether it took it


@dataclass(frozen=True)
class Look:
    """What one look came to. `evidence`: where it is kept. `refused`: the log is under an alarm, this one or an older."""

    finding: Finding
    evidence: Path | None = None
    refused: bool = False


def look(
    witness: Witness, log: Log, fetch: Fetch, send: Send, *, now: Callable[[], float] = time.time, patience: float = PATIENCE
) -> Look:  # fmt: skip
    """Read the log's checkpoint, judge it, cosign and post it or refuse it.

    Raises Unreachable if the log does not answer, FolderError if our own state is damaged, OSError if it cannot be written.
    """
    resend(witness, log, send)
    found = read_checkpoint(fetch("checkpoint", network.CHECKPOINT), log.origin, log.keys)
    if isinstance(found, Signed):
        found = _judge(log, found, fetch)
    if found.kind.cosigned:
        found = _cosign(witness, log, found, fetch, now)
    return settle(witness, log, found, now=now(), patience=patience, send=send)


def _judge(log: Log, shown: Signed, fetch: Fetch) -> Finding:
    """The finding, with the tiles that it rests on. An older checkpoint is judged by the mirror, if that reaches so far."""
    state = read_state(log)
    cosigned = signed_state(log, state)
    if state and cosigned and shown.size < cosigned.size and state.mirrored == cosigned.size:
        found = judge(shown, cosigned, mirror.mirrored(log.tiles))
        if found.kind is not kinds.UNPROVEN:  # else the mirror is damaged
            return found
    kept: dict[str, bytes] = {}
    larger = max(shown.size, cosigned.size if cosigned else 0)
    found = judge(shown, cosigned, served(larger, fetch, kept))
    return replace(found, tiles={**kept, **found.tiles})


def signed_state(log: Log, state: State | None) -> Signed | None:
    """The last cosigned checkpoint, as the log signed it; its note carries our line too."""
    return Signed(state.note, state.checkpoint) if state else None


def _cosign(witness: Witness, log: Log, found: Finding, fetch: Fetch, now: Callable[[], float]) -> Finding:
    """Mirror what is new, then put our line under it; UNPROVEN if the log does not serve what is new."""
    shown = found.shown
    assert shown is not None
    before = read_state(log)
    try:
        mirrored = before.mirrored if before else 0
        mirror.extend(
            log.tiles, mirrored, shown.size, shown.root, served(shown.size, _again(found.tiles, fetch))
        )
    except Astray as error:
        return Finding(
            kinds.UNPROVEN, shown=shown, cosigned=found.cosigned, tiles={**found.tiles, **error.tiles},
            astray=error.path, why=str(error),
        )  # fmt: skip
    with witness.guard:
        if read_state(log) != before:  # a push came in between: judge again at the next look
            return Finding(kinds.SAME, shown=shown)
        advance(witness, log, shown, at=int(now()), mirrored=shown.size, posted=False)
    return found


def _again(tiles: dict[str, bytes], fetch: Fetch) -> Fetch:
    """The tiles that were judged are those that are mirrored, whatever the log serves the second time."""
    return lambda path, most: tiles[path] if path in tiles else fetch(path, most)


def advance(witness: Witness, log: Log, shown: Signed, *, at: int, mirrored: int, posted: bool) -> str:
    """Cosign a checkpoint that was judged an extension of the state; on disk before it is returned. The caller holds
    `guard`, under which it judged. Returns our line."""
    before = read_state(log)
    assert before is None or before.checkpoint.size <= shown.size, "never back"
    text = split_note(shown.note)[0]
    line = cosign(witness.signer, text, at)
    state = State(note=shown.note + line, at=at, posted=posted, mirrored=mirrored)
    write_state(log, state)
    keep_cosigned(log, state)
    return line


def resend(witness: Witness, log: Log, send: Send) -> None:
    """Post the last cosigned checkpoint if the log does not have our line yet (it was away, or we were killed)."""
    state = read_state(log)
    if state is None:
        return
    keep_cosigned(log, state)
    if state.posted or not log.address or not send(state.note):
        return
    with witness.guard:
        if read_state(log) == state:  # a push may have gone further meanwhile
            write_state(log, replace(state, posted=True))


def settle(
    witness: Witness,
    log: Log,
    found: Finding,
    *,
    now: float,
    patience: float = PATIENCE,
    send: Send | None = None,
) -> Look:
    """Publish what was cosigned; keep evidence of what was refused, and raise the alarm where the table says so."""
    since = None
    if found.kind in (kinds.FIRST, kinds.GROWN, kinds.SAME):
        forget_doubt(log)
        if send is not None and read_alarm(log) is None:
            resend(witness, log, send)
    elif found.kind in (kinds.STALE, kinds.UNPROVEN) and send is not None:
        since = doubt(log, now)
        if now - since >= patience:
            older = found.cosigned is not None and _size(found) < _cosigned_size(log)
            found = replace(found, kind=kinds.ROLLBACK if older else kinds.WITHHELD)
    if not found.kind.kept:
        return Look(found)
    try:
        folder = evidence.write(witness, log, found, at=now, since=since)
    except OSError:
        if found.kind.stops:
            raise_alarm(log, found.kind.name, Path("–"), evidence.utc(now))
        raise
    if found.kind.stops:
        raise_alarm(log, found.kind.name, folder or Path("–"), evidence.utc(now))
    return Look(found, folder, refused=found.kind.stops)


def _size(found: Finding) -> int:
    assert found.shown is not None
    return found.shown.size


def _cosigned_size(log: Log) -> int:
    state = read_state(log)
    return state.checkpoint.size if state else 0


def posting(log: Log, tell: Callable[[str], None]) -> Send:
    """How to post a cosigned checkpoint to where the log is served."""

    def send(note: str) -> bool:
        try:
            status, answer = network.post(f"{log.address}cosignatures", note.encode())
        except Unreachable as error:
            tell(str(error))
            return False
        if 200 <= status < 300:
            return True
        tell(f"{log.address}cosignatures: {status} {answer[:300].decode(errors='replace')}")
        return False

    return send
