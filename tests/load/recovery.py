"""Recovery with PostgreSQL's own tools (security.md, bar 10): the log goes on after a full recovery, after nothing less.

    python -m tests.load.recovery [--entries 500] [--keep]

A PostgreSQL of its own that archives its write-ahead log, a small city, a signer. A base backup is taken and verified;
entries are written, logged and signed after it; a replica stops following on the way; then the server is killed (SIGKILL)
and its data folder is given up. Three recoveries by the steps of docs/operations.md:

1. base backup + archive + what was left in pg_wal, to the last moment: must settle against the newest checkpoint, and sign;
2. the same to a moment before the last entries: must be held, and say how many are missing; the signer must refuse;
3. the replica that was behind, promoted: must be held; the signer must refuse.

Exits with 1 if anything comes out otherwise. Durations are printed, never judged.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    options = _options()
    folder = Path(tempfile.mkdtemp(prefix="jiangong-recovery-"))
    os.environ.pop("DATABASE_URL", None)
    os.environ |= {
        "JIANGONG_VAR": str(folder / "first" / "var"),
        "JIANGONG_DATABASE": "city",
        "JIANGONG_DEMONSTRATION": "1",
        "JIANGONG_SIGNER": str(folder / "signer"),
        "JIANGONG_ERASURES": str(folder / "erasures"),
        "JIANGONG_LOG": str(folder / "log"),
        "JIANGONG_KEYRING": str(folder / "keyring"),
        "JIANGONG_SECRET_KEY": "only-for-the-recovery-harness",
        "DJANGO_SETTINGS_MODULE": "jiangong.settings",
    }
    from jiangong.operations import embedded

    wrong: list[str] = []
    archive = folder / "archive"
    archive.mkdir(mode=0o777)
    archive.chmod(0o777)
    account = _cluster(embedded, archive)
    import django

    os.environ["DATABASE_URL"] = embedded._start("city")
    django.setup()
    _load()
    _jiangong("signer", "--once")
    base = folder / "base"
    socket = embedded._socket_folder(embedded.data_folder())
    base.mkdir()
    replica = folder / "replica" / "var" / "postgres"
    replica.mkdir(parents=True)
    for place in (base, replica):
        if account:
            os.chown(place, account.pw_uid, account.pw_gid)
    started = time.monotonic()
    embedded._run(
        "pg_basebackup",
        "-D",
        base,
        "-h",
        socket,
        "-U",
        "postgres",
        "-X",
        "stream",
        "-c",
        "fast",
        "--manifest-checksums=SHA256",
        account=account,
    )
    _verify(base)
    print(f"base backup taken and verified in {time.monotonic() - started:.1f} s")
    _write(options.entries)
    embedded._run(
        "pg_basebackup",
        "-D",
        replica,
        "-h",
        socket,
        "-U",
        "postgres",
        "-X",
        "stream",
        "-c",
        "fast",
        "-R",
        account=account,
    )
    moment = _now()
    _write(options.entries)
    newest = _size()
    shutil.copy(folder / "signer" / "checkpoint", folder / "newest")
    _kill(embedded)
    print(f"killed with {newest:,} leaves signed, {options.entries:,} of them after the moment {moment}")

    for name, target, replica_of in (
        ("last moment", None, None),
        ("a moment before the end", moment, None),
        ("replica that was behind", None, replica),
    ):
        started = time.monotonic()
        var = replica.parent if replica_of else folder / name.replace(" ", "-") / "var"
        data = var / "postgres"
        if replica_of is None:
            var.mkdir(parents=True)
            shutil.copytree(base, data, symlinks=True)
            if target is None:  # what the dead server had not archived yet
                for segment in (embedded.data_folder() / "pg_wal").iterdir():
                    if segment.is_file() and not (data / "pg_wal" / segment.name).exists():
                        shutil.copy(segment, data / "pg_wal" / segment.name)
            with (data / "postgresql.auto.conf").open("a") as settings:
                settings.write(f"restore_command = 'cp {archive}/%f %p'\narchive_mode = off\n")
                if target:
                    settings.write(f"recovery_target_time = '{target}'\nrecovery_target_action = 'promote'\n")
            (data / "recovery.signal").touch()
        else:
            with (data / "postgresql.auto.conf").open("a") as settings:
                settings.write("archive_mode = off\n")
        if account:
            subprocess.run(["chown", "-R", f"{account.pw_uid}:{account.pw_gid}", data], check=True)
        data.chmod(0o700)
        own = {"JIANGONG_VAR": str(var), "DATABASE_URL": ""}
        server = _start(own, promote=replica_of is not None)
        good = target is None and replica_of is None
        before = (
            None if good else _jiangong("signer", "--once", **own)
        )  # nobody has settled: its memory must do
        settled = _jiangong("settle", "--checkpoint", str(folder / "newest"), "--unwitnessed", **own)
        signed = before or _jiangong("signer", "--once", **own)
        seconds = time.monotonic() - started
        print(
            f"{name}: settle ends with {settled.returncode}, signer with {signed.returncode}, {seconds:.1f} s"
        )
        for line in settled.stdout.splitlines():
            if line.startswith("✗"):
                print(f"  {line}")
        if (settled.returncode, signed.returncode) != ((0, 0) if good else (5, 5)):
            wrong.append(name)
            print(settled.stdout, settled.stderr, signed.stdout, signed.stderr)
        if not good and str(options.entries) not in settled.stdout:
            wrong.append(f"{name}: does not say that {options.entries} are missing")
        server.terminate()
        server.wait(60)
    print("all as it must be" if not wrong else f"WRONG: {wrong}")
    if not options.keep:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--entries", type=int, default=500)
    parser.add_argument("--keep", action="store_true")
    return parser.parse_args()


def _cluster(embedded, archive: Path):
    """An empty cluster that archives its log."""
    data = embedded.data_folder()
    data.parent.mkdir(parents=True)
    account = embedded._account(data)
    embedded._make_cluster(data, account)
    with (data / "postgresql.auto.conf").open("a") as settings:
        settings.write(f"archive_mode = on\narchive_command = 'cp %p {archive}/%f'\nwal_level = replica\n")
    return account


def _verify(base: Path) -> None:
    """What pg_verifybackup does (the embedded one crashes): every file of the manifest, its size and its hash."""
    manifest = json.loads((base / "backup_manifest").read_text())
    for one in manifest["Files"]:
        data = (base / one["Path"]).read_bytes()
        assert len(data) == one["Size"], one["Path"]
        assert hashlib.sha256(data).hexdigest() == one["Checksum"], one["Path"]


def _load() -> None:
    import contextlib
    import datetime

    from jiangong.operations.demonstration import city
    from jiangong.operations.preparing import migrate

    migrate()
    quiet = lambda text: contextlib.nullcontext(lambda *a: None)  # noqa: E731
    city.load(city.SCALES["tiny"], step=quiet, progress=quiet, today=datetime.date.today())


def _write(many: int) -> None:
    """Entries, their leaves, a signature; the segment of the log is closed and archived."""
    from django.db import connection

    from jiangong.foundation.organisations.queries import city
    from jiangong.foundation.people.actions import register_person
    from jiangong.operations.growing import grow_to_the_end

    for n in range(many):
        register_person(name=f"演示职工{n:05d}", organisation=city(), by=None)
    grow_to_the_end(lambda *one: None)
    assert _jiangong("signer", "--once").returncode == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_switch_wal()")
    time.sleep(1.5)


def _now() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()::text")
        return str(cursor.fetchone()[0])


def _size() -> int:
    from jiangong.foundation.ledger import queries

    return queries.head()[0]


def _kill(embedded) -> None:
    from django.db import connection

    from tests.load.crash import _kill_tree

    _kill_tree(int((embedded.data_folder() / "postmaster.pid").read_text().split()[0]))
    connection.close()


def _start(own: dict[str, str], *, promote: bool) -> "subprocess.Popen[bytes]":
    """Start the recovered server, and hold it up; wait until it has left recovery."""
    hold = (
        "import time, signal, sys, psycopg\n"
        "from jiangong.operations import embedded\n"
        "url = embedded._start('city')\n"
        "database = psycopg.connect(url, autocommit=True)\n"
        + ("database.execute('SELECT pg_promote()')\n" if promote else "")
        + "while database.execute('SELECT pg_is_in_recovery()').fetchone()[0]: time.sleep(0.2)\n"
        "database.close()\n"
        "print('ready', flush=True)\n"
        "signal.signal(signal.SIGTERM, lambda *a: sys.exit(0))\n"
        "time.sleep(3600)\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", hold], cwd=ROOT, env={**os.environ, **own}, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    if child.stdout.readline().strip() != b"ready":
        raise SystemExit("the recovered server did not come up")
    return child


def _jiangong(*words: str, **own: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "jiangong.operations", *words],
        cwd=ROOT, env={**os.environ, **own}, capture_output=True, text=True,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
