"""A site whose clock a story moves: a copy of the browser tests' city, a web server and an office that works in it.

A year of convalescence takes a year, and its draw refuses whatever comes at the wrong time. So nothing is moved but the clock:
the server's (`application`, below), the database's (`LATER`), and that of the office, which does what worker, signer and
witness do. Rows are written by the pages and by jobs alone.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import time_machine

# What asks the database for the time is told the moved one, within functions too.
LATER = """
CREATE SCHEMA moved;
CREATE TABLE moved.clock (ahead interval NOT NULL);
INSERT INTO moved.clock VALUES ('0');
CREATE FUNCTION moved.now() RETURNS timestamptz LANGUAGE sql STABLE
  AS 'SELECT pg_catalog.now() + ahead FROM moved.clock';
CREATE FUNCTION moved.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
  AS 'SELECT pg_catalog.clock_timestamp() + ahead FROM moved.clock';
DO $$ DECLARE one regprocedure; BEGIN
  EXECUTE format('ALTER DATABASE %I SET search_path = moved, pg_catalog, public', current_database());
  FOR one IN SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND array_to_string(proconfig, ' ') LIKE '%search_path%'
  LOOP EXECUTE format('ALTER FUNCTION %s SET search_path = moved, pg_catalog, public, pg_temp', one); END LOOP;
END $$;
"""
OFFICE = "from tests.browser.stay_cast import office; office()"


class Clock:
    """This process's clock, so many seconds ahead of the machine's."""

    def __init__(self) -> None:
        self.ahead, self._travel, self._one = 0.0, None, threading.Lock()

    def move(self, ahead: float) -> None:
        with self._one:
            if ahead == self.ahead:
                return
            if self._travel is not None:
                self._travel.stop()
            self._travel = time_machine.travel(datetime.now(UTC) + timedelta(seconds=ahead), tick=True)
            self._travel.start()
            self.ahead = ahead


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """The site, at the time that the story's file says."""
    _clock.move(float(_said.read_text()))
    return _pages(environ, start)


if "JIANGONG_STORY_CLOCK" in os.environ:  # only in the server that `site` starts
    from jiangong.wsgi import application as _pages

    _clock, _said = Clock(), Path(os.environ["JIANGONG_STORY_CLOCK"])


@dataclass
class Site:
    """The story's site: its address, and the office that answers one question at a time."""

    address: str
    office: "subprocess.Popen[str]"

    def ask(self, act: str, **more: Any) -> Any:
        """Let the office do something (an act of stay_cast.Office) and wait until it is done."""
        assert self.office.stdin is not None
        assert self.office.stdout is not None
        self.office.stdin.write(json.dumps({"act": act, **more}) + "\n")
        self.office.stdin.flush()
        said = self.office.stdout.readline()
        assert said, "the office fell silent"
        return json.loads(said)


@contextmanager
def site(server: Any, folder: Path) -> Iterator[Site]:
    """A copy of the browser tests' city with a clock of its own, its office and its web server."""
    with _copied(server.environment["DATABASE_URL"]) as database, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        address = f"http://127.0.0.1:{port}"
        before, clock = server.environment, folder / "clock"
        clock.write_text("0")
        keys = Path(before["JIANGONG_VAR"]) / "signer"
        shutil.copytree(keys / _name(before["DATABASE_URL"]), folder / "signer")
        environment = {
            **before,
            "DATABASE_URL": database,
            "JIANGONG_SITE": address,
            "JIANGONG_LOG_ORIGIN": before["JIANGONG_SITE"].split("://")[-1] + "/ledger",
            "JIANGONG_SIGNER": str(folder / "signer"),
            "JIANGONG_STORY_CLOCK": str(clock),
        }
        with _running([sys.executable, "-c", OFFICE], environment) as office:
            told = Site(address, office)
            environment["JIANGONG_WITNESSES"] = told.ask("witness")
            command = [
                sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
                "--workers", "1", "--blocking-threads", "2", "--log-level", "warning",
                "tests.browser.moved_clock:application",
            ]  # fmt: skip
            with _running(command, environment):
                _wait_for(f"{address}/about/")
                yield told


@contextmanager
def _running(command: list[str], environment: dict[str, str]) -> "Iterator[subprocess.Popen[str]]":
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


@contextmanager
def _copied(url: str) -> Iterator[str]:
    """A copy of a database, whose users are sent away for a moment: they look after their connections and come back."""
    old, new = (
        _name(url),
        f"{_name(url)}_{token_hex(3)}",
    )  # its witness would remember another city of this name
    with psycopg.connect(_at(url, "postgres"), autocommit=True) as machine:
        machine.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [old]
        )
        machine.execute(f'CREATE DATABASE "{new}" TEMPLATE "{old}"')
        try:
            with psycopg.connect(_at(url, new), autocommit=True) as copy:
                copy.execute(LATER)
            yield _at(url, new)
        finally:
            machine.execute(f'DROP DATABASE IF EXISTS "{new}" WITH (FORCE)')


def _name(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


def _at(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _wait_for(page: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(page, timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the story's server did not start")
