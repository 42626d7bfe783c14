"""What a programme wants announced of its draw, before the randomness is named."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from jiangong.selection.draws.formulas.rules import Pool, Rules, canonical


@dataclass(frozen=True)
class Plan:
    """`batches`, `pools` as in Rules. `names`: what the codes of batches and pools are called. `words`: who may apply, who is
    in which pool, how many lots one has and why, in words for everybody. `closes_at`: until when one may apply."""

    title: str
    batches: Mapping[str, int]
    pools: tuple[Pool, ...]
    names: Mapping[str, str]
    words: str
    closes_at: datetime

    def rules(self, draw: str, randomness: Mapping[str, Any]) -> Rules:
        """The rules as announced; raises DrawError for what does not add up."""
        return Rules(draw, self.title, self.batches, self.pools, randomness)

    def terms(self, subject: str) -> str:
        """The rest of the announcement: canonical JSON of names, words, closing time, and what the draw is for
        ("convalescence.programme/7"), so that everybody sees whether there is a second draw for the same."""
        until = self.closes_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return canonical({"names": dict(self.names), "words": self.words, "until": until, "for": subject})
