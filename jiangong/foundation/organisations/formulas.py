"""Pure rules about organisations: codes, paths, lines, terms."""

import re
import unicodedata
from datetime import date
from functools import lru_cache

from pypinyin import Style, lazy_pinyin
from stdnum.cn import uscc


def initials(name: str) -> str:
    """Pinyin initials for search, in lower case: 芝罘区总工会 → zfqzgh. Other letters and digits stay."""
    return _CHINESE.sub(lambda run: _initials(run[0]), name).lower()[:120]


_CHINESE = re.compile(r"[㐀-鿿]+")


@lru_cache(maxsize=20_000)  # not law: how many are remembered
def _initials(run: str) -> str:
    """Names repeat their words (…街道总工会): thousands of unions need few lookups."""
    return "".join(lazy_pinyin(run, style=Style.FIRST_LETTER))


def child_path(parent_path: str, pk: int) -> str:
    """The path of organisation `pk` below `parent_path`: "/1/15/" and 230 give "/1/15/230/"."""
    return f"{parent_path or '/'}{pk}/"


def depth_of(path: str) -> int:
    """How many levels below the city (the city itself is 0)."""
    return path.count("/") - 2


def ids_on(path: str) -> list[int]:
    """The organisations on a path, from the city down to the organisation itself."""
    return [int(part) for part in path.split("/") if part]


def default_code(pk: int) -> str:
    """The code of an organisation that brings none: eight digits, so that it never meets a division code (6, 9, 12)."""
    return f"{pk:08d}"


def tidy_credit_code(text: str) -> str:
    """Upper case, half width, without spaces and hyphens."""
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "").upper()


def credit_code_is_sound(code: str) -> bool:
    """Length, letters and check digit of GB 32100-2015."""
    return bool(uscc.is_valid(code))


def years_later(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)  # not law: the first of March
