"""Few people in a cell could be pointed at: what of a table may be shown."""

from collections.abc import Mapping
from typing import TypeVar

Key = TypeVar("Key")


def shielded(counts: Mapping[Key, int], least: int) -> dict[Key, int | None]:
    """The cells that add up to a known total; None: not shown. A cell of nobody is shown.

    Cells of 1 … least - 1 people are left out; if that is one alone, the total would tell it, so the smallest of the rest
    is left out with it.
    """
    hidden = {key for key, count in counts.items() if 0 < count < least}
    rest = [key for key, count in counts.items() if count >= least]
    if len(hidden) == 1 and rest:
        hidden.add(min(rest, key=lambda key: counts[key]))
    return {key: None if key in hidden else count for key, count in counts.items()}


def part(some: int, whole: int, least: int) -> int | None:
    """How many of `whole` are such; None where they, or the others, are so few that they could be pointed at."""
    return shielded({"some": some, "others": whole - some}, least)["some"]
