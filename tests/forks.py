"""Every lie that a holder of the log's key can tell a witness, drawn from a seed; played by the suite and by tests/load/forks.py.

A lie is told to a witness that has cosigned `log.tree` in full. Afterwards the log goes on as if nothing had been.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from jiangong.foundation.ledger.tlog.notes import Signer
from jiangong.foundation.ledger.tlog.tiles import WIDTH, tile_path
from jiangong.operations.witness import folder, kinds
from jiangong.operations.witness.checking import check_evidence
from jiangong.operations.witness.folder import Log, Witness
from jiangong.operations.witness.following import PATIENCE, Look, look
from jiangong.operations.witness.kinds import Kind
from jiangong.operations.witness.serving import add_checkpoint
from tests.forged_log import ORIGIN, ForgedLog, Tree

LEAST = 3  # leaves that a log must have for every lie to be possible


def leaves(rng: random.Random, most: int) -> list[bytes]:
    return [rng.randbytes(rng.randint(1, 60)) for _ in range(rng.randint(1, most))]


def rewritten(rng: random.Random, honest: list[bytes]) -> list[bytes]:
    """The past, changed in one of the ways of an administrator: edit, delete, reorder, back-date, duplicate."""
    past = list(honest)
    at = rng.randrange(len(past))
    match rng.choice(("edit", "delete", "swap", "insert", "duplicate", "bit")):
        case "edit":
            past[at] = rng.randbytes(40)
        case "delete":
            del past[at]
        case "swap":
            other = rng.choice([place for place in range(len(past)) if past[place] != past[at]])
            past[at], past[other] = past[other], past[at]
        case "insert":
            past.insert(at, rng.randbytes(40))
        case "duplicate":
            past.insert(at, past[at])
        case "bit":
            past[at] = past[at][:-1] + bytes([past[at][-1] ^ 1])
    if past[: len(honest)] == honest:  # the last leaf doubled is growth, not a lie
        past[at] = rng.randbytes(41)
    return past


def _with(log: ForgedLog, past: list[bytes]) -> ForgedLog:
    return ForgedLog(log.signer, past)


def fork_larger(rng: random.Random, log: ForgedLog) -> ForgedLog:
    """The past changed, and grown beyond what the witness knows; the tiles fit the new history."""
    past = rewritten(rng, log.tree.leaves)
    return _with(log, past + leaves(rng, 600) + [rng.randbytes(8), rng.randbytes(8)])


def fork_smaller(rng: random.Random, log: ForgedLog) -> ForgedLog:
    """A restored backup that went on otherwise: smaller than what the witness knows, and another history."""
    size = rng.randrange(1, log.tree.size)
    past = rewritten(rng, log.tree.leaves[:size]) if size > 1 else [rng.randbytes(40)]
    other = (past + [rng.randbytes(8)])[: log.tree.size - 1]
    if other == log.tree.leaves[: len(other)]:
        other[-1] = rng.randbytes(41)
    return _with(log, other)


def equivocation(rng: random.Random, log: ForgedLog) -> ForgedLog:
    """Two notes of one size with different roots, both validly signed."""
    past = rewritten(rng, log.tree.leaves)
    past = (past + [rng.randbytes(8)])[: log.tree.size]
    if past == log.tree.leaves:
        past[-1] = rng.randbytes(41)
    return _with(log, past)


def swapped_leaves(rng: random.Random, log: ForgedLog) -> ForgedLog:
    """Only two leaves change places; everything else stays and grows."""
    past = list(log.tree.leaves)
    at = rng.randrange(len(past) - 1)
    other = next(place for place in range(len(past)) if past[place] != past[at])
    past[at], past[other] = past[other], past[at]
    return _with(log, past + leaves(rng, 600))


def rollback(rng: random.Random, log: ForgedLog) -> ForgedLog:
    """Published records taken back: an honest but smaller tree, for ever."""
    return _with(log, log.tree.leaves[: rng.randrange(0, log.tree.size)])


def stale(rng: random.Random, log: ForgedLog) -> ForgedLog:
    """An old copy: a smaller checkpoint, while the tiles of today are served."""
    other = _with(log, log.tree.leaves)
    other.show(rng.randrange(0, log.tree.size))
    return other


def edited_tile(rng: random.Random, log: ForgedLog) -> ForgedLog:
    """Honest growth, but one of the served tiles is changed by a bit, cut, or lengthened."""
    before = log.tree.size
    other = _with(log, log.tree.leaves + leaves(rng, 600))
    path = rng.choice(_needed(other.tree, before))
    tile = bytearray(other.fetch(path, 0))
    at = rng.randrange(len(tile))
    match rng.choice(("bit", "cut", "longer")):
        case "bit":
            tile[at] ^= 1 << rng.randrange(8)
        case "cut":
            del tile[at:]
        case "longer":
            tile += rng.randbytes(rng.randint(1, 64))
    other.lies[path] = bytes(tile)
    return other


def missing_tile(rng: random.Random, log: ForgedLog) -> ForgedLog:
    """Honest growth, but one of the tiles is not served."""
    before = log.tree.size
    other = _with(log, log.tree.leaves + leaves(rng, 600))
    path = rng.choice(_needed(other.tree, before))
    other.lies[path] = None
    if ".p/" in path:
        other.lies[path.partition(".p/")[0]] = None
    return other


def _needed(tree: Tree, before: int) -> list[str]:
    """The tiles that are new or longer than in the tree of `before` leaves."""
    paths = []
    for level, index in tree.tiles:
        count = tree.size >> 8 * level
        old = before >> 8 * level
        if count > old and index >= old // WIDTH:
            paths.append(tile_path(level, index, min(WIDTH, count - index * WIDTH)))
    return sorted(paths)


def root_without_tree(rng: random.Random, log: ForgedLog) -> ForgedLog:
    """A larger checkpoint with an invented root; the tiles are honest."""
    other = _with(log, log.tree.leaves + leaves(rng, 600))
    other.checkpoint = other.sign(other.tree.size, rng.randbytes(32)).encode()
    return other


def mixed_histories(rng: random.Random, log: ForgedLog) -> ForgedLog:
    """The checkpoint of a fork, with the tiles of the honest history."""
    other = _with(log, log.tree.leaves + leaves(rng, 600))
    lie = rewritten(rng, log.tree.leaves) + other.tree.leaves[log.tree.size :] + [rng.randbytes(8)]
    other.checkpoint = _with(log, lie[: other.tree.size]).checkpoint
    return other


def stranger_signs(rng: random.Random, log: ForgedLog) -> ForgedLog:
    """Another key under the log's name; or the right key's signature over another text."""
    other = _with(log, log.tree.leaves + leaves(rng, 600))
    if rng.random() < 0.5:
        note = other.sign(other.tree.size, other.tree.root, signer=Signer.generate(ORIGIN))
    else:
        text, _, line = other.note().partition("\n\n")
        note = text.replace(f"\n{other.tree.size}\n", f"\n{other.tree.size + 1}\n") + "\n\n" + line
    other.checkpoint = note.encode()
    return other


def another_log(rng: random.Random, log: ForgedLog) -> ForgedLog:
    """A checkpoint of another origin, signed by the pinned key."""
    other = _with(log, log.tree.leaves + leaves(rng, 600))
    other.checkpoint = other.sign(other.tree.size, other.tree.root, origin=f"{ORIGIN}/2").encode()
    return other


def no_checkpoint(rng: random.Random, log: ForgedLog) -> ForgedLog:
    """Something else: a page, a torn note, leading zeros, wrong characters."""
    other = _with(log, log.tree.leaves + leaves(rng, 600))
    honest = other.checkpoint
    size = str(other.tree.size).encode()
    other.checkpoint = rng.choice(
        (
            b"<!doctype html><title>please sign in</title>",
            honest[: rng.randrange(len(honest))],
            honest.replace(b"\n" + size, b"\n0" + size, 1),
            honest.replace(b"\n\n", b"\n"),
            honest.replace(b"\n", b"\r\n"),
            honest + b"\xff\n",
            rng.randbytes(200),
            b"",
        )
    )
    return other


@dataclass(frozen=True)
class Case:
    """A lie, what the witness must call it, and what it must call it if it is kept up for longer than its patience."""

    tell: Callable[[random.Random, ForgedLog], ForgedLog]
    kind: Kind
    later: Kind | None = None

    @property
    def name(self) -> str:
        return self.tell.__name__


CASES = (
    Case(fork_larger, kinds.FORK),
    Case(fork_smaller, kinds.FORK),
    Case(equivocation, kinds.FORK),
    Case(swapped_leaves, kinds.FORK),
    Case(rollback, kinds.STALE, kinds.ROLLBACK),
    Case(stale, kinds.STALE),
    Case(edited_tile, kinds.UNPROVEN),
    Case(missing_tile, kinds.UNPROVEN, kinds.WITHHELD),
    Case(root_without_tree, kinds.UNPROVEN),
    Case(mixed_histories, kinds.UNPROVEN, kinds.WITHHELD),
    Case(stranger_signs, kinds.BAD_SIGNATURE),
    Case(another_log, kinds.UNKNOWN_ORIGIN),
    Case(no_checkpoint, kinds.MALFORMED),
)


@dataclass
class Tally:
    """What happened, for reports. `wrong` must stay empty."""

    told: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    evidence: Counter[str] = field(default_factory=Counter)
    proven: Counter[str] = field(default_factory=Counter)
    growths: int = 0
    cosigned: int = 0
    wrong: list[str] = field(default_factory=list)

    def expect(self, true: bool, what: str) -> bool:
        if not true:
            self.wrong.append(what)
        return true


class Stage:
    """A witness and a log, a clock that the play moves, and a human who acknowledges."""

    def __init__(self, place: Path, rng: random.Random) -> None:
        self.rng = rng
        self.log = ForgedLog(leaves=[*leaves(rng, 600), *leaves(rng, 5), b"a", b"b"])
        self.witness: Witness = folder.add_log(
            folder.make(place, "witness.example.org/yanshi"),
            [self.log.vkey],
            "https://ledger.example.org/ledger/",
        )
        self.clock = 1_700_000_000.0
        self.tally = Tally()

    @property
    def pinned(self) -> Log:
        return self.witness.logs[0]

    def look(self, served: ForgedLog) -> Look:
        self.clock += 60
        return look(self.witness, self.pinned, served.fetch, self.log.take, now=lambda: self.clock)

    def grow(self) -> None:
        """Honest growth, and the witness must cosign it."""
        self.tally.growths += 1
        self.log.grow(leaves(self.rng, self.rng.choice((1, 3, 300, 600))))
        seen = self.look(self.log)
        good = seen.finding.kind in (kinds.GROWN, kinds.FIRST) and not seen.refused
        if self.tally.expect(
            good, f"growth {self.tally.growths}: {seen.finding.kind.name} {seen.finding.why}"
        ):
            self.tally.cosigned += 1

    def tell(self, case: Case) -> None:
        """One lie; it must be refused under its name, with evidence that holds by itself."""
        self.tally.told[case.name] += 1
        posted, before = len(self.log.posted), folder.read_state(self.pinned)
        lie = case.tell(self.rng, self.log)
        seen = self.look(lie)
        where = f"{case.name} {self.tally.told[case.name]}"
        named = self.tally.expect(
            seen.finding.kind is case.kind, f"{where}: {seen.finding.kind.name} {seen.finding.why}"
        )
        last = seen
        if case.later is not None:
            self.clock += PATIENCE
            last = self.look(lie)
            named &= self.tally.expect(
                last.finding.kind is case.later, f"{where}, later: {last.finding.kind.name}"
            )
        same = len(self.log.posted) == posted and folder.read_state(self.pinned) == before
        stopped = folder.read_alarm(self.pinned) is not None
        named &= self.tally.expect(same, f"{where}: cosigned")
        named &= self.tally.expect(stopped == last.finding.kind.stops, f"{where}: alarm {stopped}")
        if named:
            self.tally.refused[case.name] += 1
        self._examine(case, where, last)
        if stopped:
            folder.acknowledge(self.pinned, by="演示", because="play", at="-")

    def _examine(self, case: Case, where: str, seen: Look) -> None:
        if not self.tally.expect(seen.evidence is not None, f"{where}: no evidence"):
            return
        assert seen.evidence is not None
        verdict = check_evidence(seen.evidence, self.pinned.keys)
        if self.tally.expect(verdict.sound, f"{where}: {verdict.why}"):
            self.tally.evidence[case.name] += 1
        if verdict.proves:
            self.tally.proven[case.name] += 1
        self.tally.expect(verdict.proves == seen.finding.kind.proves, f"{where}: proves {verdict.proves}")

    def push_wrong_proof(self) -> None:
        """A signed larger checkpoint with a proof that does not hold, by add-checkpoint: 422, and nothing cosigned."""
        name = "wrong_proof"
        self.tally.told[name] += 1
        before = folder.read_state(self.pinned)
        size = self.log.tree.size
        honest = self.rng.random() < 0.5
        past = self.log.tree.leaves if honest else rewritten(self.rng, self.log.tree.leaves)
        other = ForgedLog(self.log.signer, [*past, *leaves(self.rng, 600), b"c", b"d"])
        proof = other.tree.proof(size, other.tree.size)
        if honest:
            proof = spoiled(self.rng, proof)
        answer = add_checkpoint(self.witness, request(size, proof, other.note()), now=lambda: self.clock)
        good = answer.status == 422 and folder.read_state(self.pinned) == before
        where = f"{name} {self.tally.told[name]}"
        if self.tally.expect(good, f"{where}: {answer}"):
            self.tally.refused[name] += 1
        [kept] = self.witness.evidence.glob(f"*-wrong-proof-{mark(ORIGIN, other)}")
        verdict = check_evidence(kept, self.pinned.keys)
        if self.tally.expect(verdict.sound and not verdict.proves, f"{where}: {verdict.why}"):
            self.tally.evidence[name] += 1


def mark(origin: str, log: ForgedLog) -> str:
    text = log.note().partition("\n\n")[0] + "\n"
    return hashlib.sha256(f"{origin}\n{text}".encode()).hexdigest()[:12]


def spoiled(rng: random.Random, proof: list[bytes]) -> list[bytes]:
    """A consistency proof with a bit changed, a hash missing, added, doubled, or in another order."""
    wrong = list(proof)
    at = rng.randrange(len(wrong))
    match rng.choice(("bit", "drop", "add", "double", "reverse")):
        case "drop":
            del wrong[at]
        case "add":
            wrong.insert(at, rng.randbytes(32))
        case "double":
            wrong.insert(at, wrong[at])
        case "reverse" if wrong[::-1] != wrong:
            wrong.reverse()
        case _:
            spot = bytearray(wrong[at])
            spot[rng.randrange(32)] ^= 1 << rng.randrange(8)
            wrong[at] = bytes(spot)
    return wrong


def request(old: int, proof: list[bytes], note: str) -> bytes:
    from base64 import b64encode

    lines = "".join(f"{b64encode(one).decode()}\n" for one in proof)
    return f"old {old}\n{lines}\n{note}".encode()


def play(place: Path, seed: int, rounds: int) -> Iterator[Tally]:
    """Every lie `rounds` times, in a drawn order, with honest growth before each; yields the tally after each."""
    rng = random.Random(seed)
    stage = Stage(place, rng)
    acts: list[Callable[[], None]] = [lambda case=case: stage.tell(case) for case in CASES] + [
        stage.push_wrong_proof
    ]
    acts *= rounds
    rng.shuffle(acts)
    for act in acts:
        stage.grow()
        act()
        yield stage.tally
    stage.grow()
    yield stage.tally
