"""What local officers have ruled, laid over the files. Read from the table of the room above, by its name.

A page must not ask the database once more for every parameter: each process keeps all rulings in memory and reads them
again when they are older than LAG_SECONDS. The process in which a ruling was made forgets them at once; every other
process follows within the lag.
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import inf
from typing import Any

from django.apps import apps
from django.utils import timezone

from jiangong.foundation.rulebook.formulas import fingerprint
from jiangong.foundation.rulebook.states import CONFIRMED, Parameter, Ruling

LAG_SECONDS = 5.0  # not law: the longest that a process goes on with what was ruled before


@dataclass(frozen=True)
class Ruled:
    """One ruling as the rulebook needs it; `until` already tells the day of a withdrawal."""

    key: str
    ruling: Ruling
    value: Any
    confirms: str  # the fingerprint of the value that was confirmed
    since: date
    until: date | None
    jurisdiction: str
    place: str
    regulation: str
    article: str

    @property
    def overrides(self) -> bool:
        return self.ruling.act == "override"


@dataclass(frozen=True)
class _Known:
    rulings: Mapping[str, tuple[Ruled, ...]]
    good_until: float


_known: _Known | None = None
_reading = threading.Lock()


def ruled() -> Mapping[str, tuple[Ruled, ...]]:
    """All rulings in force on some day, by key. Reads the table once in LAG_SECONDS; one thread reads, others go on."""
    global _known
    known = _known
    if known is not None and time.monotonic() < known.good_until:
        return known.rulings
    if not _reading.acquire(blocking=known is None):
        assert known is not None
        return known.rulings
    try:
        if _known is None or _known is known:
            _known = _Known(_read(), time.monotonic() + LAG_SECONDS)
        return _known.rulings
    finally:
        _reading.release()


def forget_rulings() -> None:
    """Read them again the next time: called where a ruling is made, at once and when it is committed."""
    global _known
    _known = None


def none_ruled() -> None:
    """Take it that there are no rulings, until one is made here: for tests, whose database begins empty."""
    global _known
    _known = _Known({}, inf)


def _read() -> Mapping[str, tuple[Ruled, ...]]:
    found: dict[str, list[Ruled]] = {}
    rows = (
        apps.get_model("rulings", "Ruling")  # the storey above: by name, never by import
        ._default_manager.exclude(act="withdraw")
        .order_by("pk")
        .values_list(
            "pk", "key", "act", "value", "confirms", "since", "until", "withdrawal__since", "jurisdiction",
            "organisation__path", "organisation__name", "document_number", "regulation", "article", "made_at",
        )
    )  # fmt: skip
    for (
        number, key, act, value, confirms, since, until, withdrawn_on, jurisdiction,
        path, name, document_number, regulation, article, made_at,
    ) in rows:  # fmt: skip
        ends = min((one for one in (until, withdrawn_on) if one is not None), default=None)
        if ends is not None and ends <= since:
            continue  # withdrawn from its first day on
        ruling = Ruling(number, act, name, document_number, timezone.localtime(made_at).date())
        place = path if jurisdiction == "district" else ""
        one = Ruled(key, ruling, value, confirms, since, ends, jurisdiction, place, regulation, article)
        found.setdefault(key, []).append(one)
    return {key: tuple(many) for key, many in found.items()}


def laid_over(files: tuple[Parameter, ...], rulings: tuple[Ruled, ...]) -> tuple[Parameter, ...]:
    """The values of one key: those of the files, confirmed where they are, and the local ones beside them.

    A confirmed value is cut in stretches where it is confirmed for some days only. A confirmation is about one value
    as it was read: when the file says something else, it is to be confirmed again.
    """
    found: list[Parameter] = []
    for one in files:
        prints = fingerprint(one) if rulings else ""
        found.extend(_confirmed(one, [r for r in rulings if not r.overrides and r.confirms == prints]))
    model = files[-1] if files else None
    if model is not None:
        found.extend(_local(model, one) for one in rulings if one.overrides)
    return tuple(found)


def _local(model: Parameter, one: Ruled) -> Parameter:
    return Parameter(
        key=model.key,
        title=model.title,
        unit=model.unit,
        explains=model.explains,
        value=one.value,
        since=one.since,
        until=one.until,
        jurisdiction=one.jurisdiction,
        regulation=one.regulation,
        article=one.article,
        document_number=one.ruling.document_number,
        status=CONFIRMED,
        silence=model.silence,
        districts=model.districts,
        place=one.place,
        ruling=one.ruling,
    )


def _confirmed(one: Parameter, confirmations: list[Ruled]) -> list[Parameter]:
    """The value in stretches: confirmed where a confirmation is in force, as the file has it elsewhere."""
    if not confirmations:
        return [one]
    days = {one.since}
    for confirmation in confirmations:
        days |= {
            day for day in (confirmation.since, confirmation.until) if day is not None and one.in_force(day)
        }
    begin = sorted(days)
    found = []
    for n, day in enumerate(begin):
        until = begin[n + 1] if n + 1 < len(begin) else one.until
        part = replace(one, since=day, until=until)
        by = [c for c in confirmations if c.since <= day and (c.until is None or day < c.until)]
        found.append(part.as_confirmed(by[-1].ruling) if by else part)
    return found
