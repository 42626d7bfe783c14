"""Issue a letter: number, day, files and hashes at once, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.db import models

from jiangong.foundation.documents.models import Document
from jiangong.foundation.organisations.models import Organisation

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


def issue(
    template: str,
    organisation: Organisation,
    facts: Mapping[str, object],
    *,
    about: models.Model | None = None,
    by: User | None,
    dated: date | None = None,
) -> Document:
    """Make a letter of `organisation` from a template (by its code) and issue it, in the caller's transaction.

    `facts` fill the template's fields; what the record `about` knows need not be given again.
    """
    raise NotImplementedError
