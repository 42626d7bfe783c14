"""Every read of credentials."""

from jiangong.foundation.credentials.queries.checking import Checked, check
from jiangong.foundation.credentials.queries.credentials import (
    committed,
    credential_by_share,
    credential_visible_to,
    credentials_about,
    credentials_of,
    credentials_visible_to,
    document_of,
    kind_of,
    kind_title,
    kinds,
    row_of,
)
from jiangong.foundation.credentials.queries.publishing import (
    ToSign,
    issuer,
    keys_without_entry,
    lists_to_sign,
    public_did_document,
    public_keys,
    public_list,
    revoked_in,
    to_sign,
    told_keys,
)

__all__ = [
    "Checked",
    "ToSign",
    "check",
    "committed",
    "credential_by_share",
    "credential_visible_to",
    "credentials_about",
    "credentials_of",
    "credentials_visible_to",
    "document_of",
    "issuer",
    "keys_without_entry",
    "kind_of",
    "kind_title",
    "kinds",
    "lists_to_sign",
    "public_did_document",
    "public_keys",
    "public_list",
    "revoked_in",
    "row_of",
    "to_sign",
    "told_keys",
]
