"""The engines that run the statements: DuckDB in this process, or Apache Spark where a nation is counted.

Both read the same text. Where their words differ the engine says its own: how a list becomes rows (`unnest`), and how
files are read. Everything else stays in what both understand, so no translator of SQL is needed.
"""

import csv
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from os import environ
from pathlib import Path
from typing import Any, Protocol

import duckdb

from jiangong.foundation.ledger.parquet import CONFIGURATION
from jiangong.plan.recount.statements import Step, listed, quoted


class EngineMissing(Exception):
    """The engine is not on this machine; the message says what to do."""


class Engine(Protocol):
    """What the recount asks of an engine. Tables live as long as the engine."""

    unnest: str

    def read_parquet(self, table: str, files: Sequence[Path], names: Mapping[str, str]) -> None:
        """Make a view of Parquet files, columns renamed by `names` (column → name)."""

    def read_csv(self, table: str, file: Path, columns: Mapping[str, str]) -> None:
        """Make a table of a file without a heading, columns with their types; an empty field is null."""

    def load(self, table: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
        """Make a small table of rows."""

    def take(self, step: Step) -> None:
        """Make the step's table, or forget it."""

    def rows(self, select: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, a few thousand at a time."""


class Duck:
    """DuckDB, in memory; what does not fit in its two gigabytes goes to `folder` and is gone at the end."""

    unnest = "unnest"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.connection = duckdb.connect(
            config={**CONFIGURATION, "temp_directory": str(folder), "preserve_insertion_order": False}
        )

    def read_parquet(self, table: str, files: Sequence[Path], names: Mapping[str, str]) -> None:
        columns = ", ".join(f'"{column}" AS {name}' for column, name in names.items())
        paths = listed([str(file) for file in files])
        self.connection.execute(f"CREATE VIEW {table} AS SELECT {columns} FROM read_parquet([{paths}])")

    def read_csv(self, table: str, file: Path, columns: Mapping[str, str]) -> None:
        typed = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
        self.connection.execute(
            f"CREATE TABLE {table} AS SELECT * FROM read_csv({quoted(str(file))}, columns = {{{typed}}}, header = false,"
            " auto_detect = false, delim = ',', quote = '\"', escape = '\"', allow_quoted_nulls = false)"
        )

    def load(self, table: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
        file = self.folder / f"{table}.csv"
        with file.open("w", newline="") as lines:
            csv.writer(lines).writerows(rows)
        self.read_csv(table, file, columns)
        file.unlink()

    def take(self, step: Step) -> None:
        if step.select is None:
            self.connection.execute(f"DROP TABLE {step.table}")
        else:
            self.connection.execute(f"CREATE TABLE {step.table} AS {step.select}")

    def rows(self, select: str) -> Iterator[tuple[Any, ...]]:
        cursor = self.connection.execute(select)
        while some := cursor.fetchmany(5000):
            yield from some


class Spark:
    """Apache Spark on this machine's processors; on a cluster where SPARK_MASTER names one (folders shared with it).

    What a machine's spark-defaults.conf says besides (SPARK_CONF_DIR) holds too.
    """

    unnest = "explode"

    def __init__(self, folder: Path) -> None:
        from pyspark.sql import SparkSession

        settings = {
            "spark.driver.memory": "4g",
            "spark.local.dir": str(folder),
            "spark.sql.warehouse.dir": str(folder / "warehouse"),
            "spark.sql.shuffle.partitions": "8",
            "spark.sql.parser.escapedStringLiterals": "true",  # a backslash is a letter, as everywhere else
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.log.level": "ERROR",
        }
        builder = SparkSession.builder.master(environ.get("SPARK_MASTER", "local[*]")).appName(
            "jiangong recount"
        )
        for name, value in settings.items():
            builder = builder.config(name, value)
        self.session = builder.getOrCreate()
        self.folder = folder

    def read_parquet(self, table: str, files: Sequence[Path], names: Mapping[str, str]) -> None:
        frame = self.session.read.parquet(*map(str, files))
        frame.selectExpr(
            *(f"`{column}` AS {name}" for column, name in names.items())
        ).createOrReplaceTempView(table)

    def read_csv(self, table: str, file: Path, columns: Mapping[str, str]) -> None:
        schema = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        self.session.read.csv(str(file), schema=schema, header=False).createOrReplaceTempView(table)

    def load(self, table: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
        schema = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        frame = self.session.createDataFrame([tuple(row) for row in rows], schema)
        frame.createOrReplaceTempView(table)

    def take(self, step: Step) -> None:
        """Through a file: a view kept in memory would drag along all that it was made of, and planning never end."""
        made = self.folder / f"{step.table}.parquet"
        if step.select is None:
            shutil.rmtree(made)
            return
        self.session.sql(step.select).write.parquet(str(made))
        self.session.read.parquet(str(made)).createOrReplaceTempView(step.table)

    def rows(self, select: str) -> Iterator[tuple[Any, ...]]:
        for row in self.session.sql(select).toLocalIterator():
            yield tuple(row)


@contextmanager
def engine(name: str, folder: Path) -> Iterator[Engine]:
    """The engine by its name, `duckdb` or `spark`, with a folder for what does not fit into memory.

    Raises EngineMissing with a sentence if Spark or its Java is not on this machine.
    """
    if name == "duckdb":
        duck = Duck(folder)
        try:
            yield duck
        finally:
            duck.connection.close()
        return
    require_spark()
    spark = Spark(folder)
    try:
        yield spark
    finally:
        spark.session.stop()


def require_spark() -> None:
    """Raise EngineMissing unless pyspark is installed and a Java is found."""
    if find_spec("pyspark") is None:
        raise EngineMissing(
            "没有安装 Spark：pip install -r requirements/spark.txt。 / Spark is not installed: pip install -r requirements/spark.txt."
        )
    home = environ.get("JAVA_HOME")
    if not (home and (Path(home) / "bin" / "java").exists()) and shutil.which("java") is None:
        raise EngineMissing(
            "没有找到 Java，Spark 需要 17 或更新的版本。 / Spark needs Java 17 or newer; none was found."
        )
