"""What is announced of a draw before the list closes: places, pools, where unfilled places go, and the randomness."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

VERSION = 1
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
CODE = re.compile(
    r"[A-Za-z0-9_-]{1,32}"
)  # of draws, pools, batches, tickets: the same bytes in every language


class DrawError(ValueError):
    """Rules or a list that no draw can be held with. `code` names the fault, the message says it with the values."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Pool:
    """Places reserved for applications that are in this pool. What nobody takes goes on to the pool `then`, which is
    served later; the last pool has no `then`, and everybody is in it."""

    code: str
    places: int
    then: str = ""


@dataclass(frozen=True)
class Rules:
    """A draw as announced.

    `batches`: code → places, each above 0. `pools` in the order in which they are served; their places are the batches'
    places, neither more nor fewer. `randomness` is what will decide, as the ceremony or drand round is announced
    (foundation/common/beacons); it is not interpreted here. Raises DrawError for rules that do not add up.
    """

    draw: str
    title: str
    batches: Mapping[str, int]
    pools: tuple[Pool, ...]
    randomness: Mapping[str, Any]

    def __post_init__(self) -> None:
        codes = [pool.code for pool in self.pools]
        for code in (self.draw, *self.batches, *codes):
            if not CODE.fullmatch(code):
                raise DrawError("code", f"{code!r} is no code: 1 to 32 of A–Z a–z 0–9 _ -")
        if not self.batches or min(self.batches.values()) < 1:
            raise DrawError("batches", "A draw needs at least one batch, and each batch at least one place.")
        if not codes or len(set(codes)) < len(codes) or min(pool.places for pool in self.pools) < 0:
            raise DrawError(
                "pools", "A draw needs at least one pool, each once, none with fewer than no places."
            )
        places, reserved = sum(self.batches.values()), sum(pool.places for pool in self.pools)
        if places != reserved:
            raise DrawError("sum", f"The pools have {reserved} places, the batches {places}.")
        for number, pool in enumerate(self.pools):
            later = codes[number + 1 :]
            if (pool.then not in later) if later else pool.then:
                raise DrawError("then", f"What {pool.code} leaves must go to a pool that is served after it.")

    @property
    def open(self) -> str:
        """The last pool, in which everybody is."""
        return self.pools[-1].code

    def text(self) -> str:
        """The announced text: canonical JSON (RFC 8785). The same rules always give the same bytes."""
        return canonical(
            {
                "v": VERSION,
                "draw": self.draw,
                "title": self.title,
                "batches": [[code, places] for code, places in self.batches.items()],
                "pools": [[pool.code, pool.places, pool.then] for pool in self.pools],
                "randomness": self.randomness,
            }
        )

    @staticmethod
    def parse(text: str) -> "Rules":
        """The rules of an announced text; raises DrawError("text") unless it is exactly what `text` writes."""
        try:
            read = json.loads(text)
            rules = Rules(
                read["draw"],
                read["title"],
                dict(read["batches"]),
                tuple(Pool(*one) for one in read["pools"]),
                read["randomness"],
            )
            same = rules.text() == text
        except (KeyError, TypeError, json.JSONDecodeError) as fault:
            raise DrawError("text", f"This is no announcement of a draw: {fault!r}") from fault
        if not same:
            raise DrawError("text", "The announcement is not written canonically.")
        return rules


def canonical(content: Any) -> str:
    """RFC 8785 for what we write: objects, lists, strings, whole numbers."""
    return _ENCODER.encode(content)
