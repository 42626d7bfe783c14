"""The tree in tiles (C2SP tlog-tiles): rows of 256 hashes, of which only the rightmost of a level ever changes.

Level 0 holds leaf hashes; a hash at level n+1 is the root over one full tile of level n. A tree of 70,000 leaves is 273
full tiles and one of 112 hashes at level 0, one full and one of 17 at level 1, and one of 1 at level 2.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from jiangong.foundation.ledger.tlog.merkle import EMPTY_ROOT, HASH, node_hash, perfect_root

WIDTH = 256
"""Hashes in a full tile, entries in a full bundle."""
FULL = WIDTH * HASH

Level = int | Literal["entries"]
ReadTile = Callable[[int, int, int], bytes]
"""(level, index, width) → the tile's bytes, width × 32 of them; more are cut off, so a wider tile may be given."""

PATH = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([0-9]{1,3}))?")


def tile_path(level: Level, index: int, width: int = WIDTH) -> str:
    """Where a tile or a bundle of entries is published: `tile/0/x001/067.p/12`. Raises ValueError outside of the ranges:
    level 0–63, index under 10^21, width 1–256."""
    if level != "entries" and not 0 <= level <= 63:
        raise ValueError(f"no tile level {level}")
    if not 0 <= index < 10**21:
        raise ValueError(f"no tile index {index}")
    if not 1 <= width <= WIDTH:
        raise ValueError(f"no tile width {width}")
    digits = str(index)
    digits = digits.zfill(len(digits) + -len(digits) % 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(['x' + group for group in groups[:-1]] + groups[-1:])}{partial}"


def parse_tile_path(path: str) -> tuple[Level, int, int]:
    """Level, index and width of a path that `tile_path` would write. Raises ValueError for any other text."""
    found = PATH.fullmatch(path)
    if found is None:
        raise ValueError("not a tile path")
    level: Level = "entries" if found[1] == "entries" else int(found[1])
    index = int(found[2].replace("/", "").replace("x", ""))
    width = WIDTH if found[3] is None else int(found[3])
    if tile_path(level, index, width) != path:
        raise ValueError("not the canonical tile path")
    return level, index, width


