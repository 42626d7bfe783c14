"""Write what is published of the ledger into a folder, in the same relative paths as the site (docs/proof.md).

The leaves are derived again from the entries as they stand, not copied from the log: whoever changed an entry
behind the log's back makes leaves that no longer hash into the signed tree, and a stranger sees it.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from django.conf import settings
from django.db import connection

from jiangong.foundation.ledger import queries as ledger
from jiangong.foundation.ledger.parquet import write_parquet
from jiangong.foundation.ledger.queries import Signed, Standing
from jiangong.foundation.ledger.tlog import tiles
from jiangong.foundation.ledger.views import VERIFIER
from jiangong.operations.console import Code, Stopped, prepare
from jiangong.plan.queries.publication import figures_csv, published_plan
from jiangong.plan.queries.tagging import tagging

PATIENCE = 60  # seconds to wait until the signer has signed what the figures follow
STRETCH = 40 * tiles.WIDTH  # leaves derived at a time
SPAN = 40 * STRETCH  # leaves a process takes on at a time: some ten seconds

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Exported:
    """What was written: how many leaves, and the places whose entry no longer says what was logged."""

    leaves: int
    changed: list[int]


def export(folder: Path, *, progress: Progress | None = None, parquet: bool = False) -> Exported:
    """Write the plan, its figures, and a checkpoint that covers them with all below it into `folder` (made if missing).

    The figures are one snapshot; the checkpoint is read after them, when the signer has signed as far. Between the
    two nothing can change but by adding.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "figures.csv").open("wb") as file:
        file.writelines(figures_csv())
    with (folder / "figures.csv").open() as file:
        followed = int(file.readline().split(",")[1])
    witnessed = ledger.newest_witnessed()
    signed = _checkpoint_covering(followed)
    _write_small_files(folder, signed, witnessed)
    _write_tiles(folder, signed.size)
    changed = _write_bundles(folder, signed.size, progress or (lambda done, whole: None))
    if parquet:
        write_parquet(folder, exported_leaves(folder, signed.size))
    return Exported(signed.size, changed)


def _checkpoint_covering(followed: int) -> Signed:
    """The newest checkpoint, once it covers what the figures follow: the signer may need a moment."""
    until = time.monotonic() + PATIENCE
    while True:
        signed = ledger.newest_checkpoint()
        if signed is None:
            raise Stopped(
                "还没有签过检查点。请先运行 jiangong signer。 / Nothing is signed yet; run jiangong signer."
            )
        if signed.size >= followed:
            return signed
        if time.monotonic() > until:
            raise Stopped(
                "数字已经跟到检查点之后的记录，等了一分钟没有新的签名。请看 signer 是否在运行。"
                " / The figures are ahead of the last checkpoint; is the signer running?",
                Code.MACHINE,
            )
        time.sleep(0.5)


def _write_small_files(folder: Path, signed: Signed, witnessed: Signed | None) -> None:
    script = VERIFIER.read_bytes()
    if witnessed is not None:
        (folder / "witnessed").write_text(witnessed.full_note)
    (folder / "checkpoint").write_text(signed.full_note)
    (folder / "keys.json").write_text(json.dumps({"log": ledger.log_key(), "witnesses": settings.WITNESSES}))
    (folder / "plan.json").write_text(json.dumps(published_plan(), ensure_ascii=False))
    (folder / "verify.py").write_bytes(script)
    (folder / "verify.py.sha256").write_text(f"{hashlib.sha256(script).hexdigest()}  verify.py\n")


def _write_tiles(folder: Path, size: int) -> None:
    with connection.chunked_cursor() as cursor:
        cursor.execute('SELECT level, "index", data FROM ledger_tile')
        for level, index, data in cursor:
            width = min(tiles.WIDTH, (size >> (8 * level)) - index * tiles.WIDTH)
            if width > 0:
                _put(folder, tiles.tile_path(level, index, width), bytes(data)[: width * 32])


def _write_bundles(folder: Path, size: int, progress: Progress) -> list[int]:
    """Write every leaf as its entry says it today; return the places where that is not what was logged."""
    changed: list[int] = []
    firsts = range(0, size, SPAN)
    with _all_cores(len(firsts)) as each:
        for first, differing in zip(
            firsts, each(partial(_write_span, folder=folder, size=size), firsts), strict=True
        ):
            changed += differing
            progress(min(first + SPAN, size), size)
    return changed


@contextmanager
def _all_cores(pieces: int) -> Iterator[Callable[..., Iterator[list[int]]]]:
    """`map` over processes of their own, as many as there are cores; over this one where there is one piece only."""
    if pieces < 2:
        yield map
        return
    hands = min(
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, pieces
    )
    # Begun anew, not forked: a connection to the database cannot be shared.
    with ProcessPoolExecutor(hands, mp_context=get_context("spawn"), initializer=prepare) as pool:
        yield pool.map


def _write_span(start: int, *, folder: Path, size: int) -> list[int]:
    changed: list[int] = []
    tags, standing = tagging(), Standing()
    end = min(start + SPAN, size)
    for first in range(start, end, STRETCH):
        until = min(first + STRETCH, end)
        leaves, differing = ledger.derive_again(first, until, standing, tags)
        changed += differing
        for n in range(0, until - first, tiles.WIDTH):
            part = leaves[n : n + tiles.WIDTH]
            _put(folder, tiles.tile_path("entries", (first + n) // tiles.WIDTH, len(part)), tiles.pack(part))
    return changed


def exported_leaves(folder: Path, size: int) -> Iterator[bytes]:
    """The leaves of an export, in order."""
    for first in range(0, size, tiles.WIDTH):
        path = tiles.tile_path("entries", first // tiles.WIDTH, min(tiles.WIDTH, size - first))
        yield from tiles.unpack((folder / path).read_bytes())


def _put(folder: Path, path: str, data: bytes) -> None:
    target = folder / path
    try:
        target.write_bytes(data)
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
