"""RFC 6962's own recursive definitions, written as the RFC writes them, to compare with."""

from functools import cache
from hashlib import sha256


def split(size):
    """The largest power of two smaller than `size`."""
    power = 1
    while power * 2 < size:
        power *= 2
    return power


class Naive:
    """A tree over the leaf hashes D[0:n]."""

    def __init__(self, leaves):
        self.leaves = leaves
        self.root = cache(self.root)

    def root(self, low, high):
        """MTH(D[low:high])."""
        if low == high:
            return sha256(b"").digest()
        if high - low == 1:
            return self.leaves[low]
        middle = low + split(high - low)
        return sha256(b"\x01" + self.root(low, middle) + self.root(middle, high)).digest()

    def path(self, index, low, high):
        """PATH(index - low, D[low:high])."""
        if high - low == 1:
            return []
        middle = low + split(high - low)
        if index < middle:
            return [*self.path(index, low, middle), self.root(middle, high)]
        return [*self.path(index, middle, high), self.root(low, middle)]

    def proof(self, old, low, high, whole=True):
        """SUBPROOF(old - low, D[low:high], whole)."""
        if old == high:
            return [] if whole else [self.root(low, high)]
        middle = low + split(high - low)
        if old <= middle:
            return [*self.proof(old, low, middle, whole), self.root(middle, high)]
        return [*self.proof(old, middle, high, False), self.root(low, middle)]
