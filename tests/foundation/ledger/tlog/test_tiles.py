"""Tiles: growing in any steps, what is read for a proof, paths, bundles."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangong.foundation.ledger.tlog.merkle import EMPTY_ROOT, leaf_hash, verify_consistency, verify_inclusion
from jiangong.foundation.ledger.tlog.tiles import (
    consistency_proof,
    grow,
    inclusion_proof,
    pack,
    parse_tile_path,
    root,
    tile_path,
    unpack,
    widths,
)
from tests.foundation.ledger.tlog.naive import Naive

MOST = 66_000  # more than 256², so that there is a level 2
LEAVES = [leaf_hash(b"%d" % number) for number in range(MOST)]
NAIVE = Naive(LEAVES)
EDGES = (0, 1, 2, 3, 17, 255, 256, 257, 300, 511, 512, 513, 65535, 65536, 65537, 65792, MOST)


@pytest.fixture(scope="module")
def tiles():
    return grow({}, 0, LEAVES)[0]


@pytest.fixture
def read(tiles):
    """Gives exactly the asked width, and notices when more is asked than a tree of that size has."""
    return lambda level, index, width: tiles[level, index][: width * 32]


def test_the_specifications_own_examples():
    assert widths(70_000) == {0: (273, 112), 1: (1, 17), 2: (0, 1)}
    assert widths(256) == {0: (0, 256), 1: (0, 1)}
    assert widths(1) == {0: (0, 1)}
    assert widths(257) == {0: (1, 1), 1: (0, 1)}
    assert widths(65536) == {0: (255, 256), 1: (0, 256), 2: (0, 1)}
    assert widths(0) == {}
    with pytest.raises(ValueError, match=r"^no tree of -1 leaves$"):
        widths(-1)


@pytest.mark.parametrize("size", EDGES)
def test_roots_at_the_edges(read, size):
    assert root(read, size) == NAIVE.root(0, size)
    assert grow({}, 0, LEAVES[:size])[2] == NAIVE.root(0, size)


def test_there_is_no_root_of_fewer_than_no_leaves(read):
    with pytest.raises(ValueError, match=r"^no tree of -1 leaves$"):
        root(read, -1)


@pytest.mark.parametrize(
    "steps", [[1] * 600, [255, 1, 1, 255, 2, 700], [300, 65236, 1, 463], [65536, 256, 208]]
)
def test_a_tree_grown_in_any_steps_has_the_same_tiles_and_edge(steps):
    kept, edge, size = {}, {}, 0
    for step in steps:
        fresh = LEAVES[size : size + step]
        written, edge, reached = grow(edge, size, fresh)
        size += step
        assert reached == NAIVE.root(0, size)
        assert set(written) == expected_writes(size - step, size)
        assert all(
            type(number) is int for number in (*edge, *(number for place in written for number in place))
        )
        kept |= written
    whole, whole_edge, _ = grow({}, 0, LEAVES[:size])
    assert kept == whole
    assert edge == whole_edge
    assert {level: len(row) // 32 for level, row in edge.items()} == {
        level: width for level, (_, width) in widths(size).items() if width < 256
    }


def expected_writes(old, new):
    """Levels' tiles that have got hashes between two sizes."""
    writes = set()
    level = 0
    while new:
        writes |= {(level, at // 256) for at in range(old, new)}
        old, new, level = old // 256, new // 256, level + 1
    return writes


def test_growing_by_nothing_changes_nothing():
    assert grow({}, 0, []) == ({}, {}, EMPTY_ROOT)
    _, edge, reached = grow({}, 0, LEAVES[:300])
    assert grow(edge, 300, []) == ({}, edge, reached)
    assert grow(edge | {5: b""}, 300, []) == ({}, edge, reached)
    _, edge, reached = grow({}, 0, LEAVES[:256])
    assert edge == {1: reached}
    assert grow(edge, 256, []) == ({}, edge, reached)


@pytest.mark.parametrize(
    ("edge", "size"),
    [
        ({}, 1),
        ({0: LEAVES[0]}, 0),
        ({0: LEAVES[0]}, 2),
        ({0: LEAVES[0] + b"x"}, 1),
        ({0: LEAVES[0]}, 257),
        ({0: LEAVES[0], 1: LEAVES[1], 2: LEAVES[2]}, 257),
        ({1: LEAVES[0]}, 1),
        ({0: b"".join(LEAVES[:256]), 1: LEAVES[0]}, 256),
    ],
)
def test_a_tree_does_not_grow_from_another_trees_edge(edge, size):
    with pytest.raises(ValueError, match=f"^the edge is not that of a tree of {size} leaves$"):
        grow(edge, size, LEAVES[:1])


def test_a_tree_does_not_grow_by_what_is_no_hash():
    with pytest.raises(ValueError, match=r"^a leaf hash has 32 bytes$"):
        grow({}, 0, [LEAVES[0][:31], LEAVES[1] + b"x"])
    with pytest.raises(ValueError, match=r"^no tree of -1 leaves$"):
        grow({}, -1, [])


def places(size):
    """Some indexes of a tree: its ends, the tiles' borders, a few at random."""
    borders = {0, 1, 254, 255, 256, 257, 65535, 65536, size - 257, size - 2, size - 1}
    return sorted({*(at for at in borders if 0 <= at < size), *random.Random(size).choices(range(size), k=5)})


@pytest.mark.parametrize("size", EDGES[1:])
def test_inclusion_is_proved_across_tiles(read, size):
    for index in places(size):
        proof = inclusion_proof(read, index, size)
        assert proof == NAIVE.path(index, 0, size)
        verify_inclusion(LEAVES[index], index, size, proof, NAIVE.root(0, size))


@pytest.mark.parametrize("new", EDGES)
def test_consistency_is_proved_across_tiles(read, new):
    for old in (*EDGES, new - 1):
        if 0 <= old <= new:
            proof = consistency_proof(read, old, new)
            assert proof == (NAIVE.proof(old, 0, new) if old else [])
            verify_consistency(old, NAIVE.root(0, old), new, NAIVE.root(0, new), proof)


@pytest.mark.parametrize("size", EDGES[1:])
def test_only_published_tiles_are_read_and_each_once(tiles, size):
    """A partial tile is asked by the width that a checkpoint of this size makes public, a full one by 256."""

    def noting(level, index, width):
        asked.append((level, index))
        last, its_width = widths(size)[level]
        assert index <= last
        assert width == (its_width if index == last else 256)
        return tiles[level, index]  # wider than asked: cut off by the reader

    for ask in (
        lambda: root(noting, size),
        lambda: inclusion_proof(noting, size // 3, size),
        lambda: consistency_proof(noting, size // 3, size),
    ):
        asked: list[tuple[int, int]] = []
        ask()
        assert len(asked) == len(set(asked))


def test_proofs_are_refused_for_what_is_not_there(read):
    for index, size in ((-1, 3), (3, 3), (0, 0)):
        with pytest.raises(ValueError, match=f"^no leaf {index} in a tree of {size} leaves$"):
            inclusion_proof(read, index, size)
    for old, new in ((-1, 3), (4, 3)):
        with pytest.raises(ValueError, match=f"^a tree of {new} leaves cannot extend one of {old}$"):
            consistency_proof(read, old, new)
    assert consistency_proof(read, 0, 0) == []
    assert inclusion_proof(read, 0, 1) == []


def test_a_short_tile_is_noticed(tiles):
    with pytest.raises(ValueError, match=r"^tile tile/0/000.p/7 is too short$"):
        root(lambda level, index, width: tiles[level, index][: width * 32 - 1], 7)


PATHS = [
    ("tile/0/000", 0, 0, 256),
    ("tile/0/x001/067.p/12", 0, 1067, 12),
    ("tile/63/x001/x234/067", 63, 1_234_067, 256),
    ("tile/1/999.p/1", 1, 999, 1),
    ("tile/10/x001/000.p/255", 10, 1000, 255),
    ("tile/entries/x999/999", "entries", 999_999, 256),
    ("tile/entries/000.p/100", "entries", 0, 100),
    ("tile/2/x999/x999/x999/x999/x999/x999/999", 2, 10**21 - 1, 256),
]


@pytest.mark.parametrize(("path", "level", "index", "width"), PATHS)
def test_paths_are_written_and_read(path, level, index, width):
    assert tile_path(level, index, width) == path
    assert parse_tile_path(path) == (level, index, width)
    if width == 256:
        assert tile_path(level, index) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/x000/067",
        "tile/0/001/067",
        "tile/0/x001/x067",
        "tile/0/x01/067",
        "tile/0/X001/067",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/100/000",
        "tile//000",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/999",
        "tile/0/000.p/1000",
        "tile/0/000.p/",
        "tile/0/000.p",
        "tile/0/000.q/1",
        "tile/0/000xp/1",
        "tile/0/000/",
        "/tile/0/000",
        "ledger/tile/0/000",
        "tile/0/000\n",
        "tile/0/٠٠٠",
        "tile/٠/000",
        "tile/0/000.p/٢",
        "tile/entries/../../etc/passwd",
        "tile/entry/000",
        "tile/0/x001/x999/x999/x999/x999/x999/x999/999",
    ],
)
def test_other_paths_are_refused(path):
    with pytest.raises(
        ValueError, match=r"^(not a tile path|not the canonical tile path|no tile (level|width) .*)$"
    ):
        parse_tile_path(path)


@pytest.mark.parametrize(
    ("level", "index", "width", "words"),
    [
        (-1, 0, 256, "no tile level -1"),
        (64, 0, 256, "no tile level 64"),
        (0, -1, 256, "no tile index -1"),
        (0, 10**21, 256, f"no tile index {10**21}"),
        (0, 0, 0, "no tile width 0"),
        (0, 0, 257, "no tile width 257"),
    ],
)
def test_paths_are_written_only_for_tiles(level, index, width, words):
    with pytest.raises(ValueError, match=f"^{words}$"):
        tile_path(level, index, width)


@given(st.one_of(st.integers(0, 63), st.just("entries")), st.integers(0, 10**21 - 1), st.integers(1, 256))
def test_every_path_is_read_back(level, index, width):
    assert parse_tile_path(tile_path(level, index, width)) == (level, index, width)


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_every_bundle_is_read_back(entries):
    assert unpack(pack(entries)) == entries


def test_a_bundle_byte_by_byte():
    assert pack([b"ab", b"", b"c" * 258]) == b"\x00\x02ab\x00\x00\x01\x02" + b"c" * 258
    assert unpack(b"") == []
    assert pack([]) == b""
    assert unpack(pack([b"x" * 65535])) == [b"x" * 65535]
    with pytest.raises(ValueError, match=r"^an entry has at most 65535 bytes, this one 65536$"):
        pack([b"x" * 65536])


@pytest.mark.parametrize(
    "data", [b"\x00", b"\x00\x01", b"\x00\x00\x00", b"\x00\x02a", b"\x00\x01a\x00\x02b", b"\x01\x00"]
)
def test_a_bundle_cut_short_is_refused(data):
    with pytest.raises(ValueError, match=r"^the bundle ends within an entry$"):
        unpack(data)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 700), max_size=6), st.data())
def test_any_history_is_consistent(steps, data):
    """Grown in any steps, every former tree is proved to be the beginning of the last, every leaf to be in it."""
    kept, edge, size, former = {}, {}, 0, [(0, EMPTY_ROOT)]
    for step in steps:
        written, edge, reached = grow(edge, size, LEAVES[size : size + step])
        size += step
        kept |= written
        former.append((size, reached))

    def read(level, index, width):
        return kept[level, index][: width * 32]

    for old, old_root in former:
        verify_consistency(old, old_root, size, former[-1][1], consistency_proof(read, old, size))
    if size:
        index = data.draw(st.integers(0, size - 1))
        verify_inclusion(LEAVES[index], index, size, inclusion_proof(read, index, size), former[-1][1])
