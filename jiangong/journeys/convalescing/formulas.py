"""Money a head, and satisfaction in points of a hundred: pure, in whole numbers and fractions."""

from fractions import Fraction

FEN = 100  # not law: fen in a yuan
FULL = 100  # not law: points are out of a hundred


def cap_per_head(days: int, *, per_day: int, per_year: int) -> int:
    """The most that a batch of so many days may cost a person, in fen; the limits are in yuan."""
    return min(days * per_day, per_year) * FEN


def points(answers: int, mean: Fraction, *, least: int, most: int) -> int:
    """What `answers` people gave together, each 0 to 100, from their mean on a scale from `least` to `most`.

    Rounded to a whole point of the sum, halves upwards.
    """
    exact = answers * (mean - least) / (most - least) * FULL
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
