"""Reading a value, with local rulings laid over the files; and collecting what was read for a decision."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.rulebook.formulas import deciding
from jiangong.foundation.rulebook.queries.files import rulebook
from jiangong.foundation.rulebook.queries.rulings import laid_over, ruled
from jiangong.foundation.rulebook.states import NO_VALUE, Parameter


@dataclass(frozen=True)
class Read:
    """A value that was read, and the day it was read for."""

    parameter: Parameter
    on: date


class Reads(list[Read]):
    """What a decision read, each value once, in the order of reading."""


_collecting: ContextVar[tuple[Reads, ...]] = ContextVar("rulebook_collecting", default=())


@contextmanager
def used() -> Iterator[Reads]:
    """Collect every value read inside, also by what is called, so that the decision can be stored with them.

        with used() as reads:
            months = value("people.deemed_withdrawal_months", on=day)
            …
            record(Verb.LAPSED, membership, …, used=reads)

    Contexts may stand in one another: each collects all that is read inside it.
    """
    reads = Reads()
    token = _collecting.set((*_collecting.get(), reads))
    try:
        yield reads
    finally:
        _collecting.reset(token)


def value(key: str, *, on: date | None = None, place: str = "") -> Any:
    """The value in force on a day (today if not given) at a place; raises Refused(NO_VALUE) if there is none."""
    return parameter(key, on=on, place=place).value


def parameter(key: str, *, on: date | None = None, place: str = "") -> Parameter:
    """The parameter in force on a day, of the nearest jurisdiction; raises Refused(NO_VALUE) if there is none.

    `place` is the path of the union it is asked for: with it a district's own value comes before the city's, where
    districts may have one. Without it the whole city's value is given.
    """
    day = on or timezone.localdate()
    found = deciding(candidates(key), day, place)
    if found is None:
        raise Refused(NO_VALUE, key=key, day=day)
    one = Read(found, day)
    for reads in _collecting.get():
        if one not in reads:
            reads.append(one)
    return found


def candidates(key: str) -> tuple[Parameter, ...]:
    """All values of a key, of files and rulings, whatever their dates and places; empty for an unknown key."""
    return laid_over(rulebook().get(key, ()), ruled().get(key, ()))


def parameters(room: str = "") -> list[Parameter]:
    """All parameters with all their values, by key and date; of one room if it is named."""
    return [
        one
        for key in sorted(rulebook())
        if key.startswith(room and f"{room}.")
        for one in sorted(candidates(key), key=lambda one: one.since)
    ]
