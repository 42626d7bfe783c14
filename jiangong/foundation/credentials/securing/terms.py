"""What the words of our documents mean as RDF, and the canonical form that is hashed (JSON-LD 1.1, RDFC-1.0).

A document names two contexts. That of the W3C data model comes with PyLD. That of Open Badges 3.0 is in no Python package, and
copying it is not ours to do: the table below says, in a form of our own, which IRI each word has that we write. The foreign
verifier of tests/foreign carries the published context and must come to the same lines, byte by byte.

Words outside of the table would silently mean nothing here: shapes.py refuses documents that have any.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from pyld import jsonld  # type: ignore[import-untyped]
from pyld.documentloader.frozen import (  # type: ignore[import-untyped]
    BUNDLED_CONTEXTS,
    FrozenDocumentLoader,
)

from jiangong.foundation.credentials.formulas.documents import OPEN_BADGES, W3C

OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
SCHEMA = "https://schema.org/"
XSD = "https://www.w3.org/2001/XMLSchema#"  # with an s, as Open Badges 3.0 has it

# Type → its IRI, and its words: the IRI of the property, and how its value is read ("" text, "@id" an address or a thing, else a
# datatype; a leading "*" marks what may be many).
TYPES: dict[str, tuple[str, dict[str, tuple[str, str]]]] = {
    "OpenBadgeCredential": (f"{OB}OpenBadgeCredential", {}),
    "AchievementSubject": (
        f"{OB}AchievementSubject",
        {
            "achievement": (f"{OB}achievement", ""),
            "activityEndDate": (f"{OB}activityEndDate", f"{XSD}date"),
            "activityStartDate": (f"{OB}activityStartDate", f"{XSD}date"),
            "identifier": (f"{OB}identifier", "*"),
            "licenseNumber": (f"{OB}licenseNumber", ""),
            "result": (f"{OB}result", "*"),
        },
    ),
    "Achievement": (
        f"{OB}Achievement",
        {
            "achievementType": (f"{OB}achievementType", ""),
            "alignment": (f"{OB}alignment", "*"),
            "creator": (f"{OB}creator", ""),
            "criteria": (f"{OB}Criteria", "@id"),
            "fieldOfStudy": (f"{OB}fieldOfStudy", ""),
            "inLanguage": (f"{SCHEMA}inLanguage", ""),
            "resultDescription": (f"{OB}resultDescription", "*"),
        },
    ),
    "Alignment": (
        f"{SCHEMA}AlignmentObject",
        {
            "targetCode": (f"{OB}targetCode", ""),
            "targetFramework": (f"{SCHEMA}targetFramework", ""),
            "targetName": (f"{SCHEMA}targetName", ""),
            "targetType": (f"{OB}targetType", ""),
            "targetUrl": (f"{SCHEMA}targetUrl", f"{XSD}anyURI"),
        },
    ),
    "Evidence": (f"{OB}Evidence", {}),
    "IdentityObject": (
        f"{OB}IdentityObject",
        {
            "hashed": (f"{OB}hashed", f"{XSD}boolean"),
            "identityHash": (f"{OB}identityHash", ""),
            "identityType": (f"{OB}identityType", ""),
            "salt": (f"{OB}salt", ""),
        },
    ),
    "Profile": (f"{OB}Profile", {}),
    "Result": (
        f"{OB}Result",
        {
            "resultDescription": (f"{OB}resultDescription", f"{XSD}anyURI"),
            "value": (f"{SCHEMA}value", ""),
        },
    ),
    "ResultDescription": (f"{OB}ResultDescription", {"resultType": (f"{OB}resultType", "")}),
}
# Words that mean the same wherever they stand.
EVERYWHERE: dict[str, tuple[str, str]] = {
    "name": (f"{SCHEMA}name", ""),
    "description": (f"{SCHEMA}description", ""),
    "narrative": (f"{OB}narrative", ""),
    "url": (f"{SCHEMA}url", f"{XSD}anyURI"),
}


def canonical(document: Mapping[str, Any]) -> str:
    """The document as sorted N-Quads (RDFC-1.0). Raises jsonld.JsonLdError for contexts other than the two."""
    lines: str = jsonld.normalize(
        dict(document),
        {
            "algorithm": "URDNA2015",  # the same algorithm under its former name
            "format": "application/n-quads",
            "documentLoader": _loader(),
        },
    )
    return lines


@cache
def _loader() -> Any:
    """Serves the two contexts and nothing else: nothing is ever fetched."""
    return FrozenDocumentLoader({W3C: BUNDLED_CONTEXTS[W3C], OPEN_BADGES: {"@context": _open_badges()}})


def _open_badges() -> dict[str, Any]:
    context: dict[str, Any] = {"id": "@id", "type": "@type"}
    context |= {word: _meaning(*means) for word, means in EVERYWHERE.items()}
    for name, (iri, words) in TYPES.items():
        context[name] = {"@id": iri}
        if words:
            context[name]["@context"] = {word: _meaning(*means) for word, means in words.items()}
    return context


def _meaning(iri: str, kind: str) -> dict[str, str]:
    means = {"@id": iri}
    if kind.startswith("*"):
        means["@container"] = "@set"
    if of := kind.removeprefix("*"):
        means["@type"] = of
    return means
