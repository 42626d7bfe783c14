"""Leaves as columns: the same facts as in the bundles, for engines that count over columns (docs/proof.md)."""

from collections.abc import Iterable
from itertools import chain, islice
from pathlib import Path

import duckdb

PER_FILE = 1_000_000  # leaves
COLUMNS = {
    "position": "BIGINT",
    "commitment": "VARCHAR",
    "verb": "VARCHAR",
    "on": "DATE",
    "recorded": "DATE",
    "org": "VARCHAR",
    "under": "VARCHAR[]",
    "quantity": "DECIMAL(18,2)",
    "attribute": "VARCHAR",
    "facts": "MAP(VARCHAR, VARCHAR)",
    "tags": "MAP(VARCHAR, VARCHAR)",
    "corrects": "BIGINT",
    "same": "MAP(VARCHAR, VARCHAR[])",
}
# Nothing is fetched from elsewhere: what it needs is in the wheel.
CONFIGURATION: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "memory_limit": "2GB",
}


def write_parquet(folder: Path, leaves: Iterable[bytes], *, per_file: int = PER_FILE) -> int:
    """Write leaves, in their order from index 0, to `folder`/leaves/0.parquet, 1.parquet, …; return how many.

    `position` is the leaf's index; a fact that a leaf does not have is null. An empty leaf (an entry that is gone)
    keeps its place and is null throughout. Each file is whole or absent.
    """
    target = folder / "leaves"
    target.mkdir(parents=True, exist_ok=True)
    waiting, position = iter(leaves), 0
    with duckdb.connect(config={**CONFIGURATION, "temp_directory": str(target)}) as engine:
        while (first := next(waiting, None)) is not None:
            number = position // per_file
            lines, draft = target / f".{number}.lines", target / f".{number}.parquet"
            try:
                with lines.open("wb") as file:
                    for leaf in chain((first,), islice(waiting, per_file - 1)):
                        file.write(b'{"position":%d' % position)
                        file.write(b"," + leaf[1:] if leaf else b"}")
                        file.write(b"\n")
                        position += 1
                rows = engine.read_json(str(lines), columns=COLUMNS, format="newline_delimited")
                rows.write_parquet(str(draft), compression="zstd")
                draft.replace(target / f"{number}.parquet")
            finally:
                lines.unlink(missing_ok=True)
                draft.unlink(missing_ok=True)
    return position
