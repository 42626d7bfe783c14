"""Which documents we write, and so the only ones that we check: every key in its place, every value of its kind.

This stands before any signature is looked at. A word outside of these shapes could mean something to somebody else's program
and nothing to ours; many equal parts could make the canonical form take very long. Both are refused here.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any
from unicodedata import category

from jiangong.foundation.credentials.formulas import CONTEXTS, MOST, STATUS_CONTEXTS

LONGEST = 4_000  # characters of one text that is no list
LARGEST = 64 * 1024  # bytes of a document


class Misshapen(Exception):
    """Not a document as we write them. `readable` tells whether it is at least a credential of somebody."""

    def __init__(self, why: str, *, readable: bool = False) -> None:
        super().__init__(why)
        self.readable = readable


Check = Callable[[Any], None]


def parsed(data: bytes | str) -> dict[str, Any]:
    """The JSON object in `data`. Raises Misshapen for other things, for keys that stand twice, and above LARGEST bytes."""
    if len(data) > LARGEST:
        raise Misshapen("too large")
    try:
        found = json.loads(data, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Misshapen("not JSON") from error
    if not isinstance(found, dict):
        raise Misshapen("not an object")
    return found


def check_credential(document: Mapping[str, Any]) -> None:
    """Raise Misshapen unless this is a signed credential as we write them."""
    _check(CREDENTIAL, document)


def check_status_list(document: Mapping[str, Any]) -> None:
    """Raise Misshapen unless this is a signed status list as we write them."""
    _check(STATUS_LIST, document)


def _check(shape: Check, document: Mapping[str, Any]) -> None:
    kinds = document.get("type")
    readable = isinstance(kinds, list) and "VerifiableCredential" in kinds and "proof" in document
    try:
        shape(document)
    except Misshapen as error:
        raise Misshapen(str(error), readable=readable) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_constant(text: str) -> Any:
    raise ValueError(text)


def text(value: Any) -> None:
    if not isinstance(value, str) or not value or len(value) > LONGEST:
        raise Misshapen("a text is missing, or too long")
    if any(category(one) in ("Cc", "Cs") for one in value):
        raise Misshapen("a control character")


def address(value: Any) -> None:
    text(value)
    if ":" not in value or any(one in value for one in ' <>"{}|\\^`'):
        raise Misshapen("not an address")


def long_text(value: Any) -> None:
    if not isinstance(value, str) or not value.isascii() or not value.isprintable():
        raise Misshapen("not an encoded list")


def exactly(wanted: object) -> Check:
    def check(value: Any) -> None:
        if value != wanted or type(value) is not type(wanted):
            raise Misshapen(f"not {wanted}")

    return check


def boolean(value: Any) -> None:
    if not isinstance(value, bool):
        raise Misshapen("not true or false")


def thing(needed: Mapping[str, Check], allowed: Mapping[str, Check] | None = None) -> Check:
    """An object with all keys of `needed`, perhaps some of `allowed`, no others."""
    every = {**needed, **(allowed or {})}

    def check(value: Any) -> None:
        if not isinstance(value, Mapping) or not needed.keys() <= value.keys() <= every.keys():
            raise Misshapen("a key that we do not write, or one missing")
        for key, one in value.items():
            every[key](one)

    return check


def some(shape: Check, *, most: int) -> Check:
    """A list of one to `most` different things."""

    def check(value: Any) -> None:
        if not isinstance(value, list) or not 1 <= len(value) <= most:
            raise Misshapen("too many of a kind")
        for one in value:
            shape(one)
        if any(one == other for nth, one in enumerate(value) for other in value[:nth]):
            raise Misshapen("the same twice")

    return check


PROFILE = thing({"id": address, "type": exactly(["Profile"]), "name": text}, {"url": address})
PROOF = thing(
    {
        "type": exactly("DataIntegrityProof"),
        "cryptosuite": exactly("eddsa-rdfc-2022"),
        "created": text,
        "verificationMethod": address,
        "proofPurpose": exactly("assertionMethod"),
        "proofValue": text,
    }
)
IDENTITY = thing(
    {"type": exactly("IdentityObject"), "hashed": boolean, "identityHash": text, "identityType": text},
    {"salt": text},
)
ALIGNMENT = thing(
    {"type": exactly(["Alignment"]), "targetName": text, "targetUrl": address},
    {"targetCode": text, "targetFramework": text, "targetType": text},
)
ACHIEVEMENT = thing(
    {
        "id": address,
        "type": exactly(["Achievement"]),
        "achievementType": text,
        "name": text,
        "description": text,
        "criteria": thing({"narrative": text}),
    },
    {
        "inLanguage": text,
        "creator": PROFILE,
        "fieldOfStudy": text,
        "alignment": some(ALIGNMENT, most=MOST),
        "resultDescription": some(
            thing({"id": address, "type": exactly(["ResultDescription"]), "name": text, "resultType": text}),
            most=MOST,
        ),
    },
)
SUBJECT = thing(
    {
        "type": exactly(["AchievementSubject"]),
        "identifier": some(IDENTITY, most=1),
        "achievement": ACHIEVEMENT,
    },
    {
        "activityStartDate": text,
        "activityEndDate": text,
        "licenseNumber": text,
        "result": some(
            thing({"type": exactly(["Result"]), "resultDescription": address, "value": text}), most=MOST
        ),
    },
)
CREDENTIAL = thing(
    {
        "@context": exactly(CONTEXTS),
        "id": address,
        "type": exactly(["VerifiableCredential", "OpenBadgeCredential"]),
        "name": text,
        "issuer": PROFILE,
        "validFrom": text,
        "credentialSubject": SUBJECT,
        "evidence": some(
            thing({"id": address, "type": exactly(["Evidence"]), "name": text}, {"narrative": text}),
            most=MOST + 1,
        ),
        "credentialStatus": thing(
            {
                "id": address,
                "type": exactly("BitstringStatusListEntry"),
                "statusPurpose": exactly("revocation"),
                "statusListIndex": text,
                "statusListCredential": address,
            }
        ),
        "proof": PROOF,
    },
    {"validUntil": text},
)
STATUS_LIST = thing(
    {
        "@context": exactly(STATUS_CONTEXTS),
        "id": address,
        "type": exactly(["VerifiableCredential", "BitstringStatusListCredential"]),
        "issuer": address,
        "validFrom": text,
        "validUntil": text,
        "credentialSubject": thing(
            {
                "id": address,
                "type": exactly("BitstringStatusList"),
                "statusPurpose": exactly("revocation"),
                "encodedList": long_text,
            }
        ),
        "proof": PROOF,
    }
)
