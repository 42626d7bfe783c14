#!/usr/bin/env python3
"""核对建功台账：只有这一个文件，只用 Python 标准库（3.8 以上），不信任网站的任何一句话。
Check a Jiangong ledger: this one file, Python's standard library alone (3.8 or newer), and no trust in the site.

    python3 verify.py https://example.org/ledger/      网站 / a site
    python3 verify.py FOLDER                           导出的文件夹 / a folder written by `jiangong ledger export`
    python3 verify.py … --since FILE                   您早先留下的检查点或回执，是不是今天台账的开头
                                                       does today's ledger begin with the checkpoint (or receipt) you kept?
    python3 verify.py --receipt FILE --key VKEY        离线核对一张回执 / check one receipt, offline

The union keeps a ledger in which every line ("leaf") says that something happened: somebody completed a course, a
union was founded. Lines are never changed; a mistake is taken back by another line. The plan's figures are counts of
these lines. This program does what anybody could do with a pencil and patience:

  1. The checkpoint: a short text that says how many lines there are, and gives one hash over all of them (the root).
     Is it signed with the ledger's key? Which witnesses signed it too?
  2. The earlier checkpoint: is what you kept from another day the beginning of what is shown today?
  3. Every line: read them all, hash them, and see that these lines and no others give that root. Does each have the
     form that docs/proof.md prescribes? Does any stand there twice, or is taken back twice?
  4. Every figure: count again, for every promise, union, month, year and the whole plan; compare with the site's.

What it can't see: whether what was written down is true, and whether the site shows other people another ledger.
Audit samples are there for the first; witnesses, and checkpoints that people keep, for the second.

Exit status: 0 all agrees, 1 something differs, 2 something could not be read, so that nothing can be said.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import csv
import gc
import gzip
import hashlib
import http.client
import io
import json
import locale
import multiprocessing
import os
import pickle
import re
import sys
import tempfile
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime, timezone
from decimal import Context, Decimal, Inexact
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, Callable, Dict, Iterable, Iterator, List, NamedTuple, Sequence
from urllib.parse import urljoin, urlsplit

WIDTH = 256  # lines a bundle, hashes a tile
SHOWN = 20  # differences that are shown in words; all are counted


# === The story ====================================================================================================


def check_ledger(source: Source, options: argparse.Namespace, report: Report) -> None:
    """Everything that can be said of a ledger from its public files; what differs goes into the report."""
    with tempfile.TemporaryDirectory(prefix="jiangong-verify-") as folder:
        with report.step("step.checkpoint"):
            # The figures first: the checkpoint that we read after them must then cover what they count.
            figures = source.copy("figures.csv", folder)
            counted = figures_follow(figures)
            plan = read_plan(source.read("plan.json", 1 << 20))
            keys = read_keys(source, options)
            checkpoint = newest_checkpoint(source, keys, counted, report)
            witnessed = read_witnessed(source, keys, checkpoint, report)
            tell_checkpoint(checkpoint, witnessed or checkpoint, keys, report)
            earlier = read_kept(options.since, keys, checkpoint, report) if options.since else None

        # What must be compared with everything else is cut into parts, so that one part fits into memory.
        parts = 1 + checkpoint.size // 500_000
        keep = frozenset(one.size // WIDTH for one in (earlier, witnessed) if one)
        job = Job(source, checkpoint.size, min(counted, checkpoint.size), plan, folder, parts, keep)
        with Team(options.processes, job) as team:
            with report.step("step.lines"):
                leaves = read_all_leaves(team, job, report)
                check_tree(source, checkpoint, leaves, earlier, witnessed, report)
                check_corrections(job, leaves.corrections, report)
                for found in team.each(find_duplicates, range(parts)):
                    report.add(found)
                tell_leaves(leaves, report)

            with report.step("step.figures"):
                pieces, found = find_figures(figures, plan)
                report.add(found)
                totals = [0, 0]
                work = [(number, figures, some) for number, some in enumerate(pieces)]
                for compared, unpublished, found in team.each(compare_figures, work):
                    totals = [totals[0] + compared, totals[1] + unpublished]
                    report.add(found)
                tell_figures(job, totals, report)


# === What is found and said (the words themselves stand at the end of this file) ====================================


class Unreadable(Exception):
    """Something needed could not be read or understood: nothing can be said, neither yes nor no."""


class Refuted(Exception):
    """Something is wrong at the root, so that looking further would say nothing."""


class Found(NamedTuple):
    """What some part of the work found to differ: the first ones, and how many there are of each kind."""

    first: list[tuple[str, dict[str, Any]]]  # (which words, what goes into them)
    numbers: dict[str, int]  # by the word before the dot: signature, history, tree, form, duplicate, …

    def differs(self, words: str, **details: Any) -> None:
        kind = words.partition(".")[0]
        self.numbers[kind] = self.numbers.get(kind, 0) + 1
        if len(self.first) < SHOWN:
            self.first.append((words, details))


class Report:
    """Says what is done, keeps what was found and how long it took."""

    def __init__(self, lang: str, quiet: bool) -> None:
        self.lang, self.quiet = lang, quiet
        self.found = Found([], {})
        self.facts: dict[str, Any] = {}
        self.seconds: dict[str, float] = {}
        self.began = time.monotonic()

    def say(self, words: str, indent: str = "   ", **details: Any) -> None:
        if not self.quiet:
            print(indent + in_words(self.lang, words, details), flush=True)

    def differs(self, words: str, **details: Any) -> None:
        self.found.differs(words, **details)

    def add(self, found: Found) -> None:
        for kind, number in found.numbers.items():
            self.found.numbers[kind] = self.found.numbers.get(kind, 0) + number
        self.found.first.extend(found.first[: SHOWN - len(self.found.first)])

    @contextmanager
    def step(self, words: str) -> Iterator[None]:
        self.say(words, f"{len(self.seconds) + 1}. ")
        began = time.monotonic()
        try:
            yield
        finally:
            self.seconds[words.partition(".")[2]] = round(time.monotonic() - began, 3)
            self.say("step.took", seconds=time.monotonic() - began)

    def progress(self, done: int, of: int) -> None:
        if not self.quiet and sys.stderr.isatty():
            print(f"\r   {done * 100 // of} % \r", end="", file=sys.stderr, flush=True)

    def conclude(self, stopped: Unreadable | None) -> int:
        """Say how it ended, and give the exit status."""
        number = sum(self.found.numbers.values())
        status = 1 if number else 2 if stopped else 0
        if stopped:
            self.say("end.stopped", "", why=in_words(self.lang, *stopped.args))
        if number:
            self.say("end.differs", "", number=number)
            for words, details in self.found.first:
                self.say(words, "   - ", **details)
            self.say("end.evidence", "", more=max(0, number - SHOWN))
        elif not stopped:
            self.say("end.agrees", "")
        self.say("end.took", "", seconds=time.monotonic() - self.began)
        self.facts.update(
            verdict=("agrees", "differs", "unreadable")[status],
            differences=number,
            kinds=self.found.numbers,
            findings=[{"what": words, "en": in_words("en", words, details), "zh": in_words("zh", words, details)}
                      for words, details in self.found.first],
            unreadable=in_words("en", *stopped.args) if stopped else None,
            seconds=round(time.monotonic() - self.began, 3),
            steps=self.seconds,
        )  # fmt: skip
        return status


# === Reading a site or a folder ===================================================================================


class Source:
    """Where the public files are. `read` gives a small file; `copy` gives the path of a large one on this computer."""

    name: str

    def read(self, path: str, most: int) -> bytes:
        raise NotImplementedError

    def copy(self, path: str, folder: str) -> str:
        raise NotImplementedError

    def close(self) -> None:
        """Leave nothing open."""

    def read_many(self, paths: Sequence[str], most: int) -> Iterator[bytes]:
        """The tiles or bundles at these paths, in their order."""
        return (self.read_tile(path, most) for path in paths)

    def read_tile(self, path: str, most: int) -> bytes:
        """A tile or bundle. A partial one may be thrown away when the full one is there, which then serves."""
        try:
            return self.read(path, most)
        except Unreadable as partial:
            full, is_partial, _ = path.partition(".p/")
            if not is_partial:
                raise
            try:
                return self.read(full, most)
            except Unreadable:
                raise partial from None


class Folder(Source):
    def __init__(self, name: str) -> None:
        self.name = name

    def read(self, path: str, most: int) -> bytes:
        try:
            with open(os.path.join(self.name, path), "rb") as file:
                data = file.read(most + 1)
        except OSError as error:
            raise Unreadable("read.file", {"path": path, "error": error.strerror}) from error
        if len(data) > most:
            raise Unreadable("read.large", {"path": path})
        return data

    def copy(self, path: str, folder: str) -> str:
        if not os.path.isfile(os.path.join(self.name, path)):
            raise Unreadable("read.file", {"path": path, "error": "-"})
        return os.path.join(self.name, path)


class Site(Source):
    """A site, read by a few threads of every process over connections that are kept for the next file."""

    THREADS = 4
    TRIES = 4

    def __init__(self, name: str) -> None:
        self.name = name if name.endswith("/") else name + "/"
        self._begin()

    def _begin(self) -> None:
        self.process = os.getpid()
        self.threads = ThreadPoolExecutor(self.THREADS)
        self.free: list[tuple[tuple[str, str], http.client.HTTPConnection]] = []

    def __reduce__(self) -> Any:
        return Site, (self.name,)  # connections can't travel to another process

    def read(self, path: str, most: int) -> bytes:
        target = io.BytesIO()
        self._fetch(path, target, most)
        return target.getvalue()

    def copy(self, path: str, folder: str) -> str:
        copy = os.path.join(folder, os.path.basename(path))
        with open(copy, "wb") as target:
            self._fetch(path, target, 1 << 40)
        return copy

    def read_many(self, paths: Sequence[str], most: int) -> Iterator[bytes]:
        if (
            self.process != os.getpid()
        ):  # we are a copy in another process: its parent's connections are not its own
            self._begin()
        return self.threads.map(lambda path: self.read_tile(path, most), paths)

    def close(self) -> None:
        self.threads.shutdown()
        for _, connection in self.free:
            connection.close()

    def _fetch(self, path: str, target: BinaryIO, most: int) -> None:
        """GET one file; try again when the connection breaks or the site asks for patience."""
        trouble = ""
        for turn in range(self.TRIES):
            time.sleep(turn * turn * 0.3)
            target.seek(0)
            target.truncate()
            place, connection = self._connect()
            try:
                way = urlsplit(urljoin(self.name, path)).path
                headers = {"Accept-Encoding": "gzip", "User-Agent": "jiangong-verify"}
                connection.request("GET", way, headers=headers)
                answer = connection.getresponse()
                if answer.status == 200:
                    self._pour(path, answer, target, most)
                    self.free.append((place, connection))
                    return
                trouble = f"HTTP {answer.status}"
                if answer.status in (301, 302, 303, 307, 308):
                    self._follow(path, answer.getheader("Location") or "")
                elif 400 <= answer.status < 500 and answer.status != 429:
                    break
            except (OSError, http.client.HTTPException, EOFError, zlib.error) as error:
                trouble = str(error) or type(error).__name__
            finally:
                if (place, connection) not in self.free:
                    connection.close()
        raise Unreadable("read.file", {"path": path, "error": trouble})

    def _connect(self) -> tuple[tuple[str, str], http.client.HTTPConnection]:
        """A connection to where the site is: one that was kept, or a new one."""
        place = urlsplit(self.name)[:2]
        while self.free:
            kept, connection = self.free.pop()
            if kept == place:
                return place, connection
            connection.close()
        kind = http.client.HTTPSConnection if place[0] == "https" else http.client.HTTPConnection
        return place, kind(place[1], timeout=60)

    def _pour(self, path: str, answer: http.client.HTTPResponse, target: BinaryIO, most: int) -> None:
        unpacked: Any = (
            gzip.GzipFile(fileobj=answer) if answer.getheader("Content-Encoding") == "gzip" else answer
        )
        for piece in iter(lambda: unpacked.read(1 << 16), b""):
            target.write(piece)
            if target.tell() > most:
                raise Unreadable("read.large", {"path": path})

    def _follow(self, path: str, location: str) -> None:
        """The site moved (from http to https, say): ask there from now on, if the address still ends in `path`."""
        moved = urljoin(urljoin(self.name, path), location)
        if moved.startswith(("http://", "https://")) and moved.endswith(path):
            self.name = moved[: -len(path)]


def open_source(name: str) -> Source:
    """A folder, or a site; of a site the address without /ledger/ will do too."""
    if not name.startswith(("http://", "https://")):
        return Folder(name)
    site = Site(name)
    try:
        site.read("checkpoint", 1 << 20)
    except Unreadable:
        site.name += "ledger/"
    return site


# === Signatures: Ed25519 (RFC 8032) ===============================================================================
#
# Checking needs no secrets, so plain numbers will do. As most libraries do, we compare S·B − k·A with R byte by byte
# (the equation without cofactor); S must be below the order, and points must be written in their only form. In one
# point we are stricter than the RFC: keys of small order, under which anybody could "sign" anything, are refused.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)  # a point is (X, Y, Z, T): x = X/Z, y = Y/Z, x·y = T/Z


def add(a: Any, b: Any) -> Any:
    """The sum of two points of the curve."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * CURVE % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def decode_point(data: bytes) -> Any:
    """The point that 32 bytes stand for, or None."""
    number = int.from_bytes(data, "little")
    y, sign = number & (2**255 - 1), number >> 255
    if y >= P:
        return None
    above, below = y * y - 1, CURVE * y * y + 1
    x = above * pow(below, 3, P) * pow(above * pow(below, 7, P), (P - 5) // 8, P) % P
    if (below * x * x - above) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (below * x * x - above) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def encode_point(point: Any) -> bytes:
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    number: int = y | (x & 1) << 255
    return number.to_bytes(32, "little")


BASE = decode_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed_by(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (64 bytes) over `message` was made with the secret of `key` (32 bytes)."""
    if len(key) != 32 or len(signature) != 64:
        return False
    point, s = decode_point(key), int.from_bytes(signature[32:], "little")
    if point is None or s >= ORDER:
        return False
    eightfold = point
    for _ in range(3):
        eightfold = add(eightfold, eightfold)
    if encode_point(eightfold) == encode_point(NEUTRAL):
        return False
    minus = (P - point[0], point[1], 1, P - point[3])
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    # S·B − k·A: both multiplications in one go, from the highest bit down.
    both, result = add(BASE, minus), NEUTRAL
    for bit in range(max(s.bit_length(), k.bit_length()) - 1, -1, -1):
        result = add(result, result)
        if s >> bit & 1:
            result = add(result, both if k >> bit & 1 else BASE)
        elif k >> bit & 1:
            result = add(result, minus)
    return encode_point(result) == signature[:32]


# === Checkpoints: a text with signature lines below (C2SP signed-note, tlog-checkpoint, tlog-cosignature) =============


class Key(NamedTuple):
    """A public key as people pass it on: name+id+base64. Kind 1 signs a text, kind 4 (witnesses) a text and a time."""

    name: str
    id: bytes
    key: bytes
    vkey: str


def read_key(vkey: str, kind: int) -> Key:
    name, _, rest = vkey.strip().partition("+")
    number, _, material = rest.partition("+")
    raw = from_base64(material)
    if raw is None or len(raw) != 33 or raw[0] != kind or not name or re.search(r"\s", name):
        raise Unreadable("key.unusable", {"key": vkey[:200]})
    own = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if number != own.hex():
        raise Unreadable("key.miscopied", {"key": vkey[:200]})
    return Key(name, own, raw[1:], vkey.strip())


def from_base64(text: str) -> bytes | None:
    """The bytes, if `text` is their only proper base64."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode() == text else None


class Keys(NamedTuple):
    log: Key
    witnesses: list[Key]
    pinned: bool  # the reader named the ledger's key; otherwise the site did
    chosen: bool  # the reader named the witnesses


def read_keys(source: Source | None, options: argparse.Namespace) -> Keys:
    """The keys to check with: the reader's own if given, else what the site says its keys are."""
    listed: Any = {}
    if source is not None and not (options.key and options.witness):
        try:
            listed = json.loads(source.read("keys.json", 1 << 20))
        except (ValueError, RecursionError) as error:
            raise Unreadable("key.list", {}) from error
    listed = listed if isinstance(listed, dict) else {}
    log, witnesses = options.key or listed.get("log"), options.witness or listed.get("witnesses") or []
    if not isinstance(log, str) or not isinstance(witnesses, list):
        raise Unreadable("key.none", {})
    others = [read_key(str(one), 4) for one in witnesses]
    return Keys(read_key(log, 1), others, bool(options.key), bool(options.witness))


class Checkpoint(NamedTuple):
    """So many lines, and one hash over all of them."""

    origin: str
    size: int
    root: bytes
    witnessed: dict[str, int]  # who cosigned, and when (seconds since 1970)
    broken: list[str]  # witnesses under whose name stands something that they did not sign


SIGNATURE_LINE = re.compile("— ([^ +]+) ([A-Za-z0-9+/=]+)")
NUMBER = r"0|[1-9][0-9]{0,18}"


def open_checkpoint(note: bytes, keys: Keys) -> Checkpoint:
    """Read a checkpoint that the ledger's key has signed. Signature lines of keys we don't know are passed over."""
    text, blank, below = note.decode("utf-8", "replace").rpartition("\n\n")
    text += "\n"
    lines = [SIGNATURE_LINE.fullmatch(line) for line in below[:-1].split("\n")]
    if (
        not blank
        or below[-1:] != "\n"
        or None in lines
        or re.search("[\x00-\x09\x0b-\x1f\ufffd]", text + below)
    ):
        raise Unreadable("checkpoint.form", {})
    signatures: dict[tuple[str, bytes], list[bytes]] = {}
    for line in lines:
        name, raw = (line[1], from_base64(line[2]) or b"") if line else ("", b"")
        signatures.setdefault((name, raw[:4]), []).append(raw[4:])
    own = signatures.get((keys.log.name, keys.log.id), [])
    if not own or not all(signed_by(keys.log.key, text.encode(), one) for one in own):
        raise Refuted("signature.log", {"name": keys.log.name})
    origin, size, root = (text.split("\n") + ["", ""])[:3]
    raw_root = from_base64(root) or b""
    if origin != keys.log.name or not re.fullmatch(NUMBER, size) or len(raw_root) != 32:
        raise Refuted("signature.form", {"name": keys.log.name})
    checkpoint = Checkpoint(origin, int(size), raw_root, {}, [])
    for witness in keys.witnesses:
        for one in signatures.get((witness.name, witness.id), []):
            # A witness signs the text and the time at which it saw it.
            at = int.from_bytes(one[:8], "big")
            message = f"cosignature/v1\ntime {at}\n{text}".encode()
            if at < 1 << 36 and signed_by(witness.key, message, one[8:]):
                checkpoint.witnessed[witness.name] = max(at, checkpoint.witnessed.get(witness.name, 0))
            else:
                checkpoint.broken.append(witness.name)
    return checkpoint


def newest_checkpoint(source: Source, keys: Keys, counted: int, report: Report) -> Checkpoint:
    """The checkpoint; read again a few times if the figures are a moment ahead of it."""
    checkpoint = open_checkpoint(source.read("checkpoint", 1 << 20), keys)
    for turn in range(1, 6):
        if checkpoint.size >= counted or isinstance(source, Folder):
            break
        time.sleep(turn)
        checkpoint = open_checkpoint(source.read("checkpoint", 1 << 20), keys)
    if checkpoint.size < counted:
        report.differs("figure.unsigned", counted=counted, size=checkpoint.size)
    return checkpoint


def read_witnessed(source: Source, keys: Keys, now: Checkpoint, report: Report) -> Checkpoint | None:
    """The newest checkpoint that a witness signed too. Witnesses come by every minute or so, lines come all the time:
    it is usually a little older than the newest one. None if the newest is witnessed itself, or none is."""
    if now.witnessed:
        return None
    try:
        found = open_checkpoint(source.read("witnessed", 1 << 20), keys)
    except Unreadable:
        return None
    if found.size > now.size:
        report.differs("witness.shorter", size=now.size, earlier=found.size)
        return None
    return found if found.witnessed or found.broken else None


def read_kept(path: str, keys: Keys, now: Checkpoint, report: Report) -> Checkpoint | None:
    """The checkpoint that the reader kept: a file of its own, or the end of a receipt."""
    note = read_own(path)
    if note.startswith(PROOF_HEAD):
        note = note.partition(b"\n\n")[2]
    try:
        earlier = open_checkpoint(note, keys)
    except Refuted as refuted:
        raise Unreadable("history.other_key", {"path": path}) from refuted
    if earlier.size > now.size:
        report.differs("history.shorter", size=now.size, earlier=earlier.size)
        return None
    report.say("history.signed", earlier=earlier.size)
    return earlier


def read_own(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise Unreadable("read.file", {"path": path, "error": error.strerror}) from error


def tell_checkpoint(checkpoint: Checkpoint, witnessed: Checkpoint, keys: Keys, report: Report) -> None:
    report.facts.update(
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=base64.b64encode(checkpoint.root).decode(),
        log_key=keys.log.vkey,
        log_key_from="reader" if keys.pinned else "site",
        witnesses=witnessed.witnessed,
        witnessed_size=witnessed.size if witnessed.witnessed else 0,
        witness_keys_from="reader" if keys.chosen else "site",
    )
    report.say("checkpoint.signed", origin=checkpoint.origin, size=checkpoint.size)
    if not keys.pinned:
        report.say("key.from_site", key=keys.log.vkey)
    for name, at in witnessed.witnessed.items():
        when = datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
        report.say("witness.signed", name=name, when=when, size=witnessed.size)
    for name in {*checkpoint.broken, *witnessed.broken}:
        report.differs("signature.witness", name=name)
    if not witnessed.witnessed:
        report.say("witness.none")
    elif not keys.chosen:
        report.say("witness.from_site")


# === The tree of hashes (RFC 6962), and where its tiles are (C2SP tlog-tiles) ========================================


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def tile_root(hashes: Sequence[bytes]) -> bytes:
    """The hash over a full tile: its 256 hashes in pairs, those again in pairs, until one is left."""
    while len(hashes) > 1:
        hashes = [node_hash(left, right) for left, right in zip(hashes[::2], hashes[1::2])]
    return hashes[0]


def tree_root(tiles: Sequence[bytes], rest: Sequence[bytes]) -> bytes:
    """The hash over all lines, from the roots of all full tiles and the hashes of the lines that come after them.

    As in the game of 2048: two neighbours of the same height become one that is higher. What is left in the end is put
    together from the right.
    """
    left: list[tuple[int, bytes]] = []
    for height, hashes in ((8, tiles), (0, rest)):
        for one in hashes:
            own = height
            while left and left[-1][0] == own:
                one, own = node_hash(left.pop()[1], one), own + 1
            left.append((own, one))
    if not left:
        return hashlib.sha256(b"").digest()
    root = left.pop()[1]
    while left:
        root = node_hash(left.pop()[1], root)
    return root


def root_with(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root of `size` lines if the hash `leaf` is at `index` and `proof` gives the other hashes on the way up
    (RFC 9162, 2.1.3.2); None if the proof has the wrong length."""
    here, last, root = index, size - 1, leaf
    if index >= size:
        return None
    for one in proof:
        if last == 0:
            return None
        if here & 1 or here == last:
            root = node_hash(one, root)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            root = node_hash(root, one)
        here, last = here >> 1, last >> 1
    return root if last == 0 else None


def tile_path(level: int | str, index: int, width: int) -> str:
    """tile/0/x001/067 for the full tile 1067 of level 0; with .p/12 at the end if it has only 12 hashes so far."""
    digits = f"{index % 1000:03d}"
    while index >= 1000:
        index //= 1000
        digits = f"x{index % 1000:03d}/{digits}"
    return f"tile/{level}/{digits}" + ("" if width == WIDTH else f".p/{width}")


def unpack(bundle: bytes) -> list[bytes]:
    """The lines of a bundle: each comes after its length in two bytes. Empty if the bundle ends within a line."""
    leaves, at = [], 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        leaves.append(bundle[at + 2 : end])
        at = end
    return leaves if at == len(bundle) else []


def check_tree(
    source: Source,
    checkpoint: Checkpoint,
    leaves: Leaves,
    earlier: Checkpoint | None,
    witnessed: Checkpoint | None,
    report: Report,
) -> None:
    """Do the lines give the checkpoint's root? The earlier one's, and the one that was witnessed? Are the upper tiles
    right?"""

    def root_of(size: int) -> bytes:
        return tree_root(leaves.tiles[: size // WIDTH], leaves.kept.get(size // WIDTH, [])[: size % WIDTH])

    if root_of(checkpoint.size) != checkpoint.root:
        report.differs("tree.root")
    if earlier is not None:
        report.facts["extends_earlier"] = root_of(earlier.size) == earlier.root
        if report.facts["extends_earlier"]:
            report.say("history.extends", earlier=earlier.size)
        else:
            report.differs("history.changed", earlier=earlier.size)
    if witnessed is not None and root_of(witnessed.size) != witnessed.root:
        report.differs("witness.changed", size=witnessed.size)
    hashes, level = leaves.tiles, 1
    while hashes:
        for first in range(0, len(hashes), WIDTH):
            some = hashes[first : first + WIDTH]
            path = tile_path(level, first // WIDTH, len(some))
            if source.read_tile(path, WIDTH * 32)[: len(some) * 32] != b"".join(some):
                report.differs("tree.tile", path=path)
        full = len(hashes) - len(hashes) % WIDTH
        hashes = [tile_root(hashes[first : first + WIDTH]) for first in range(0, full, WIDTH)]
        level += 1


# === A line's form (docs/proof.md, "Leaf") ==========================================================================
#
# Lines are JSON in the one form that RFC 8785 allows, so that a pattern can say all there is to say about the order of
# keys, white space and escapes. What a pattern can't say (is this a day of the calendar? is that sorted?) comes after.

TEXT = r'"(?:[^"\\\x00-\x1f]*(?:\\(?:["\\bfnrt]|u00(?:0[0-7bef]|1[0-9a-f]))[^"\\\x00-\x1f]*)*)"'
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
TAG = r'"[A-Za-z0-9_-]{21}[AQgw]"'  # 16 bytes
COMMITMENT = r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]="  # 32 bytes
QUANTITY = r"-?(?:0|[1-9][0-9]{0,29})(?:\.[0-9]{0,19}[1-9])?"

# Something happened that anybody may count.
COUNTED = re.compile(
    r"\{"
    rf'(?:"attribute":({TEXT}),)?'
    rf'"commitment":"({COMMITMENT})",'
    rf'(?:"corrects":({NUMBER}),)?'
    rf'(?:"facts":(\{{{TEXT}:{TEXT}(?:,{TEXT}:{TEXT})*\}}),)?'
    rf'"on":"({DAY})",'
    rf'"org":({TEXT}),'
    rf'"quantity":"({QUANTITY})",'
    rf'"recorded":"({DAY})",'
    rf'(?:"tags":(\{{{TEXT}:{TAG}(?:,{TEXT}:{TAG})*\}}),)?'
    rf'"under":(\[{TEXT}(?:,{TEXT})*\]),'
    rf'"v":1,"verb":({TEXT})\}}'
)
# Something happened that is nobody's business.
BARE = re.compile(rf'\{{"commitment":"({COMMITMENT})","v":1\}}')
# Two numbers turned out to be one person ("merged"), or two after all ("separated").
SAME = re.compile(
    rf'\{{"commitment":"({COMMITMENT})",'
    rf'(?:"corrects":({NUMBER}),)?'
    rf'"recorded":"({DAY})",'
    rf'(?:"same":(\{{{TEXT}:\[{TAG},{TAG}\](?:,{TEXT}:\[{TAG},{TAG}\])*\}}),)?'
    r'"v":1,"verb":"(people\.merged|people\.separated)"\}'
)
TAGS = re.compile(rf"({TEXT}):({TAG})")
SAME_PAIRS = re.compile(rf"({TEXT}):\[({TAG}),({TAG})\]")


def trouble_with(match: Any, people: list[tuple[str, str]]) -> str | None:
    """What is wrong with a counted line that no pattern can say: the name of the field, or None."""
    attribute, _, _, facts, on, org, quantity, recorded, _, under, verb = match.groups()
    if attribute == '""':
        return "attribute"
    if facts_of(facts) is None:
        return "facts"
    if not is_day(on):
        return "on"
    if quantity == "-0":
        return "quantity"
    if not is_day(recorded):
        return "recorded"
    if not in_order(tuple([name for name, _ in people])):
        return "tags"
    if not is_among(org, under):
        return "under"
    return "verb" if verb in ('""', '"people.merged"', '"people.separated"') else None


@lru_cache(maxsize=1 << 16)
def is_day(text: str) -> bool:
    try:
        return date(int(text[:4]), int(text[5:7]), int(text[8:])).isoformat() == text
    except ValueError:
        return False


@lru_cache(maxsize=1 << 16)
def plain_text(quoted: str) -> str:
    text: str = json.loads(quoted)
    return text


@lru_cache(maxsize=1 << 16)
def codes(under: str) -> tuple[str, ...]:
    """The unions of `under`; none unless they are sorted and each stands there once."""
    found = tuple(json.loads(under))
    return found if list(found) == sorted(set(found)) and "" not in found else ()


@lru_cache(maxsize=1 << 16)
def is_among(org: str, under: str) -> bool:
    """Whether the union that the line names is one of those it counts for."""
    return plain_text(org) in codes(under)


@lru_cache(maxsize=1 << 16)
def facts_of(quoted: str | None) -> dict[str, str] | None:
    """The public facts; None unless their names are sorted and each stands there once."""
    pairs = json.loads(quoted, object_pairs_hook=list) if quoted else []
    return dict(pairs) if in_order(tuple([json.dumps(name) for name, _ in pairs])) else None


@lru_cache(maxsize=1 << 12)
def in_order(names: tuple[str, ...]) -> bool:
    """Whether quoted names are sorted as RFC 8785 sorts them (by UTF-16), and each stands there once."""
    plain = [plain_text(name) for name in names]
    return plain == sorted(set(plain), key=lambda name: name.encode("utf-16-be", "surrogatepass"))


def why_malformed(text: str) -> str:
    """In a word, what is wrong with a line that has none of the three forms."""
    try:
        told = json.loads(text)
        only = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    except (ValueError, RecursionError):
        return "JSON"
    if only != text:
        return "RFC 8785"
    return "v" if isinstance(told, dict) and told.get("v") != 1 else "fields"


# === What counts (docs/proof.md, "Recounting") ======================================================================


class Promise(NamedTuple):
    """One promise of the plan, and what counts for it. `kind`: count, sum, distinct_people or distinct_attribute."""

    id: str
    kind: str
    verbs: frozenset[str]
    payload: dict[str, str]
    attributes: frozenset[str]  # none: any will do


class Plan(NamedTuple):
    slug: str
    since: str
    until: str
    promises: list[Promise]
    sha256: str


def counts_for(promise: Promise, verb: str, facts: dict[str, str], attribute: str) -> bool:
    """Whether such a line counts for the promise, if its day is in the plan's period.

    It then counts for every union in its `under`, and for each of `periods`. `count` adds 1 and `sum` the quantity; a
    line that takes another back takes the same away. Distinct people (lines with a tag of that promise) and distinct
    attributes (lines with an attribute) count once wherever they were met more often than taken back; tags that belong
    to one person are one.
    """
    return (
        verb in promise.verbs
        and all(facts.get(name) == value for name, value in promise.payload.items())
        and (not promise.attributes or attribute in promise.attributes)
    )


def periods(month: str) -> tuple[str, str, str]:
    """A month counts for itself, for its year and for the whole plan."""
    return month, month[:4], "all"


def read_plan(text: bytes) -> Plan:
    try:
        told = json.loads(text)
        promises = [
            Promise(
                name,
                one["kind"],
                frozenset(one["verbs"]),
                dict(one.get("payload") or {}),
                frozenset(one.get("attributes") or ()),
            )
            for name, one in sorted(told["promises"].items())
        ]
        kinds = {"count", "sum", "distinct_people", "distinct_attribute"}
        if {one.kind for one in promises} - kinds or not (is_day(told["since"]) and is_day(told["until"])):
            raise ValueError("kind, since or until")
        return Plan(
            str(told["slug"]), told["since"], told["until"], promises, hashlib.sha256(text).hexdigest()
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable("read.plan", {"error": error}) from error


# === Reading every line, many at a time ============================================================================


class Job(NamedTuple):
    """What every process must know. Lines 0 to counted-1 are behind the figures, 0 to size-1 in the checkpoint."""

    source: Source
    size: int
    counted: int
    plan: Plan
    folder: str  # ours, for what does not fit into memory
    parts: int
    keep: frozenset[int]  # bundles whose hashes are needed once more


class Leaves(NamedTuple):
    """What reading some bundles in a row gave (`first` is their first); what is large was put into files."""

    first: int
    tiles: list[bytes]  # the root of each full tile
    kept: dict[int, list[bytes]]  # hashes of single bundles: of the last one, and of those to keep
    corrections: list[
        tuple[int, int, bytes]
    ]  # (line, the line that it takes back, print of what it must repeat)
    events: list[tuple[int, bool, str]]  # (line, whether they become one, which tags)
    numbers: dict[str, int]  # lines, bare
    found: Found


def read_all_leaves(team: Team, job: Job, report: Report) -> Leaves:
    """All bundles, some in a row at a time, by all processes; put together in the order of the lines."""
    bundles = -(-job.size // WIDTH)
    step = max(1, min(256, bundles // (team.processes * 8)))
    spans = [(first, min(first + step, bundles)) for first in range(0, bundles, step)]
    read: list[Leaves] = []
    for some in team.each(read_leaves, spans):
        read.append(some)
        report.progress(len(read), len(spans))
    leaves = Leaves(0, [], {}, [], [], {"lines": 0, "bare": 0}, report.found)
    for some in sorted(read, key=lambda one: one.first):
        leaves.tiles.extend(some.tiles)
        leaves.kept.update(some.kept)
        leaves.corrections.extend(some.corrections)
        leaves.events.extend(some.events)
        for name, number in some.numbers.items():
            leaves.numbers[name] += number
        report.add(some.found)
    put_away(job, "events", leaves.events)
    return leaves


def read_leaves(span: tuple[int, int]) -> Leaves:
    """Read, hash, check and count the bundles from `span[0]` until (not including) `span[1]`."""
    job = JOB
    bundles = [(number, min(WIDTH, job.size - number * WIDTH)) for number in range(*span)]
    leaves = Leaves(span[0], [], {}, [], [], {"lines": 0, "bare": 0}, Found([], {}))
    tally = Tally(job, leaves, sum(width for _, width in bundles))
    paths = [tile_path(kind, *bundle) for bundle in bundles for kind in ("entries", 0)]
    files = job.source.read_many(paths, WIDTH * 65_537)
    for number, width in bundles:
        lines, tile = unpack(next(files)), next(files)
        if len(lines) not in (width, WIDTH) or len(tile) not in (width * 32, WIDTH * 32):
            leaves.found.differs("tree.length", path=tile_path("entries", number, width))
        hashes = [tile[at : at + 32] for at in range(0, width * 32, 32)]
        for line, leaf, told in zip(range(number * WIDTH, job.size), lines[:width], hashes):
            if leaf_hash(leaf) != told:
                leaves.found.differs("tree.line", line=line)
            tally.look(line, leaf)
        # The tree is put together from the tiles: that every line is what its tile says was seen just now.
        if width == WIDTH:
            leaves.tiles.append(tile_root(hashes))
        if width < WIDTH or number in job.keep:
            leaves.kept[number] = hashes
    tally.put_away()
    return leaves


class Tally:
    """Looks at one line after the other: is its form right, and what does it count for?"""

    def __init__(self, job: Job, leaves: Leaves, lines: int) -> None:
        self.job, self.leaves = job, leaves
        self.first = leaves.first * WIDTH
        self.prints = bytearray(16 * lines)  # of every line, what a line that takes it back must repeat
        self.commitments: list[dict[str, int]] = [{} for _ in range(job.parts)]  # commitment → line
        self.under: dict[str, int] = {}  # the text of `under` → a short number for it
        promises = range(len(job.plan.promises))
        self.sums: list[dict[Any, list[Any]]] = [{} for _ in promises]  # (under, month) → [value, lines]
        # (thing, under, month) → times met less times taken back
        self.things: list[list[dict[Any, int]]] = [[{} for _ in range(job.parts)] for _ in promises]
        self.quoted = [json.dumps(one.id, ensure_ascii=False) for one in job.plan.promises]
        self.promises_for = lru_cache(maxsize=1 << 16)(self._promises_for)

    def look(self, line: int, leaf: bytes) -> None:
        """See what is wrong with the line's form, count it, and remember what later checks need of it."""
        commitment = trouble = corrects = None
        says: tuple[str | None, ...] = ()
        text = leaf.decode("utf-8", "replace")
        if match := COUNTED.fullmatch(text):
            attribute, commitment, corrects, facts, on, org, quantity, _, tags, under, verb = match.groups()
            people = TAGS.findall(tags) if tags else []  # (promise, tag), both in their quotes
            trouble = trouble_with(match, people)
            if trouble is None:
                says = (attribute, facts, on, org, quantity, tags, under, verb)
                if line < self.job.counted and self.job.plan.since <= on <= self.job.plan.until:
                    sign = 1 if corrects is None else -1
                    place = self.under.setdefault(under, len(self.under)), on[:7]
                    for number in self.promises_for(attribute, facts, verb):
                        self._count(number, sign, place, attribute, quantity, people)
        elif match := BARE.fullmatch(text):
            commitment = match[1]
            self.leaves.numbers["bare"] += 1
        elif match := SAME.fullmatch(text):
            commitment, corrects, recorded, same, verb = match.groups()
            pairs = SAME_PAIRS.findall(same or "")
            if not is_day(recorded) or not in_order(tuple([name for name, _, _ in pairs])):
                trouble = "recorded, same"
            else:
                says = (same, verb)
                if line < self.job.counted:
                    become_one = (verb == "people.merged") == (corrects is None)
                    self.leaves.events.append((line, become_one, same or ""))
        else:
            trouble = why_malformed(text)
        self.leaves.numbers["lines"] += 1
        if trouble or ("\ufffd" in text and leaf.decode("utf-8", "ignore") != text):
            self.leaves.found.differs("form.line", line=line, trouble=trouble or "UTF-8")
        if commitment:
            part = self.commitments[zlib.crc32(commitment.encode()) % self.job.parts]
            if part.setdefault(commitment, line) != line:
                self.leaves.found.differs("duplicate.line", first=part[commitment], line=line)
        if says:
            own = hashlib.sha256("\n".join([one or "" for one in says]).encode("utf-8", "replace")).digest()[
                :16
            ]
            if corrects is None:
                at = (line - self.first) * 16
                self.prints[at : at + 16] = own
            else:  # what takes back can't be taken back itself: its own print stays zero
                self.leaves.corrections.append((line, int(corrects), own))

    def _promises_for(self, attribute: str | None, facts: str | None, verb: str) -> list[int]:
        about, name, thing = facts_of(facts) or {}, plain_text(verb), plain_text(attribute or '""')
        promises = self.job.plan.promises
        return [number for number, one in enumerate(promises) if counts_for(one, name, about, thing)]

    def _count(
        self, number: int, sign: int, place: Any, attribute: str | None, quantity: str, people: Any
    ) -> None:
        """Add the line to what was counted for one promise at its place: (under, month)."""
        kind = self.job.plan.promises[number].kind
        value: Any = sign
        if kind == "sum":
            value = EXACT.multiply(Decimal(quantity), sign)
        elif kind != "count":
            value = 0  # things are counted when all of them are known
            thing = dict(people).get(self.quoted[number]) if kind == "distinct_people" else attribute
            if thing is None:
                return
            met = self.things[number][zlib.crc32(thing.encode()) % self.job.parts]
            key = (thing, *place)
            met[key] = met.get(key, 0) + sign
        add_to(self.sums[number], place, value, 1)

    def put_away(self) -> None:
        """Write what was counted into files, so that memory stays small however long the ledger is."""
        unders = list(self.under)
        put_away(self.job, "prints", (self.first, bytes(self.prints)))
        for part, commitments in enumerate(self.commitments):
            put_away(self.job, f"commitments-{part}", commitments)
        for number, sums in enumerate(self.sums):
            put_away(self.job, f"sums-{number}", (unders, sums))
            for part, things in enumerate(self.things[number]):
                put_away(self.job, f"things-{number}-{part}", (unders, things))


EXACT = Context(prec=100, traps=[Inexact])  # decimals without rounding, or an error


def add_to(figures: dict[Any, list[Any]], key: Any, value: Any, lines: int) -> None:
    """Add to a figure: [value, how many lines are behind it]."""
    so_far = figures.get(key)
    if so_far is None:
        figures[key] = [value, lines]
    else:
        so_far[0] = so_far[0] + value if isinstance(value, int) else EXACT.add(so_far[0], value)
        so_far[1] += lines


def check_corrections(job: Job, corrections: list[tuple[int, int, bytes]], report: Report) -> None:
    """A line may take back one that stands before it, once, and says the same as that one."""
    wanted = sorted(corrections, key=lambda one: one[1])
    for (_, target, _), (line, again, _) in zip(wanted, wanted[1:]):
        if target == again:
            report.differs("correction.twice", line=line, target=target)
    at = 0
    for first, prints in sorted(brought_back(job, "prints")) if wanted else ():
        while at < len(wanted) and wanted[at][1] < first + len(prints) // 16:
            line, target, says = wanted[at]
            own = (target - first) * 16
            if target >= line or prints[own : own + 16] != says:
                report.differs("correction.other", line=line, target=target)
            at += 1
    for line, target, _ in wanted[at:]:
        report.differs("correction.other", line=line, target=target)


def find_duplicates(part: int) -> Found:
    """Whether two lines have the same commitment: its salt is random, so that would be one line logged twice."""
    found = Found([], {})
    seen: dict[str, int] = {}
    for commitments in brought_back(JOB, f"commitments-{part}"):
        for commitment, line in commitments.items():
            other = seen.setdefault(commitment, line)
            if other != line:
                found.differs("duplicate.line", first=min(other, line), line=max(other, line))
    return found


def tell_leaves(leaves: Leaves, report: Report) -> None:
    numbers: dict[str, Any] = dict(leaves.numbers, corrections=len(leaves.corrections))
    report.facts.update(numbers)
    report.say("lines.read", **numbers)


# === Counting again, and comparing ================================================================================

Cells = Dict[str, Dict[str, List[Any]]]  # union → period → [value, lines behind it]
HEADER = "promise,organisation,period,value,entries"


def figures_follow(path: str) -> int:
    """How many lines the figures count: the first line of figures.csv says `size,<n>`."""
    with open(path, encoding="utf-8", errors="replace") as file:
        name, _, number = file.readline().strip().partition(",")
    if name != "size" or not re.fullmatch(NUMBER, number):
        raise Unreadable("read.figures", {})
    return int(number)


def find_figures(path: str, plan: Plan) -> tuple[list[list[tuple[int, int]]], Found]:
    """Where in figures.csv each promise's rows are: pieces (begin, end) of the file; one each where it is sorted."""
    found = Found([], {})
    pieces: dict[bytes, list[tuple[int, int]]] = {one.id.encode() + b",": [] for one in plan.promises}
    with open(path, "rb") as file:
        file.readline()
        if file.readline().decode("utf-8", "replace").strip() != HEADER:
            raise Unreadable("read.figures", {})
        begin = at = file.tell()
        promise = b""
        for row in file:
            if not promise or not row.startswith(promise):
                if promise:
                    pieces[promise].append((begin, at))
                promise, begin = b"".join(row.partition(b",")[:2]), at
                if promise not in pieces:
                    found.differs("figure.unknown", row=row.decode("utf-8", "replace").strip()[:100])
                    promise = b""
            at += len(row)
        if promise:
            pieces[promise].append((begin, at))
    return list(pieces.values()), found


def rows_of(path: str, pieces: list[tuple[int, int]]) -> Iterator[list[str]]:
    """The rows of these pieces of figures.csv."""

    def lines() -> Iterator[str]:
        with open(path, "rb") as file:
            for at, end in pieces:
                file.seek(at)
                while at < end:
                    line = file.readline()
                    at += len(line)
                    yield line.decode("utf-8", "replace").replace("\0", "\ufffd")

    return csv.reader(lines())


def compare_figures(work: tuple[int, str, list[tuple[int, int]]]) -> tuple[int, int, Found]:
    """Count one promise again, hold every figure of the site against it; (compared, not published, what differs)."""
    number, path, pieces = work
    promise = JOB.plan.promises[number].id
    cells, found, compared, unpublished = recount(number), Found([], {}), 0, 0
    for row in rows_of(path, pieces):
        _, code, period, value, entries = row if len(row) == 5 else ("", ",".join(row), "", "?", "?")
        ours = cells.get(code, {}).pop(period, None)
        if value == "" and period == "all":
            unpublished += 1  # too small for the whole plan: its years are shown where it was large enough
            continue
        compared += 1
        if ours is not None and same_number(value, ours[0]) and same_number(entries, ours[1]):
            continue
        where = {"promise": promise, "code": code, "period": period, "value": value, "entries": entries}
        if ours is None:
            found.differs("figure.too_many", **where)
        else:
            found.differs("figure.other", **where, our_value=ours[0], our_entries=ours[1])
    for code, left in cells.items():
        for period, (our_value, our_entries) in left.items():
            where = {"promise": promise, "code": code, "period": period}
            found.differs("figure.missing", **where, our_value=our_value, our_entries=our_entries)
    return compared, unpublished, found


def same_number(told: str, ours: Any) -> bool:
    return told == str(ours) or (
        re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", told) is not None and Decimal(told) == ours
    )


def recount(number: int) -> Cells:
    """Every figure of one promise, from the lines alone."""
    by_under: Cells = {}  # as the lines have it: the text of `under` → month → [value, lines]
    for unders, sums in brought_back(JOB, f"sums-{number}"):
        for (under, month), (value, lines) in sums.items():
            add_to(by_under.setdefault(unders[under], {}), month, value, lines)
    cells: Cells = {}
    for raw, months in by_under.items():
        spread(months, codes(raw), cells)
    for figures in cells.values():
        for month, (value, lines) in list(figures.items()):
            for longer in periods(month)[1:]:
                add_to(figures, longer, value, lines)
    if JOB.plan.promises[number].kind.startswith("distinct"):
        count_distinct(number, cells)
    return cells


def spread(figures: dict[str, list[Any]], unions: Iterable[str], cells: Cells) -> None:
    """Add figures by period to each of the unions."""
    for code in unions:
        own = cells.setdefault(code, {})
        for period, (value, lines) in figures.items():
            if period in own:
                add_to(own, period, value, lines)
            else:
                own[period] = [value, lines]


def count_distinct(number: int, cells: Cells) -> None:
    """How many different people or things each union met in each period.

    Most are met below one and the same set of unions: they are put together by that set first. Who was met below
    several sets counts once for every union in any of them.
    """
    one_person = who_is_who(JOB.plan.promises[number])
    joined = {*one_person, *one_person.values()}
    by_unders: dict[tuple[str, ...], dict[str, list[Any]]] = {}  # texts of `under` → period → [things, 0]
    several: dict[Any, int] = {}  # tags of one person may be in different parts: these come last
    for part in range(JOB.parts + 1):
        met: dict[Any, int] = {} if part < JOB.parts else several  # (thing, under, month) → times
        for unders, things in brought_back(JOB, f"things-{number}-{part}"):
            for (thing, under, month), times in things.items():
                here = met
                if thing in joined:
                    here, thing = several, one_person.get(thing, thing)
                key = thing, unders[under], month
                here[key] = here.get(key, 0) + times
        places: dict[str, list[tuple[str, str]]] = {}  # thing → where and when
        for (thing, raw, month), times in met.items():
            if times > 0:
                places.setdefault(thing, []).append((raw, month))
        for where in places.values():
            if len(where) == 1:
                [(raw, month)] = where
                for period in periods(month):
                    add_to(by_unders.setdefault((raw,), {}), period, 1, 0)
                continue
            seen: dict[str, set[str]] = {}  # period → texts of `under`
            for raw, month in where:
                for period in periods(month):
                    seen.setdefault(period, set()).add(raw)
            for period, raws in seen.items():
                add_to(by_unders.setdefault(tuple(sorted(raws)), {}), period, 1, 0)
    for several_raw, figures in by_unders.items():
        spread(figures, {code for raw in several_raw for code in codes(raw)}, cells)


def who_is_who(promise: Promise) -> dict[str, str]:
    """Tag → the tag under which its person counts in the end, after all merges and separations in their order."""
    into: dict[str, str] = {}
    own = json.dumps(promise.id, ensure_ascii=False)
    for _, become_one, same in next(brought_back(JOB, "events")):
        for name, dropped, kept in SAME_PAIRS.findall(same):
            if promise.kind != "distinct_people" or name != own:
                continue
            if become_one:
                into[dropped] = kept
            elif into.get(dropped) == kept:
                del into[dropped]
    ends = {}
    for tag in into:
        end, passed = into[tag], {tag}
        while end in into and end not in passed:
            passed.add(end)
            end = into[end]
        ends[tag] = end
    return ends


def tell_figures(job: Job, totals: list[int], report: Report) -> None:
    facts: dict[str, Any] = {
        "plan": job.plan.slug,
        "plan_sha256": job.plan.sha256,
        "promises": len(job.plan.promises),
        "figures_size": job.counted,
        "cells": totals[0],
        "cells_unpublished": totals[1],
    }
    report.facts.update(facts)
    report.say("figures.compared", **facts)
    report.say("figures.plan", **facts)


# === Many processes, little memory ================================================================================

JOB: Job  # set in every process before it works


class Team:
    """As many processes as the computer has cores; one if the ledger is short or no others can be started."""

    def __init__(self, processes: int, job: Job) -> None:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self.processes = 1 if job.size < 20_000 else processes or cores
        self.pool = None
        if self.processes > 1:
            try:
                self.pool = multiprocessing.Pool(self.processes, begin, (job,))
            except (OSError, ImportError):
                self.processes = 1
        take_job(job)

    def each(self, work: Callable[[Any], Any], pieces: Iterable[Any]) -> Iterator[Any]:
        """The results of `work` on each piece, in any order."""
        return map(work, pieces) if self.pool is None else self.pool.imap_unordered(work, pieces)

    def __enter__(self) -> Team:
        return self

    def __exit__(self, *_: object) -> None:
        if self.pool is not None:
            self.pool.terminate()
            self.pool.join()


def begin(job: Job) -> None:
    """What every further process does first."""
    gc.disable()  # see the last lines of this file
    take_job(job)


def take_job(job: Job) -> None:
    global JOB
    JOB = job


def put_away(job: Job, name: str, what: Any) -> None:
    """Append to a file in our own folder; every process has files of its own, so that none waits for another."""
    with open(os.path.join(job.folder, f"{name}.{os.getpid()}"), "ab") as file:
        pickle.dump(what, file, 4)


def brought_back(job: Job, name: str) -> Iterator[Any]:
    """What all processes put away under this name."""
    for path in sorted(Path(job.folder).glob(f"{name}.*")):
        with open(path, "rb") as file:
            while True:
                try:
                    yield pickle.load(file)  # noqa: S301  # our own, in a folder that only we can write
                except EOFError:
                    break


# === One receipt, offline (C2SP tlog-proof) =========================================================================

PROOF_HEAD = b"c2sp.org/tlog-proof@v1\n"


def check_receipt(path: str, source: Source | None, options: argparse.Namespace, report: Report) -> None:
    """A receipt: a line, perhaps its salt and record, the hashes that lead to the root, and a signed checkpoint."""
    with report.step("step.receipt"):
        keys = read_keys(source, options)
        index, proof, extra, note = read_proof(read_own(path))
        checkpoint = open_checkpoint(note, keys)
        tell_checkpoint(checkpoint, checkpoint, keys, report)
        leaf, salt, record = (extra.get(name) for name in ("leaf", "salt", "record"))
        if not isinstance(leaf, str):
            raise Unreadable("receipt.form", {"path": path})
        report.facts.update(index=index, leaf=leaf, opens=None)
        report.say("receipt.leaf", leaf=leaf)
        if (
            root_with(leaf_hash(leaf.encode("utf-8", "replace")), index, checkpoint.size, proof)
            == checkpoint.root
        ):
            report.say("receipt.included", index=index, size=checkpoint.size)
        else:
            report.differs("tree.receipt")
        if salt is None and record is None:
            report.say("receipt.closed")
        elif opens(leaf, salt, record):
            report.facts["opens"] = True
            report.say("receipt.opens", record=record)
        else:
            report.facts["opens"] = False
            report.differs("form.record")


def read_proof(data: bytes) -> tuple[int, list[bytes], dict[str, Any], bytes]:
    """Index, hashes, extra and checkpoint of a .tlog-proof file."""
    head, _, note = data.partition(b"\n\n")
    lines = head.decode("utf-8", "replace").split("\n")
    extra: Any = {}
    try:
        if lines.pop(0) != PROOF_HEAD.decode().strip():
            raise ValueError("head")
        if lines[0].startswith("extra "):
            extra = json.loads(from_base64(lines.pop(0)[6:]) or b"")
        index = re.fullmatch(f"index ({NUMBER})", lines.pop(0))
        proof = [from_base64(line) or b"" for line in lines]
        if not index or not isinstance(extra, dict) or any(len(one) != 32 for one in proof):
            raise ValueError("form")
    except (ValueError, IndexError, RecursionError) as error:
        raise Unreadable("receipt.form", {"path": "tlog-proof"}) from error
    return int(index[1]), proof, extra, note


def opens(leaf: str, salt: Any, record: Any) -> bool:
    """Does the line commit to this record, and say the same as far as it is public?"""
    try:
        public, private, secret = json.loads(leaf), json.loads(record), from_base64(salt) or b""
        digest = hashlib.sha256(secret + record.encode()).digest()
        same = {"verb": "verb", "on": "happened_on", "attribute": "attribute"}
        return (
            len(secret) == 32
            and from_base64(public["commitment"]) == digest
            and all(public[here] == private[there] for here, there in same.items() if here in public)
            and Decimal(public.get("quantity", private["quantity"])) == Decimal(private["quantity"])
        )
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return False


# === The command, and its words ===================================================================================


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="verify.py", description="核对建功台账 / Check a Jiangong ledger.")
    parser.add_argument("source", nargs="?", help="网站地址或文件夹 / address of the site, or a folder")
    parser.add_argument("--key", metavar="VKEY", help="台账的公钥 / the ledger's public key, from elsewhere")
    parser.add_argument(
        "--witness", metavar="VKEY", action="append", help="见证人公钥 / a witness's public key"
    )
    parser.add_argument(
        "--since", metavar="FILE", help="您留下的检查点或回执 / a checkpoint or receipt you kept"
    )
    parser.add_argument(
        "--receipt", metavar="FILE", help="只核对这张回执 / check this receipt and nothing else"
    )
    parser.add_argument("--json", action="store_true", help="结果写成 JSON / the result as JSON")
    parser.add_argument("--lang", choices=("zh", "en"), default=reader_language(), help="语言 / language")
    parser.add_argument(
        "--processes", type=int, default=0, metavar="N", help="进程数 / processes, else all cores"
    )
    options = parser.parse_args(arguments)
    if not options.source and not options.receipt:
        parser.error("网站地址或文件夹 / address of the site, or a folder")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    report = Report(options.lang, options.json)
    stopped = source = None
    try:
        report.say("begin", "", source=options.source or options.receipt)
        source = open_source(options.source) if options.source else None
        if options.receipt:
            check_receipt(options.receipt, source, options, report)
        elif source is not None:
            check_ledger(source, options, report)
    except Unreadable as unreadable:
        stopped = unreadable
    except Refuted as refuted:
        report.differs(refuted.args[0], **refuted.args[1])
    except KeyboardInterrupt:
        stopped = Unreadable("end.interrupted", {})
    finally:
        if source is not None:
            source.close()
    status = report.conclude(stopped)
    if options.json:
        print(json.dumps(report.facts, ensure_ascii=False, indent=2))
    return status


def reader_language() -> str:
    """Chinese unless the reader's computer speaks another language."""
    told = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    told = (told or locale.getlocale()[0] or "").lower()
    return (
        "zh" if told.partition(".")[0] in ("", "c", "posix") or told.startswith(("zh", "chinese")) else "en"
    )


def in_words(lang: str, words: str, details: dict[str, Any]) -> str:
    return WORDS[words][lang != "zh"].format(**details)


# fmt: off
WORDS: dict[str, tuple[str, str]] = {
    "begin": ("核对 {source}", "Checking {source}"),
    "step.checkpoint": ("检查点", "The checkpoint"),
    "step.lines": ("每一条记录", "Every line"),
    "step.figures": ("每一个数字", "Every figure"),
    "step.receipt": ("回执", "The receipt"),
    "step.took": ("（{seconds:.1f} 秒）", "({seconds:.1f} s)"),
    "end.agrees": ("全部一致。", "All agrees."),
    "end.differs": ("不一致：{number:,} 处。", "It differs: {number:,} times."),
    "end.evidence": ("另有 {more:,} 处没有列出。请留下这些文件和您早先的检查点，它们是证据。",
                     "{more:,} more are not listed. Keep these files and your earlier checkpoint: they are evidence."),
    "end.stopped": ("没有核对完，不能下结论：{why}", "Not finished, so that nothing can be said: {why}"),
    "end.interrupted": ("您中断了核对。", "you interrupted it."),
    "end.took": ("用时 {seconds:.1f} 秒", "{seconds:.1f} seconds"),
    "read.file": ("读不到 {path}（{error}）。", "can't read {path} ({error})."),
    "read.large": ("{path} 过大。", "{path} is too large."),
    "read.plan": ("plan.json 读不懂（{error}）。", "plan.json can't be understood ({error})."),
    "read.figures": ("figures.csv 的开头读不懂。", "the beginning of figures.csv can't be understood."),
    "key.unusable": ("不是可用的公钥：{key}", "this is no key that can be used: {key}"),
    "key.miscopied": ("公钥抄错了：{key}", "this key is miscopied: {key}"),
    "key.list": ("keys.json 读不懂。", "keys.json can't be understood."),
    "key.none": ("没有台账的公钥：请用 --key 写明，或者同时给出网站地址。",
                 "no key of the ledger: name it with --key, or give the site's address too."),
    "key.from_site": ("公钥是网站自己给的，请与印刷件或别人手里的核对：{key}",
                      "The key is the site's own word; compare it with a printed copy or somebody else's: {key}"),
    "checkpoint.form": ("检查点读不懂。", "the checkpoint can't be understood."),
    "checkpoint.signed": ("{origin}：{size:,} 条记录，签名有效。", "{origin}: {size:,} lines, properly signed."),
    "signature.log": ("检查点没有 {name} 的有效签名。", "The checkpoint has no valid signature of {name}."),
    "signature.form": ("{name} 签的检查点不合格式。", "What {name} signed does not have a checkpoint's form."),
    "signature.witness": ("检查点上见证人 {name} 的签名无效。", "The witness {name} did not sign this checkpoint."),
    "witness.signed": ("见证：{name}，{when}，前 {size:,} 条。", "Witnessed by {name}, {when}, up to {size:,} lines."),
    "witness.changed": ("今天的台账不以见证人签过的 {size:,} 条开头：过去被改过。",
                        "Today's ledger does not begin with the {size:,} lines that were witnessed: the past was changed."),
    "witness.shorter": ("见证人签过 {earlier:,} 条，现在只有 {size:,} 条：台账变短了，或者给您看的是旧的。",
                        "{earlier:,} lines were witnessed, today there are {size:,}: the ledger was cut, or this one is old."),
    "witness.none": ("没有见证人签名：网站是否给不同的人看不同的台账，这里看不出来。",
                     "Unwitnessed: whether the site shows different people different ledgers can't be seen here."),
    "witness.from_site": ("见证人的公钥也是网站给的；您信任谁，就向谁要公钥，用 --witness 写明。",
                          "The witnesses' keys are the site's word too; ask those whom you trust, and use --witness."),
    "history.signed": ("您留下的检查点有 {earlier:,} 条，签名有效；它是不是今天台账的开头，读完每一条便知。",
                       "Yours covers {earlier:,} lines, properly signed; whether today's ledger begins with them, "
                       "reading every line will show."),
    "history.extends": ("今天的台账以您留下的 {earlier:,} 条开头，一字未改。",
                        "Today's ledger begins with the {earlier:,} lines you kept, unchanged."),
    "history.changed": ("今天的台账不以您留下的 {earlier:,} 条开头：过去被改过。",
                        "Today's ledger does not begin with the {earlier:,} lines you kept: the past was changed."),
    "history.shorter": ("您留下的检查点有 {earlier:,} 条，现在只有 {size:,} 条：台账变短了，或者给您看的是旧的。",
                        "Yours covers {earlier:,} lines, today's {size:,}: the ledger was cut, or this one is old."),
    "history.other_key": ("{path} 里的检查点不是用这把密钥签的，无从比较。",
                          "the checkpoint in {path} was not signed with this key: nothing to compare with."),
    "lines.read": ("读了 {lines:,} 条，逐条算过哈希、查过格式和重复；{bare:,} 条只有凭据（内容不公开），"
                   "{corrections:,} 条是更正。",
                   "Read {lines:,} lines, hashed each, looked at its form and for doubles; {bare:,} are bare (what "
                   "they say is not public), {corrections:,} take another back."),
    "tree.root": ("这些记录合起来，不是检查点签了名的那本台账。",
                  "These lines together are not the ledger that the checkpoint signs."),
    "tree.tile": ("{path} 与下面一层不符。", "{path} does not follow from the level below."),
    "tree.length": ("{path} 或它的哈希长度不对。", "{path} or its hashes don't have the right length."),
    "tree.line": ("第 {line} 条不是台账里签了名的那一条。", "Line {line} is not the one that the ledger signed."),
    "tree.receipt": ("这条记录不在签了名的台账里。", "This line is not in the signed ledger."),
    "form.line": ("第 {line} 条不合格式（{trouble}）。", "Line {line} does not have its form ({trouble})."),
    "form.record": ("这条记录承诺的不是回执里的原始记录。", "The line does not commit to the record in the receipt."),
    "duplicate.line": ("第 {line} 条就是第 {first} 条，记了两次。", "Line {line} is line {first} once more."),
    "correction.twice": ("第 {target} 条被更正了两次（又见第 {line} 条）。",
                         "Line {target} is taken back twice (again by line {line})."),
    "correction.other": ("第 {line} 条更正第 {target} 条，但那一条不在它前面，或者说的不是同一件事。",
                         "Line {line} takes back line {target}, which does not stand before it or says other things."),
    "figure.unsigned": ("数字统计到第 {counted:,} 条，签了名的只有 {size:,} 条。",
                        "The figures count {counted:,} lines, but only {size:,} are signed."),
    "figure.unknown": ("规划里没有这样的数字：{row}", "The plan counts nothing like this: {row}"),
    "figure.too_many": ("{promise} {code} {period}：网站写 {value}（{entries} 条），台账里没有。",
                        "{promise} {code} {period}: {value} ({entries} lines) on the site, nothing in the ledger."),
    "figure.other": ("{promise} {code} {period}：网站写 {value}（{entries} 条），重数是 {our_value}（{our_entries} 条）。",
                     "{promise} {code} {period}: {value} ({entries} lines) on the site, {our_value} ({our_entries} "
                     "lines) when counted again."),
    "figure.missing": ("{promise} {code} {period}：网站没有，重数是 {our_value}（{our_entries} 条）。",
                       "{promise} {code} {period}: missing on the site, {our_value} ({our_entries} lines) in the "
                       "ledger."),
    "figures.compared": ("规划 {plan}：{promises} 项指标、{cells:,} 个数字，按前 {figures_size:,} 条记录重数；"
                         "另有 {cells_unpublished:,} 个全期数字因人数少不公布。",
                         "Plan {plan}: {promises} promises, {cells:,} figures, counted again from the first "
                         "{figures_size:,} lines; {cells_unpublished:,} whole-plan figures are too small to publish."),
    "figures.plan": ("什么算数，见 plan.json，SHA-256：{plan_sha256}", "What counts: plan.json, SHA-256 {plan_sha256}"),
    "receipt.form": ("{path}：不是回执文件，或者不完整。", "{path}: no receipt, or not a whole one."),
    "receipt.leaf": ("记录：{leaf}", "The line: {leaf}"),
    "receipt.included": ("它是台账 {size:,} 条中的第 {index:,} 条（从 0 数起）。",
                         "It is line {index:,} (counted from 0) of the ledger's {size:,}."),
    "receipt.opens": ("凭据打开，原始记录：{record}", "The commitment opens; the record: {record}"),
    "receipt.closed": ("回执里没有原始记录，凭据没有打开。", "The record itself is not in the receipt."),
}
# fmt: on

if __name__ == "__main__":
    gc.disable()  # millions of small things and no cycles among them: looking for some takes longer than counting
    sys.exit(main())
