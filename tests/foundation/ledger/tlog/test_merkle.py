"""The two proof checks: what holds, and each way in which a proof does not."""

from hashlib import sha256

import pytest

from jiangong.foundation.ledger.tlog.merkle import (
    EMPTY_ROOT,
    ProofError,
    leaf_hash,
    node_hash,
    perfect_root,
    verify_consistency,
    verify_inclusion,
)
from tests.foundation.ledger.tlog.naive import Naive

LEAVES = [leaf_hash(b"leaf %d" % number) for number in range(40)]
NAIVE = Naive(LEAVES)
OTHER = sha256(b"other").digest()


def test_leaves_and_nodes_are_hashed_apart():
    assert leaf_hash(b"ab") == sha256(b"\x00ab").digest()
    assert node_hash(b"a", b"b") == sha256(b"\x01ab").digest()
    assert sha256(b"").digest() == EMPTY_ROOT


@pytest.mark.parametrize("height", range(6))
def test_a_perfect_trees_root(height):
    width = 1 << height
    assert perfect_root(b"".join(LEAVES[:width])) == NAIVE.root(0, width)


def test_every_inclusion_up_to_forty_leaves():
    for size in range(1, 41):
        for index in range(size):
            verify_inclusion(LEAVES[index], index, size, NAIVE.path(index, 0, size), NAIVE.root(0, size))


def test_every_consistency_up_to_forty_leaves():
    for new in range(41):
        for old in range(new + 1):
            proof = NAIVE.proof(old, 0, new) if old else []
            verify_consistency(old, NAIVE.root(0, old), new, NAIVE.root(0, new), proof)


def test_no_leaf_is_proved_at_another_place():
    for size in (1, 2, 3, 7, 8, 13, 32, 33):
        for index in range(size):
            for claimed in range(size):
                if claimed != index:
                    with pytest.raises(ProofError):
                        verify_inclusion(
                            LEAVES[index], claimed, size, NAIVE.path(index, 0, size), NAIVE.root(0, size)
                        )


def test_no_tree_extends_one_of_another_size():
    for new in (2, 3, 7, 8, 13):
        for old in range(1, new):
            for claimed in range(1, new):
                if claimed != old:
                    with pytest.raises(ProofError):
                        verify_consistency(
                            claimed,
                            NAIVE.root(0, old),
                            new,
                            NAIVE.root(0, new),
                            NAIVE.proof(old, 0, new),
                        )


INCLUSION = NAIVE.path(4, 0, 7)
ROOT = NAIVE.root(0, 7)


@pytest.mark.parametrize(
    ("leaf", "index", "size", "proof", "root", "words"),
    [
        (LEAVES[4], 7, 7, INCLUSION, ROOT, "index 7 is not in a tree of 7 leaves"),
        (LEAVES[4], -1, 7, INCLUSION, ROOT, "index -1 is not in a tree of 7 leaves"),
        (LEAVES[0], 0, 0, [], EMPTY_ROOT, "index 0 is not in a tree of 0 leaves"),
        (LEAVES[4][:31], 4, 7, INCLUSION, ROOT, "a hash has 32 bytes"),
        (LEAVES[4], 4, 7, INCLUSION, ROOT + b"x", "a hash has 32 bytes"),
        (LEAVES[4], 4, 7, [*INCLUSION[:2], b""], ROOT, "a hash has 32 bytes"),
        (LEAVES[4], 4, 7, [*INCLUSION, OTHER], ROOT, "the inclusion proof is too long"),
        (LEAVES[4], 4, 7, INCLUSION[:2], ROOT, "the inclusion proof is too short"),
        (LEAVES[4], 4, 7, [], ROOT, "the inclusion proof is too short"),
        (LEAVES[5], 4, 7, INCLUSION, ROOT, "the inclusion proof leads to another root"),
        (LEAVES[4], 4, 7, INCLUSION, OTHER, "the inclusion proof leads to another root"),
    ],
)
def test_a_refused_inclusion_says_why(leaf, index, size, proof, root, words):
    with pytest.raises(ProofError) as refused:
        verify_inclusion(leaf, index, size, proof, root)
    assert str(refused.value) == words


CONSISTENCY = NAIVE.proof(3, 0, 7)
OLD = NAIVE.root(0, 3)


@pytest.mark.parametrize(
    ("old", "old_root", "new", "new_root", "proof", "words"),
    [
        (7, ROOT, 3, OLD, CONSISTENCY, "a tree of 3 leaves cannot extend one of 7"),
        (-1, OLD, 7, ROOT, CONSISTENCY, "a tree of 7 leaves cannot extend one of -1"),
        (7, ROOT, 7, ROOT, [OTHER], "the consistency proof should be empty"),
        (0, EMPTY_ROOT, 7, ROOT, [OTHER], "the consistency proof should be empty"),
        (7, ROOT, 7, OTHER, [], "two trees of one size with different roots"),
        (0, OTHER, 7, ROOT, [], "the old tree is empty, but its root is not the empty tree's"),
        (0, EMPTY_ROOT, 7, ROOT[:31], [], "a hash has 32 bytes"),
        (3, OLD[:31], 7, ROOT, CONSISTENCY, "a hash has 32 bytes"),
        (3, OLD, 7, ROOT + b"x", CONSISTENCY, "a hash has 32 bytes"),
        (3, OLD, 7, ROOT, [*CONSISTENCY[:3], b""], "a hash has 32 bytes"),
        (3, OLD, 7, ROOT, [], "the consistency proof is too short"),
        (3, OLD, 7, ROOT, CONSISTENCY[:3], "the consistency proof is too short"),
        (4, NAIVE.root(0, 4), 7, ROOT, [], "the consistency proof is too short"),
        (3, OLD, 7, ROOT, [*CONSISTENCY, OTHER], "the consistency proof is too long"),
        (3, OTHER, 7, ROOT, CONSISTENCY, "the consistency proof leads to another old root"),
        (3, OLD, 7, OTHER, CONSISTENCY, "the consistency proof leads to another new root"),
        (4, OTHER, 7, ROOT, NAIVE.proof(4, 0, 7), "the consistency proof leads to another new root"),
    ],
)
def test_a_refused_consistency_says_why(old, old_root, new, new_root, proof, words):
    with pytest.raises(ProofError) as refused:
        verify_consistency(old, old_root, new, new_root, proof)
    assert str(refused.value) == words
