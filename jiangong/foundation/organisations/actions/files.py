"""Uploaded files that wait for confirmation. They hold names of unions, no personal data."""

import secrets
from datetime import timedelta
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone

KEPT = "organisation-imports"  # their folder


def keep_file(file: IO[bytes]) -> str:
    """Put an uploaded file aside until it is confirmed; returns the name to ask for it by.

    Files that nobody confirmed within a day are thrown away on this occasion.
    """
    old = timezone.now() - timedelta(days=1)
    if default_storage.exists(KEPT):
        for name in default_storage.listdir(KEPT)[1]:
            if default_storage.get_modified_time(f"{KEPT}/{name}") < old:
                default_storage.delete(f"{KEPT}/{name}")
    return default_storage.save(f"{KEPT}/{secrets.token_urlsafe(16)}", File(file))


def kept_file(name: str) -> bytes | None:
    """The bytes of a file put aside, or None when it is gone."""
    if not name.startswith(f"{KEPT}/") or not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        data: bytes = file.read()
    return data


def drop_file(name: str) -> None:
    """Throw a file away that was put aside."""
    if name.startswith(f"{KEPT}/"):
        default_storage.delete(name)
