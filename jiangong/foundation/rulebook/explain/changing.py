"""The smallest change of the facts that would turn an outcome.

An outcome depends on a datum only through the comparisons that name it. Their terms cut the datum's values into stretches
within which nothing changes, so it is enough to look at the nearest value of every stretch. Among the changes that turn
the outcome the smallest is the one that

1. needs no datum that nobody can change, if it can be done without;
2. changes the fewest data: one correction is easier than two;
3. moves least: the sum over its data of how many steps each moves (a changed flag or choice counts one step).

Of equal ones the first in the rule's order. The tests hold this against trying out everything that is smaller.
"""

from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import combinations, product
from math import ceil, floor
from typing import Any

from jiangong.foundation.rulebook.explain.conditions import (
    Compare,
    Condition,
    Datum,
    Facts,
    Kind,
    compares,
    holds,
    is_a_value,
)

ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Change:
    """One datum that would have to be different: what it is now, what it would have to be."""

    datum: Datum
    now: Any
    then: Any


@dataclass(frozen=True)
class Turn:
    """The smallest change that turns an outcome. `size` is what it was measured by: (fixed data, data, steps)."""

    changes: tuple[Change, ...]
    size: tuple[int, int, Decimal]

    def applied(self, facts: Facts) -> dict[str, Any]:
        """The facts with the change made."""
        return {**facts, **{one.datum.key: one.then for one in self.changes}}


def smallest_change(condition: Condition, facts: Facts) -> Turn | None:
    """The smallest change after which the condition comes out the other way; None if none can do that."""
    return turn(list(compares(condition)), facts, lambda given: holds(condition, given))


def turn(comparisons: Sequence[Compare], facts: Facts, outcome: Callable[[Facts], Hashable]) -> Turn | None:
    """The smallest change after which `outcome` is another one; it must depend on the facts through `comparisons` alone."""
    now = outcome(facts)
    data = list({one.datum.key: one.datum for one in comparisons}.values())
    nearest = {one.key: _candidates(one, facts[one.key], comparisons) for one in data}
    data = [one for one in data if nearest[one.key]]
    for fixed in range(sum(one.fixed for one in data) + 1):
        for many in range(max(fixed, 1), len(data) + 1):
            chosen = [some for some in combinations(data, many) if sum(one.fixed for one in some) == fixed]
            if found := _least(chosen, nearest, facts, lambda given: outcome(given) != now):
                changes, steps = found
                return Turn(changes, (fixed, many, steps))
    return None


def _least(
    chosen: Sequence[Sequence[Datum]],
    nearest: dict[str, list[tuple[Any, Decimal]]],
    facts: Facts,
    turned: Callable[[Facts], bool],
) -> tuple[tuple[Change, ...], Decimal] | None:
    """Of these sets of data the change that turns the outcome with the fewest steps, and those steps."""
    best: tuple[tuple[Change, ...], Decimal] | None = None
    for data in chosen:
        for then in product(*(nearest[one.key] for one in data)):
            steps = sum((cost for _value, cost in then), Decimal(0))
            if best is not None and steps >= best[1]:
                continue
            changes = tuple(
                Change(one, facts[one.key], value) for one, (value, _cost) in zip(data, then, strict=True)
            )
            if turned({**facts, **{one.datum.key: one.then for one in changes}}):
                best = changes, steps
    return best


# --- the nearest value of every stretch -----------------------------------------------------------------------------


def _candidates(datum: Datum, value: Any, comparisons: Sequence[Compare]) -> list[tuple[Any, Decimal]]:
    """Other values of a datum, one of each stretch that its comparisons make, with the steps it takes to get there."""
    terms = [one.term.value for one in comparisons if one.datum.key == datum.key]
    if datum.kind == Kind.FLAG:
        return [(not value, Decimal(1))]
    if datum.kind == Kind.CHOICE:
        return [(one, Decimal(1)) for one in datum.choices if one != value]
    flat = [one for term in terms for one in (term if isinstance(term, Collection) else (term,))]
    others = {other for term in flat for other in _around(datum, value, term) if is_a_value(datum, other)}
    mine = [one for one in comparisons if one.datum.key == datum.key]
    found: dict[tuple[bool, ...], tuple[Any, Decimal]] = {}
    for other in sorted(others, key=lambda one: (_steps(datum, value, one), one)):
        says = _says(mine, datum, other)
        if says != _says(mine, datum, value):
            found.setdefault(says, (other, _steps(datum, value, other)))
    return list(found.values())


def _says(comparisons: Sequence[Compare], datum: Datum, value: Any) -> tuple[bool, ...]:
    """What each of a datum's comparisons says of a value: the same for all values of one stretch."""
    return tuple(holds(one, {datum.key: value}) for one in comparisons)


def _around(datum: Datum, value: Any, term: Any) -> Iterator[Any]:
    """The values next to a term that a datum can take by whole steps from where it is: below it, on it, above it.

    Around each the one a step further too: with `!=` and several terms in one place the nearest may be taken.
    """
    exact = _exact_steps(datum, value, term)
    for steps in sorted({floor(exact) - 1, floor(exact), ceil(exact), ceil(exact) + 1}):
        yield _moved(datum, value, steps)


def _exact_steps(datum: Datum, value: Any, term: Any) -> Decimal:
    """How many steps, with a fraction, from a value to a term."""
    if datum.kind == Kind.NUMBER:
        return (Decimal(str(term)) - Decimal(str(value))) / datum.step
    if datum.kind == Kind.DAY:
        return Decimal((term - value).days)
    return Decimal((term - value) // timedelta(microseconds=1)) / Decimal(
        ONE_MINUTE // timedelta(microseconds=1)
    )


def _moved(datum: Datum, value: Any, steps: int) -> Any:
    if datum.kind == Kind.NUMBER:
        moved = Decimal(str(value)) + steps * datum.step
        return int(moved) if isinstance(value, int) and moved == int(moved) else moved
    unit = ONE_DAY if datum.kind == Kind.DAY else ONE_MINUTE
    try:
        return value + steps * unit
    except OverflowError:
        return value


def _steps(datum: Datum, value: Any, other: Any) -> Decimal:
    return abs(_exact_steps(datum, value, other))
