"""Exact numbers. Marks are fractions until a rule says: round here.

A decimal type would have to cut a third somewhere, and a total on the edge between two places would then hang on where.
Fractions never cut; whoever recomputes by hand gets the same.
"""
# not law in this file (3, 5, 10, 40, 100): decimal arithmetic

from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from math import floor, isqrt

PERCENT = 100
_LONGEST = 40  # characters of a number that somebody wrote; more is an attack on the arithmetic, not a mark


class How(StrEnum):
    """What becomes of the places that are cut: 四舍五入, 四舍六入五成双 (GB/T 8170), 截尾, 进位."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    DOWN = "down"
    UP = "up"


def number(written: object) -> Fraction:
    """The number that was written: an integer, a decimal as text (“85.5”), or a fraction as text (“1/3”).

    A float is taken for the shortest decimal that reads the same, which is what stood in the file. Raises ValueError.
    """
    if isinstance(written, bool):
        raise ValueError("yes or no is no number")
    if isinstance(written, int | Fraction):
        return Fraction(written)
    if not isinstance(written, str | float | Decimal):
        raise ValueError("no number")
    text = repr(written) if isinstance(written, float) else str(written).strip()
    if len(text) > _LONGEST or not text.isascii() or "_" in text:
        raise ValueError("no number")
    try:
        if "/" in text:
            over, under = text.split("/")
            return Fraction(int(over), int(under))
        if "e" in text.lower() and len(text.lower().split("e")[1]) > 3:
            raise ValueError("no number")
        decimal = Decimal(text)
        if not decimal.is_finite():
            raise ValueError("no number")
        return Fraction(decimal)
    except (InvalidOperation, ZeroDivisionError) as error:
        raise ValueError("no number") from error


def written(value: Fraction) -> str:
    """The shortest exact text of a number: “85.5” where a decimal ends, “256/3” where none does."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    digits = abs(int(value * 10**places))
    sign = "-" if value < 0 else ""
    whole, part = divmod(digits, 10**places)
    return f"{sign}{whole}.{part:0{places}d}" if places else f"{sign}{whole}"


def rounded(value: Fraction, places: int, how: How) -> Fraction:
    """`value` to so many decimal places. Halves go away from nought, or to the even digit; DOWN cuts, UP goes away from nought."""
    shifted = abs(value) * 10**places
    whole = floor(shifted)
    rest = shifted - whole
    half = Fraction(1, 2)
    if (
        (how is How.UP and rest > 0)
        or (how is How.HALF_UP and rest >= half)
        or (how is How.HALF_EVEN and (rest > half or (rest == half and whole % 2 == 1)))
    ):
        whole += 1
    return Fraction(whole if value >= 0 else -whole, 10**places)


def root_rounded(square: Fraction, places: int, how: How) -> Fraction:
    """The square root of `square` (≥ 0), rounded as if all of its places had been known."""
    scaled = square * 10 ** (2 * places)
    whole = isqrt(floor(scaled))
    if whole * whole == scaled:
        return Fraction(whole, 10**places)
    # The root is no multiple of a place: it lies strictly between `whole` and the next. Is it beyond the half?
    middle = Fraction(2 * whole + 1, 2)
    beyond = scaled - middle * middle
    up = (
        how is How.UP
        or (how is How.HALF_UP and beyond >= 0)
        or (how is How.HALF_EVEN and (beyond > 0 or (beyond == 0 and whole % 2 == 1)))
    )
    return Fraction(whole + up, 10**places)
