"""Pure functions of credentials: what one states, the document made of it, codes of holders, digests."""

from jiangong.foundation.credentials.formulas.claims import (
    MOST,
    Evidence,
    Facts,
    Occupation,
    Result,
    claims_of,
    clean,
    digest,
)
from jiangong.foundation.credentials.formulas.codes import code_agrees, hashed, new_code, normal_code
from jiangong.foundation.credentials.formulas.documents import (
    CONTEXTS,
    STATUS_CONTEXTS,
    Issuer,
    Row,
    credential_document,
    did_document,
    did_of,
    key_id,
    list_address,
    moment,
    status_document,
)

__all__ = [
    "CONTEXTS",
    "MOST",
    "STATUS_CONTEXTS",
    "Evidence",
    "Facts",
    "Issuer",
    "Occupation",
    "Result",
    "Row",
    "claims_of",
    "clean",
    "code_agrees",
    "credential_document",
    "did_document",
    "did_of",
    "digest",
    "hashed",
    "key_id",
    "list_address",
    "moment",
    "new_code",
    "normal_code",
    "status_document",
]
