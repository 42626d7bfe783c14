"""Texts of kinds, filled with the words of a row."""

import re
from collections.abc import Mapping
from typing import Any

_HOLE = re.compile(r"[：:]?\s*“?%\(\w+\)s”?")


def filled(text: Any, words: Mapping[str, Any]) -> str:
    """The text with `%(name)s` filled in; a word that is missing is shown as a dash, never an error on a list."""
    return str(text) % _Words(words)


def plain(text: Any) -> str:
    """The text without what would be filled in: the name of a kind. "班次取消：%(course)s" is "班次取消"."""
    return _HOLE.sub("", str(text)).strip() or str(text)


class _Words(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"
