"""Data Integrity proofs with the cryptosuite eddsa-rdfc-2022 (W3C Data Integrity EdDSA Cryptosuites 1.0, §3.2)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pyld.jsonld import JsonLdError  # type: ignore[import-untyped]

from jiangong.foundation.credentials.formulas.documents import moment
from jiangong.foundation.credentials.securing.multibase import decode, encode, key_bytes
from jiangong.foundation.credentials.securing.terms import canonical

SUITE = "eddsa-rdfc-2022"


def signed(
    document: Mapping[str, Any], sign: Callable[[bytes], bytes], *, method: str, at: datetime
) -> dict[str, Any]:
    """The document with a proof. `sign` makes an Ed25519 signature, `method` is the id of its key in the DID document."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": moment(at),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    value = encode(sign(hash_data(document, proof)))
    return {**document, "proof": {**proof, "proofValue": value}}


def hash_data(document: Mapping[str, Any], proof: Mapping[str, Any]) -> bytes:
    """What is signed: the hash of the proof's options, then that of the document without proof, both in canonical form."""
    options = {"@context": document["@context"], **proof}
    return b"".join(sha256(canonical(one).encode()).digest() for one in (options, document))


def verifies(document: Mapping[str, Any], keys: Mapping[str, str]) -> bool:
    """Whether the document's one proof is by one of `keys` (id → Multikey) and nothing was changed since."""
    bare = {key: value for key, value in document.items() if key != "proof"}
    proof = dict(document["proof"])
    try:
        signature = decode(proof.pop("proofValue"))
        public = Ed25519PublicKey.from_public_bytes(key_bytes(keys[proof["verificationMethod"]]))
        public.verify(signature, hash_data(bare, proof))
    except (KeyError, ValueError, InvalidSignature, JsonLdError):
        return False
    return True
