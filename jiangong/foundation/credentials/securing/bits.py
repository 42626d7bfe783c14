"""The bits of a status list (W3C Bitstring Status List 1.0): place 0 is the leftmost bit of the first byte, 1 is revoked."""

import gzip
import zlib
from collections.abc import Iterable

from jiangong.foundation.credentials.securing.multibase import decode_url, encode_url

PLACES = 131_072  # the least that the standard allows: one of so many hides among the others
SIZE = PLACES // 8


def of(places: Iterable[int]) -> bytes:
    """A list with these places set."""
    bits = bytearray(SIZE)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    return bytes(bits)


def is_set(bits: bytes, place: int) -> bool:
    return bool(bits[place // 8] & 0x80 >> place % 8)


def together(one: bytes, other: bytes) -> bytes:
    """What is set in either: a place once revoked stays so."""
    return (int.from_bytes(one) | int.from_bytes(other)).to_bytes(SIZE)


def count(bits: bytes) -> int:
    return int.from_bytes(bits).bit_count()


def encoded(bits: bytes) -> str:
    """GZIP without a time in it, so that the same bits are the same text, as base64url multibase."""
    return encode_url(gzip.compress(bits, mtime=0))


def decoded(text: str) -> bytes:
    """The bits of an encoded list. Raises ValueError if it is none, or not of our size."""
    inflate = zlib.decompressobj(wbits=31)
    try:
        bits = inflate.decompress(decode_url(text), SIZE + 1)
    except zlib.error as error:
        raise ValueError("not a compressed list") from error
    if len(bits) != SIZE:
        raise ValueError(f"a list has {SIZE} bytes")
    return bits
