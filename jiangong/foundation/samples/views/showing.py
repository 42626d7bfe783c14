"""From a sample to what a page shows: shares in per cent, who drew how, what it proves."""

from fractions import Fraction
from typing import Any

from django.conf import settings
from django.utils import timezone

from jiangong.foundation.common.beacons import drand
from jiangong.foundation.ledger import queries as ledger
from jiangong.foundation.samples import queries
from jiangong.foundation.samples.models import Sample


def per_cent(share: Fraction | None) -> str:
    """A share in per cent with at most three decimals, rounded up: a bound must not look smaller than it is."""
    if share is None:
        return ""
    thousandths = -(-share * 100_000 // 1)
    return f"{float(Fraction(thousandths, 1000)):.3f}".rstrip("0").rstrip(".") + "%"


def shown(sample: Sample) -> dict[str, Any]:
    """What both the public page and the workbench show of a sample; at most two queries."""
    outcome = queries.outcome_of(sample)
    return {
        "sample": sample,
        "verbs": [ledger.verb_words(verb) for verb in sample.verbs],
        "facts": [f"{name}={value}" for name, value in sorted(sample.facts.items())],
        "confidence": per_cent(Fraction(sample.confidence)),
        "below": per_cent(Fraction(sample.below)) if sample.below is not None else "",
        "outcome": outcome,
        "bound": per_cent(outcome.bound) if outcome else "",
        "customary": per_cent(outcome.customary) if outcome else "",
        "found": per_cent(Fraction(outcome.errors, outcome.draws)) if outcome else "",
        "total": sample.total / 100,
        "is_due": sample.moment is not None and sample.moment <= timezone.now(),
        "throwers": list(zip(sample.ceremony["throwers"], sample.ceremony["commitments"], strict=True))
        if sample.ceremony
        else [],
        "site": settings.SITE_ADDRESS.rstrip("/"),
        "relays": [f"{relay}/{drand.CHAIN}/public/{sample.round}" for relay in drand.RELAYS]
        if sample.round
        else [],
    }
