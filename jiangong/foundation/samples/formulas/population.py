"""The population: the log's leaves before the checkpoint that count and were not taken back before it."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import compress
from typing import Any

from jiangong.foundation.samples.formulas.definition import Definition, Unit


class Unsuitable(ValueError):
    """A quantity that cannot be drawn by; the message names the position."""


@dataclass(frozen=True)
class Population:
    """Positions in ascending order, with their quantities in hundredths if drawn by quantity.

    `left_out`: entries that count but have no quantity above 0; by quantity they can never be drawn.
    """

    positions: array[int]
    hundredths: array[int] | None
    left_out: int

    @property
    def total(self) -> int:
        """All quantities together in hundredths; 0 when drawn by entry."""
        return sum(self.hundredths or ())


def read_population(definition: Definition, leaves: Iterable[tuple[int, bytes]]) -> Population:
    """Read the population from leaves (position, bytes), in order, from the first to the last before the checkpoint.

    A leaf that a later one corrects is not in it, nor is the correction. Raises Unsuitable for a quantity with more
    than two decimals, if drawn by quantity.
    """
    wanted = [f'"verb":"{verb}"'.encode() for verb in definition.verbs]
    org = f'"{definition.org}"'.encode()
    by_quantity = definition.unit is Unit.QUANTITY
    positions, hundredths = array("q"), array("q")  # ten million of each fit into 160 MB
    taken_back: set[int] = set()
    for position, data in leaves:
        if org not in data or not any(
            verb in data for verb in wanted
        ):  # most leaves: no need to read them as JSON
            continue
        leaf = json.loads(data)
        if not definition.takes(leaf):
            continue
        if "corrects" in leaf:
            taken_back.add(leaf["corrects"])
            continue
        positions.append(position)
        if by_quantity:
            hundredths.append(_hundredths(position, leaf))
    if taken_back:
        stays = [position not in taken_back for position in positions]
        positions, hundredths = (
            array("q", compress(positions, stays)),
            array("q", compress(hundredths, stays)),
        )
    if not by_quantity:
        return Population(positions, None, 0)
    drawable = [size > 0 for size in hundredths]
    return Population(
        array("q", compress(positions, drawable)),
        array("q", compress(hundredths, drawable)),
        len(drawable) - sum(drawable),
    )


def _hundredths(position: int, leaf: dict[str, Any]) -> int:
    hundredths = Decimal(leaf.get("quantity", "0")) * 100
    if hundredths != int(hundredths):
        raise Unsuitable(f"The quantity {leaf['quantity']} of leaf {position} has more than two decimals.")
    return int(hundredths)
