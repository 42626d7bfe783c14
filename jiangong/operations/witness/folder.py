"""A witness's folder: key, configuration, and for each log what was cosigned last. Written so that a kill hurts nothing.

FOLDER/key                          the cosigning key, mode 600
FOLDER/witness.json                 the logs: origin, pinned keys, address
FOLDER/lock                         held (flock) by the one process that may cosign
FOLDER/logs/<log>/state.json        the last cosigned checkpoint; replaced whole, before anything is published
FOLDER/logs/<log>/cosigned.jsonl    every cosigned checkpoint, one a line
FOLDER/logs/<log>/tiles/…           the log's hashes (mirror.py)
FOLDER/logs/<log>/doubt.json        there while the log shows nothing but old or unproven checkpoints
FOLDER/logs/<log>/alarm.json        there while the log is refused
FOLDER/evidence/<time>-<kind>-…/    see evidence.py
"""

import fcntl
import hashlib
import json
import os
import re
import threading
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint
from jiangong.foundation.ledger.tlog.notes import COSIGNATURE, NoteError, Signer, Verifier, split_note
from jiangong.operations.witness.pinning import BadKey, read_log_keys


class FolderError(Exception):
    """The folder cannot be used as it is; the message is one plain sentence."""


@dataclass(frozen=True)
class Log:
    """A log that the witness knows: its origin line, the keys pinned for it, where it is served (empty: only pushes)."""

    origin: str
    keys: tuple[Verifier, ...]
    address: str
    folder: Path

    @property
    def tiles(self) -> Path:
        return self.folder / "tiles"

    @property
    def alarm(self) -> Path:
        return self.folder / "alarm.json"


@dataclass(frozen=True)
class State:
    """What the witness last cosigned of one log.

    `note`: the checkpoint with the log's signature and our line. `at`: Unix seconds of our line. `posted`: whether the
    log has our line. `mirrored`: the size up to which tiles/ holds the hashes.
    """

    note: str
    at: int
    posted: bool
    mirrored: int = 0

    @property
    def checkpoint(self) -> Checkpoint:
        return Checkpoint.parse(split_note(self.note)[0])


@dataclass
class Witness:
    """An opened folder. `guard` is held for each check-and-persist by the threads of this process."""

    folder: Path
    signer: Signer
    logs: tuple[Log, ...]
    guard: threading.Lock = field(default_factory=threading.Lock)

    @property
    def vkey(self) -> str:
        return self.signer.verifier.vkey

    @property
    def evidence(self) -> Path:
        return self.folder / "evidence"

    def log(self, origin: str) -> Log | None:
        return next((log for log in self.logs if log.origin == origin), None)


def make(folder: Path, name: str) -> Witness:
    """A new witness: folder and key. Raises FolderError if there is one already, or for a name that no key can have."""
    if (folder / "key").exists():
        raise FolderError(f"{folder} 里已有见证人。 / There is a witness in {folder} already.")
    try:
        signer = Signer.generate(name, kind=COSIGNATURE)
        signer.verifier.vkey  # noqa: B018  # says at once what is wrong with the name
    except (NoteError, ValueError) as error:
        raise FolderError(f"名称不能用：{error}。 / The name cannot be used.") from error
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "logs").mkdir(exist_ok=True)
    (folder / "evidence").mkdir(exist_ok=True)
    write_whole(folder / "witness.json", b'{"logs": []}\n')
    write_whole(folder / "key", (signer.skey + "\n").encode())
    return Witness(folder, signer, ())


def open_folder(folder: Path) -> Witness:
    """The witness of a folder. Raises FolderError if it is none."""
    try:
        signer = Signer.parse((folder / "key").read_text().strip())
        said = json.loads((folder / "witness.json").read_text())
        logs = tuple(_log(folder, one["origin"], one["keys"], one["address"]) for one in said["logs"])
    except FileNotFoundError as error:
        raise FolderError(
            f"{folder} 里没有见证人，请先 init。 / No witness in {folder}: run init."
        ) from error
    except (NoteError, ValueError, KeyError, TypeError) as error:
        raise FolderError(
            f"{folder} 的密钥或配置读不懂：{error}。 / Key or configuration unreadable."
        ) from error
    return Witness(folder, signer, logs)


def add_log(witness: Witness, vkeys: list[str], address: str) -> Witness:
    """Pin a log: its key or keys (all of one name, which is the origin), and where it is served; "" for pushes only.

    Raises FolderError for what is no log key, no http address, or a log that is pinned already.
    """
    try:
        keys = read_log_keys(vkeys)
    except BadKey as error:
        raise FolderError(str(error)) from error
    origin = keys[0].name
    if address and not re.fullmatch(r"https?://[^\s/]+(/[^\s?#]*)?", address):
        raise FolderError(f"地址不对：{address}。 / Not an http(s) address.")
    if witness.log(origin) is not None:
        raise FolderError(f"已经在见证 {origin}。 / {origin} is pinned already.")
    address = address and address.rstrip("/") + "/"
    log = _log(witness.folder, origin, [key.vkey for key in keys], address)
    log.folder.mkdir(parents=True, exist_ok=True)
    return _configured(witness, (*witness.logs, log))


