"""Sealing 加密存储: identity numbers and phones are ciphertext in the database, found by a keyed blind index.

A sealed value reads `v1.kid.alg.data`, data = base64url(nonce ‖ ciphertext ‖ tag). It is bound to its place by
associated data model|field|pk|kid: moved to another row or column it no longer opens. Each field has a data key
of its own, derived (HKDF-SHA256) from the key-encryption key `kid`, which lives in the keyring, never in the
database: JIANGONG_KEYS (the ring as JSON), or the file JIANGONG_KEYRING (default var/keyring, mode 0600, made on
first use). Whoever loses the ring loses the values: back it up apart from the database.

By convention the field `document` of a model has the columns `document_sealed` and, where it is looked up,
`document_index`. Keys are rotated by actions.keys.rotate_keys. The index key does not change with them; should it
leak: add a column `<field>_index_next`, fill it under the new key, build its indexes, exchange the two columns and
the key in one deployment, drop the old column.
"""

import base64
import contextlib
import hashlib
import hmac
import json
import os
import secrets
import threading
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import connection

from jiangong.foundation.people.formulas import normalise_document, normalise_phone

ALGORITHM = "A256GCM"
NONCE = 12  # bytes, random; safe up to 2³² values per field and key
FRESH_FOR = 5.0  # seconds after which a process looks whether the keyring file was changed


class Unreadable(Exception):
    """A sealed value does not open: changed, moved from its place, or its key is not in the keyring."""


@dataclass
class Keyring:
    """Key-encryption keys by kid with the day each was made, the kid in use, and the key of the blind index."""

    current: str
    keys: dict[str, bytes]
    since: dict[str, str]
    index: bytes
    ciphers: dict[tuple[str, str, str], AESGCM] = field(default_factory=dict)

    def cipher(self, kid: str, model: str, name: str) -> AESGCM:
        """The cipher of one field under one key, derived once."""
        found = self.ciphers.get((kid, model, name))
        if found is None:
            if kid not in self.keys:
                raise Unreadable(f"密钥 {kid} 不在密钥环中。 / Key {kid} is not in the keyring.")
            derive = HKDF(SHA256(), length=32, salt=None, info=f"jiangong|{model}|{name}".encode())
            found = self.ciphers[kid, model, name] = AESGCM(derive.derive(self.keys[kid]))
        return found


class _Known:
    """What this process knows of the keyring: where it came from, its file's time, until when it is fresh."""

    ring: Keyring | None = None
    source = ""
    changed = 0.0
    fresh_until = 0.0


_making = threading.Lock()


def keyring() -> Keyring:
    """The keyring of this installation, made on first use and read again when its file changes."""
    if _Known.ring is not None and time.monotonic() < _Known.fresh_until:
        return _Known.ring
    with _making:
        given = os.environ.get("JIANGONG_KEYS")
        path = keyring_path()
        if not given and not path.exists():
            write_keyring(with_new_key(None), path)
        source = given or str(path)
        changed = 0.0 if given else path.stat().st_mtime
        if _Known.ring is None or (source, changed) != (_Known.source, _Known.changed):
            _Known.ring = _read(given or path.read_text())
            _Known.source, _Known.changed = source, changed
        _Known.fresh_until = time.monotonic() + FRESH_FOR
        return _Known.ring


def forget_keyring() -> None:
    """Make the next use of a key look at the ring's file again."""
    _Known.ring, _Known.fresh_until = None, 0.0


def keyring_path() -> Path:
    return Path(os.environ.get("JIANGONG_KEYRING") or settings.VAR / "keyring")


def with_new_key(ring: Keyring | None) -> Keyring:
    """A ring with one more key, which is now the current one; a new ring if there was none."""
    kid = f"k{date.today():%y%m%d}{secrets.token_hex(2)}"
    return Keyring(
        current=kid,
        keys={**(ring.keys if ring else {}), kid: secrets.token_bytes(32)},
        since={**(ring.since if ring else {}), kid: date.today().isoformat()},
        index=ring.index if ring else secrets.token_bytes(32),
    )


