"""The public files as they would be published now, read straight from the database, and judged by verify.py's own code.

A round of tampering would take minutes if everything were exported and verified again. verify.py's verdict is a function
of the files alone, so only files that could have moved are made again and given to the same functions: a bundle to
`read_leaves`, the tree to `check_tree`, a checkpoint to `open_checkpoint`, figures to `compare_figures`. Of all other
files the verdict is known from the full verification of the sound ledger. How far this may be trusted is measured: for a
sample of rounds everything is exported by `jiangong ledger export`'s own function and verified by `python3 verify.py`.
"""

from __future__ import annotations

import argparse
import copy
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from jiangong.foundation.ledger import queries as ledger
from jiangong.foundation.ledger.actions import publish_checkpoint
from jiangong.foundation.ledger.models import Bundle, Cosignature, Tile
from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint
from jiangong.foundation.ledger.tlog.notes import COSIGNATURE, Signer, cosign
from jiangong.foundation.ledger.tlog.tiles import WIDTH, pack, parse_tile_path, tile_path
from jiangong.foundation.ledger.verifier import verify
from jiangong.operations import signer as signing
from jiangong.operations.exporting import export
from jiangong.plan.queries.publication import NotYetLogged, figures_csv, published_plan
from jiangong.plan.queries.tagging import tagging
from tests.load.tampering import OFF, Touched, World

WITNESS_TIME = 1_760_000_000


class Published(verify.Source):
    """The site and the export at once: bundles as the entries say (export) or as they lie there (`stored`, the site)."""

    name = "database"

    def __init__(self, witnesses: list[str]) -> None:
        self.stored = False
        self.witnesses = witnesses

    def read(self, path: str, most: int) -> bytes:
        try:
            return self._read(path)
        except (Tile.DoesNotExist, Bundle.DoesNotExist, ValueError, AttributeError) as error:
            raise verify.Unreadable("read.file", {"path": path, "error": error}) from error

    def _read(self, path: str) -> bytes:
        if path == "checkpoint":
            signed = ledger.newest_checkpoint()
            assert signed is not None
            return signed.full_note.encode()
        if path == "keys.json":
            return json.dumps({"log": ledger.log_key(), "witnesses": self.witnesses}).encode()
        if path == "plan.json":
            return json.dumps(published_plan(), ensure_ascii=False).encode()
        level, index, width = parse_tile_path(path)
        if level != "entries":
            return ledger.read_tile(level, index, width)
        if self.stored:
            return ledger.read_bundle(index, width)
        first = index * WIDTH
        return pack(ledger.derive_again(first, first + width, ledger.Standing(), tagging())[0])


