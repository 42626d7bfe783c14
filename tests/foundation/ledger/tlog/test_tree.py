"""Tree, tiles and both proofs, for every size from 0 to 300, against RFC 6962's own recursive definition."""

from hashlib import sha256

import pytest

from jiangong.foundation.ledger.tlog.merkle import EMPTY_ROOT, leaf_hash, verify_consistency, verify_inclusion
from jiangong.foundation.ledger.tlog.tiles import consistency_proof, grow, inclusion_proof, root

MOST = 300
LEAVES = [leaf_hash(b"%d" % number) for number in range(MOST)]


def naive(leaves):
    """MTH of RFC 6962, 2.1."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + naive(leaves[:split]) + naive(leaves[split:])).digest()


ROOTS = [naive(LEAVES[:size]) for size in range(MOST + 1)]


@pytest.fixture(scope="module")
def read():
    tiles, _, _ = grow({}, 0, LEAVES)
    return lambda level, index, width: tiles[level, index][: width * 32]


@pytest.mark.parametrize("batch", [1, 7, 255, 256, 257, 300])
def test_a_tree_grown_in_any_steps_has_the_definitions_roots(batch):
    edge, size, reached = {}, 0, EMPTY_ROOT
    while size < MOST:
        fresh = LEAVES[size : size + batch]
        _, edge, reached = grow(edge, size, fresh)
        size += len(fresh)
        assert reached == ROOTS[size]
    assert grow(edge, size, []) == ({}, edge, reached)


def test_every_root_comes_from_the_tiles(read):
    assert [root(read, size) for size in range(MOST + 1)] == ROOTS


def test_every_leafs_inclusion_is_proved(read):
    for size in (*range(1, 70), 127, 128, 129, *range(253, 260), MOST):
        for index in range(size):
            verify_inclusion(LEAVES[index], index, size, inclusion_proof(read, index, size), ROOTS[size])


def test_every_trees_consistency_is_proved(read):
    for new in (*range(70), 127, 128, 129, *range(253, 260), MOST):
        for old in range(new + 1):
            verify_consistency(old, ROOTS[old], new, ROOTS[new], consistency_proof(read, old, new))
