"""Keep figures.csv ready as a file: a slow reader holds no transaction, and many readers cost one count."""

import fcntl
import gzip
import os
import time
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection

from jiangong.plan.definition import current
from jiangong.plan.models import RollUp
from jiangong.plan.queries.publication import NotYetLogged, figures_csv

QUICK = 2.0  # seconds: what is written faster is written anew whenever the figures moved;
REST = 10  # what takes longer serves all readers for ten times as long as its writing took
PATIENCE = 2.0  # seconds to wait for leaves that are just being written


def figures_file() -> BinaryIO:
    """The newest figures.csv, compressed by gzip, opened for reading; written first when the figures have moved.

    Readers, however many, cost a tenth of one processor. Raises NotYetLogged if the log lags behind for two seconds.
    """
    folder = settings.VAR / "published" / str(connection.settings_dict["NAME"])
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:  # one writer at a time, over all processes of this machine
        if not _taken(lock):
            if last := _open(_newest(folder)):
                return last  # somebody writes the next one just now
            fcntl.flock(lock, fcntl.LOCK_EX)
        stand = _stand()
        newest = _newest(folder)
        if newest is None or not (newest.name.startswith(f"{stand}-") or _may_rest(newest)):
            _write(folder, stand)
        found = _open(_newest(folder))
    assert found is not None  # files are removed under the lock only
    return found


def _taken(lock: object) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # type: ignore[arg-type]
    except BlockingIOError:
        return False
    return True


def _newest(folder: Path) -> Path | None:
    return max(folder.glob("*.csv.gz"), key=lambda file: file.stat().st_mtime_ns, default=None)


def _open(file: Path | None) -> BinaryIO | None:
    try:
        return file.open("rb") if file else None
    except FileNotFoundError:  # replaced by a newer one between looking and opening
        return None


def _stand() -> str:
    """Names what the figures are now: plan, position, moment."""
    row = RollUp.objects.values_list("definition", "next_position", "rolled_up_at").first()
    return sha256(f"{current().fingerprint} {row}".encode()).hexdigest()[:24]


def _may_rest(file: Path) -> bool:
    took = int(file.name.split("-")[1].split(".")[0]) / 1000
    return took > QUICK and time.time() - file.stat().st_mtime < REST * took


def _write(folder: Path, stand: str) -> None:
    """Write the file beside the others, then take the others away. Its name says what it holds and how long it took."""
    draft = folder / "draft"
    began = time.monotonic()
    while True:
        try:
            with (
                draft.open("wb") as plain,
                gzip.GzipFile("", "wb", compresslevel=3, fileobj=plain, mtime=0) as packed,
                closing(figures_csv()) as blocks,
            ):
                for block in blocks:
                    packed.write(block)
            break
        except NotYetLogged:
            if time.monotonic() - began > PATIENCE:
                raise
            time.sleep(0.1)
    os.replace(draft, folder / f"{stand}-{int((time.monotonic() - began) * 1000)}.csv.gz")
    for old in folder.glob("*.csv.gz"):
        if not old.name.startswith(f"{stand}-"):
            old.unlink(missing_ok=True)
