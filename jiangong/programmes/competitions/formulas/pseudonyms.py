"""Pseudonyms 加密编号: an order that nobody alone can choose, and everybody can recompute afterwards.

The holder of a layer commits to a secret before anybody draws (its SHA-256 is on the ledger). On the spot somebody else says a
word. The order of the numbers follows from both:

    order by HMAC-SHA256(key = secret, message = said ‖ LF ‖ inner number), as bytes

so the holder cannot choose it (the word was not known when committing), and who says the word cannot either (the secret is not
known). After the result the secret is published, and with the list anybody can check commitment and order.
"""

import hashlib
import hmac
from collections.abc import Sequence

PREFIXES = {1: "A", 2: "B", 3: "C"}  # not law: the layers' letters
DIGITS = 3  # not law: numbers look like A001; more than 999 simply get longer


def commitment(secret: str) -> str:
    """What is published before the draw: SHA-256 of the secret's characters, as hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


def digest_of(numbers: Sequence[str]) -> str:
    """SHA-256 of the list that is drawn over, one number a line in the order given."""
    return hashlib.sha256("\n".join(numbers).encode()).hexdigest()


def drawn(layer: int, secret: str, said: str, inner: Sequence[str]) -> dict[str, str]:
    """Each inner number's pseudonym of this layer. The same whatever the order of `inner`.

    Raises ValueError for a layer that does not exist, or a number that stands twice in the list.
    """
    if layer not in PREFIXES:
        raise ValueError(f"no layer {layer}")
    if len(set(inner)) != len(inner):
        raise ValueError("a number stands twice in the list")
    key = secret.encode()
    order = sorted(inner, key=lambda one: (hmac.digest(key, f"{said}\n{one}".encode(), "sha256"), one))
    return {one: f"{PREFIXES[layer]}{place:0{DIGITS}d}" for place, one in enumerate(order, start=1)}


def turn_and_station(pseudonym: str, stations: int) -> tuple[int, int]:
    """At which turn and at which station somebody competes, both from 1, by the place of the number drawn."""
    place = int(pseudonym[1:]) - 1
    return place // stations + 1, place % stations + 1
