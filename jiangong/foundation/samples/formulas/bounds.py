"""What a sample proves: the greatest share of error that its result does not contradict.

Two bounds are proven for every population, whatever its errors look like, and are exact:

- by count (every entry equally likely, drawn without putting back): the hypergeometric distribution, in whole numbers;
- by share (each draw lands on an entry in proportion to its quantity): the binomial bound of Clopper and Pearson (1934),
  every entry with any error taken as wholly wrong. Draws come one from each of equal cells, so the number of errors is a
  sum of unequal chances; Hoeffding (1956, On the distribution of the number of successes in independent trials) shows
  that it strays less than the binomial in the tail that matters.

`stringer` is the bound that auditors are used to (Stringer 1963; Bickel 1992, Inference and auditing: the Stringer bound):
it takes account of how wrong an entry is. It has held in every published simulation, but nobody has proven it for
every population and size; it is shown beside the proven bound, never in place of it.

"Risk" is 1 - confidence: the chance that a population which breaks the statement yields a sample as good as this.
"""
# not law in this file (1e-09, 60, 1000, 10000, 1000000): statistics and how closely they are computed

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import comb, exp, fsum, lgamma, log, log1p

GRID = 1_000_000  # shares are stated in millionths, rounded up
_HAIR = (
    1e-9  # more than all rounding of floating-point numbers here; added to what they give, never taken away
)


def _chance_by_count(errors: int, draws: int, population: int, bad: int) -> tuple[int, int]:
    """P(at most `errors` bad ones among `draws` of `population`, of which `bad` are bad), as a fraction of two numbers."""
    whole = comb(population, draws)
    if 2 * errors < draws:
        return _ways(errors, draws, population, bad), whole
    return whole - _ways(draws - errors - 1, draws, population, population - bad), whole  # fewer terms


def _ways(most: int, draws: int, population: int, marked: int) -> int:
    """In how many ways at most `most` of `marked` ones are among `draws` of `population`."""
    others = population - marked
    first = max(0, draws - others)
    if first > most:
        return 0
    term = ways = comb(marked, first) * comb(others, draws - first)
    for found in range(first, min(most, marked, draws)):
        term = term * (marked - found) * (draws - found) // ((found + 1) * (others - draws + found + 1))
        ways += term
    return ways


def below_by_count(errors: int, draws: int, population: int, bad: int, risk: Fraction) -> bool:
    """Whether so few errors prove that fewer than `bad` entries of the population are wrong."""
    chance, whole = _chance_by_count(errors, draws, population, bad)
    return chance * risk.denominator <= risk.numerator * whole


@lru_cache(maxsize=1000)
def upper_by_count(errors: int, draws: int, population: int, confidence: Fraction) -> int:
    """The greatest number of wrong entries in the population that the sample does not contradict.

    Of `draws` entries drawn without putting back, `errors` were wrong.
    """
    _check(errors, draws)
    if draws > population:
        raise ValueError("More was drawn than there is.")
    risk = 1 - confidence
    held, refuted = (
        errors,
        population - draws + errors + 1,
    )  # the second cannot be: too few good ones would be left
    while refuted - held > 1:
        middle = (held + refuted) // 2
        if below_by_count(errors, draws, population, middle, risk):
            refuted = middle
        else:
            held = middle
    return held


def share_at_most(errors: int, draws: int, share: float) -> float:
    """P(at most `errors` of `draws` hit, each with chance `share`): the binomial distribution."""
    if errors >= draws or share <= 0:
        return 1.0
    if share >= 1:
        return 0.0
    hit, missed, all_ = log(share), log1p(-share), lgamma(draws + 1)

    def chance(n: int) -> float:
        return exp(all_ - lgamma(n + 1) - lgamma(draws - n + 1) + n * hit + (draws - n) * missed)

    if errors < draws * share:
        return fsum(map(chance, range(errors + 1)))
    return 1 - fsum(map(chance, range(errors + 1, draws + 1)))


def below_by_share(errors: int, draws: int, share: Fraction, risk: Fraction) -> bool:
    """Whether so few errors prove that the wrong share of the quantity is smaller than `share`. In whole numbers."""
    hit, missed = share.numerator, share.denominator - share.numerator
    chance = sum(comb(draws, n) * pow(hit, n) * pow(missed, draws - n) for n in range(errors + 1))
    return bool(chance * risk.denominator <= risk.numerator * pow(share.denominator, draws))


@lru_cache(maxsize=10_000)
def _root(errors: int, draws: int, risk: float) -> float:
    """The share at which at most `errors` hits have exactly the chance `risk`; 1 if all were hits."""
    if errors >= draws:
        return 1.0
    low, high = errors / draws, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if share_at_most(errors, draws, middle) > risk:
            low = middle
        else:
            high = middle
    return high


@lru_cache(maxsize=1000)
def upper_by_share(errors: int, draws: int, confidence: Fraction) -> Fraction:
    """The greatest share that the sample does not contradict (Clopper–Pearson, one-sided), in millionths, rounded up."""
    _check(errors, draws)
    return _up(_root(errors, draws, float(1 - confidence)))


def stringer(taints: Iterable[Fraction], draws: int, confidence: Fraction) -> Fraction:
    """Stringer's bound for the wrong share of the quantity, in millionths, rounded up.

    `taints`: of each draw that landed on an entry with an error, which part of its quantity is wrong (above 0, at
    most 1); in any order. All of them 1: the same as `upper_by_share`.
    """
    ordered = sorted((float(taint) for taint in taints), reverse=True)
    _check(len(ordered), draws)
    risk = float(1 - confidence)
    roots = [_root(found, draws, risk) for found in range(len(ordered) + 1)]
    steps = (
        (after - before) * taint for before, after, taint in zip(roots, roots[1:], ordered, strict=False)
    )
    return _up(roots[0] + fsum(steps))


def _up(share: float) -> Fraction:
    return min(Fraction(int((share + _HAIR) * GRID) + 1, GRID), Fraction(1))


def _check(errors: int, draws: int) -> None:
    if not 0 <= errors <= draws or draws < 1:
        raise ValueError("Errors count from 0 to the number of draws, and something must be drawn.")
