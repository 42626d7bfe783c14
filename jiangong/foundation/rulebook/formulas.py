"""Pure rules of the rulebook: which of several values is in force, the stretches of time they make, fingerprints."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiangong.foundation.rulebook.states import JURISDICTIONS, Parameter


def deciding(candidates: Iterable[Parameter], day: date, place: str = "") -> Parameter | None:
    """Of the values in force on a day at a place the one that decides; None if there is none.

    The nearest jurisdiction decides: district, city, province, nation. Within one a ruling comes before what the file
    says, and of rulings the one with the later first day, then the later one made.
    """
    found = [one for one in candidates if one.in_force(day) and place.startswith(one.place)]
    return min(found, key=_nearest) if found else None


def _nearest(one: Parameter) -> tuple[int, bool, int, int]:
    ruled = one.ruling.number if one.ruling is not None and one.ruling.act == "override" else 0
    return JURISDICTIONS.index(one.jurisdiction), ruled == 0, -one.since.toordinal(), -ruled


@dataclass(frozen=True)
class Stretch:
    """From `since` until (not including) `until` this value decides; None where no value is in force."""

    since: date
    until: date | None
    parameter: Parameter | None


def stretches(candidates: Collection[Parameter], place: str = "") -> list[Stretch]:
    """What decides at a place from the first day of any value on, each stretch as long as it lasts."""
    days = sorted(
        {one.since for one in candidates} | {one.until for one in candidates if one.until is not None}
    )
    found: list[Stretch] = []
    for n, day in enumerate(days):
        now = deciding(candidates, day, place)
        until = days[n + 1] if n + 1 < len(days) else None
        if found and found[-1].parameter == now:
            found[-1] = Stretch(found[-1].since, until, now)
        else:
            found.append(Stretch(day, until, now))
    while found and found[-1].parameter is None:
        found.pop()
    return found


@dataclass(frozen=True)
class Change:
    """From `since` until (not including) `until` another value decides than before."""

    since: date
    until: date | None
    before: Parameter | None
    after: Parameter | None


def changes(before: Collection[Parameter], after: Collection[Parameter], place: str = "") -> list[Change]:
    """What is another value, or has another status, when the candidates `after` take the place of `before`."""
    days = sorted(
        {one.since for one in (*stretches(before, place), *stretches(after, place))} | _ends(before, after)
    )
    found: list[Change] = []
    for n, day in enumerate(days):
        until = days[n + 1] if n + 1 < len(days) else None
        old, new = deciding(before, day, place), deciding(after, day, place)
        if _said(old) == _said(new):
            continue
        if found and found[-1].until == day and (found[-1].before, found[-1].after) == (old, new):
            found[-1] = Change(found[-1].since, until, old, new)
        else:
            found.append(Change(day, until, old, new))
    return found


def _ends(*many: Collection[Parameter]) -> set[date]:
    return {one.until for candidates in many for one in candidates if one.until is not None}


def _said(one: Parameter | None) -> tuple[Any, ...] | None:
    return None if one is None else (one.value, one.status, one.source)


def fingerprint(parameter: Parameter) -> str:
    """64 hex digits of what a confirmation is about: value, dates, where it is written. A changed file changes it."""
    return digest(
        {
            "key": parameter.key,
            "value": parameter.value,
            "unit": parameter.unit,
            "since": parameter.since.isoformat(),
            "until": parameter.until.isoformat() if parameter.until else None,
            "jurisdiction": parameter.jurisdiction,
            "regulation": parameter.regulation,
            "article": parameter.article,
            "document_number": parameter.document_number,
        }
    )


def said(parameter: Parameter) -> dict[str, Any]:
    """A value as it stood, in full, as plain data: what is kept with a decision."""
    ruling = parameter.ruling
    return {
        "key": parameter.key,
        "title": parameter.title,
        "unit": parameter.unit,
        "value": parameter.value,
        "since": parameter.since.isoformat(),
        "until": parameter.until.isoformat() if parameter.until else None,
        "jurisdiction": parameter.jurisdiction,
        "place": parameter.place,
        "regulation": parameter.regulation,
        "article": parameter.article,
        "document_number": parameter.document_number,
        "status": parameter.status,
        "ruling": ruling.number if ruling else None,
        "ruling_document": ruling.document_number if ruling else "",
    }


def digest(facts: Mapping[str, Any]) -> str:
    """SHA-256 of plain data, the same for the same data in whatever order it is written; 64 hex digits."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def same_shape(model: Any, given: Any) -> bool:
    """Whether a value has the form that another has: a number for a number, a table with the same columns for a table."""
    if isinstance(model, bool) or isinstance(given, bool):
        return isinstance(model, bool) and isinstance(given, bool)
    if isinstance(model, int | float):
        return isinstance(given, int | float)
    if isinstance(model, dict):
        return (
            isinstance(given, dict)
            and set(model) == set(given)
            and all(same_shape(model[name], given[name]) for name in model)
        )
    if isinstance(model, list):
        return (
            isinstance(given, list)
            and bool(given)
            and all(any(same_shape(one, row) for one in model) for row in given)
        )
    return model is None or given is None or isinstance(given, type(model))
