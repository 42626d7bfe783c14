"""Multibase (base58-btc, base64url) and the Multikey form of an Ed25519 public key."""

import base64
import binascii

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519 = b"\xed\x01"  # the multicodec of an Ed25519 public key, as a varint
KEY_LENGTH = 32


def encode(data: bytes) -> str:
    """`z` and the bytes in base58-btc."""
    number, text = int.from_bytes(data), ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "z" + "1" * zeros + text


def decode(text: str) -> bytes:
    """The bytes of base58-btc multibase. Raises ValueError for anything else, also for more than a few hundred characters."""
    if not text.startswith("z") or len(text) > 500:  # not law: a key has 48 characters, a signature 88
        raise ValueError("not base58-btc multibase")
    number = 0
    for letter in text[1:]:
        if (digit := ALPHABET.find(letter)) < 0:
            raise ValueError("not base58-btc multibase")
        number = number * 58 + digit
    zeros = len(text[1:]) - len(text[1:].lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def encode_url(data: bytes) -> str:
    """`u` and the bytes in base64url without padding."""
    return "u" + base64.urlsafe_b64encode(data).decode().rstrip("=")


def decode_url(text: str) -> bytes:
    """The bytes of base64url multibase. Raises ValueError for anything else."""
    if not text.startswith("u"):
        raise ValueError("not base64url multibase")
    try:
        return base64.b64decode(text[1:] + "=" * (-len(text[1:]) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url multibase") from error


def key_text(public: bytes) -> str:
    """An Ed25519 public key as a Multikey."""
    return encode(ED25519 + public)


def key_bytes(text: str) -> bytes:
    """The public key of a Multikey. Raises ValueError for another kind of key."""
    data = decode(text)
    if len(data) != len(ED25519) + KEY_LENGTH or not data.startswith(ED25519):
        raise ValueError("not an Ed25519 public key")
    return data[len(ED25519) :]
