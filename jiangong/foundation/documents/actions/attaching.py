"""Take a file that somebody hands in: checked by what it is, kept by the hash of its bytes."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from django.db import models

from jiangong.foundation.documents.models import Attachment

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


def attach(
    file: IO[bytes] | bytes, about: models.Model, *, by: User | None, purpose: str, name: str = ""
) -> Attachment:
    """Check a file and keep it with the row `about` for a purpose that a room declares (common/attaching.py).

    `name` is what the file was called; an uploaded file knows its own.
    """
    raise NotImplementedError
