"""Check programs as they are handed out: one file that needs nothing but Python, and its hash."""

from hashlib import sha256
from pathlib import Path

from django.http import HttpResponse


def script_file(path: Path) -> HttpResponse:
    """The program, byte for byte."""
    return HttpResponse(path.read_bytes(), content_type="text/x-python; charset=utf-8")


def script_hash(path: Path) -> HttpResponse:
    """Its SHA-256 in the form that sha256sum reads: `sha256sum -c` answers whether the file is this one."""
    words = f"{sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
    return HttpResponse(words, content_type="text/plain; charset=utf-8")
