"""Commands run as an administrator runs them: a process of its own on a database of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.migrated import address, migrated

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def databases() -> Iterator[Callable[..., str]]:
    """Makes databases on the suite's server, and takes them away at the end."""
    made: list[str] = []
    server = psycopg.connect(address("postgres"), autocommit=True)

    def make(name: str, *, tables: bool = False, like: str = "") -> str:
        """An empty database; one with our tables; or a copy of another, given by its address."""
        copied = urlsplit(like).path[1:] or (migrated() if tables else "template0")
        full = f"test_operations_{name}_{os.getpid()}"
        server.execute(f'DROP DATABASE IF EXISTS "{full}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{full}" TEMPLATE "{copied}"')
        made.append(full)
        return address(full)

    yield make
    for full in made:
        server.execute(f'DROP DATABASE IF EXISTS "{full}" WITH (FORCE)')
    server.close()


def run_in(url: str, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """`jiangong words…` on the database at `url`."""
    return subprocess.run(
        [sys.executable, "-m", "jiangong.operations", *words],
        env={**os.environ, "DATABASE_URL": url, "JIANGONG_DEMONSTRATION": "1", **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture(scope="session")
def jiangong() -> Run:
    return run_in


LOAD = """
import contextlib, datetime, sys
from jiangong.operations.console import prepare
prepare()
from jiangong.operations.demonstration import city
quiet = lambda text: contextlib.nullcontext(lambda *a: None)
city.load(city.SCALES["tiny"], step=quiet, progress=quiet, today=datetime.date.today())
"""


def load_tiny(url: str) -> None:
    """The demonstration city at its smallest, into a database that has our tables."""
    subprocess.run(
        [sys.executable, "-c", LOAD],
        env={**os.environ, "DATABASE_URL": url, "JIANGONG_DEMONSTRATION": "1"},
        check=True,
        timeout=300,
    )


@pytest.fixture(scope="session")
def tiny(databases: Callable[..., str]) -> str:
    """The address of a database with a tiny city in it. Read only."""
    url = databases("tiny", tables=True)
    load_tiny(url)
    return url


def contents(
    url: str, *, without: frozenset[str] = frozenset(), only: dict[str, str] | None = None
) -> dict[str, str]:
    """A checksum of every table's rows, in order of their text; columns in `without` are left out, and of a table
    in `only` all rows but those of which its condition holds."""
    with psycopg.connect(url) as database:
        rows = database.execute(
            "SELECT table_name, string_agg(quote_ident(column_name), ',' ORDER BY ordinal_position)"
            " FROM information_schema.columns WHERE table_schema = 'public' AND NOT column_name = ANY(%s)"
            " AND table_name IN (SELECT tablename FROM pg_tables WHERE schemaname = 'public') GROUP BY 1",
            [list(without)],
        ).fetchall()
        return {
            table: database.execute(
                f"SELECT count(*) || ':' || md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), ''))"
                f' FROM (SELECT {columns} FROM "{table}" WHERE {(only or {}).get(table, "true")}) AS t'
            ).fetchone()[0]
            for table, columns in rows
        }
