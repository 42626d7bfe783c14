"""What the proof's pages show: one leaf with its way to the root, the state of the log, and receipts."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings

from jiangong.foundation.ledger.leaves import canonical, record_text
from jiangong.foundation.ledger.models import Checkpoint, Cosignature, Entry, Head, Place, Salt
from jiangong.foundation.ledger.queries.entries import fact_words, verb_words
from jiangong.foundation.ledger.queries.leaves import salts, sources
from jiangong.foundation.ledger.queries.log import (
    Signed,
    checkpoint_covering,
    inclusion,
    leaf,
    log_key,
    newest_checkpoint,
)
from jiangong.foundation.ledger.tlog import merkle
from jiangong.foundation.ledger.tlog.notes import NoteError, Verifier
from jiangong.foundation.ledger.tlog.proofs import write_proof


@dataclass(frozen=True)
class Step:
    """One joining on the way up: with a neighbour that stands for `covers` leaves, from the left or the right."""

    number: int
    sibling: str  # base64, as in proofs
    from_left: bool
    covers: int
    reached: str


@dataclass(frozen=True)
class ShownLeaf:
    """One leaf in words and in bytes; `signed` is None while it waits for the next checkpoint.

    `under` are (code, name) of the organisations it counts for; `corrected_by` the place of the leaf that takes it back.
    """

    position: int
    text: str
    said: Mapping[str, Any]
    hash: str
    signed: Signed | None
    steps: tuple[Step, ...]
    under: tuple[tuple[str, str], ...]
    corrected_by: int | None

    @property
    def is_bare(self) -> bool:
        return "verb" not in self.said

    @property
    def verb(self) -> str:
        return verb_words(self.said["verb"])

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The public facts in words."""
        facts: Mapping[str, str] = self.said.get("facts", {})
        return [fact_words(self.said["verb"], name, value) for name, value in facts.items()]

    @property
    def organisation(self) -> str:
        return dict(self.under).get(self.said.get("org", ""), "")

    @property
    def root(self) -> str:
        return b64encode(self.signed.statement.root).decode() if self.signed else ""

    @property
    def witnesses(self) -> list[str]:
        """The names under the checkpoint."""
        return [one.witness for one in self.signed.cosignatures] if self.signed else []


def shown_leaf(position: int) -> ShownLeaf | None:
    """The leaf at this place, or None if there is none yet; at most nine queries."""
    data = leaf(position)
    if data is None:
        return None
    said = json.loads(data)
    signed = checkpoint_covering(position)
    steps = way_up(merkle.leaf_hash(data), position, signed) if signed else ()
    correction = Place.objects.filter(position=position).values_list(
        "entry__correction__place__position", flat=True
    )
    return ShownLeaf(
        position=position,
        text=data.decode(),
        said=said,
        hash=b64encode(merkle.leaf_hash(data)).decode(),
        signed=signed,
        steps=steps,
        under=_names(said.get("under", [])),
        corrected_by=correction.first(),
    )


def way_up(leaf_hash: bytes, position: int, signed: Signed) -> tuple[Step, ...]:
    """Every joining from the leaf to the checkpoint's root; raises merkle.ProofError if it does not lead there."""
    proof = inclusion(position, signed.size)
    merkle.verify_inclusion(leaf_hash, position, signed.size, proof, signed.statement.root)
    reached, steps = leaf_hash, []
    for number, (sibling, (from_left, covers)) in enumerate(
        zip(proof, _neighbours(position, signed.size), strict=True), start=1
    ):
        reached = merkle.node_hash(sibling, reached) if from_left else merkle.node_hash(reached, sibling)
        steps.append(
            Step(number, b64encode(sibling).decode(), from_left, covers, b64encode(reached).decode())
        )
    return tuple(steps)


def _neighbours(position: int, size: int) -> list[tuple[bool, int]]:
    """Of each joining from below: whether the neighbour stands left, and how many leaves it stands for."""
    low, high, found = 0, size, []
    while high - low > 1:
        middle = low + (1 << (high - low - 1).bit_length() - 1)
        if position < middle:
            found.append((False, high - middle))
            high = middle
        else:
            found.append((True, middle - low))
            low = middle
    return found[::-1]


