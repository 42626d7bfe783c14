"""The log's hashes as the witness saw them: all of them, 32 bytes an entry.

With them a witness proves a fork even when the log no longer serves what it had signed. Nothing is written that does not
hash into a signed root. A tile may hold more than the last cosigned tree (a kill came before the state was written);
readers take no more of it than that tree has, and that part never changes as long as growth is proven.
"""

from pathlib import Path

from jiangong.foundation.ledger.tlog.merkle import HASH, perfect_root
from jiangong.foundation.ledger.tlog.tiles import WIDTH, ReadTile, root, tile_path, widths
from jiangong.operations.witness.judging import Astray

MOST_GROWTH = (
    50_000_000  # leaves at a look: a tree of repeated leaves could be served without end, and fill the disk
)


def extend(tiles: Path, before: int, size: int, signed_root: bytes, read: ReadTile) -> None:
    """Add to the mirror of `before` leaves what the tree of `size` leaves has more.

    Partial tiles are authenticated by the root, full ones by their hash in the tile above, so the walk goes from the top
    down; a full tile that is here already is not read again, so that a broken-off beginning goes on. Raises Astray if a
    tile does not lead to the signed root; the mirror then still holds what it held.
    """
    if size - before > MOST_GROWTH:
        raise Astray("", f"more than {MOST_GROWTH:,} new leaves at once")
    if root(read, size) != signed_root:
        raise Astray("", "the tiles lead to another root than the signed one")
    above: dict[int, bytes] = {}
    for level in sorted(widths(size), reverse=True):
        count = size >> 8 * level
        full = count // WIDTH
        touched: dict[int, bytes] = {}
        if count % WIDTH and count > before >> 8 * level:
            touched[full] = read(level, full, count % WIDTH)
            _write(tiles, level, full, touched[full])
        for index in range((before >> 8 * level) // WIDTH, full):
            over, at = above[index // WIDTH], index % WIDTH * HASH
            tile = _full_tile(tiles, level, index, over[at : at + HASH], read)
            if tile is None:
                path = tile_path(level, index)
                beside = tile_path(level + 1, index // WIDTH, len(over) // HASH)
                kept = {path: read(level, index, WIDTH), beside: over}
                raise Astray(path, "not of the signed tree", kept)
            if level:
                touched[index] = tile
        above = touched


def _full_tile(tiles: Path, level: int, index: int, mark: bytes, read: ReadTile) -> bytes | None:
    """The tile whose hash is `mark`: from the mirror, else as served and then in the mirror; None if it is another."""
    path = tiles / tile_path(level, index)
    if path.exists() and path.stat().st_size == WIDTH * HASH:
        tile = path.read_bytes()
        if perfect_root(tile) == mark:
            return tile
    tile = read(level, index, WIDTH)
    if perfect_root(tile) != mark:
        return None
    _write(tiles, level, index, tile)
    return tile


def mirrored(tiles: Path) -> ReadTile:
    """How to read the mirror. Raises Astray for what it does not have."""

    def read(level: int, index: int, width: int) -> bytes:
        try:
            data = (tiles / tile_path(level, index)).read_bytes()
        except FileNotFoundError:
            data = b""
        if len(data) < width * HASH:
            raise Astray(tile_path(level, index, width), "not in the mirror")
        return data[: width * HASH]

    return read


def _write(tiles: Path, level: int, index: int, data: bytes) -> None:
    path = tiles / tile_path(level, index)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}")
    beside.write_bytes(data)
    beside.replace(path)
