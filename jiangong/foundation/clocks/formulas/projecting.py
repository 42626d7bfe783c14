"""A clock is what its events add up to: each names the fields it set, the later one wins."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime

# The fields that events set, with how each is read back from the text it is kept as.
FIELDS: dict[str, Any] = {
    "organisation_id": int,
    "state": str,
    "amount": int,
    "unit": str,
    "total": int,
    "source": str,
    "confirmed": bool,
    "silence": str,
    "silence_source": str,
    "started_at": parse_datetime,
    "ends_on": parse_date,
    "due_at": parse_datetime,
    "warn_at": parse_datetime,
    "left": int,
    "provisional": bool,
    "warned_at": parse_datetime,
    "overdue_at": parse_datetime,
    "ended_at": parse_datetime,
    "calendar": str,
}


def as_text(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes of fields as an event keeps them: dates and moments as ISO 8601, all else as it is."""
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in changes.items()
    }


def project(events: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The fields of a clock after these events (their `changes`, in order); what none has set is None."""
    kept: dict[str, Any] = dict.fromkeys(FIELDS)
    for changes in events:
        kept.update(changes)
    return {name: None if value is None else FIELDS[name](value) for name, value in kept.items()}
