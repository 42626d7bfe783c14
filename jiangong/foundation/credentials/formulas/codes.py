"""The holder's code 持有码: who can show it has been given the credential. Random, so that its hash cannot be guessed.

Open Badges 3.0 lets a credential hold the salted hash of an identity. A name would be a bad one: the salt stands beside the hash,
and a list of all usual names is hashed in seconds. So what is hashed is this code, which only the holder sees.
"""

import secrets
from hashlib import sha256
from hmac import compare_digest
from unicodedata import normalize

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0 O 1 I, which people confuse
LENGTH = 20  # not law: 5 bits each, 100 bits
GROUP = 4  # not law: letters that are read in one go


def new_code() -> str:
    """A fresh code in five groups of four."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return "-".join(letters[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def normal_code(text: str) -> str:
    """What is hashed of a code as people type it: capitals and digits, nothing between them, full-width letters too."""
    return "".join(one for one in normalize("NFKC", text).upper() if one.isalnum())


def hashed(value: str, salt: str) -> str:
    """The identityHash of Open Badges 3.0: the algorithm, `$`, and the hash of the identity followed by the salt."""
    return f"sha256${sha256((value + salt).encode()).hexdigest()}"


def code_agrees(code: str, *, identity_hash: str, salt: str) -> bool:
    """Whether this is the code that the credential holds the hash of."""
    return compare_digest(hashed(normal_code(code), salt).encode(), identity_hash.encode())
