"""The forms of the read log: what is said of a reading, what it commits to, how the chain is hashed, who is on a list.

Fixed here, and in docs/readlog.md; a change would break the check of what is written already.
"""
# not law in this file (3, 7, 8, 32, 1024): bits and bytes

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

BUCKET = 1024  # persons a part of a list can name
FIRST = bytes(32)  # what the first reading has for its previous hash
HEAD = b"jiangong read log v1\n"


def said_of(facts: Mapping[str, Any]) -> str:
    """The one text for what was seen: JSON with sorted names, no spaces."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def commitment_of(said: str, salt: bytes) -> bytes:
    """SHA-256 of the salt and the text: whoever has only this learns nothing of the text."""
    return sha256(salt + said.encode()).digest()


def hash_of(
    *,
    number: int,
    at: datetime,
    kind: str,
    people: int,
    covers: Sequence[int],
    commitment: bytes,
    previous: bytes,
) -> bytes:
    """The hash of one place in the log, over all that stands there and the hash before it."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    line = f"{number}\n{moment}\n{kind}\n{people}\n{','.join(map(str, covers))}\n"
    return sha256(HEAD + line.encode() + bytes(commitment) + bytes(previous)).digest()


def parts_of(people: Iterable[int]) -> dict[int, bytes]:
    """The persons of a list as bits by bucket: a million of them are some 1,000 rows of 128 bytes."""
    parts: dict[int, bytearray] = {}
    for pk in people:
        bucket, bit = divmod(pk, BUCKET)
        bits = parts.get(bucket)
        if bits is None:
            bits = parts[bucket] = bytearray(BUCKET // 8)
        bits[bit >> 3] |= 1 << (bit & 7)
    return {bucket: bytes(bits) for bucket, bits in sorted(parts.items())}


def people_in(parts: Mapping[int, bytes]) -> int:
    """How many persons these parts name."""
    return sum(int.from_bytes(bits, "little").bit_count() for bits in parts.values())


def digest_of(parts: Mapping[int, bytes]) -> str:
    """The SHA-256 of a list's parts in order of their buckets, in hexadecimal."""
    found = sha256()
    for bucket, bits in sorted(parts.items()):
        found.update(bucket.to_bytes(8, "big") + bytes(bits))
    return found.hexdigest()
