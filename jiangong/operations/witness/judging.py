"""Is this checkpoint an extension of the one cosigned last? Pure: reads tiles through a function, writes nothing.

The judgement of a fork is a proof. From the tiles of the larger tree come the root that its first m leaves have, and a
consistency proof that binds this root to the signed larger root. If it is not the root that the log signed for m leaves,
the log signed two histories that exclude each other, and whoever has the two notes and the proof can check it.
If the tiles do not lead to the signed root, nothing is proven, neither growth nor fork: no cosignature, and no accusation.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint
from jiangong.foundation.ledger.tlog.merkle import EMPTY_ROOT, HASH, ProofError, verify_consistency
from jiangong.foundation.ledger.tlog.notes import NoteError, Verifier, open_note, split_note
from jiangong.foundation.ledger.tlog.tiles import WIDTH, ReadTile, consistency_proof, root, tile_path
from jiangong.operations.witness import kinds
from jiangong.operations.witness.kinds import Kind
from jiangong.operations.witness.network import Fetch, Missing


@dataclass(frozen=True)
class Signed:
    """A checkpoint that the log signed: the note with the log's own lines alone, and what it says."""

    note: str
    checkpoint: Checkpoint

    @property
    def size(self) -> int:
        return self.checkpoint.size

    @property
    def root(self) -> bytes:
        return self.checkpoint.root


@dataclass(frozen=True)
class Finding:
    """What a look at the log found.

    `received`: the bytes as served. `shown`: the signed checkpoint, None if it is none. `cosigned`: the note of the one
    it was judged against, with our line. `proof` and `implied`: a consistency proof between the two that holds if the
    smaller tree's root is `implied`. `tiles`: path → bytes of what was read for that. `astray`: the tile that is missing or
    does not belong to the signed tree. `why`: what went wrong, for people.
    """

    kind: Kind
    received: bytes = b""
    shown: Signed | None = None
    cosigned: str | None = None
    proof: tuple[bytes, ...] = ()
    implied: bytes | None = None
    tiles: dict[str, bytes] = field(default_factory=dict)
    astray: str = ""
    why: str = ""


class Astray(ValueError):
    """A tile is missing, has the wrong length, or does not belong to the signed tree."""

    def __init__(self, path: str, why: str, tiles: dict[str, bytes] | None = None) -> None:
        super().__init__(f"{path}: {why}" if path else why)
        self.path = path
        self.tiles = tiles or {}


def read_checkpoint(received: bytes, origin: str, keys: Sequence[Verifier]) -> Signed | Finding:
    """The checkpoint in `received` if it is of this log and signed by one of its keys; else what is wrong with it."""
    try:
        note = received.decode()
        text, lines = split_note(note)
        checkpoint = Checkpoint.parse(text)
    except (UnicodeDecodeError, NoteError) as error:
        return Finding(kinds.MALFORMED, received, why=str(error))
    if checkpoint.origin != origin:
        return Finding(kinds.UNKNOWN_ORIGIN, received, why=f"{checkpoint.origin!r}, not {origin!r}")
    try:
        open_note(note, keys)
    except NoteError as error:
        return Finding(kinds.BAD_SIGNATURE, received, why=str(error))
    own = [line for line in lines if _by(text, line, keys)]
    return Signed(text + "\n" + "".join(own), checkpoint)


def _by(text: str, line: str, keys: Sequence[Verifier]) -> bool:
    try:
        open_note(f"{text}\n{line}", keys)
    except NoteError:
        return False
    return True


def served(size: int, fetch: Fetch, kept: dict[str, bytes] | None = None) -> ReadTile:
    """How to read the tiles of a tree of `size` leaves that is served by `fetch`; what was read goes into `kept`.

    Always asks for the tile as wide as this tree has it, whatever narrower part is wanted: narrower ones may have been
    taken away. A partial tile that was since filled is cut from the full one. Raises Astray, Unreachable.
    """

    def read(level: int, index: int, width: int) -> bytes:
        whole = min(WIDTH, (size >> 8 * level) - index * WIDTH)
        path = tile_path(level, index, whole)
        if kept is not None and path in kept:
            return kept[path][: width * HASH]
        try:
            data = fetch(path, WIDTH * HASH)
        except Missing as error:
            if whole == WIDTH:
                raise Astray(path, "not served") from error
            try:
                data = fetch(tile_path(level, index), WIDTH * HASH)[: whole * HASH]
            except Missing:
                raise Astray(path, "not served") from error
        if kept is not None:
            kept[path] = data
        if len(data) != whole * HASH:
            raise Astray(path, f"{len(data)} bytes, not {whole * HASH}", {path: data})
        return data[: width * HASH]

    return read


def judge(shown: Signed, cosigned: Signed | None, read: ReadTile) -> Finding:
    """Compare the shown checkpoint with the last one cosigned. `read` reads the tiles of the larger of the two.

    The kind is one of FIRST, SAME, GROWN, STALE, FORK, UNPROVEN, MALFORMED. Raises what `read` raises but Astray.
    """
    if shown.size == 0 and shown.root != EMPTY_ROOT:
        return Finding(kinds.MALFORMED, shown=shown, why="an empty tree with another root than the empty one")
    note = cosigned.note if cosigned else None
    if cosigned and shown.size == cosigned.size:
        same = shown.root == cosigned.root
        return Finding(kinds.SAME if same else kinds.FORK, shown=shown, cosigned=note)
    smaller, larger = sorted((shown, cosigned or shown), key=lambda one: one.size)
    try:
        if root(read, larger.size) != larger.root:
            raise ProofError("the tiles lead to another root than the signed one")
        if cosigned is None:
            return Finding(kinds.FIRST, shown=shown)
        implied = root(read, smaller.size)
        proof = tuple(consistency_proof(read, smaller.size, larger.size))
        verify_consistency(smaller.size, implied, larger.size, larger.root, proof)
    except Astray as error:
        return Finding(
            kinds.UNPROVEN, shown=shown, cosigned=note, tiles=error.tiles, astray=error.path, why=str(error)
        )
    except ProofError as error:
        return Finding(kinds.UNPROVEN, shown=shown, cosigned=note, why=str(error))
    grown = kinds.GROWN if larger is shown else kinds.STALE
    kind = grown if implied == smaller.root else kinds.FORK
    return Finding(kind, shown=shown, cosigned=note, proof=proof, implied=implied)
