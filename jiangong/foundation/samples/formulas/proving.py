"""From judgements to what may be said: never more than the sample supports, and partial while it is partial."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from jiangong.foundation.samples.formulas.bounds import stringer, upper_by_count, upper_by_share
from jiangong.foundation.samples.formulas.definition import Definition, Unit


@dataclass(frozen=True)
class Outcome:
    """What a sample says.

    `judged` of `draws` were judged; `errors` of these are not supported, in whole or in part, or could not be judged.
    `bound` is proven: the wrong share of the population is at most that, with the announced confidence, those not
    judged yet counted as wrong (1 while too few are judged to say anything). `most` is the same as a number of entries (by entry only). `customary` is Stringer's
    bound, given when all are judged by quantity. `proves` answers the statement aimed at, None if there was none;
    while not all are judged it is True only if the rest cannot change it.
    """

    draws: int
    judged: int
    errors: int
    bound: Fraction
    most: int | None
    customary: Fraction | None
    proves: bool | None

    @property
    def complete(self) -> bool:
        return self.judged == self.draws


def outcome(definition: Definition, wrong: Sequence[Fraction | None]) -> Outcome:
    """What follows from the judgements. `wrong`: for every draw, which part of the entry's quantity is not supported
    (0: all supported, 1: nothing, or it could not be judged), or None while it is not judged.

    By entry, any part that is wrong makes the entry wrong.
    """
    if len(wrong) != definition.draws:
        raise ValueError("There must be as many judgements, or places for them, as there were draws.")
    errors = sum(part is not None and part > 0 for part in wrong)
    open_ = sum(part is None for part in wrong)
    draws, population, confidence = definition.draws, definition.population, definition.confidence
    most, customary = None, None
    if open_ and 2 * (errors + open_) >= draws:  # too early to say anything: no need for great sums
        bound = Fraction(1)
    elif definition.unit is Unit.ENTRY:
        most = upper_by_count(errors + open_, draws, population, confidence)
        bound = Fraction(most, population)
    else:
        bound = upper_by_share(errors + open_, draws, confidence)
    if definition.unit is Unit.QUANTITY and not open_:
        customary = stringer([part for part in wrong if part], draws, confidence)
    return Outcome(
        draws=draws,
        judged=draws - open_,
        errors=errors,
        bound=bound,
        most=most,
        customary=customary,
        proves=None if definition.below is None else bound < definition.below,
    )
