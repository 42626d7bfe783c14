"""Database tables, catalogues and static files, each only when something changed since the last time."""

import hashlib
from pathlib import Path

from jiangong.foundation.common.messages import compile_catalogues
from jiangong.operations.console import Code, Stopped, step

SERVERS = range(15, 19)  # PostgreSQL versions the suite is run on


def prepare_everything() -> None:
    """Make tables, catalogues and static files current. Django must be set up."""
    require_known_server()
    if unapplied_migrations():
        with step("建表 / migrate"):
            migrate()
    compile_catalogues()
    collect_static()


def server_version() -> int:
    """The major version of the PostgreSQL we are connected to."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10000


def require_known_server() -> int:
    """The server's major version; refused outside 15 to 18."""
    version = server_version()
    if version not in SERVERS:
        raise Stopped(
            f"PostgreSQL {version} 不在支持范围（15 至 18）。 / PostgreSQL {version} is not supported (15 to 18).",
            Code.MACHINE,
        )
    return version


def unapplied_migrations() -> list[str]:
    """Names of migrations that this database does not have yet."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def collect_static() -> None:
    """Collect and compress static files into var/static when any of them changed."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    mark = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = Path(storage.path(path))
            mark.update(f"{path} {file.stat().st_size} {file.stat().st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.exists() and stamp.read_text() == mark.hexdigest():
        return
    with step("收集静态文件 / collect static files"):
        call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(mark.hexdigest())
