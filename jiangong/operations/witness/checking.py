"""Checks a folder of evidence from its files alone, as somebody does who trusts neither the log nor the witness."""

import hashlib
import json
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jiangong.foundation.ledger.tlog.merkle import HASH, ProofError, perfect_root, verify_consistency
from jiangong.foundation.ledger.tlog.notes import Verifier
from jiangong.foundation.ledger.tlog.tiles import WIDTH, parse_tile_path, tile_path
from jiangong.operations.witness import kinds
from jiangong.operations.witness.judging import Finding, Signed, judge, read_checkpoint, served
from jiangong.operations.witness.network import Missing


@dataclass(frozen=True)
class Verdict:
    """What a folder of evidence is worth.

    `sound`: the files are complete, unchanged, and say what the record says. `proves`: they prove by signatures and hashes
    alone that a holder of the log's key signed two histories that exclude each other; without it the finding rests on the
    witness's word. `why`: one sentence.
    """

    kind: str
    sound: bool
    proves: bool
    why: str


class _Unsound(Exception):
    pass


def check_evidence(folder: Path, keys: Sequence[Verifier] | None = None) -> Verdict:
    """Prove again what the folder says. `keys`: the log's keys from a source of your own; without them those in the folder
    count, and the verdict is about whoever holds those."""
    kind = "?"
    try:
        _complete(folder)
        record = json.loads((folder / "record.json").read_text())
        kind = str(record["kind"])
        kept = tuple(Verifier.parse(line) for line in (folder / "log.vkey").read_text().split())
        if keys is not None and not set(kept) <= set(keys):
            raise _Unsound("log.vkey is not the key that you gave")
        why = _examine(folder, record, keys or kept)
    except (_Unsound, OSError, ValueError, KeyError, TypeError) as error:
        return Verdict(kind, False, False, str(error) or type(error).__name__)
    return Verdict(kind, True, kinds.KINDS[kind].proves, why)


def _complete(folder: Path) -> None:
    """Every file is there and as it was written, and none is more."""
    sums = {}
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        mark, _, path = line.partition("  ")
        sums[path] = mark
    if any(file.is_symlink() for file in folder.rglob("*")):
        raise _Unsound("links do not belong into evidence")
    there = {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file() and file.name != "SHA256SUMS"
    }
    if there != sums:
        odd = sorted(path for path in there.keys() | sums.keys() if there.get(path) != sums.get(path))
        raise _Unsound(f"changed, missing or added: {', '.join(odd)}")


def _examine(folder: Path, record: dict[str, Any], keys: Sequence[Verifier]) -> str:
    kind = kinds.KINDS[record["kind"]]
    if kind in (kinds.MALFORMED, kinds.UNKNOWN_ORIGIN, kinds.BAD_SIGNATURE):
        return _no_checkpoint(folder, record, keys)
    shown = _signed(folder / "shown.note", record["origin"], keys)
    before = folder / "cosigned.note"
    cosigned = _signed(before, record["origin"], keys) if before.exists() else None
    if kind in (kinds.UNPROVEN, kinds.WITHHELD):
        return _unproven(folder, shown, cosigned, record)
    if cosigned is None:
        raise _Unsound("cosigned.note is missing")
    proof = [b64decode(one, validate=True) for one in record["proof"]]
    if kind is kinds.WRONG_PROOF:
        return _wrong(cosigned, shown, proof)
    smaller, larger = sorted((shown, cosigned), key=lambda one: one.size)
    if kind is kinds.FORK and smaller.size == larger.size:
        if smaller.root == larger.root:
            raise _Unsound("the two checkpoints are the same")
        return f"two signed checkpoints of {smaller.size} entries with different roots"
    implied = b64decode(record["implied_root"], validate=True)
    verify_consistency(smaller.size, implied, larger.size, larger.root, proof)
    if kind is kinds.FORK:
        if implied == smaller.root:
            raise _Unsound("the larger checkpoint extends the smaller one")
        return f"the signed tree of {larger.size} entries begins with {smaller.size} others than those signed before"
    if kind not in (kinds.STALE, kinds.ROLLBACK) or shown is not smaller or implied != smaller.root:
        raise _Unsound("the record does not fit the checkpoints")
    return f"signed for {larger.size} entries, shown later with {smaller.size}, by the witness's clock"


def _signed(path: Path, origin: str, keys: Sequence[Verifier]) -> Signed:
    found = read_checkpoint(path.read_bytes(), origin, keys)
    if isinstance(found, Finding):
        raise _Unsound(f"{path.name}: {found.kind.en}: {found.why}")
    return found


def _no_checkpoint(folder: Path, record: dict[str, Any], keys: Sequence[Verifier]) -> str:
    shown = folder / "shown.note"
    received = shown if shown.exists() else folder / "received.bin"
    found = read_checkpoint(received.read_bytes(), record["origin"], keys)
    if isinstance(found, Signed):
        found = judge(found, None, served(0, _nothing))
    if found.kind.name != record["kind"]:
        raise _Unsound(f"the record says {record['kind']}, the file is: {found.kind.en}")
    return found.why or found.kind.en


def _wrong(cosigned: Signed, shown: Signed, proof: list[bytes]) -> str:
    try:
        verify_consistency(cosigned.size, cosigned.root, shown.size, shown.root, proof)
    except ProofError as error:
        return str(error)
    raise _Unsound("the proof holds")


def _nothing(path: str, most: int) -> bytes:
    raise Missing(path)


def _unproven(folder: Path, shown: Signed, cosigned: Signed | None, record: dict[str, Any]) -> str:
    """The hashes that were served, judged again, still do not lead to what the log signed."""
    larger = max(shown, cosigned or shown, key=lambda one: one.size)

    def kept(path: str, most: int) -> bytes:
        file = folder / path
        if not file.is_file():
            raise Missing(path)
        return file.read_bytes()

    if not (_astray(folder, str(record["astray"])) if "astray" in record else False):
        found = judge(shown, cosigned, served(larger.size, kept))
        if found.kind is not kinds.UNPROVEN:
            raise _Unsound(f"the record says {record['kind']}, the files: {found.kind.en}")
    return str(record["why"])


def _astray(folder: Path, path: str) -> bool:
    """Whether the tile is missing, of a wrong length, or another than the tile above says."""
    if not (folder / path).is_file():
        return True  # that it was not served is on the witness's word
    level, index, width = parse_tile_path(path)
    data = (folder / path).read_bytes()
    if len(data) != width * HASH:
        return True
    if level == "entries" or width < WIDTH:
        return False
    for above in folder.glob(f"{tile_path(level + 1, index // WIDTH)}*"):
        over = (
            above.read_bytes() if above.is_file() else b"".join(one.read_bytes() for one in above.iterdir())
        )
        at = index % WIDTH * HASH
        if perfect_root(data) != over[at : at + HASH]:
            return True
    return False
