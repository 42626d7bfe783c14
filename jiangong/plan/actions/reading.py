"""From PostgreSQL into DuckDB: rows by the million, as columns."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any

import adbc_driver_manager
import adbc_driver_postgresql
import duckdb
from django.db import OperationalError, connection
from psycopg.conninfo import make_conninfo

from jiangong.plan.recount.engines import Duck

# What the embedded driver of psycopg knows and libpq does not.
NOT_LIBPQ = {"context", "cursor_factory", "prepare_threshold", "autocommit", "row_factory"}


class Reader:
    """Makes DuckDB's tables from queries.

    By Arrow, in a connection of its own, which sees what is committed: nothing passes through Python row by row.
    With `inside` it reads in the caller's own transaction instead, and sees what that has written; twice as slow.
    """

    def __init__(self, duck: Duck, *, inside: bool) -> None:
        self.duck, self.inside = duck, inside

    def read(
        self, table: str, select: str, query: str, values: Sequence[Any], columns: Mapping[str, str]
    ) -> None:
        """Make `table` by the DuckDB statement `select` over `source`: the rows of PostgreSQL's `query`.

        `columns` are the query's columns in order with their types in DuckDB.
        """
        make = f"CREATE TABLE {table} AS {select}"
        if self.inside:
            self._copy(query, values, columns)
            self.duck.connection.execute(make)
            self.duck.connection.execute("DROP TABLE source")
            return
        connection.ensure_connection()
        with connection.cursor() as cursor:
            text = cursor.mogrify(query, values)
        with _arrow(text) as stream:
            self.duck.connection.register("source", stream)
            self.duck.connection.execute(make)
            self.duck.connection.unregister("source")

    def _copy(self, query: str, values: Sequence[Any], columns: Mapping[str, str]) -> None:
        file = self.duck.folder / "source.csv"
        with (
            file.open("wb") as lines,
            connection.cursor() as cursor,
            cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)", values) as rows,
        ):
            for row in rows:
                lines.write(row)
        self.duck.read_csv("source", file, columns)
        file.unlink()


@contextmanager
def _arrow(query: str) -> Iterator[Any]:
    """The result of a query as a stream of columns."""
    parameters = {
        name: value for name, value in connection.get_connection_params().items() if name not in NOT_LIBPQ
    }
    with (
        closing(
            adbc_driver_manager.AdbcDatabase(
                driver=adbc_driver_postgresql._driver_path(), uri=make_conninfo(**parameters)
            )
        ) as database,
        closing(adbc_driver_manager.AdbcConnection(database)) as reader,
        closing(adbc_driver_manager.AdbcStatement(reader)) as statement,
    ):
        statement.set_sql_query(query)
        stream, _rows = statement.execute_query()
        yield stream


@contextmanager
def as_database_errors() -> Iterator[None]:
    """Whatever goes wrong in the engine or the driver is an error of the database to whoever called."""
    try:
        yield
    except (duckdb.Error, adbc_driver_manager.Error) as error:
        raise OperationalError(f"Counting anew failed: {error}") from error
