"""What is published of an entry: the bytes of its leaf and the record it commits to (docs/proof.md). Pure functions.

Both are JSON by RFC 8785: keys sorted, no white space. Our keys are ASCII and our numbers whole, so the standard
encoder with these options writes exactly that form.
"""

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from hmac import digest
from typing import Any, NamedTuple

VERSION = 1
TAG_BYTES = 16  # 128 bits: no two of a million people share one

canonical = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


class Source(NamedTuple):
    """An entry with what its leaf needs; `corrects` an entry's id, `corrects_at` the place of that entry."""

    position: int
    id: int
    verb: str
    subject_type: str
    subject_id: int
    organisation_id: int
    lineage_id: int
    person_id: int | None
    quantity: Decimal
    attribute: str
    payload: Mapping[str, Any]
    happened_on: date
    recorded_at: datetime
    recorded_by_id: int | None
    corrects: int | None
    corrects_at: int | None


def record_text(source: Source, organisation: str) -> str:
    """All that the entry says, as the commitment commits to it. `organisation` is the union's exact code."""
    return canonical(
        {
            "attribute": source.attribute,
            "by": source.recorded_by_id,
            "corrects": source.corrects,
            "happened_on": source.happened_on.isoformat(),
            "id": source.id,
            "organisation": organisation,
            "payload": source.payload,
            "person": source.person_id,
            "quantity": plain(source.quantity),
            "recorded_at": source.recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "subject": f"{source.subject_type}/{source.subject_id}",
            "verb": source.verb,
        }
    )


def commitment(salt: bytes, record: str) -> str:
    """SHA-256 over salt and record, base64. Nobody can guess the record without the salt's 32 random bytes."""
    return b64encode(sha256(salt + record.encode()).digest()).decode()


def bare_leaf(commits_to: str) -> bytes:
    """The leaf of what is nobody's business: that something was recorded."""
    return f'{{"commitment":"{commits_to}","v":{VERSION}}}'.encode()


def public_leaf(
    source: Source,
    commits_to: str,
    *,
    org: str,
    under: Sequence[str],
    facts: Mapping[str, str],
    tags: Mapping[str, str],
) -> bytes:
    """The leaf of what anybody may count: verb, day, union, quantity, public facts, and the keyed tags."""
    leaf: dict[str, Any] = {
        "commitment": commits_to,
        "on": source.happened_on.isoformat(),
        "org": org,
        "quantity": plain(source.quantity),
        "recorded": source.recorded_at.astimezone(UTC).date().isoformat(),
        "under": under,
        "v": VERSION,
        "verb": source.verb,
    }
    if source.attribute:
        leaf["attribute"] = source.attribute
    if facts:
        leaf["facts"] = facts
    if tags:
        leaf["tags"] = tags
    if source.corrects_at is not None:
        leaf["corrects"] = source.corrects_at
    return canonical(leaf).encode()


def same_leaf(source: Source, commits_to: str, same: Mapping[str, Sequence[str]]) -> bytes:
    """The leaf of a merge or a separation: which tags are, or are no longer, one person's."""
    leaf: dict[str, Any] = {
        "commitment": commits_to,
        "recorded": source.recorded_at.astimezone(UTC).date().isoformat(),
        "v": VERSION,
        "verb": source.verb,
    }
    if same:
        leaf["same"] = same
    if source.corrects_at is not None:
        leaf["corrects"] = source.corrects_at
    return canonical(leaf).encode()


def tag(key: bytes, promise: str, period: str, person: int | str) -> str:
    """The person's tag in one promise and period: the same every time, meaning nothing without the key."""
    keyed = digest(key, f"{promise}|{period}|{person}".encode(), "sha256")
    return urlsafe_b64encode(keyed[:TAG_BYTES]).rstrip(b"=").decode()


def facts_of(payload: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    """The public names of a payload, as PostgreSQL's ->> would say them; what is null is not said."""
    return {name: _as_text(payload[name]) for name in names if payload.get(name) is not None}


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return canonical(value)


def plain(number: Decimal) -> str:
    """A quantity without exponent and without trailing zeros: 1.00 → "1", 2.50 → "2.5"."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
