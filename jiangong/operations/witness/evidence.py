"""Evidence: a folder that says what the log showed, when, and why it was refused. checking.py proves it again.

report.txt      for people, in Chinese and English
record.json     the same for programs
shown.note      the refused checkpoint, with the log's signature (received.bin if it was no signed checkpoint)
cosigned.note   the one cosigned before, with the log's signature and the witness's
log.vkey, witness.vkey
tile/…          hashes that the log served for it
SHA256SUMS      of all these
"""

import hashlib
import json
import os
import shutil
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jiangong.operations.witness.folder import Log, Witness
from jiangong.operations.witness.judging import Finding
from jiangong.operations.witness.words import report

MOST_HARMLESS = 500  # folders of one kind that raises no alarm: whoever sits between must not fill the disk


def utc(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def write(
    witness: Witness, log: Log, finding: Finding, *, at: float, since: float | None = None
) -> Path | None:
    """Write the evidence of a finding, whole or not at all; the folder, the earlier one if the same was kept before.

    `at`, `since`: Unix seconds when it was seen, and since when nothing better was. None if there are too many folders
    of harmless kinds already.
    """
    mark = _mark(log, finding)
    suffix = f"-{finding.kind.name}-{mark}"
    found = sorted(witness.evidence.iterdir()) if witness.evidence.exists() else []
    for folder in found:
        if folder.name.endswith(suffix) and not folder.name.startswith("."):
            return folder
    alike = sum(folder.name[17:].startswith(f"{finding.kind.name}-") for folder in found)
    if not finding.kind.stops and alike >= MOST_HARMLESS:
        return None
    name = datetime.fromtimestamp(at, UTC).strftime("%Y%m%dT%H%M%SZ") + suffix
    making = witness.evidence / f".{name}"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700, parents=True)
    for path, data in _files(witness, log, finding, at=at, since=since).items():
        _write(making / path, data)
    making.rename(witness.evidence / name)
    _sync(witness.evidence)
    return witness.evidence / name


def _mark(log: Log, finding: Finding) -> str:
    """The same refusal seen again is the same evidence."""
    shown = finding.shown.checkpoint.text().encode() if finding.shown else finding.received
    return hashlib.sha256(log.origin.encode() + b"\n" + shown).hexdigest()[:12]


def _files(
    witness: Witness, log: Log, finding: Finding, *, at: float, since: float | None
) -> dict[str, bytes]:
    record = _record(witness, log, finding, at=at, since=since)
    files = {
        "log.vkey": "".join(f"{key.vkey}\n" for key in log.keys).encode(),
        "witness.vkey": f"{witness.vkey}\n".encode(),
        "record.json": json.dumps(record, ensure_ascii=False, indent=1).encode() + b"\n",
        "report.txt": report(finding.kind, record).encode(),
        **finding.tiles,
    }
    if finding.shown is not None:
        files["shown.note"] = finding.shown.note.encode()
    else:
        files["received.bin"] = finding.received
    if finding.cosigned is not None:
        files["cosigned.note"] = finding.cosigned.encode()
    sums = (f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in sorted(files.items()))
    return {**files, "SHA256SUMS": "".join(sums).encode()}


def _record(
    witness: Witness, log: Log, finding: Finding, *, at: float, since: float | None
) -> dict[str, Any]:
    record: dict[str, Any] = {
        "version": 1,
        "kind": finding.kind.name,
        "origin": log.origin,
        "address": log.address,
        "witness": witness.signer.verifier.name,
        "at": utc(at),
        "proof": [b64encode(one).decode() for one in finding.proof],
    }
    if since is not None:
        record["since"] = utc(since)
    if finding.implied is not None:
        record["implied_root"] = b64encode(finding.implied).decode()
    if finding.astray:
        record["astray"] = finding.astray
    if finding.why:
        record["why"] = finding.why
    return record


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
