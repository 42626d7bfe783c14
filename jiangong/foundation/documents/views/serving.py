"""Giving out files that people handed in, so that no browser runs anything of them."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

# What a browser may show beside the page. Everything else is saved; PDF too, for a sandbox leaves no reader in it.
SHOWN = frozenset({"image/jpeg", "image/png"})
PLAIN = "application/octet-stream"


def served(data: bytes, *, media_type: str, name: str, shown: bool = False) -> HttpResponse:
    """The file with its type as we know it, never guessed, in a sandbox, and in nobody's cache."""
    inline = shown and media_type in SHOWN
    safe = PLAIN if media_type.startswith("text/") else media_type
    response = HttpResponse(data, content_type=safe)
    response["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
