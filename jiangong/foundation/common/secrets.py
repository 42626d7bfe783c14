"""Secrets of this machine, made once and kept in files only their owner can read."""

import os
import secrets
from pathlib import Path


def machine_secret(path: Path) -> str:
    """Return the secret kept in `path`, making it on first use (50 random bytes, URL-safe, mode 0600)."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was quicker
            return path.read_text().strip()
        with os.fdopen(handle, "w") as file:
            value = secrets.token_urlsafe(50)
            file.write(value)
        return value
