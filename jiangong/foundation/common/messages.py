"""Translations: Chinese msgids in the code, one English catalogue per room, compiled by Babel (no gettext binary)."""

import os
from collections.abc import Iterator
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[2]


def catalogues() -> Iterator[Path]:
    """The English catalogue of every room."""
    return iter(sorted(PACKAGE.rglob("locale/en/LC_MESSAGES/django.po")))


def compile_catalogues() -> int:
    """Compile every catalogue that is newer than its compiled form; return how many were compiled."""
    compiled = 0
    for source in catalogues():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale="en")
        draft = target.with_suffix(f".mo.draft{os.getpid()}")  # two may start at once in a clean clone
        with draft.open("wb") as out:
            write_mo(out, catalogue)
        draft.replace(target)  # a server that starts meanwhile reads the old one or the new one, never half
        compiled += 1
    return compiled
