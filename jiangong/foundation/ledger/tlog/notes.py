"""Signed notes (C2SP signed-note) and witnesses' cosignatures (C2SP tlog-cosignature), both with Ed25519.

    text, ending with a newline
    (blank line)
    — name base64(4 bytes key id ‖ signature)

Lines of unknown keys are ignored, whatever their algorithm, so that a signature of another kind can stand beside ours.
"""

import base64
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ED25519 = 0x01
"""Kind of a key that signs notes."""
COSIGNATURE = 0x04
"""Kind of a witness's key, which signs a checkpoint together with the time."""
MOST_SIGNATURES = 100
"""A note with more lines is refused unread; the specification asks for 16 at least."""
LATEST = 2**63 - 1
"""The last timestamp, seconds since 1970, that a cosignature can say."""

PRIVATE = "PRIVATE+KEY+"
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")
SPACE_OR_PLUS = re.compile(r"[\s+]")


class NoteError(ValueError):
    """A note, key or signature is malformed or does not verify."""


@dataclass(frozen=True)
class Verifier:
    """A public key with its name and kind. `id` is the first four bytes of SHA-256(name ‖ newline ‖ kind ‖ key)."""

    name: str
    kind: int
    key: bytes
    id: bytes = field(init=False)

    def __post_init__(self) -> None:
        _check_name(self.name)
        if self.kind not in (ED25519, COSIGNATURE):
            raise NoteError(f"keys of kind {self.kind} are not known here")
        if len(self.key) != 32:
            raise NoteError("an Ed25519 key has 32 bytes")
        identity = sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.key).digest()[:4]
        object.__setattr__(self, "id", identity)

    @property
    def vkey(self) -> str:
        """The key as text: name+id+base64(kind ‖ key)."""
        return _key_text(self, self.key)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a `vkey`. Raises NoteError unless it is exactly what `vkey` would write."""
        name, kind, key = _parse_key(text)
        verifier = cls(name, kind, key)
        if verifier.vkey != text:
            raise NoteError("the verifier key's id does not fit its name and key")
        return verifier


@dataclass(frozen=True)
class Signer:
    """A private key. It is never shown by repr()."""

    verifier: Verifier
    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls, name: str, kind: int = ED25519) -> Self:
        """A new key. Raises NoteError for a name or a kind that no verifier can have."""
        return cls._of(name, kind, secrets.token_bytes(32))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an `skey`. Raises NoteError, which never quotes the key."""
        if not text.startswith(PRIVATE):
            raise NoteError(f"a signer key begins with {PRIVATE}")
        signer = cls._of(*_parse_key(text.removeprefix(PRIVATE)))
        if signer.skey != text:
            raise NoteError("the signer key's id does not fit its name and key")
        return signer

    @property
    def skey(self) -> str:
        """The key as text, to be kept secret: PRIVATE+KEY+name+id+base64(kind ‖ seed)."""
        return f"{PRIVATE}{_key_text(self.verifier, self.seed)}"

    def sign(self, text: str) -> str:
        """The signature line, with its newline, for a note's text. Raises NoteError for a text that no note can have, and
        for a witness's key: those sign through `cosign`."""
        if self.verifier.kind != ED25519:
            raise NoteError("a witness's key signs checkpoints with a time, nothing else")
        _check_text(text)
        return self._line(b"", text.encode())

    def _line(self, prefix: bytes, message: bytes) -> str:
        """The signature line whose bytes are the key's id, `prefix`, and the Ed25519 signature of `message`."""
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)
        return f"— {self.verifier.name} {_encode(self.verifier.id + prefix + signature)}\n"

    @classmethod
    def _of(cls, name: str, kind: int, seed: bytes) -> Self:
        public = Ed25519PrivateKey.from_private_bytes(seed).public_key()
        return cls(Verifier(name, kind, public.public_bytes(Encoding.Raw, PublicFormat.Raw)), seed)


def split_note(note: str) -> tuple[str, list[str]]:
    """A note's text (with its final newline) and its signature lines (each with its newline), nothing verified:
    text + newline + lines is the note again. Raises NoteError if it is not a note."""
    _check_characters(note)
    at = note.rfind("\n\n")
    if at < 0:
        raise NoteError("a note has a blank line before its signatures")
    text, rest = note[: at + 1], note[at + 2 :]
    if not rest.endswith("\n"):
        raise NoteError("a note ends with a signature line and its newline")
    if rest.count("\n") > MOST_SIGNATURES:
        raise NoteError(f"more than {MOST_SIGNATURES} signatures")
    lines = [f"{line}\n" for line in rest[:-1].split("\n")]
    for line in lines:
        _parse_line(line)
    return text, lines


