"""The check that everybody can make: is this file one of our credentials, as it was signed, and still valid?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from jiangong.foundation.credentials.formulas import key_id
from jiangong.foundation.credentials.formulas.codes import code_agrees
from jiangong.foundation.credentials.models import Credential
from jiangong.foundation.credentials.queries.publishing import issuer, public_keys
from jiangong.foundation.credentials.securing import shapes
from jiangong.foundation.credentials.securing.baking import credential_in
from jiangong.foundation.credentials.securing.proofs import verifies
from jiangong.foundation.credentials.states import State, Verdict


@dataclass(frozen=True)
class Checked:
    """What the check found. `document` is what the file says (not of one that is unreadable); `row` our own record of it.

    `agrees` tells whether the holder's code, or the name, that was typed fits; None where nothing was typed.
    """

    verdict: Verdict
    document: dict[str, Any] | None = None
    row: Credential | None = None
    issuer: str = ""
    agrees: bool | None = None

    @property
    def name(self) -> str:
        """The holder's name, where the credential has it in clear."""
        identity = self._identity()
        return "" if identity.get("hashed", True) else str(identity["identityHash"])

    @property
    def may_be_shown(self) -> bool:
        """Whether the document has the shape of ours, so that a page can show what it says."""
        return self.document is not None and self.verdict in (Verdict.VALID, Verdict.REVOKED, Verdict.EXPIRED)

    def _identity(self) -> dict[str, Any]:
        if not self.may_be_shown or self.document is None:
            return {}
        return dict(self.document["credentialSubject"]["identifier"][0])


def check(data: bytes, *, code: str = "", now: datetime | None = None) -> Checked:
    """Check a file (the credential, or a picture with it inside); `code` is what the holder told: code or name.

    Reads at most two rows of ours; asks nobody outside. Valid means: signed by a key of ours, unchanged since, not revoked,
    within its time.
    """
    try:
        document = shapes.parsed(credential_in(data))
        shapes.check_credential(document)
    except shapes.Misshapen as error:
        if not error.readable:
            return Checked(Verdict.UNREADABLE)
        return _other(document)
    except ValueError:
        return Checked(Verdict.UNREADABLE)
    if document["issuer"]["id"] != issuer().did:
        return _other(document)
    ours = {key_id(issuer(), number): multibase for number, multibase in public_keys()}
    if not verifies(document, ours):
        return Checked(Verdict.ALTERED, document, issuer=_issuer_said(document))
    row = _row(document["id"])
    now = now or timezone.now()
    until = parse_datetime(document["validUntil"]) if "validUntil" in document else None
    if row is not None and row.state == State.REVOKED:
        verdict = Verdict.REVOKED
    elif until is not None and until < now:
        verdict = Verdict.EXPIRED
    else:
        verdict = Verdict.VALID
    return Checked(verdict, document, row, _issuer_said(document), _agrees(document, code))


def _other(document: dict[str, Any]) -> Checked:
    """Not as we write them: somebody else's, or ours with something put in or taken out."""
    said = _issuer_said(document)
    ours = said == issuer().did
    return Checked(Verdict.ALTERED if ours else Verdict.UNKNOWN_ISSUER, document, issuer=said)


def _issuer_said(document: dict[str, Any]) -> str:
    said = document.get("issuer")
    said = said.get("id") if isinstance(said, dict) else said
    return said[:200] if isinstance(said, str) else ""


def _row(name: str) -> Credential | None:
    try:
        number = UUID(name.removeprefix("urn:uuid:"))
    except ValueError:
        return None
    return Credential.objects.filter(uuid=number).select_related("organisation").first()


def _agrees(document: dict[str, Any], told: str) -> bool | None:
    if not told.strip():
        return None
    identity = document["credentialSubject"]["identifier"][0]
    if identity["hashed"]:
        return code_agrees(told, identity_hash=identity["identityHash"], salt=identity.get("salt", ""))
    return bool("".join(identity["identityHash"].split()) == "".join(told.split()))