def write_keyring(ring: Keyring, path: Path) -> None:
    """Write the ring so that only its owner can read it, and so that a crash leaves the old or the new one."""
    text = json.dumps(
        {
            "current": ring.current,
            "index": base64.urlsafe_b64encode(ring.index).decode(),
            "keys": {
                kid: {"key": base64.urlsafe_b64encode(key).decode(), "since": ring.since[kid]}
                for kid, key in ring.keys.items()
            },
        },
        indent=1,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        draft.replace(path)
    else:
        with contextlib.suppress(FileExistsError):  # first use: of two processes that make a ring, one wins
            os.link(draft, path)
        draft.unlink()
    forget_keyring()


def _read(text: str) -> Keyring:
    ring = json.loads(text)
    return Keyring(
        current=ring["current"],
        keys={kid: base64.urlsafe_b64decode(one["key"]) for kid, one in ring["keys"].items()},
        since={kid: one["since"] for kid, one in ring["keys"].items()},
        index=base64.urlsafe_b64decode(ring["index"]),
    )


def seal(value: str, *, model: str, field: str, pk: int) -> str:
    """Ciphertext of `value` for the column `<field>_sealed` of row `pk` of `model` ("people.person")."""
    ring = keyring()
    kid = ring.current
    nonce = os.urandom(NONCE)
    data = ring.cipher(kid, model, field).encrypt(
        nonce, value.encode(), f"{model}|{field}|{pk}|{kid}".encode()
    )
    return f"v1.{kid}.{ALGORITHM}.{base64.urlsafe_b64encode(nonce + data).decode()}"


def unseal(text: str, *, model: str, field: str, pk: int) -> str:
    """The clear value; raises Unreadable if the text was changed or does not belong to this row and field."""
    version, _, rest = text.partition(".")
    kid, _, rest = rest.partition(".")
    algorithm, _, data = rest.partition(".")
    if version != "v1" or algorithm != ALGORITHM:
        raise Unreadable("不认识的加密格式。 / Unknown sealed format.")
    cipher = keyring().cipher(kid, model, field)
    try:
        raw = base64.urlsafe_b64decode(data)
        if base64.urlsafe_b64encode(raw).decode() != data:  # the last sign has bits that decoding overlooks
            raise ValueError(data)
        return cipher.decrypt(raw[:NONCE], raw[NONCE:], f"{model}|{field}|{pk}|{kid}".encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise Unreadable("密文已被改动，或者不属于这一行。 / Changed or moved ciphertext.") from error


def seal_file(content: bytes, *, model: str, pk: int) -> bytes:
    """Ciphertext of a whole file: key id, 0, nonce, data; bound to the row `pk` of `model`."""
    ring = keyring()
    nonce = os.urandom(NONCE)
    place = f"{model}|content|{pk}|{ring.current}".encode()
    data = ring.cipher(ring.current, model, "content").encrypt(nonce, content, place)
    return ring.current.encode() + b"\x00" + nonce + data


def unseal_file(sealed: bytes | memoryview, *, model: str, pk: int) -> bytes:
    """The file again; raises Unreadable or cryptography's InvalidTag if it was changed or moved."""
    kid_bytes, _, rest = bytes(sealed).partition(b"\x00")
    kid = kid_bytes.decode()
    place = f"{model}|content|{pk}|{kid}".encode()
    return keyring().cipher(kid, model, "content").decrypt(rest[:NONCE], rest[NONCE:], place)


def blind_index(field: str, value: str) -> bytes:
    """16 bytes by which an equal value is found; without the index key nobody can compute or try it."""
    clear = normalise_phone(value) if field == "phone" else normalise_document(value)
    return hmac.digest(keyring().index, f"{field}|{clear}".encode(), hashlib.sha256)[:16]


def allocate_pks(count: int) -> list[int]:
    """`count` unused ids of Person: sealing needs the id before the row is written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('people_person', 'id')) FROM generate_series(1, %s)",
            [count],
        )
        return [row[0] for row in cursor.fetchall()]
