"""drand quicknet: when a round comes, and whether a value is the one that the network signed for it.

A round's value is a BLS signature over the round's number alone (scheme bls-unchained-g1-rfc9380), made together by the
members of the League of Entropy; nobody knows it before a threshold of them have signed. `randomness` is its SHA-256.
The curve arithmetic is the library blst's. The chain's constants stand in drand's own clients and are checked against
published rounds in the tests.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.request import urlopen

import pyblst

from jiangong.foundation.common.beacons.errors import BeaconError

CHAIN = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
PUBLIC_KEY = bytes.fromhex(
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
    "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)
GENESIS = datetime.fromtimestamp(1692803367, UTC)  # when round 1 came
PERIOD = timedelta(seconds=3)
LENGTH = 48  # bytes of a signature
LAST = 2**64 - 1  # rounds are signed as eight bytes
RELAYS = ("https://api.drand.sh", "https://drand.cloudflare.com")

_TAG = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"  # RFC 9380's name of how a message becomes a point
_GENERATOR = bytes.fromhex(  # of the group G2, as every implementation of the curve writes it
    "93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
    "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
)
_INFINITY = bytes([0xC0]) + bytes(LENGTH - 1)
MOST_READ = 10_000  # bytes of a relay's answer or of a pasted text; a round has about 250


@dataclass(frozen=True)
class Beacon:
    """A round as it is handed on; not checked before `randomness` has checked it."""

    round: int
    signature: bytes


def time_of(round_: int) -> datetime:
    """When the round comes (UTC). Rounds count from 1."""
    return GENESIS + (round_ - 1) * PERIOD


def round_at(moment: datetime) -> int:
    """The first round that comes at this moment or later."""
    waited = moment - GENESIS
    return 1 if waited <= timedelta(0) else -(-waited // PERIOD) + 1


def randomness(round_: int, signature: bytes) -> bytes:
    """The 32 random bytes of the round, after its signature was checked.

    Raises BeaconError("drand_form") for what is no signature at all, BeaconError("drand_signature") for one that
    the network did not make for this round.
    """
    if not 1 <= round_ <= LAST or len(signature) != LENGTH or signature == _INFINITY:
        raise BeaconError("drand_form")
    try:
        signed = pyblst.BlstP1Element().uncompress(signature)  # refuses what is not a point of the group
    except ValueError:
        raise BeaconError("drand_form") from None
    message = pyblst.BlstP1Element().hash_to_group(sha256(round_.to_bytes(8, "big")).digest(), _TAG)
    key, generator = (pyblst.BlstP2Element().uncompress(point) for point in (PUBLIC_KEY, _GENERATOR))
    ours, theirs = pyblst.miller_loop(signed, generator), pyblst.miller_loop(message, key)
    if not pyblst.final_verify(ours, theirs):
        raise BeaconError("drand_signature")
    return sha256(signature).digest()


def read(text: str, expected: int) -> Beacon:
    """The beacon in a pasted text: the JSON that any relay gives, or the signature alone (96 hexadecimal digits).

    Raises BeaconError("drand_form") if it is neither, BeaconError("drand_other_round") if it names another round than
    `expected`, BeaconError("drand_randomness") if the JSON's randomness is not that of its own signature.
    """
    text = text.strip()[:MOST_READ]
    if not text.startswith("{"):
        return Beacon(expected, _from_hex("".join(text.split())))
    try:
        content = json.loads(text)
    except ValueError:
        raise BeaconError("drand_form") from None
    signature = _from_hex(content.get("signature"))
    if content.get("round", expected) != expected:
        raise BeaconError("drand_other_round")
    if str(content.get("randomness", "")).lower() not in ("", sha256(signature).hexdigest()):
        raise BeaconError("drand_randomness")
    return Beacon(expected, signature)


def _from_hex(digits: object) -> bytes:
    if not isinstance(digits, str) or not re.fullmatch(rf"(0x)?[0-9a-fA-F]{{{2 * LENGTH}}}", digits):
        raise BeaconError("drand_form")
    return bytes.fromhex(digits.removeprefix("0x"))


def fetch(round_: int, *, relays: Iterable[str] = RELAYS, timeout: float = 10) -> Beacon | None:
    """Ask the relays in turn; the first answer that is checked and true, or None if none gives one.

    A relay need not be trusted, only reached. `relays` are https addresses without a path; `timeout` in seconds, each.
    """
    for relay in relays:
        if not relay.startswith("https://"):
            raise ValueError(f"{relay} is not an https address.")
        try:
            with urlopen(f"{relay}/{CHAIN}/public/{round_}", timeout=timeout) as answer:  # noqa: S310  # https only
                beacon = read(answer.read(MOST_READ).decode(), round_)
            randomness(round_, beacon.signature)
        except (OSError, ValueError):  # not reached, too early (404), or not the network's
            continue
        return beacon
    return None
