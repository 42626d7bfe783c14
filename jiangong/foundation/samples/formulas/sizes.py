"""How many draws a statement needs: "error below 1 % with 95 % confidence" and so many errors allowed."""
# not law in this file (5000): how far a search goes

from collections.abc import Callable
from fractions import Fraction
from math import ceil

from jiangong.foundation.samples.formulas.bounds import below_by_count, below_by_share

MOST_DRAWS = 5000  # more entries than anybody judges with evidence


def least_draws(
    below: Fraction, confidence: Fraction, allowed: int = 0, population: int | None = None
) -> int | None:
    """The smallest number of draws with which `allowed` errors still prove that less than the share `below` is wrong.

    With `population`, draws are entries without putting back (exact, hypergeometric); without it, they land in
    proportion to quantity (binomial). None if more than MOST_DRAWS, or more than there is, would be needed.
    """
    if not 0 < below < 1 or not 0 < confidence < 1 or allowed < 0:
        raise ValueError("A share and a confidence lie between 0 and 1, errors allowed count from 0.")
    risk = 1 - confidence
    most = MOST_DRAWS if population is None else min(MOST_DRAWS, population)

    def enough(draws: int) -> bool:
        if population is None:
            return below_by_share(allowed, draws, below, risk)
        return below_by_count(allowed, draws, population, ceil(below * population), risk)

    return _first(enough, allowed + 1, most)


def _first(enough: Callable[[int], bool], least: int, most: int) -> int | None:
    """The smallest number from `least` to `most` that is enough; more than enough is enough too."""
    if least > most or not enough(most):
        return None
    while least < most:
        middle = (least + most) // 2
        if enough(middle):
            most = middle
        else:
            least = middle + 1
    return least
