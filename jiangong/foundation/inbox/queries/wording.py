"""Texts of kinds, filled with the words of a row."""

from collections.abc import Mapping
from typing import Any


def filled(text: Any, words: Mapping[str, Any]) -> str:
    """The text with `%(name)s` filled in; a word that is missing is shown as a dash, never an error on a list."""
    return str(text) % _Words(words)


class _Words(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"
