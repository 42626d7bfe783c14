"""Randomness as rooms name it beforehand and take it afterwards: a drand round, or a ceremony with its time.

    named = name(Drand(moment))            # or name(Held(ceremony, moment))
    named.facts()                          # what is announced: {"drand": 31089008} or {"ceremony": {…, "until": …}}
    named.randomness(value)                # 32 bytes, once the value is there and true

A drand value is the round's signature in hexadecimal; a ceremony's is canonical JSON {"publics": […], "secrets": {…}}.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from jiangong.foundation.common.beacons import ceremony, drand
from jiangong.foundation.common.beacons.ceremony import Ceremony
from jiangong.foundation.common.beacons.errors import BeaconError

_UNTIL = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Drand:
    """The first drand round at or after a moment decides."""

    moment: datetime


@dataclass(frozen=True)
class Held:
    """A ceremony decides; secrets are disclosed until `moment`, the public figures come after it."""

    ceremony: Ceremony
    moment: datetime


@dataclass(frozen=True)
class Named:
    """What was named: a `round` of drand, or a `ceremony`. `moment` is when the round comes, or until when secrets are
    disclosed; before it nobody can know the value."""

    moment: datetime
    round: int | None = None
    ceremony: Ceremony | None = None

    def facts(self) -> dict[str, Any]:
        """What an announcement says of it, ready for canonical JSON."""
        if self.ceremony is None:
            return {"drand": self.round}
        return {
            "ceremony": {
                "throwers": list(self.ceremony.throwers),
                "commitments": list(self.ceremony.commitments),
                "publics": list(self.ceremony.publics),
                "until": self.moment.astimezone(UTC).strftime(_UNTIL),
            }
        }

    @staticmethod
    def read(facts: Mapping[str, Any]) -> "Named":
        """What `facts` wrote; raises KeyError or ValueError for what is none of it."""
        if "drand" in facts:
            return Named(drand.time_of(facts["drand"]), facts["drand"])
        held = facts["ceremony"]
        until = datetime.strptime(held["until"], _UNTIL).replace(tzinfo=UTC)
        announced = Ceremony(tuple(held["throwers"]), tuple(held["commitments"]), tuple(held["publics"]))
        return Named(until, None, announced)

    def given(self, text: str) -> str:
        """The value in a pasted text: a relay's JSON or the signature alone. Only for drand; raises BeaconError."""
        if self.round is None:
            raise BeaconError("drand_form")
        value = drand.read(text, self.round).signature.hex()
        self.randomness(value)
        return value

    def randomness(self, value: str) -> bytes:
        """The 32 random bytes of a value, which is checked first. Raises BeaconError."""
        if self.ceremony is None:
            assert self.round is not None
            return drand.randomness(self.round, bytes.fromhex(value))
        told = json.loads(value)
        return ceremony.randomness(self.ceremony, told["secrets"], told["publics"])


def name(choice: Drand | Held) -> Named:
    """What is announced for a choice. Raises BeaconError for a ceremony that cannot be held."""
    if isinstance(choice, Drand):
        number = drand.round_at(choice.moment)
        return Named(drand.time_of(number), number)
    ceremony.check(choice.ceremony)
    return Named(choice.moment.replace(microsecond=0), None, choice.ceremony)
