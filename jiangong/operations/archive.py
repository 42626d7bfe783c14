"""Backup and restore with PostgreSQL's own tools."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection

from jiangong.operations.console import Code, Stopped
from jiangong.operations.embedded import programs
from jiangong.operations.preparing import server_version

# pg_restore of 17 and later sets a parameter that servers before 17 do not know.
_UNKNOWN_TO_OLD_SERVERS = re.compile(rb"SET transaction_timeout = ")


def tool(name: str) -> Path:
    """The newest fitting pg_dump/pg_restore/psql: the system's of the server's version, else the embedded one.

    A dump tool must be at least as new as the server; the embedded PostgreSQL is 18, the newest we support.
    """
    version = server_version()
    for folder in (f"/usr/lib/postgresql/{version}/bin", f"/usr/pgsql-{version}/bin"):
        if (Path(folder) / name).exists():
            return Path(folder) / name
    return programs() / name


def environment() -> dict[str, str]:
    """The connection for PostgreSQL's tools, in the environment: a password never stands on a command line."""
    parameters = connection.get_connection_params()
    names = {
        "host": "PGHOST",
        "port": "PGPORT",
        "user": "PGUSER",
        "password": "PGPASSWORD",
        "dbname": "PGDATABASE",
        "sslmode": "PGSSLMODE",
    }
    given = {names[key]: str(value) for key, value in parameters.items() if key in names and value}
    return {**os.environ, **given, "PGCLIENTENCODING": "UTF8"}


def backup(file: Path) -> int:
    """Dump the database into `file` (mode 0600, complete or absent); return its size in bytes."""
    connection.ensure_connection()
    draft = file.with_name(f".{file.name}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
            done = subprocess.run(
                [tool("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", "--compress=6"],
                stdout=target, stderr=subprocess.PIPE, env=environment(), check=False,
            )  # fmt: skip
        if done.returncode != 0:
            raise Stopped(f"备份没有完成：{_reason(done.stderr)} / The backup failed.", Code.MACHINE)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return file.stat().st_size


def beside() -> list[Path]:
    """What a restored database also needs, and must not lie beside its backup."""
    from jiangong.foundation.ledger.keys import tag_key_path
    from jiangong.foundation.people.erasure.register import register_path
    from jiangong.foundation.people.sealing import keyring_path
    from jiangong.operations.signer import signer_folder

    return [
        keyring_path(),
        settings.VAR / "secret-key",
        settings.VAR / "files",
        register_path(),
        tag_key_path(),
        signer_folder(),
    ]


def restore(file: Path, *, then: str = "") -> None:
    """Restore `file` into this empty database and run the SQL in `then`, all in one transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        if cursor.fetchone()[0]:
            raise Stopped("数据库不是空的，没有恢复。请先建一个空数据库。 / The database is not empty.")
    connection.close()
    script = subprocess.Popen(
        [tool_for_reading(), "--no-owner", "--no-privileges", "--file=-", file],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    psql = subprocess.Popen(
        [tool("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null"],
        stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
    )  # fmt: skip
    assert script.stdout is not None
    assert psql.stdin is not None
    try:
        for block in understood(script.stdout):
            psql.stdin.write(block)
        if script.wait() != 0:  # an unreadable file: psql must not commit what came so far
            psql.kill()
        psql.stdin.write(then.encode())
        psql.stdin.close()
    except BrokenPipeError:
        script.kill()
    words = psql.stderr.read() if psql.stderr else b""
    told = script.stderr.read() if script.stderr else b""
    if psql.wait() != 0 or script.wait() != 0:
        raise Stopped(
            f"没有恢复，数据库还是空的：{_reason(told or words)} / Nothing was restored.", Code.MACHINE
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def tool_for_reading() -> Path:
    """pg_restore of the embedded PostgreSQL reads the archives of every version up to 18."""
    return programs() / "pg_restore"


def understood(script: IO[bytes]) -> Iterator[bytes]:
    """The script in blocks, without the setting that older servers do not know (it stands in the head only)."""
    for head, line in enumerate(script):
        if not _UNKNOWN_TO_OLD_SERVERS.match(line):
            yield line
        if head > 40:
            break
    while block := script.read(1 << 20):
        yield block


def _reason(words: bytes) -> str:
    lines = [line.strip() for line in words.decode(errors="replace").splitlines() if line.strip()]
    return next((line for line in lines if "error" in line.lower()), lines[-1] if lines else "?")
