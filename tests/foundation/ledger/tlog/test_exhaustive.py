"""Every size from 0 to 300, every leaf, every pair of sizes, against RFC 6962's recursive definitions."""

from functools import cache

import pytest

from jiangong.foundation.ledger.tlog import tiles
from jiangong.foundation.ledger.tlog.merkle import leaf_hash, verify_consistency, verify_inclusion
from jiangong.foundation.ledger.tlog.tiles import consistency_proof, grow, inclusion_proof, root
from tests.foundation.ledger.tlog.naive import Naive

MOST = 300
LEAVES = [leaf_hash(b"%d" % number) for number in range(MOST)]
NAIVE = Naive(LEAVES)
ROOTS = [NAIVE.root(0, size) for size in range(MOST + 1)]


@pytest.fixture(scope="module")
def read():
    """The tiles; a subtree's root, once computed, is remembered, or ninety thousand proofs would take a minute."""
    written, _, _ = grow({}, 0, LEAVES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiles, "perfect_root", cache(tiles.perfect_root))
        yield lambda level, index, width: written[level, index][: width * 32]


def test_every_root(read):
    assert [root(read, size) for size in range(MOST + 1)] == ROOTS


def test_every_leafs_inclusion(read):
    for size in range(1, MOST + 1):
        for index in range(size):
            proof = inclusion_proof(read, index, size)
            assert proof == NAIVE.path(index, 0, size)
            verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size])


def test_every_trees_consistency(read):
    for new in range(MOST + 1):
        for old in range(new + 1):
            proof = consistency_proof(read, old, new)
            assert proof == (NAIVE.proof(old, 0, new) if old else [])
            verify_consistency(old, ROOTS[old], new, ROOTS[new], proof)
