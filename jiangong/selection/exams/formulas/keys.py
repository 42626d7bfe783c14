"""Keys and answers: what a question asks for, what an examinee gave, how many points that is. Exact fractions, no rounding.

A key is {"right": [0, 2]}, the numbers of the right options as the bank lists them, or {"value": "3.14", "tolerance": "0.01"}.
What is given is a text: letters of options as they were shown ("B", "ACD"), a number ("3.14", "1/3"), or nothing.
"""
# not law in this file (8, 26, 15, 10): letters, and how long a number that somebody types may be

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

SINGLE, MULTIPLE, TRUE_FALSE, NUMBER = "single", "multiple", "true_false", "number"
KINDS = (SINGLE, MULTIPLE, TRUE_FALSE, NUMBER)
ALL_OR_NOTHING, PROPORTIONAL = "all", "proportional"
MULTIPLE_RULES = (ALL_OR_NOTHING, PROPORTIONAL)
LETTERS = "ABCDEFGH"
MOST_OPTIONS = len(LETTERS)
MOST_GIVEN = 40  # not law: signs of one answer
Key = Mapping[str, Any]
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,10}|/[1-9]\d{0,14})?")
_SIGNS: dict[int, int | str] = {0xFF01 + n: 0x21 + n for n in range(94)}  # not law: full-width signs
_SIGNS |= {ord("−"): "-", ord("。"): "."}


def as_number(text: str) -> Fraction | None:
    """The number that a text means, or None: 3.14, -2, 1/3, full-width signs too."""
    text = text.translate(_SIGNS).replace(",", "").strip()
    return Fraction(text) if _NUMBER.fullmatch(text) else None


def as_choice(text: str, options: int) -> frozenset[int] | None:
    """The places of the letters in a text, from 0: "AC" → {0, 2}; None where it is no choice among so many options."""
    letters = [sign for sign in text.translate(_SIGNS).upper() if sign not in " ,;、，；"]
    places = [LETTERS.find(letter) for letter in letters]
    if any(not 0 <= place < options for place in places) or len(set(places)) < len(places):
        return None
    return frozenset(places)


def letters(places: Sequence[int] | frozenset[int]) -> str:
    """{0, 2} → "AC"."""
    return "".join(LETTERS[place] for place in sorted(places))


def sound_key(kind: str, key: Key, options: int) -> bool:
    """Whether this is a key for a question of this kind with so many options."""
    if kind == NUMBER:
        value, tolerance = (as_number(str(key.get(name, ""))) for name in ("value", "tolerance"))
        return options == 0 and value is not None and tolerance is not None and tolerance >= 0
    right = key.get("right")
    if not isinstance(right, list) or not all(isinstance(one, int) and 0 <= one < options for one in right):
        return False
    if len(set(right)) < len(right) or options > MOST_OPTIONS:
        return False
    if kind == TRUE_FALSE:
        return options == 2 and len(right) == 1
    return options >= 2 and (len(right) == 1 if kind == SINGLE else len(right) >= 1 and kind == MULTIPLE)


def points_for(
    kind: str, key: Key, order: Sequence[int], given: str, points: Fraction, multiple: str
) -> Fraction:
    """The points that an answer earns. `order[place]` is the bank's number of the option shown at that place.

    Nothing given, or nothing that can be understood, earns nothing. A multiple choice counts as `multiple` says: all or
    nothing, or in proportion to the right ones chosen, and nothing once a wrong one is chosen.
    """
    if kind == NUMBER:
        number = as_number(given)
        value, tolerance = as_number(str(key["value"])), as_number(str(key["tolerance"]))
        near = number is not None and value is not None and abs(number - value) <= (tolerance or 0)
        return points if near else Fraction(0)
    places = as_choice(given, len(order))
    if not places:
        return Fraction(0)
    chosen, right = {order[place] for place in places}, set(key["right"])
    if chosen == right:
        return points
    if kind == MULTIPLE and multiple == PROPORTIONAL and chosen < right:
        return points * Fraction(len(chosen), len(right))
    return Fraction(0)


def guessing(kind: str, key: Key, options: int, points: Fraction) -> Fraction:
    """What guessing earns on average: one of the options, any non-empty set of them; a number cannot be guessed."""
    if kind == NUMBER:
        return Fraction(0)
    ways = 2**options - 1 if kind == MULTIPLE else options
    return points / ways
