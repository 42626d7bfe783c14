"""The Merkle tree of RFC 6962 with SHA-256, and the checks of its two proofs as RFC 9162 (2.1.3.2, 2.1.4.2) writes them."""

from collections.abc import Sequence
from hashlib import sha256

HASH = 32
"""Bytes of a hash."""
EMPTY_ROOT = sha256(b"").digest()
"""Root of the tree without leaves."""


class ProofError(ValueError):
    """A proof does not prove what it should, or is malformed."""


def leaf_hash(data: bytes) -> bytes:
    """Hash of a leaf's bytes; the prefix keeps a leaf from ever being taken for a node."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of the node over two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def perfect_root(row: bytes) -> bytes:
    """Root over 2^n hashes written one after the other. The hot loop of a growing tree: one node a SHA-256, nothing else."""
    while len(row) > HASH:
        row = b"".join([sha256(b"\x01" + row[at : at + 64]).digest() for at in range(0, len(row), 64)])
    return row


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf hash `leaf` stands at `index` (from 0) of the tree with `size` leaves and this root.

    `proof` is the audit path, from the leaf's sibling up. Raises ProofError if it does not lead to the root, is too long or
    too short, or if anything has an impossible size.
    """
    if not 0 <= index < size:
        raise ProofError(f"index {index} is not in a tree of {size} leaves")
    _check_lengths([leaf, root, *proof])
    position, last = index, size - 1
    reached = leaf
    for sibling in proof:
        if last == 0:
            raise ProofError("the inclusion proof is too long")
        if position & 1 or position == last:
            reached = node_hash(sibling, reached)
            while position & 1 == 0 and position:
                position, last = position >> 1, last >> 1
        else:
            reached = node_hash(reached, sibling)
        position, last = position >> 1, last >> 1
    if last:
        raise ProofError("the inclusion proof is too short")
    if reached != root:
        raise ProofError("the inclusion proof leads to another root")


def verify_consistency(
    old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the new tree begins with all leaves of the old one, in their order.

    Sizes are numbers of leaves. Two trees of one size are consistent if they claim the same root; everything extends the
    empty tree, whose root must be EMPTY_ROOT; in both cases the proof is empty. Raises ProofError otherwise.
    """
    if not 0 <= old_size <= new_size:
        raise ProofError(f"a tree of {new_size} leaves cannot extend one of {old_size}")
    if old_size in (0, new_size):
        if proof:
            raise ProofError("the consistency proof should be empty")
        if old_size == new_size:
            if old_root != new_root:
                raise ProofError("two trees of one size with different roots")
            return
        if old_root != EMPTY_ROOT:
            raise ProofError("the old tree is empty, but its root is not the empty tree's")
    _check_lengths([old_root, new_root, *proof])
    if old_size == 0:
        return
    path = list(proof)
    if (
        old_size & (old_size - 1) == 0
    ):  # a perfect old tree is itself the first subtree, so the proof leaves it out
        path.insert(0, old_root)
    if not path:
        raise ProofError("the consistency proof is too short")
    position, last = old_size - 1, new_size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError("the consistency proof is too long")
        if position & 1 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while position & 1 == 0 and position:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        position, last = position >> 1, last >> 1
    if last:
        raise ProofError("the consistency proof is too short")
    if old != old_root:
        raise ProofError("the consistency proof leads to another old root")
    if new != new_root:
        raise ProofError("the consistency proof leads to another new root")


def _check_lengths(hashes: Sequence[bytes]) -> None:
    if any(len(each) != HASH for each in hashes):
        raise ProofError(f"a hash has {HASH} bytes")
