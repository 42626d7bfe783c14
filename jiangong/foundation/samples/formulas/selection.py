"""Which entries are drawn: fixed by the announced text and the public randomness, nothing else.

    seed = SHA-256("jiangong/sample/v1" LF  announced text  LF  randomness)

By entry: every position of the population gets the key SHA-256(seed ‖ position as 8 bytes, big-endian); the smallest
keys are drawn, in their order. Every set of so many entries is equally likely.

By quantity (monetary-unit sampling with one random point in each of equal cells): the quantities lie end to end in
order of position, T hundredths altogether; draw number j of n (from 0) takes the entry in which the point
floor(((j << 256) + SHA-256(seed ‖ j as 8 bytes)) · T / (n << 256)) lies. An entry's expected number of draws is its share
of T times n, whatever stands before it; one larger than a cell is certain, and may be drawn more than once.
"""
# not law in this file (8, 256): bytes of a hash

from bisect import bisect_right
from collections.abc import Sequence
from hashlib import sha256
from heapq import nsmallest
from itertools import accumulate

_TAG = b"jiangong/sample/v1\n"


def seed(announced: str, randomness: bytes) -> bytes:
    """The 32 bytes that decide the sample. `announced` is the definition as it stands in the public leaf."""
    return sha256(_TAG + announced.encode() + b"\n" + randomness).digest()


def draw(positions: Sequence[int], hundredths: Sequence[int] | None, draws: int, seed: bytes) -> list[int]:
    """The drawn positions in the order of drawing. With `hundredths` (quantities of the positions, each above 0) by
    quantity, and then a position may come more than once; without, by entry."""
    if hundredths is None:
        return [position for _, position in nsmallest(draws, ((_hash(seed, one), one) for one in positions))]
    ends = list(accumulate(hundredths))
    points = [
        ((number << 256) + int.from_bytes(_hash(seed, number))) * ends[-1] // (draws << 256)
        for number in range(draws)
    ]
    return [positions[bisect_right(ends, point)] for point in points]


def _hash(seed: bytes, number: int) -> bytes:
    return sha256(seed + number.to_bytes(8, "big")).digest()
