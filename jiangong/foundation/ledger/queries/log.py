"""Reading the log: its head, tiles, leaves, checkpoints and proofs. Nothing here is secret but the salts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.models import Prefetch

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.models import Bundle, Checkpoint, Cosignature, Head, LogKey, Tile
from jiangong.foundation.ledger.states import Reason
from jiangong.foundation.ledger.tlog import merkle, tiles
from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint as Statement
from jiangong.foundation.ledger.tlog.notes import COSIGNATURE, NoteError, Verifier


@dataclass(frozen=True)
class Signed:
    """A published checkpoint: what it states, its note as the signer wrote it, when, and who cosigned."""

    statement: Statement
    note: str
    signed_at: datetime
    cosignatures: tuple[Cosignature, ...]

    @property
    def size(self) -> int:
        return self.statement.size

    @property
    def full_note(self) -> str:
        """The note with every cosignature line under it, as `/ledger/checkpoint` serves it."""
        return self.note + "".join(one.line for one in self.cosignatures)


def head() -> tuple[int, bytes]:
    """Size and root of the tree as it stands; (0, the empty root) before the first leaf."""
    row = Head.objects.values_list("size", "root").first()
    return (row[0], bytes(row[1])) if row else (0, merkle.EMPTY_ROOT)


def why_held() -> str:
    """Why nothing may be added to the log now; empty when all is well."""
    return Head.objects.values_list("held", flat=True).first() or ""


def require_not_held() -> None:
    """Raise Refused(HELD) while the log is held."""
    if why := why_held():
        raise Refused(Reason.HELD, why=why)


def newest_checkpoint() -> Signed | None:
    """The newest signed checkpoint with its cosignatures (two queries), or None before the first."""
    return _signed(Checkpoint.objects.order_by("-size").first())


def checkpoint_covering(position: int) -> Signed | None:
    """The checkpoint to prove a place by; None until one covers it: the next one will.

    The newest that a witness we name has cosigned, for that proves the same to everybody; where none of these reaches
    so far yet, the newest of all, which says that it is unwitnessed by what is not under it.
    """
    found = newest_witnessed() if witnessed_size() > position else newest_checkpoint()
    return found if found is not None and found.size > position else None


def newest_witnessed(quorum: int = 1) -> Signed | None:
    """The newest checkpoint under which at least `quorum` of the witnesses that we name today stand; else None."""
    size = witnessed_size(quorum)
    return _signed(Checkpoint.objects.get(size=size)) if size else None


def witnessed_size(quorum: int = 1) -> int:
    """How many leaves that checkpoint covers; 0 if there is none. One query, none where no witness is named."""
    names = sorted({key.name for key in witness_keys()})
    if not names:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT size FROM ledger_cosignature WHERE witness = ANY(%s)"
            " GROUP BY size HAVING count(*) >= %s ORDER BY size DESC LIMIT 1",
            [names, quorum],
        )
        found = cursor.fetchone()
    return int(found[0]) if found else 0


def witness_keys() -> tuple[Verifier, ...]:
    """The public keys of the witnesses that we name (JIANGONG_WITNESSES). Raises ImproperlyConfigured for what is no key."""
    return _read_keys(tuple(settings.WITNESSES))


@cache
def _read_keys(vkeys: tuple[str, ...]) -> tuple[Verifier, ...]:
    try:
        keys = tuple(Verifier.parse(vkey.strip()) for vkey in vkeys)
    except NoteError as error:
        raise ImproperlyConfigured(f"JIANGONG_WITNESSES: {error}.") from error
    if any(key.kind != COSIGNATURE for key in keys):
        raise ImproperlyConfigured("JIANGONG_WITNESSES: a witness's key has the type 04.")
    return keys


def _signed(row: Checkpoint | None) -> Signed | None:
    if row is None:
        return None
    lines = Cosignature.objects.filter(checkpoint=row.size).order_by("witness")
    text = row.note.split("\n\n", 1)[0] + "\n"
    return Signed(Statement.parse(text), row.note, row.signed_at, tuple(lines))


def log_key() -> str:
    """The log's public key as a vkey; empty before the signer has run."""
    return LogKey.objects.values_list("vkey", flat=True).first() or ""


def read_tile(level: int, index: int, width: int) -> bytes:
    """The first `width` hashes of a tile; raises Tile.DoesNotExist, ValueError if it is not that wide yet."""
    data = bytes(Tile.objects.values_list("data", flat=True).get(pk=(level, index)))
    if len(data) < width * 32:  # not law: bytes of a hash
        raise ValueError(f"Tile {level}/{index} has {len(data) // 32} hashes, not {width}.")
    return data[: width * 32]


def read_bundle(index: int, width: int) -> bytes:
    """The first `width` leaves of a bundle, packed; raises Bundle.DoesNotExist, ValueError if it has fewer."""
    leaves = tiles.unpack(bytes(Bundle.objects.values_list("data", flat=True).get(index=index)))
    if len(leaves) < width:
        raise ValueError(f"Bundle {index} has {len(leaves)} leaves, not {width}.")
    return tiles.pack(leaves[:width])


def leaf(position: int) -> bytes | None:
    """The bytes of one leaf, or None while the entry waits to be logged."""
    row = Bundle.objects.values_list("data", flat=True).filter(index=position // tiles.WIDTH).first()
    leaves = tiles.unpack(bytes(row)) if row else []
    return leaves[position % tiles.WIDTH] if position % tiles.WIDTH < len(leaves) else None


def inclusion(position: int, size: int) -> list[bytes]:
    """The proof that the leaf at `position` is in the tree of `size` leaves."""
    return tiles.inclusion_proof(read_tile, position, size)


def consistency(old: int, new: int) -> list[bytes]:
    """The proof that the tree of `new` leaves only added to the tree of `old` leaves."""
    return tiles.consistency_proof(read_tile, old, new)


def root_at(size: int) -> bytes:
    """The root of the tree's first `size` leaves, from its tiles."""
    return tiles.root(read_tile, size)


def salts_missing() -> int:
    """How many leaves can no longer be opened: their salts were destroyed by erasure."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT COALESCE(max(size), 0) FROM ledger_head) - (SELECT count(*) FROM ledger_salt)"
        )
        return int(cursor.fetchone()[0])


def witnesses_of(size: int) -> Sequence[Cosignature]:
    """The cosignatures under one checkpoint."""
    return list(Cosignature.objects.filter(checkpoint=size).order_by("witness"))


def covering_checkpoint(position: int, before: datetime) -> tuple[str, bool] | None:
    """The note (with cosignatures) of a checkpoint that covered the position before a moment, and whether a witness
    had signed it by then. The one with most witnesses in time; of equals the earliest. None if there was none."""
    rows = Checkpoint.objects.filter(size__gt=position, signed_at__lt=before).prefetch_related(
        Prefetch("cosignatures", Cosignature.objects.filter(at__lt=before).order_by("witness"))
    )
    found = list(rows.order_by("size")[:1]) + list(
        rows.filter(cosignatures__at__lt=before).distinct().order_by("size")[:20]
    )
    if not found:
        return None
    best = max(found, key=lambda row: len(row.cosignatures.all()))
    lines = [one.line for one in best.cosignatures.all()]
    return best.note + "".join(lines), bool(lines)