def widths(size: int) -> dict[int, tuple[int, int]]:
    """The rightmost tile of each level of a tree with `size` leaves: level → (index, width 1–256)."""
    if size < 0:
        raise ValueError(f"no tree of {size} leaves")
    rightmost = {}
    level, count = 0, size
    while count:
        rightmost[level] = ((count - 1) // WIDTH, (count - 1) % WIDTH + 1)
        level, count = level + 1, count // WIDTH
    return rightmost


def grow(
    edge: Mapping[int, bytes], size: int, hashes: Sequence[bytes]
) -> tuple[dict[tuple[int, int], bytes], dict[int, bytes], bytes]:
    """Append leaf hashes to a tree of `size` leaves.

    `edge` is what must be known of that tree: level → bytes of its partial rightmost tile; a level whose tiles are all full
    is absent. Returns the tiles written or extended ((level, index) → bytes), the edge of the new tree, and its root.
    Raises ValueError if the edge is not one of a tree of that size, or a hash has not 32 bytes.
    """
    _check_edge(edge, size)
    if any(len(each) != HASH for each in hashes):
        raise ValueError(f"a leaf hash has {HASH} bytes")
    tiles: dict[tuple[int, int], bytes] = {}
    after: dict[int, bytes] = {}
    fresh = b"".join(hashes)
    level, count = 0, size
    while fresh or count:
        row = edge.get(level, b"") + fresh
        full = len(row) - len(row) % FULL
        if full < len(row):
            after[level] = row[full:]
        roots = []
        if fresh:
            for start in range(0, len(row), FULL):
                tile = row[start : start + FULL]
                tiles[level, count // WIDTH + start // FULL] = tile
                if start < full:
                    roots.append(perfect_root(tile))
        fresh = b"".join(roots)
        level, count = level + 1, count // WIDTH
    return tiles, after, root(lambda level, _index, _width: after[level], size + len(hashes))


def root(read: ReadTile, size: int) -> bytes:
    """Root of the tree with `size` leaves, from its rightmost partial tiles alone: tiles below them are not looked at."""
    if size < 0:
        raise ValueError(f"no tree of {size} leaves")
    if size == 0:
        return EMPTY_ROOT
    return _hashes(read, size, [(0, size)])[0]


def inclusion_proof(read: ReadTile, index: int, size: int) -> list[bytes]:
    """The audit path of leaf `index` in the tree with `size` leaves, from its sibling up (RFC 6962, 2.1.1).
    Raises ValueError if the tree has no such leaf or a tile is too short."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size} leaves")
    low, high = 0, size
    siblings = []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            siblings.append((middle, high))
            high = middle
        else:
            siblings.append((low, middle))
            low = middle
    return _hashes(read, size, siblings[::-1])


def consistency_proof(read: ReadTile, old: int, new: int) -> list[bytes]:
    """Proof that the tree with `new` leaves extends the one with `old` (RFC 6962, 2.1.2); empty if `old` is 0 or `new`.
    Raises ValueError if `new` is the smaller one or a tile is too short."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} leaves cannot extend one of {old}")
    if old == 0:
        return []
    low, high = 0, new
    parts = []
    while high != old:
        middle = low + _split(high - low)
        if old <= middle:
            parts.append((middle, high))
            high = middle
        else:
            parts.append((low, middle))
            low = middle
    if low:  # otherwise the last part is the old tree itself, whose root is known
        parts.append((low, high))
    return _hashes(read, new, parts[::-1])


def pack(entries: Iterable[bytes]) -> bytes:
    """A bundle of entries: each its length as two bytes, big-endian, and its bytes. ValueError above 65,535 bytes."""
    parts = []
    for entry in entries:
        if len(entry) > 0xFFFF:
            raise ValueError(f"an entry has at most 65535 bytes, this one {len(entry)}")
        parts += [len(entry).to_bytes(2, "big"), entry]
    return b"".join(parts)


def unpack(data: bytes) -> list[bytes]:
    """The entries of a bundle. ValueError if it ends within one."""
    entries = []
    at = 0
    while at < len(data):
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        if start > len(data) or at > len(data):
            raise ValueError("the bundle ends within an entry")
        entries.append(data[start:at])
    return entries


def _split(size: int) -> int:
    """The largest power of two below `size` (at least 2): where RFC 6962 parts a tree."""
    return 1 << (size - 1).bit_length() - 1


def _check_edge(edge: Mapping[int, bytes], size: int) -> None:
    expected = {level: width * HASH for level, (_, width) in widths(size).items() if width < WIDTH}
    if {level: len(row) for level, row in edge.items() if row} != expected:
        raise ValueError(f"the edge is not that of a tree of {size} leaves")


def _hashes(read: ReadTile, size: int, ranges: Sequence[tuple[int, int]]) -> list[bytes]:
    """Roots over ranges of leaves [low, high), each of which begins where a subtree of its size may; a tile is read once."""
    held: dict[tuple[int, int], bytes] = {}

    def perfect(low: int, height: int) -> bytes:
        """Root over the 2^height leaves from `low`: within one tile, since a tile is eight levels high."""
        level, above = divmod(height, 8)
        index, at = divmod(low >> 8 * level, WIDTH)
        if (level, index) not in held:
            width = min(WIDTH, (size >> 8 * level) - index * WIDTH)
            tile = read(level, index, width)[: width * HASH]
            if len(tile) != width * HASH:
                raise ValueError(f"tile {tile_path(level, index, width)} is too short")
            held[level, index] = tile
        return perfect_root(held[level, index][at * HASH : (at + (1 << above)) * HASH])

    found = []
    for low, high in ranges:
        reached = b""
        while high > low:  # from the right: the smallest perfect subtree first
            height = ((high - low) & -(high - low)).bit_length() - 1
            high -= 1 << height
            part = perfect(high, height)
            reached = node_hash(part, reached) if reached else part
        found.append(reached)
    return found
