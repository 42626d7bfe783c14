"""Which promises count an entry: the measures' conditions in Python, for whoever writes leaves of the log."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from jiangong.plan.definition import Counting, current


def counts_of(
    verb: str, payload: Mapping[str, Any], attribute: str, happened_on: date
) -> list[tuple[str, str]]:
    """The promises that count such an entry, each with the period its tags are made for, in the plan's order.

    The period is the plan's slug for promises that count distinct people, so that a person has one tag in them;
    for all others the year of the day. A promise that counts people is named as if the entry were about a person.
    Empty outside the plan's period. Asks no database, so that it may be called for ten million entries.
    """
    plan = current()
    measures = plan.by_verb.get(verb)
    if not measures or not plan.since <= happened_on <= plan.until:
        return []
    year = str(happened_on.year)
    return [
        (promise, plan.slug if measure.kind is Counting.DISTINCT_PEOPLE else year)
        for promise, measure in measures
        if all(payload_text(payload.get(name)) == wanted for name, wanted in measure.payload)
        and (not measure.attributes or attribute in measure.attributes)
        and (attribute or measure.kind is not Counting.DISTINCT_ATTRIBUTE)
    ]


def payload_text(value: Any) -> str | None:
    """A payload's value as the measures compare it (PostgreSQL's `->>`): a text as it is, None for null."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