def _names(codes: list[str]) -> tuple[tuple[str, str], ...]:
    """The codes with the organisations' names of today, from the top down."""
    organisations = apps.get_model(
        "organisations", "Organisation"
    )  # the storey above: by name, never by import
    rows = organisations._default_manager.filter(code__in=codes).order_by("path").values_list("code", "name")
    return tuple(rows) if codes else ()


def leaf_proof(position: int) -> str | None:
    """The proof of one leaf as a .tlog-proof with the leaf in `extra`; None while it waits for a checkpoint."""
    data, signed = leaf(position), checkpoint_covering(position)
    if data is None or signed is None:
        return None
    extra = canonical({"leaf": data.decode()}).encode()
    return write_proof(position, inclusion(position, signed.size), signed.full_note, extra)


# --- receipts ---------------------------------------------------------------------------------------------


def receipt(entry: Entry) -> str | None:
    """The proof of an entry with its record and salt, for those it is about (the caller has made sure) 凭证.

    None while the entry waits for its leaf or a checkpoint, and for ever when its salt was destroyed. The entry came
    with `entry_with_places`.
    """
    place = getattr(entry, "place", None)
    signed = checkpoint_covering(place.position) if place else None
    if place is None or signed is None:
        return None
    position: int = place.position
    data, salt = leaf(position), salts(position, position + 1).get(position)
    if data is None or salt is None:
        return None
    [source] = sources(position, position + 1)
    extra = canonical(
        {
            "leaf": data.decode(),
            "record": record_text(source, entry.organisation.code),
            "salt": b64encode(salt).decode(),
        }
    ).encode()
    return write_proof(position, inclusion(position, signed.size), signed.full_note, extra)


def openable(positions: list[int]) -> set[int]:
    """Those of the places whose leaves can still be opened by their salt."""
    return set(Salt.objects.filter(position__in=positions).values_list("position", flat=True))


# --- the state of the log ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Witness:
    """A witness the site knows, and what it cosigned last (None: nothing yet)."""

    name: str
    id: str
    vkey: str
    last: Cosignature | None


@dataclass(frozen=True)
class State:
    """How the log stands: newest checkpoint, tree, key, witnesses. `held` says why nothing is added, if so."""

    signed: Signed | None
    size: int
    held: str
    vkey: str
    witnesses: tuple[Witness, ...]

    @property
    def waiting(self) -> int:
        """Leaves that the next checkpoint will cover."""
        return self.size - (self.signed.size if self.signed else 0)

    @property
    def is_witnessed(self) -> bool:
        return any(one.last for one in self.witnesses)

    @property
    def witnessed_size(self) -> int:
        """Up to how many entries some witness has cosigned."""
        return max((one.last.checkpoint_id for one in self.witnesses if one.last), default=0)

    @property
    def root(self) -> str:
        return b64encode(self.signed.statement.root).decode() if self.signed else ""

    @property
    def key_id(self) -> str:
        return Verifier.parse(self.vkey).id.hex() if self.vkey else ""


def state() -> State:
    """The log as it stands now; five queries."""
    row = Head.objects.values_list("size", "held").first() or (0, "")
    return State(newest_checkpoint(), row[0], row[1], log_key(), _witnesses())


def _witnesses() -> tuple[Witness, ...]:
    """Those the site is configured with, then those who once cosigned and are configured no more."""
    newest = Cosignature.objects.order_by("witness", "-at").distinct("witness")
    last = {one.witness: one for one in newest}
    found = []
    for vkey in settings.WITNESSES:
        try:
            known = Verifier.parse(vkey)
        except NoteError:
            continue
        found.append(Witness(known.name, known.id.hex(), vkey, last.pop(known.name, None)))
    return (*found, *(Witness(name, "", "", one) for name, one in sorted(last.items())))


def newest_size() -> tuple[int, datetime | None]:
    """How many leaves the newest checkpoint covers, and when it was signed; one query."""
    row = Checkpoint.objects.order_by("-size").values_list("size", "signed_at").first()
    return row or (0, None)
