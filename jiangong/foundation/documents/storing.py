"""Where the bytes of documents and attachments lie: outside the database and every folder that is served, by content.

    files/documents/ab/cd…   named by the SHA-256 of the very bytes, mode 600

The same bytes are kept once. What is read is hashed again, so that a changed file is never given out. A sealed file is
AES-256-GCM ciphertext under a key of its own, which lies sealed in its row.
"""

import contextlib
import os
import secrets
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.storage import default_storage

_NONCE = 12  # bytes
_BOUND = b"documents.attachment|content"


class Gone(Exception):
    """The file is not there, or not what its name says, or does not open."""


def root() -> Path:
    return Path(default_storage.path("documents"))


def path_of(stored: str) -> Path:
    """Where the bytes with this hash lie."""
    return root() / stored[:2] / stored[2:]


def keep(data: bytes) -> str:
    """Write the bytes unless they are there; return their hash, which is their name. On disk when this returns."""
    stored = sha256(data).hexdigest()
    path = path_of(stored)
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_size == len(data):
            os.utime(path)  # named again: the sweeper leaves it alone for a day
            return stored
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name[:16]}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return stored


def read(stored: str) -> bytes:
    """The bytes again; raises Gone if they are not there or were changed."""
    try:
        data = path_of(stored).read_bytes()
    except OSError as error:
        raise Gone(stored) from error
    if sha256(data).hexdigest() != stored:
        raise Gone(stored)
    return data


def drop(stored: str) -> None:
    """Take the bytes away. The caller knows that no row names them any more."""
    path_of(stored).unlink(missing_ok=True)


def seal(data: bytes) -> tuple[bytes, bytes]:
    """The ciphertext of a file and the fresh key that opens it."""
    key, nonce = AESGCM.generate_key(256), os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, _BOUND), key


def unseal(sealed: bytes, key: bytes) -> bytes:
    """The file; raises Gone if it was changed or the key is another's."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], _BOUND)
    except (InvalidTag, ValueError) as error:
        raise Gone("sealed") from error
