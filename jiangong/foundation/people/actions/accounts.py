"""What a person chooses for themselves: the language, and the elder mode 长辈版."""

from __future__ import annotations

from django.conf import settings

from jiangong.foundation.people.models import User


def choose_elder_mode(user: User, *, on: bool) -> User:
    """Switch larger letters and simpler pages on or off for one's own account."""
    user.elder_mode = on
    user.save(update_fields=["elder_mode"])
    return user


def choose_language(user: User, language: str) -> User:
    """Remember the language of one's own account; an unknown one is forgotten and the browser's is used."""
    user.language = language if language in dict(settings.LANGUAGES) else ""
    user.save(update_fields=["language"])
    return user