def move_log(witness: Witness, origin: str, address: str) -> Witness:
    """The same log, with the same memory, is served at another address from now on (which ends in a slash)."""
    return _configured(
        witness,
        tuple(replace(one, address=address) if one.origin == origin else one for one in witness.logs),
    )


def _configured(witness: Witness, logs: tuple[Log, ...]) -> Witness:
    said = {
        "logs": [
            {"origin": one.origin, "keys": [key.vkey for key in one.keys], "address": one.address}
            for one in logs
        ]
    }
    write_whole(witness.folder / "witness.json", json.dumps(said, indent=1).encode() + b"\n")
    return replace(witness, logs=logs)


def _log(folder: Path, origin: str, vkeys: list[str], address: str) -> Log:
    mark = hashlib.sha256(origin.encode()).hexdigest()[:8]
    place = re.sub(r"[^A-Za-z0-9.-]+", "_", origin)[:60] + "-" + mark
    return Log(origin, tuple(Verifier.parse(vkey) for vkey in vkeys), address, folder / "logs" / place)


def hold(witness: Witness) -> BinaryIO:
    """Take the folder for this process until the returned file is closed. Raises FolderError if another has it."""
    file = (witness.folder / "lock").open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise FolderError(
            f"另一个进程正在用 {witness.folder}；同一密钥绝不能同时开两个见证人。"
            f" / Another process uses {witness.folder}: one key, one witness."
        ) from error
    return file


def read_state(log: Log) -> State | None:
    """What was cosigned last; None before the first time. Raises FolderError if the file is damaged."""
    try:
        said = json.loads((log.folder / "state.json").read_text())
        state = State(**said)
        state.checkpoint  # noqa: B018  # a damaged file must not pass for a beginning
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise FolderError(
            f"{log.folder / 'state.json'} 已损坏，不能联署；请从备份恢复或另建见证人。"
            f" / The state is damaged; restore it, or make a new witness with a new key."
        ) from error
    return state


def write_state(log: Log, state: State) -> None:
    write_whole(log.folder / "state.json", json.dumps(asdict(state), ensure_ascii=False).encode())


def keep_cosigned(log: Log, state: State) -> None:
    """Append the cosigned checkpoint to the list, unless it is the last one there (a kill came in between)."""
    path = log.folder / "cosigned.jsonl"
    line = json.dumps({"at": state.at, "note": state.note}, ensure_ascii=False).encode() + b"\n"
    with path.open("ab+") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(0, end - len(line)))
        tail = file.read()
        if tail == line:
            return
        file.write(line if not tail or tail.endswith(b"\n") else b"\n" + line)  # a torn line stays alone
        file.flush()
        os.fsync(file.fileno())


def cosigned(log: Log) -> list[str]:
    """Every checkpoint cosigned so far, oldest first, as notes with our line."""
    path = log.folder / "cosigned.jsonl"
    notes = []
    for line in path.read_bytes().splitlines() if path.exists() else ():
        try:
            notes.append(str(json.loads(line)["note"]))
        except ValueError:
            continue  # torn by a kill
    return notes


def doubt(log: Log, now: float) -> float:
    """Since when (Unix seconds) the log has shown nothing better; `now` if that begins now."""
    path = log.folder / "doubt.json"
    try:
        return float(json.loads(path.read_text())["since"])
    except FileNotFoundError:
        pass
    except (ValueError, KeyError, TypeError):
        path.unlink()
    write_whole(path, json.dumps({"since": now}).encode())
    return now


def forget_doubt(log: Log) -> None:
    (log.folder / "doubt.json").unlink(missing_ok=True)


def raise_alarm(log: Log, kind: str, evidence: Path, at: str) -> None:
    """From now on the log is refused, until `acknowledge`. The first alarm stays."""
    if not log.alarm.exists():
        said = {"kind": kind, "evidence": str(evidence), "at": at}
        write_whole(log.alarm, json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n")


def read_alarm(log: Log) -> dict[str, Any] | None:
    """Kind, evidence and time of the alarm under which the log is refused; None if it is not."""
    try:
        return dict(json.loads(log.alarm.read_text()))
    except FileNotFoundError:
        return None
    except ValueError:
        return {"kind": "?", "evidence": "?", "at": "?"}  # unreadable is still an alarm


def acknowledge(log: Log, *, by: str, because: str, at: str) -> bool:
    """A person has seen the alarm: keep their words beside it, and look at the log again. False if there was none.

    What was cosigned stays what it was: a log that goes on with its fork raises the alarm again.
    """
    alarm = read_alarm(log)
    if alarm is None:
        return False
    said = {**alarm, "acknowledged_by": by, "because": because, "acknowledged_at": at}
    with (log.folder / "acknowledged.jsonl").open("ab") as file:
        file.write(json.dumps(said, ensure_ascii=False).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    forget_doubt(log)
    log.alarm.unlink()  # the state is not touched: only the process that holds the folder writes it
    return True


def write_whole(path: Path, data: bytes) -> None:
    """Replace a file by `data` so that after a crash it is the old one or the new one; readable by its owner only."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
