"""The embedded PostgreSQL after whatever can happen to it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from jiangong.operations import embedded

START = (
    "from jiangong.operations.embedded import ensure_database; import sys;"
    "print(ensure_database(), flush=True); sys.stdin.readline()"
)


class User:
    """A process that uses the server in `var` until it is told to leave."""

    def __init__(self, var: Path) -> None:
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", START],
            env={**environment, "JIANGONG_VAR": str(var), "JIANGONG_DATABASE": "trial"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate("\n", timeout=60)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=60)


def postmaster(var: Path) -> int | None:
    file = var / "postgres" / "postmaster.pid"
    return int(file.read_text().splitlines()[0]) if file.exists() else None


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    folder = tmp_path_factory.mktemp("machine") / "var"
    yield folder
    if (pid := postmaster(folder)) and psutil.pid_exists(pid):
        os.kill(pid, signal.SIGINT)


def test_two_users_share_it_and_the_last_one_stops_it(var):
    first, second = User(var), User(var)
    assert first.address == second.address
    assert first.address.startswith("postgresql://")
    pid = postmaster(var)
    first.leave()
    assert postmaster(var) == pid
    second.leave()
    assert postmaster(var) is None


def test_a_killed_user_leaves_no_lock(var):
    killed = User(var)
    killed.kill()
    assert postmaster(var) is not None
    User(var).leave()
    assert postmaster(var) is None


def test_a_killed_server_starts_again(var):
    user = User(var)
    os.kill(postmaster(var), signal.SIGKILL)
    user.kill()
    time.sleep(0.5)
    assert postmaster(var) is not None  # its pid file stayed
    again = User(var)
    assert again.address
    again.leave()


def test_a_pid_file_that_names_a_stranger(var):
    User(var).leave()  # so that there is a database, whichever test runs first
    (var / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n/somewhere\n1\n5432\n\n\n1 1\nready\n")
    user = User(var)
    assert user.address
    user.leave()


def test_a_nearly_full_disk(tmp_path, monkeypatch):
    class Usage:
        free = 10 * 2**20

    monkeypatch.setattr(embedded, "VAR", tmp_path)
    monkeypatch.setattr(embedded.shutil, "disk_usage", lambda path: Usage)
    with pytest.raises(embedded.DatabaseDidNotStart, match="10 MB") as told:
        embedded._start("trial")
    assert len(str(told.value).splitlines()) == 1


def test_a_folder_that_cannot_be_written(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(embedded, "VAR", tmp_path / "file" / "var")
    with pytest.raises(embedded.DatabaseDidNotStart, match="无法写入"):
        embedded._start("trial")


def test_data_of_another_user(tmp_path, monkeypatch):
    (tmp_path / "postgres").mkdir()
    monkeypatch.setattr(embedded, "VAR", tmp_path)
    monkeypatch.setattr(embedded.os, "geteuid", lambda: (tmp_path / "postgres").stat().st_uid + 1)
    with pytest.raises(embedded.DatabaseDidNotStart, match="属于用户"):
        embedded._start("trial")


def test_a_long_path_gets_a_short_socket(tmp_path):
    long = tmp_path / ("x" * 120) / "postgres"
    assert len(str(embedded._socket_folder(long) / ".s.PGSQL.5432")) <= embedded.LONGEST_SOCKET
    assert embedded._socket_folder(Path("/v/postgres")) == Path("/v/postgres")
