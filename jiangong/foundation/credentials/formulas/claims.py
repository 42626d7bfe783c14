"""What a credential states, as a room gives it and as it is kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from unicodedata import category

# Results, proofs, occupations in one credential: more would make checking slow (docs/credentials.md).
MOST = 5  # not law: see above
LONGEST = 1000  # not law: characters of one text


@dataclass(frozen=True)
class Occupation:
    """What the achievement is aligned to: an occupation 职业 or 工种 of the national classification 职业分类大典."""

    code: str
    name: str
    edition: str = "2022"


@dataclass(frozen=True)
class Result:
    """One result: a rank, a score, a class. `type` is a ResultType of states.py."""

    name: str
    value: str
    type: str = "Result"


@dataclass(frozen=True)
class Evidence:
    """A public page that bears it out; `narrative` says what is seen there."""

    address: str
    name: str
    narrative: str = ""


@dataclass(frozen=True)
class Facts:
    """What a room says of one credential. Nothing here may name the holder or hold an identity number.

    `title` is what was achieved; `description` what that means; `criteria` for what it is given (that of the kind if empty).
    `since` and `until` are the first and last day of the activity. `number` (of a certificate on paper) and `named_evidence`
    lead to the holder's name for whoever looks them up: they stand only in the version with the name. `valid_until` is the
    last day on which it holds, where the kind's own time does not do.
    """

    title: str
    description: str
    criteria: str = ""
    field: str = ""
    since: date | None = None
    until: date | None = None
    occupations: tuple[Occupation, ...] = ()
    results: tuple[Result, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    named_evidence: tuple[Evidence, ...] = ()
    number: str = ""
    valid_until: date | None = None


def clean(text: str) -> str:
    """The text on one line, without control characters: different programs write those differently when they sign."""
    return " ".join("".join(" " if category(one)[0] == "C" else one for one in str(text)).split())[:LONGEST]


def claims_of(
    facts: Facts, *, achievement_type: str, criteria: str, organisation: tuple[str, str], issuer: str
) -> dict[str, Any]:
    """The facts as they are kept: plain JSON of texts. `organisation` is the code and name of the union that awards.

    Raises ValueError for more results, proofs or occupations than MOST, or two that say the same; without title, description
    or criteria.
    """
    if not (clean(facts.title) and clean(facts.description) and clean(facts.criteria or criteria)):
        raise ValueError("A credential says what was achieved, what that means, and for what it is given.")
    for many in (facts.results, facts.evidence + facts.named_evidence, facts.occupations):
        if len(many) > MOST or len(set(many)) < len(many):
            raise ValueError(f"At most {MOST} of a kind, and each once.")
    code, name = organisation
    kept: dict[str, Any] = {
        "type": str(achievement_type),
        "title": clean(facts.title),
        "description": clean(facts.description),
        "criteria": clean(facts.criteria or criteria),
        "field": clean(facts.field),
        "organisation": {"code": code, "name": clean(name)},
        "issuer": clean(issuer),
        "since": facts.since.isoformat() if facts.since else "",
        "until": facts.until.isoformat() if facts.until else "",
        "valid_until": facts.valid_until.isoformat() if facts.valid_until else "",
        "number": clean(facts.number),
        "occupations": [
            {"code": one.code, "name": clean(one.name), "edition": one.edition} for one in facts.occupations
        ],
        "results": [
            {"name": clean(one.name), "value": clean(one.value), "type": str(one.type)}
            for one in facts.results
        ],
        "evidence": _kept(facts.evidence),
        "named_evidence": _kept(facts.named_evidence),
    }
    return {name: value for name, value in kept.items() if value}


def digest(row: Mapping[str, Any]) -> str:
    """What the ledger entry of an issue commits to: SHA-256, in hex, of everything that the signer will write.

    The row holds a random salt and the holder's random code, so that the digest tells nobody who it is about.
    """
    return sha256(
        json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def _kept(evidence: tuple[Evidence, ...]) -> list[dict[str, str]]:
    return [
        {"address": one.address, "name": clean(one.name), "narrative": clean(one.narrative)}
        for one in evidence
    ]
