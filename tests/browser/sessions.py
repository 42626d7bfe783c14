"""Sign people in without their walking through the sign-in pages. Runs where the database is, with Django prepared."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore


def sign_in(user: Any, *, lasts: timedelta | None = None, **kept: Any) -> str:
    """The key of a session of this user, in which `kept` is remembered; it lasts as long as sessions do, or so long."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.update(kept)
    if lasts is not None:
        session.set_expiry(lasts)
    session.save()
    return str(session.session_key)
