"""What is published of an entry: the bytes of its leaf and the record it commits to (docs/proof.md). Pure functions.

Both are JSON by RFC 8785: keys sorted, no white space. Our keys are ASCII and our numbers whole, so the standard
encoder with these options writes exactly that form.
"""

import json
from base64 import urlsafe_b64encode
from binascii import b2a_base64
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from hashlib import sha256
from hmac import digest
from typing import Any, NamedTuple

VERSION = 1
TAG_BYTES = 16  # 128 bits: no two of a million people share one

canonical = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


class Source(NamedTuple):
    """An entry with what its leaf needs, as texts where the leaf wants texts.

    `payload_text` is JSON in any form, `quantity` plain, `recorded_at` UTC with microseconds and Z; `corrects` an
    entry's number, `corrects_at` the place of that entry.
    """

    position: int
    id: int
    verb: str
    subject_type: str
    subject_id: int
    organisation_id: int
    lineage_id: int
    person_id: int | None
    quantity: str
    attribute: str
    payload_text: str
    happened_on: date
    recorded_at: str
    recorded_by_id: int | None
    corrects: int | None
    corrects_at: int | None

    @property
    def payload(self) -> Mapping[str, Any]:
        return payload_of(self.payload_text)


# Ten million leaves are written by these: what repeats is put into JSON once. That it is the canonical form all the
# same is tested against the encoder above and against RFC 8785 written out.
KEPT = 100_000


@lru_cache(KEPT)
def quoted(text: str) -> str:
    """A text as JSON."""
    return canonical(text)


@lru_cache(KEPT)
def payload_of(text: str) -> Mapping[str, Any]:
    """A payload from its JSON. The same object every time: nobody changes it."""
    found: Mapping[str, Any] = json.loads(text)
    return found


@lru_cache(KEPT)
def _canonical_payload(text: str) -> str:
    return canonical(payload_of(text))


@lru_cache(KEPT)
def _facts(names: frozenset[str], payload_text: str) -> str:
    facts = facts_of(payload_of(payload_text), names)
    return f'"facts":{canonical(facts)},' if facts else ""


def _number(value: int | None) -> str:
    return "null" if value is None else str(value)


def record_text(source: Source, organisation: str) -> str:
    """All that the entry says, as the commitment commits to it. `organisation` is the union's exact code."""
    return (
        f'{{"attribute":{quoted(source.attribute)},"by":{_number(source.recorded_by_id)},'
        f'"corrects":{_number(source.corrects)},"happened_on":"{source.happened_on}","id":{source.id},'
        f'"organisation":{quoted(organisation)},"payload":{_canonical_payload(source.payload_text)},'
        f'"person":{_number(source.person_id)},"quantity":"{source.quantity}","recorded_at":"{source.recorded_at}",'
        f'"subject":"{source.subject_type}/{source.subject_id}","verb":{quoted(source.verb)}}}'
    )


def commitment(salt: bytes, record: str) -> str:
    """SHA-256 over salt and record, base64. Nobody can guess the record without the salt's 32 random bytes."""
    return b2a_base64(sha256(salt + record.encode()).digest(), newline=False).decode()


def bare_leaf(commits_to: str) -> bytes:
    """The leaf of what is nobody's business: that something was recorded."""
    return f'{{"commitment":"{commits_to}","v":{VERSION}}}'.encode()


def public_leaf(
    source: Source,
    commits_to: str,
    *,
    org: str,
    under: str,
    facts: frozenset[str],
    tags: Sequence[tuple[str, str]],
) -> bytes:
    """The leaf of what anybody may count: verb, day, union, quantity, public facts, and the keyed tags.

    `org` is a code as JSON, `under` the sorted codes as JSON; `facts` the names of the payload that are public;
    `tags` (promise, tag) in the order of the promises' names.
    """
    attribute = f'"attribute":{quoted(source.attribute)},' if source.attribute else ""
    tagged = ",".join([f'"{promise}":"{one}"' for promise, one in tags])
    tagged = f'"tags":{{{tagged}}},' if tagged else ""
    return (
        f'{{{attribute}"commitment":"{commits_to}",{_facts(facts, source.payload_text)}"on":"{source.happened_on}",'
        f'"org":{org},"quantity":"{source.quantity}","recorded":"{source.recorded_at[:10]}",'
        f'{tagged}"under":{under},"v":{VERSION},"verb":{quoted(source.verb)}}}'
    ).encode()


def same_leaf(source: Source, commits_to: str, same: Mapping[str, Sequence[str]]) -> bytes:
    """The leaf of a merge or a separation: which tags are, or are no longer, one person's."""
    leaf: dict[str, Any] = {
        "commitment": commits_to,
        "recorded": source.recorded_at[:10],
        "v": VERSION,
        "verb": source.verb,
    }
    if same:
        leaf["same"] = same
    return canonical(leaf).encode()


def correcting_leaf(source: Source, commits_to: str, taken_back: bytes) -> bytes:
    """The leaf of a correction: what the leaf that it takes back says, whatever the rules have become since.

    Of a bare leaf it is bare: what was never published cannot be taken away from a published figure. Raises ValueError
    if what it takes back is no leaf.
    """
    leaf: dict[str, Any] = json.loads(taken_back) | {"commitment": commits_to}
    if "verb" in leaf:
        leaf |= {"corrects": source.corrects_at, "recorded": source.recorded_at[:10]}
    return canonical(leaf).encode()


def says_the_same(one: bytes, other: bytes) -> bool:
    """Whether two leaves commit to the same record and agree in all that both of them say.

    So it is when the rules changed in between: which verbs and facts are public, which promises tag people. Which
    leaf is taken back is not looked at: the record says that.
    """
    try:
        first, second = json.loads(one), json.loads(other)
        if first["commitment"] != second["commitment"]:
            return False
        if len(first) == 2 or len(second) == 2:  # bare
            return True
        first.pop("corrects", None), second.pop("corrects", None)
        for name in ("facts", "tags", "same"):
            mine, theirs = first.pop(name, {}), second.pop(name, {})
            if any(mine[key] != theirs[key] for key in mine.keys() & theirs.keys()):
                return False
        return bool(first == second)
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


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
