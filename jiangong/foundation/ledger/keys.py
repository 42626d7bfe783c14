"""The tag key: what makes a person's tags in the public leaves meaningless to everybody else (docs/proof.md).

A file outside the database, `tag-key` in the folder JIANGONG_LOG (default var/log), mode 0600, made on first use.
Lost, distinct people can no longer be counted on; destroyed on purpose when the plan's retention ends.
"""

import os
from functools import cache
from pathlib import Path

from django.conf import settings

from jiangong.foundation.common.secrets import machine_secret


def log_folder() -> Path:
    """Where the log keeps what must not be in the database."""
    return Path(os.environ.get("JIANGONG_LOG") or settings.VAR / "log")


def tag_key_path() -> Path:
    return log_folder() / "tag-key"


@cache
def tag_key() -> bytes:
    """The key, read once per process."""
    return machine_secret(tag_key_path()).encode()
