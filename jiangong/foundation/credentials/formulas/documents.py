"""From a row to the document that is signed: Open Badges 3.0 on the W3C data model 2.0, the status list, the DID document.

Every document is a function of its arguments alone, so that the signer, the pages and the tests make the same one.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from jiangong.foundation.credentials.formulas.codes import hashed, normal_code

W3C = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CONTEXTS = [W3C, OPEN_BADGES]
STATUS_CONTEXTS = [W3C]
CITY = ZoneInfo("Asia/Shanghai")
LIST_HOLDS_FOR = timedelta(days=7)  # not law: an old copy of a status list must not be believed for ever
CLASSIFICATION = "中华人民共和国职业分类大典（%s年版）"


@dataclass(frozen=True)
class Issuer:
    """Who issues: the address of the site, from which its DID follows."""

    site: str

    @property
    def did(self) -> str:
        return did_of(self.site)


@dataclass(frozen=True)
class Row:
    """What of a credential's row is signed."""

    uuid: str
    claims: dict[str, Any]
    holder_name: str
    holder_code: str
    salt: str
    list_number: int
    list_index: int
    issued_at: datetime


def did_of(site: str) -> str:
    """did:web of a site: its host, a port's colon written as %3A. The document lies at /.well-known/did.json there."""
    return "did:web:" + site.split("://")[-1].rstrip("/").replace(":", "%3A").replace("/", ":")


def key_id(issuer: Issuer, number: int) -> str:
    return f"{issuer.did}#key-{number}"


def list_address(issuer: Issuer, number: int) -> str:
    return f"{issuer.site}/credentials/status/{number}"


def credential_document(row: Row, *, issuer: Issuer, position: int, named: bool) -> dict[str, Any]:
    """The credential, unsigned. `position` is the leaf of its issue in the ledger; `named` puts the holder's name into it."""
    claims = row.claims
    document: dict[str, Any] = {
        "@context": CONTEXTS,
        "id": f"urn:uuid:{row.uuid}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": claims["title"],
        "issuer": {
            "id": issuer.did,
            "type": ["Profile"],
            "name": claims["issuer"],
            "url": f"{issuer.site}/credentials/issuer/",
        },
        "validFrom": moment(row.issued_at),
    }
    if "valid_until" in claims:
        day = date.fromisoformat(claims["valid_until"]) + timedelta(days=1)
        document["validUntil"] = moment(datetime.combine(day, time(), CITY) - timedelta(seconds=1))
    return document | {
        "credentialSubject": _subject(row, issuer, named),
        "evidence": _evidence(claims, issuer, position, named),
        "credentialStatus": {
            "id": f"{list_address(issuer, row.list_number)}#{row.list_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(row.list_index),
            "statusListCredential": list_address(issuer, row.list_number),
        },
    }


def _subject(row: Row, issuer: Issuer, named: bool) -> dict[str, Any]:
    claims = row.claims
    subject: dict[str, Any] = {"type": ["AchievementSubject"], "identifier": [_identity(row, named)]}
    for key, term in (("since", "activityStartDate"), ("until", "activityEndDate")):
        if key in claims:
            subject[term] = claims[key]
    if named and "number" in claims:
        subject["licenseNumber"] = claims["number"]
    achievement = _achievement(claims, issuer)
    subject["achievement"] = achievement
    if "results" in claims:
        subject["result"] = [
            {"type": ["Result"], "resultDescription": description["id"], "value": result["value"]}
            for result, description in zip(claims["results"], achievement["resultDescription"], strict=True)
        ]
    return subject


def _identity(row: Row, named: bool) -> dict[str, Any]:
    """The name in clear if the holder asked for it, else the salted hash of the holder's code."""
    if named:
        return {
            "type": "IdentityObject",
            "hashed": False,
            "identityHash": row.holder_name,
            "identityType": "name",
        }
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": hashed(normal_code(row.holder_code), row.salt),
        "identityType": "systemId",
        "salt": row.salt,
    }


def _achievement(claims: dict[str, Any], issuer: Issuer) -> dict[str, Any]:
    """What was achieved: the same, with the same id, for everybody who achieved it."""
    about: dict[str, Any] = {
        "type": ["Achievement"],
        "achievementType": claims["type"],
        "name": claims["title"],
        "description": claims["description"],
        "criteria": {"narrative": claims["criteria"]},
        "inLanguage": "zh-CN",
        "creator": {
            "id": f"{issuer.site}/credentials/issuer/#{claims['organisation']['code']}",
            "type": ["Profile"],
            "name": claims["organisation"]["name"],
        },
    }
    if "field" in claims:
        about["fieldOfStudy"] = claims["field"]
    if "occupations" in claims:
        about["alignment"] = [
            {
                "type": ["Alignment"],
                "targetCode": one["code"],
                "targetName": one["name"],
                "targetFramework": CLASSIFICATION % one["edition"],
                "targetType": "ext:Occupation",
                "targetUrl": f"{issuer.site}/credentials/issuer/#{one['edition']}-{one['code']}",
            }
            for one in claims["occupations"]
        ]
    if "results" in claims:
        about["resultDescription"] = [
            {
                "id": _urn(issuer, [claims["title"], claims["organisation"]["code"], one["name"], nth]),
                "type": ["ResultDescription"],
                "name": one["name"],
                "resultType": one["type"],
            }
            for nth, one in enumerate(claims["results"])
        ]
    return {"id": _urn(issuer, about), **about}


def _evidence(claims: dict[str, Any], issuer: Issuer, position: int, named: bool) -> list[dict[str, Any]]:
    pages = claims.get("evidence", []) + (claims.get("named_evidence", []) if named else [])
    leaf = {
        "address": f"{issuer.site}/ledger/leaves/{position}/",
        "name": "台账记录",
        "narrative": "签发时记入公开台账的一条，可以自己核对它没有改动过。",
    }
    return [
        {
            "id": one["address"],
            "type": ["Evidence"],
            "name": one["name"],
            **({"narrative": one["narrative"]} if one["narrative"] else {}),
        }
        for one in [leaf, *pages]
    ]


def status_document(issuer: Issuer, number: int, encoded: str, *, at: datetime) -> dict[str, Any]:
    """One status list, unsigned (W3C Bitstring Status List 1.0). It holds for LIST_HOLDS_FOR from `at`."""
    address = list_address(issuer, number)
    return {
        "@context": STATUS_CONTEXTS,
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": moment(at),
        "validUntil": moment(at + LIST_HOLDS_FOR),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded,
        },
    }


def did_document(issuer: Issuer, keys: list[tuple[int, str]]) -> dict[str, Any]:
    """Who the issuer is and which keys are its own: all that it ever had, so that old credentials can be checked."""
    methods = [
        {
            "id": key_id(issuer, number),
            "type": "Multikey",
            "controller": issuer.did,
            "publicKeyMultibase": multibase,
        }
        for number, multibase in keys
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": issuer.did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def moment(at: datetime) -> str:
    """A time as the data model wants it, in seconds of UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _urn(issuer: Issuer, what: object) -> str:
    text = json.dumps(what, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"urn:uuid:{uuid5(NAMESPACE_URL, issuer.did + text)}"
