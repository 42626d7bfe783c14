"""What is announced: a text that fixes population, number of draws and randomness before the randomness exists.

The text is canonical JSON (RFC 8785; strings, whole numbers, lists) and stands, whole, in the public leaf of the
announcement. Nothing else enters the drawing but the log's leaves before it and the randomness named in it.
"""
# not law in this file (1000000): how a share is written

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from jiangong.foundation.common.beacons.named import Named

VERSION = 1


class Unit(StrEnum):
    """What is equally likely to be drawn: every entry, or every hundredth of a quantity."""

    ENTRY = "entry"
    QUANTITY = "quantity"


@dataclass(frozen=True)
class Definition:
    """A sample as announced. The conditions mean what they mean for a promise in docs/proof.md ("Recounting").

    `tag`: only entries with a tag of that promise (those that distinct people are counted by). `size` and `root`
    (base64) are the signed checkpoint that closes the population: only leaves before it belong. `population` is how
    many entries that are, `total` their quantities together, in hundredths. `below` and `allowed` are the statement
    aimed at, if there is one. `named` is the randomness, once it is named.
    """

    sample: int
    title: str
    verbs: tuple[str, ...]
    org: str
    since: date
    until: date
    size: int
    root: str
    unit: Unit
    population: int
    total: int
    draws: int
    confidence: Fraction
    facts: tuple[tuple[str, str], ...] = ()
    attributes: tuple[str, ...] = ()
    tag: str = ""
    below: Fraction | None = None
    allowed: int = 0
    named: Named | None = None

    def text(self) -> str:
        """The announced text. The same definition always gives the same bytes."""
        content: dict[str, Any] = {
            "v": VERSION,
            "sample": self.sample,
            "title": self.title,
            "verbs": list(self.verbs),
            "org": self.org,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "size": self.size,
            "root": self.root,
            "unit": self.unit.value,
            "population": self.population,
            "total": self.total,
            "draws": self.draws,
            "confidence": as_decimal(self.confidence),
        }
        if self.facts:
            content["facts"] = dict(self.facts)
        if self.attributes:
            content["attributes"] = list(self.attributes)
        if self.tag:
            content["tag"] = self.tag
        if self.below is not None:
            content |= {"below": as_decimal(self.below), "allowed": self.allowed}
        if self.named is not None:
            content |= self.named.facts()
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def takes(self, leaf: Mapping[str, Any]) -> bool:
        """Whether a public leaf belongs to the population, corrections left aside."""
        facts = leaf.get("facts", {})
        return (
            leaf.get("verb") in self.verbs
            and self.org in leaf.get("under", ())
            and self.since.isoformat() <= leaf.get("on", "") <= self.until.isoformat()
            and all(facts.get(name) == value for name, value in self.facts)
            and (not self.attributes or leaf.get("attribute") in self.attributes)
            and (not self.tag or self.tag in leaf.get("tags", {}))
        )


def as_decimal(share: Fraction) -> str:
    """A share as a decimal without trailing zeros; it must have one of at most six places."""
    millionths = share * 1_000_000
    if millionths.denominator != 1:
        raise ValueError(f"{share} has no decimal of six places.")
    return f"{float(share):.6f}".rstrip("0").rstrip(".")


def plain(quantity: Decimal) -> str:
    """A quantity as leaves write it, without trailing zeros: 1.00 → "1", 2.50 → "2.5"."""
    text = f"{quantity:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
