"""A log held by whoever has its signing key: it grows honestly, and signs whatever lie a test asks for."""

from __future__ import annotations

from collections.abc import Sequence

from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint
from jiangong.foundation.ledger.tlog.merkle import HASH, leaf_hash
from jiangong.foundation.ledger.tlog.notes import Signer
from jiangong.foundation.ledger.tlog.tiles import WIDTH, consistency_proof, grow, parse_tile_path, root
from jiangong.operations.witness.network import Missing

ORIGIN = "ledger.example.org/yanshi"


class Tree:
    """Leaves, and all tiles over them."""

    def __init__(self, leaves: Sequence[bytes] = ()) -> None:
        self.leaves: list[bytes] = []
        self.tiles: dict[tuple[int, int], bytes] = {}
        self.edge: dict[int, bytes] = {}
        self.extend(leaves)

    @property
    def size(self) -> int:
        return len(self.leaves)

    def extend(self, leaves: Sequence[bytes]) -> None:
        tiles, self.edge, self.root = grow(self.edge, self.size, [leaf_hash(leaf) for leaf in leaves])
        self.tiles.update(tiles)
        self.leaves.extend(leaves)

    def read(self, level: int, index: int, width: int) -> bytes:
        return self.tiles[level, index][: width * HASH]

    def root_at(self, size: int) -> bytes:
        return root(self.read, size)

    def proof(self, old: int, new: int) -> list[bytes]:
        return consistency_proof(self.read, old, new)


class ForgedLog:
    """What is served: a checkpoint's note, and the tiles of a tree. `lies` replaces what is served at a path."""

    def __init__(self, signer: Signer | None = None, leaves: Sequence[bytes] = ()) -> None:
        self.signer = signer or Signer.generate(ORIGIN)
        self.tree = Tree(leaves)
        self.checkpoint = b""
        self.lies: dict[str, bytes | None] = {}
        self.posted: list[str] = []
        self.show()

    @property
    def vkey(self) -> str:
        return self.signer.verifier.vkey

    def sign(self, size: int, root: bytes, *, origin: str = ORIGIN, signer: Signer | None = None) -> str:
        text = Checkpoint(origin, size, root).text()
        return f"{text}\n{(signer or self.signer).sign(text)}"

    def note(self, size: int | None = None) -> str:
        size = self.tree.size if size is None else size
        return self.sign(size, self.tree.root_at(size))

    def show(self, size: int | None = None) -> None:
        """Serve the checkpoint of the tree's first `size` leaves, all of them if not given."""
        self.checkpoint = self.note(size).encode()

    def grow(self, leaves: Sequence[bytes]) -> None:
        self.tree.extend(leaves)
        self.show()

    def fetch(self, path: str, most: int) -> bytes:
        if path in self.lies:
            lie = self.lies[path]
            if lie is None:
                raise Missing(path)
            return lie
        if path == "checkpoint":
            return self.checkpoint
        level, index, width = parse_tile_path(path)
        tile = self.tree.tiles.get((level, index), b"") if level != "entries" else b""
        if len(tile) < width * HASH:
            raise Missing(path)
        return tile[: width * HASH]

    def take(self, note: str) -> bool:
        self.posted.append(note)
        return True

    def paths(self) -> list[str]:
        """Where the tiles of the whole tree are served."""
        from jiangong.foundation.ledger.tlog.tiles import tile_path

        return [
            tile_path(level, index, min(WIDTH, len(data) // HASH))
            for (level, index), data in self.tree.tiles.items()
        ]