def open_note(note: str, verifiers: Sequence[Verifier]) -> tuple[str, list[Verifier]]:
    """A note's text and those of the verifiers that signed it, each once, in the order of the note's lines.

    Lines of other keys are ignored. Raises NoteError if the note is malformed, if a line of a known key does not verify, or
    if no known key signed.
    """
    text, lines = split_note(note)
    known: dict[tuple[str, bytes], Verifier] = {}
    for verifier in verifiers:
        if known.setdefault((verifier.name, verifier.id), verifier) != verifier:
            raise NoteError(f"two keys of {verifier.name} with one id")
    verified: list[Verifier] = []
    for line in lines:
        name, identity, _ = _parse_line(line)
        signed_by = known.get((name, identity))
        if signed_by is None:
            continue
        if signed_by.kind == COSIGNATURE:
            read_cosignature(signed_by, text, line)
        else:
            _verify(signed_by, text.encode(), _signature(signed_by, line))
        if signed_by not in verified:
            verified.append(signed_by)
    if not verified:
        raise NoteError("no known key signed this note")
    return text, verified


def cosign(signer: Signer, text: str, timestamp: int) -> str:
    """A witness's signature line for a checkpoint's text, saying when (seconds since 1970, UTC).

    The caller has checked that the tree extends every one it signed before. Raises NoteError for a key of another kind, a
    text that no note can have, or a time out of range.
    """
    if signer.verifier.kind != COSIGNATURE:
        raise NoteError("only a witness's key cosigns")
    _check_text(text)
    if not 0 <= timestamp <= LATEST:
        raise NoteError(f"no timestamp {timestamp}")
    return signer._line(timestamp.to_bytes(8, "big"), _cosigned(text, timestamp))


def read_cosignature(verifier: Verifier, text: str, line: str) -> int:
    """When the witness cosigned the checkpoint's text, in seconds since 1970, if `line` (with or without newline) is its
    signature. Raises NoteError otherwise."""
    if verifier.kind != COSIGNATURE:
        raise NoteError("only a witness's key cosigns")
    _check_text(text)
    blob = _signature(verifier, line)
    timestamp = int.from_bytes(blob[:8], "big")
    if timestamp > LATEST:
        raise NoteError(f"no timestamp {timestamp}")
    _verify(verifier, _cosigned(text, timestamp), blob[8:])
    return timestamp


def decode(text: str, length: int | None = None) -> bytes:
    """Standard base64 in its one canonical spelling, of `length` bytes if given. Raises NoteError."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise NoteError("not base64") from error
    if _encode(data) != text:
        raise NoteError("not base64 in its canonical spelling")
    if length is not None and len(data) != length:
        raise NoteError(f"{len(data)} bytes where {length} belong")
    return data


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _cosigned(text: str, timestamp: int) -> bytes:
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


def _key_text(verifier: Verifier, material: bytes) -> str:
    """name+id+base64(kind ‖ key or seed)."""
    return f"{verifier.name}+{verifier.id.hex()}+{_encode(bytes([verifier.kind]) + material)}"


def _parse_key(text: str) -> tuple[str, int, bytes]:
    """Name, kind and 32 key bytes of name+id+base64; whether the id fits is for the caller to check."""
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise NoteError("a key has a name, an id and a base64 part, joined by +")
    data = decode(parts[2], 33)
    return parts[0], data[0], data[1:]


def _parse_line(line: str) -> tuple[str, bytes, bytes]:
    """Name, key id and signature bytes of a signature line, with or without its newline."""
    parts = line.removesuffix("\n").split(" ")
    if len(parts) != 3 or parts[0] != "—":
        raise NoteError("not a signature line")
    _check_name(parts[1])
    data = decode(parts[2])
    if len(data) < 5:
        raise NoteError("a signature line without a signature")
    return parts[1], data[:4], data[4:]


def _signature(verifier: Verifier, line: str) -> bytes:
    """The bytes after the key id in a line of this verifier."""
    name, identity, signature = _parse_line(line)
    if (name, identity) != (verifier.name, verifier.id):
        raise NoteError(f"not a signature by {verifier.name}")
    return signature


def _verify(verifier: Verifier, message: bytes, signature: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(verifier.key).verify(signature, message)
    except InvalidSignature as error:
        raise NoteError(f"the signature by {verifier.name} does not verify") from error


def _check_name(name: str) -> None:
    if not name or SPACE_OR_PLUS.search(name) or CONTROL.search(name):
        raise NoteError("a key's name is not empty and has no space, plus or control character")


def _check_text(text: str) -> None:
    _check_characters(text)
    if not text.endswith("\n"):
        raise NoteError("a note's text ends with a newline")


def _check_characters(text: str) -> None:
    if CONTROL.search(text):
        raise NoteError("a note is valid UTF-8 without control characters other than newline")
