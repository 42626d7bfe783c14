"""A ceremony of public randomness, for places that cannot reach drand: commit, disclose, add a public figure.

1. Named throwers (at least two, of different sides: a worker representative, a notary, an auditor) each write a secret
   of their own, long enough that nobody can guess it, and hand in its commitment. The commitments, the throwers' order,
   the time by which secrets must be disclosed, and the public figures that will be added are announced together.
2. Once the announcement is signed and witnessed, the secrets are disclosed, in the order announced, each against its
   commitment. A secret that is not disclosed in time is left out, and that is on record.
3. Only after that time do the named public figures come into being (the numbers of a national lottery's named drawing,
   the closing value of an index on a named day), and are written down exactly as they are published.

Nobody can choose: a thrower bound themselves before the others disclosed; whoever keeps silent decides without knowing
the public figures; whoever could foresee a public figure does not know the secrets. What is not protected: all throwers
together with whoever makes the public figure.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest

from jiangong.foundation.common.beacons.errors import BeaconError

LEAST_THROWERS = 2
LEAST_SECRET = 20  # characters: twenty throws of a die are 51 bits; the form asks for more
_TAG = b"jiangong/ceremony/v1\n"


@dataclass(frozen=True)
class Ceremony:
    """What is announced: throwers in their order with their commitments (64 hexadecimal digits each), and the names of
    the public figures in theirs."""

    throwers: tuple[str, ...]
    commitments: tuple[str, ...]
    publics: tuple[str, ...]


def check(ceremony: Ceremony) -> None:
    """Raise BeaconError unless this can be announced: ceremony_throwers (at least two, with different names),
    ceremony_commitments (one each, all different), ceremony_publics (at least one, with different names)."""
    throwers, commitments, publics = ceremony.throwers, ceremony.commitments, ceremony.publics
    if len(throwers) < LEAST_THROWERS or len(set(throwers)) < len(throwers) or not all(throwers):
        raise BeaconError("ceremony_throwers")
    if (
        len(commitments) != len(throwers)
        or len(set(commitments))
        < len(commitments)  # a copied commitment would cancel nothing, but shows a copied secret
        or not all(len(one) == 64 and set(one) <= set("0123456789abcdef") for one in commitments)
    ):
        raise BeaconError("ceremony_commitments")
    if not publics or len(set(publics)) < len(publics) or not all(publics):
        raise BeaconError("ceremony_publics")


def plain(text: str) -> str:
    """A secret or a figure as it goes into the hash: Unicode NFKC (full-width digits become plain ones), every run of
    white space one space, none at the ends."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def commitment(secret: str) -> str:
    """What a thrower hands in before: SHA-256 of the secret, as 64 hexadecimal digits.

    Raises BeaconError("ceremony_secret") for a secret that is too short to stay one.
    """
    secret = plain(secret)
    if len(secret) < LEAST_SECRET:
        raise BeaconError("ceremony_secret")
    return sha256(_TAG + b"secret\n" + secret.encode()).hexdigest()


def discloses(secret: str, committed: str) -> bool:
    """Whether this is the secret behind the commitment."""
    try:
        return compare_digest(commitment(secret), committed)
    except BeaconError:
        return False


def randomness(ceremony: Ceremony, secrets: Mapping[str, str], publics: Sequence[str]) -> bytes:
    """The 32 random bytes: SHA-256 over all secrets disclosed (by thrower) and all public figures, in the order announced.

    A thrower who is missing in `secrets` kept silent and is left out. Raises BeaconError: ceremony_unknown for a name
    that was not announced, ceremony_secret for a secret that is not the committed one, ceremony_silent if nobody
    disclosed, ceremony_publics unless there is a figure for each that was announced.
    """
    check(ceremony)
    if not set(secrets) <= set(ceremony.throwers):
        raise BeaconError("ceremony_unknown")
    if not secrets:
        raise BeaconError("ceremony_silent")
    if len(publics) != len(ceremony.publics) or not all(plain(figure) for figure in publics):
        raise BeaconError("ceremony_publics")
    parts = []
    for thrower, committed in zip(ceremony.throwers, ceremony.commitments, strict=True):
        if thrower not in secrets:
            parts.append("-")
        elif discloses(secrets[thrower], committed):
            parts.append(f"+{plain(secrets[thrower])}")
        else:
            raise BeaconError("ceremony_secret")
    parts += [f"={plain(figure)}" for figure in publics]
    return sha256(_TAG + b"value\n" + "\n".join(parts).encode()).digest()