class Reader:
    """Somebody who kept the ledger's key, a witness's key and an earlier checkpoint, and verified everything once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.witness = Signer.generate("witness.example", COSIGNATURE)
        self._sign(folder / "signer")
        self.kept = folder / "kept"
        self.kept.write_bytes(Published([]).read("checkpoint", 1 << 20))
        self.options = argparse.Namespace(
            key=ledger.log_key(), witness=[self.witness.verifier.vkey], since=str(self.kept), processes=0
        )
        self.keys = verify.read_keys(None, self.options)
        self.source = Published([self.witness.verifier.vkey])
        self.size = verify.open_checkpoint(self.kept.read_bytes(), self.keys).size

    def _sign(self, folder: Path) -> None:
        """Two checkpoints: of most of the tree and of all of it; the newest one is cosigned."""
        with signing.alone(folder):
            key = signing.signing_key(folder)
            signing.sign_next(folder, key)
        size, _ = ledger.head()
        text = Checkpoint(key.verifier.name, size - 100, ledger.root_at(size - 100)).text()
        publish_checkpoint(f"{text}\n{key.sign(text)}", log=key.verifier)
        newest = ledger.newest_checkpoint()
        assert newest is not None
        line = cosign(self.witness, newest.statement.text(), WITNESS_TIME)
        Cosignature.objects.filter(checkpoint=size).delete()
        Cosignature.objects.create(
            checkpoint_id=size, witness=self.witness.verifier.name, line=line, at=newest.signed_at
        )

    def verify_all(
        self, folder: Path, *, stored: bool = False, processes: int = 0
    ) -> tuple[int, dict[str, Any], float]:
        """Publish everything and verify it as a stranger does: exit status, what it says, seconds of verify.py alone.

        An export derives its bundles from the entries; with `stored` they are as the site serves them.
        """
        shutil.rmtree(folder, ignore_errors=True)
        export(folder)
        if stored:
            self._as_the_site(folder)
        started = time.monotonic()
        done = subprocess.run(
            [
                sys.executable, "-I", verify.__file__, folder, "--json", "--key", self.options.key,
                "--witness", self.options.witness[0], "--since", self.kept, "--processes", str(processes),
            ],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, json.loads(done.stdout), time.monotonic() - started

    def _as_the_site(self, folder: Path) -> None:
        self.source.stored = True
        for index in range(-(-self.size // WIDTH)):
            path = folder / tile_path("entries", index, min(WIDTH, self.size - index * WIDTH))
            try:
                path.write_bytes(self.source.read_tile(str(path.relative_to(folder)), 1 << 24))
            except verify.Unreadable:
                path.unlink()

    def remember(self, folder: Path) -> None:
        """Keep of a full verification what the rounds need: roots of all tiles, every figure counted again."""
        plan = verify.read_plan((folder / "plan.json").read_bytes())
        report = verify.Report("en", True)
        with tempfile.TemporaryDirectory() as spill:
            parts = 1 + self.size // 500_000
            job = verify.Job(
                verify.Folder(str(folder)), self.size, self.size, plan, spill, parts, frozenset()
            )
            verify.take_job(job)
            bundles = -(-self.size // WIDTH)
            spans = [(first, min(first + 256, bundles)) for first in range(0, bundles, 256)]
            some = [verify.read_leaves(span) for span in spans]
            self.roots = [root for one in some for root in one.tiles]
            self.last = {number: hashes for one in some for number, hashes in one.kept.items()}
            verify.put_away(job, "events", [event for one in some for event in one.events])
            self.cells = [verify.recount(number) for number in range(len(plan.promises))]
            assert not any(one.found.first for one in some)
        self.plan, self.rows = plan, set((folder / "figures.csv").read_text().splitlines())
        assert not report.found.first

    # --- one round ------------------------------------------------------------------------------------------------

    def judge(self, touched: Touched) -> list[str]:
        """The kinds of what verify.py finds in the files that could have moved; empty if it finds nothing."""
        report = verify.Report("en", True)
        try:
            note = self.source.read("checkpoint", 1 << 20)
            checkpoint = verify.open_checkpoint(note, self.keys)
            verify.tell_checkpoint(checkpoint, checkpoint, self.keys, report)
            earlier = verify.read_kept(str(self.kept), self.keys, checkpoint, report)
            if checkpoint.size == self.size:
                self._judge_tree(touched, checkpoint, earlier, report)
            if touched.figures:
                self._judge_figures(report)
        except verify.Refuted as refuted:
            report.differs(refuted.args[0], **refuted.args[1])
        except verify.Unreadable as unreadable:
            report.differs("unreadable." + unreadable.args[0].replace(".", "-"))
        except NotYetLogged:
            report.differs("unreadable.figures")
        return [words for words, _ in report.found.first]

    def _judge_tree(self, touched: Touched, checkpoint: Any, earlier: Any, report: Any) -> None:
        roots, kept = self.roots[:], dict(self.last)
        stored = touched.stored | {index for level, index in touched.tiles if level == 0}
        with tempfile.TemporaryDirectory() as spill:
            for self.source.stored, numbers in ((False, touched.bundles), (True, stored)):
                job = verify.Job(self.source, self.size, self.size, self.plan, spill, 1, frozenset())
                verify.take_job(job)
                for number in sorted(numbers):
                    some = verify.read_leaves((number, number + 1))
                    report.add(some.found)
                    roots[number : number + 1] = some.tiles
                    kept.update(some.kept)
        leaves = verify.Leaves(0, roots, kept, [], [], {}, report.found)
        verify.check_tree(self.source, checkpoint, leaves, earlier, None, report)

    def _judge_figures(self, report: Any) -> None:
        """Rows that moved, with all rows of the same union and promise, held against what the lines gave."""
        text = b"".join(figures_csv()).decode()
        lines = text.splitlines()
        if lines[0] not in self.rows:
            self._judge_all_figures(text, report)
            return
        moved = {tuple(line.split(",")[:2]) for line in {*lines} ^ self.rows}
        recount = verify.recount
        try:
            with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
                for number, promise in enumerate(self.plan.promises):
                    unions = {code for name, code in moved if name == promise.id}
                    some = [
                        line
                        for line in lines
                        if tuple(line.split(",")[:2]) in {(promise.id, one) for one in unions}
                    ]
                    file.seek(0)
                    file.truncate()
                    file.write("".join(f"{line}\n" for line in some))
                    file.flush()
                    own = {code: copy.deepcopy(self.cells[number].get(code, {})) for code in unions}
                    verify.recount = lambda _, own=own: own
                    verify.take_job(
                        verify.Job(self.source, self.size, self.size, self.plan, "", 1, frozenset())
                    )
                    pieces = [(0, file.tell())] if some else []
                    report.add(verify.compare_figures((number, file.name, pieces))[2])
        finally:
            verify.recount = recount

    def _judge_all_figures(self, text: str, report: Any) -> None:
        """The figures claim to follow other lines than before: only a whole verification can tell."""
        with tempfile.TemporaryDirectory() as folder:
            _, facts, _ = self.verify_all(Path(folder))
            for finding in facts["findings"]:
                report.differs(finding["what"])


def round_of(
    reader: Reader, world: World, change: Any, *, full: Path | None = None
) -> tuple[list[str], list[str]]:
    """Make one change, publish, judge, and undo it: what the changed files show, and what a full verification shows.

    Everything happens in one transaction of a superuser, which is rolled back: the undoing is the database's own.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(OFF)
        world.cursor = cursor
        touched = change(world)
        found, whole = reader.judge(touched), []
        if full is not None:
            status, facts, _ = reader.verify_all(full, stored=bool(touched.stored))
            whole = [finding["what"] for finding in facts["findings"]]
            whole += ["unreadable"] if status == 2 else []
        transaction.set_rollback(True)
    return found, whole
