"""A database with all tables and no data, to copy: running every migration takes half a minute, a copy takes a second.

It is made once for a state of the migrations, by whichever process of the suite asks first, and kept on the server
(with the embedded one in var/) until a migration or a locked package changes.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
LOCK = 0x6D696772  # only this file's; the suite's workers share the server
MIGRATE = """
from jiangong.operations.console import prepare
prepare()
from jiangong.operations.preparing import migrate
migrate()
"""


def address(name: str) -> str:
    """The address of database `name` on the server the suite runs on."""
    here = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(here._replace(path=f"/{name}"))


def migrated() -> str:
    """The name of the database to copy (`CREATE DATABASE … TEMPLATE …`)."""
    name = f"migrated_{_state()}"
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # until the connection closes
        old = [
            row[0]
            for row in server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'migrated\\_%'")
        ]
        if name not in old:
            for one in old:
                server.execute(f'DROP DATABASE "{one}" WITH (FORCE)')
            server.execute(f'CREATE DATABASE "{name}_unfinished" TEMPLATE template0')
            environment = {**os.environ, "DATABASE_URL": address(f"{name}_unfinished")}
            subprocess.run(
                [sys.executable, "-c", MIGRATE], env=environment, cwd=ROOT, check=True, timeout=600
            )
            server.execute(f'ALTER DATABASE "{name}_unfinished" RENAME TO "{name}"')
    return name


def _state() -> str:
    """What the tables follow from: our migrations, and the packages with theirs."""
    files = [*sorted(ROOT.glob("jiangong/**/migrations/*.py")), ROOT / "requirements" / "runtime.txt"]
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]
