"""The signer's second purpose: write the credentials that were issued, and the lists that say which are revoked.

The keys lie in the signer's folder, `credentials/key-1`, `key-2`, …, outside the database and out of the web's and the
worker's reach; the newest signs, every one stays in the DID document. A credential is signed only if the entry of its issue
stands in the log below the checkpoint that this signer signed last, and commits to exactly what is to be signed: whoever can
write into the database, but not into the signed log without being seen, gets no credential. What a list once said to be
revoked stays so, whatever the database says later: the signer remembers its lists.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from django.utils import timezone

from jiangong.foundation.credentials import actions, queries
from jiangong.foundation.credentials.formulas import (
    credential_document,
    digest,
    key_id,
    status_document,
)
from jiangong.foundation.credentials.securing import bits
from jiangong.foundation.credentials.securing.multibase import key_text
from jiangong.foundation.credentials.securing.proofs import signed
from jiangong.operations.console import Code, Stopped

AT_ONCE = 50  # credentials between two looks at the log, a second of work: checkpoints must not wait for long


@dataclass(frozen=True)
class Key:
    """One of the signer's keys."""

    number: int
    multibase: str
    sign: Callable[[bytes], bytes]


@dataclass(frozen=True)
class Round:
    """What one look came to: documents signed, and credentials that are not what the ledger says was issued."""

    made: int
    refused: tuple[int, ...] = ()


def folder_of(signer_folder: Path) -> Path:
    return signer_folder / "credentials"


def current_key(folder: Path) -> Key:
    """The newest key in the folder; another one is made where none was ever told, or the newest is no longer trusted.

    Raises Stopped when keys were told and the folder has none, or not the newest of them.
    """
    numbers = sorted(int(path.name.removeprefix("key-")) for path in folder.glob("key-*"))
    told = {one.number: one for one in queries.told_keys()}
    if not numbers and not told:
        return new_key(folder)
    if not numbers or numbers[-1] < max(told, default=0):
        raise Stopped(
            f"{folder} 里没有现在的凭证签发密钥（第 {max(told)} 号）：请放回密钥。"
            f" / Key {max(told)} for credentials is missing; put it back into {folder}.",
            Code.MACHINE,
        )
    newest = told.get(numbers[-1])
    if newest is not None and newest.distrusted_at is not None:
        return new_key(folder)
    return _read(folder, numbers[-1])


def new_key(folder: Path) -> Key:
    """Make the next key; from the next look on it signs. The ones before stay valid for what they signed."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    number = max((int(path.name.removeprefix("key-")) for path in folder.glob("key-*")), default=0) + 1
    seed = Ed25519PrivateKey.generate().private_bytes_raw()
    handle = os.open(folder / f"key-{number}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(seed.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return _read(folder, number)


def tell_key(key: Key) -> None:
    """Tell everybody the key. Raises Stopped if another one was told under its number."""
    try:
        actions.publish_key(key.number, key.multibase)
    except ValueError as error:
        raise Stopped(f"不签凭证：密钥编号对不上。 / {error}", Code.DIFFERENT) from error


def sign_waiting(key: Key, *, below: int) -> Round:
    """Sign up to AT_ONCE credentials whose entries stand below this size of the signed log."""
    issuer = queries.issuer()
    made, refused = 0, []
    for one in queries.to_sign(below=below, most=AT_ONCE):
        row = one.credential
        if digest(queries.committed(row)) != one.digest:
            refused.append(row.pk)
            continue
        for named, is_there in ((False, one.has_nameless), (True, one.has_named)):
            if is_there or (named and not row.wants_name):
                continue
            document = credential_document(
                queries.row_of(row), issuer=issuer, position=one.position, named=named
            )
            proven = signed(document, key.sign, method=key_id(issuer, key.number), at=timezone.now())
            actions.publish_signed(row.pk, named=named, key=key.number, document=proven)
            made += 1
        actions.no_longer_waits(row.pk, named=row.wants_name)
    return Round(made, tuple(refused))


def sign_lists(folder: Path, key: Key) -> int:
    """Sign every status list that says less than is true, or grows old; returns how many."""
    issuer = queries.issuer()
    lists = queries.lists_to_sign(timezone.now())
    for one in lists:
        now = timezone.now()
        with transaction.atomic():  # what is read in pieces needs a transaction
            revoked = bits.of(queries.revoked_in(one.number))
        said = bits.together(revoked, _remembered(folder, one.number))
        _remember(folder, one.number, said)
        document = status_document(issuer, one.number, bits.encoded(said), at=now)
        proven = signed(document, key.sign, method=key_id(issuer, key.number), at=now)
        actions.publish_list(one.number, proven, says=bits.count(revoked), at=now)
    return len(lists)


def _read(folder: Path, number: int) -> Key:
    private = Ed25519PrivateKey.from_private_bytes(
        bytes.fromhex((folder / f"key-{number}").read_text().strip())
    )
    return Key(number, key_text(private.public_key().public_bytes_raw()), private.sign)


def _remembered(folder: Path, number: int) -> bytes:
    path = folder / f"list-{number}"
    return bits.decoded(path.read_text()) if path.exists() else bits.of([])


def _remember(folder: Path, number: int, said: bytes) -> None:
    path = folder / f"list-{number}"
    draft = path.with_suffix(".draft")
    draft.write_text(bits.encoded(said))
    draft.replace(path)
